"""Signed and encrypted: what a room with a key does with everything that leaves a member.

Ed25519 (RFC 8032) over the header of a run, and XChaCha20-Poly1305 (libsodium's, after
draft-irtf-cfrg-xchacha) for its body, for facts and for blobs, each under a key of its own
that comes from the room's. Whoever has no key of the room can check all signatures, keep
and pass on, and read nothing.
"""

import os
from collections.abc import Callable
from hashlib import blake2b
from typing import NoReturn, TypedDict

from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.signing import VerifyKey

from ...store.update import SourceId
from ..errors import BadRun, UnreadableBody
from ..wire.run import SEALED
from .identity import Identity
from .room import RoomId, RoomKey
from .strategies import Cipher, Signer

__all__ = [
    "ADDED_BYTES",
    "NONCE_BYTES",
    "IdentitySigner",
    "RoomCipher",
    "RoomStrategies",
    "Unreadable",
    "strategies_of",
]

NONCE_BYTES = Aead.NONCE_SIZE
ADDED_BYTES = NONCE_BYTES + Aead.MACBYTES
"""By so much is longer what is sealed: the nonce before it and the tag behind it."""


class IdentitySigner:
    """Fulfils `Signer` with the keys of `identity`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def sign(self, header: bytes) -> bytes:
        return self._identity.sign(header)

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:
        try:
            VerifyKey(source).verify(header, signature)
        except CryptoError:  # also where the source is no key, or the signature too short
            return False
        return True


class RoomCipher:
    """Fulfils `Cipher` for a member, who has the room's key.

    Args:
        nonce: 24 random bytes, never the same; from the system by default.
    """

    version = SEALED
    can_read = True

    def __init__(
        self, room_key: RoomKey, nonce: Callable[[], bytes] = lambda: os.urandom(NONCE_BYTES)
    ) -> None:
        self._content = Aead(room_key.derive("content 0"))  # 0 is the key epoch
        self._facts = Aead(room_key.derive("facts"))
        self._blobs = Aead(room_key.derive("blobs"))
        self._blob_nonces = room_key.derive("blob nonces")
        self._nonce = nonce

    def encrypt(self, plain: bytes, context: bytes) -> bytes:
        return bytes(self._content.encrypt(plain, context, self._nonce()))

    def decrypt(self, body: bytes, context: bytes) -> bytes:
        plain = _opened(self._content, body, context)
        if plain is None:
            raise BadRun(f"a body of {len(body)} bytes that was not made with this room's key")
        return plain

    def encrypt_fact(self, value: bytes, context: bytes) -> bytes:
        return bytes(self._facts.encrypt(value, context, self._nonce()))

    def decrypt_fact(self, value: bytes, context: bytes) -> bytes | None:
        return _opened(self._facts, value, context)

    def seal_blob(self, data: bytes) -> bytes:
        # Made of the content, so that the same image is one blob whoever adds it. Other
        # content has another nonce, as surely as BLAKE2b has no collisions.
        nonce = blake2b(data, key=self._blob_nonces, digest_size=NONCE_BYTES).digest()
        return bytes(self._blobs.encrypt(data, b"", nonce))

    def open_blob(self, sealed: bytes) -> bytes | None:
        return _opened(self._blobs, sealed, b"")


class Unreadable:
    """Fulfils `Cipher` for somebody without the room's key, such as a relay."""

    version = SEALED
    can_read = False

    def encrypt(self, plain: bytes, context: bytes) -> NoReturn:  # noqa: ARG002
        _refuse()

    def decrypt(self, body: bytes, context: bytes) -> NoReturn:  # noqa: ARG002
        raise UnreadableBody(f"a body of {len(body)} bytes, and no key of the room is here")

    def encrypt_fact(self, value: bytes, context: bytes) -> NoReturn:  # noqa: ARG002
        _refuse()

    def decrypt_fact(self, value: bytes, context: bytes) -> None:  # noqa: ARG002
        return None

    def seal_blob(self, data: bytes) -> NoReturn:  # noqa: ARG002
        _refuse()

    def open_blob(self, sealed: bytes) -> None:  # noqa: ARG002
        return None


class RoomStrategies(TypedDict):
    """Arguments of `Dispatcher`."""

    source: SourceId
    room: RoomId
    signer: Signer
    cipher: Cipher


def strategies_of(identity: Identity, room: RoomKey | RoomId) -> RoomStrategies:
    """What makes `Dispatcher(**strategies_of(...))` take part in a room as `identity`.

    Args:
        room: its key, which makes a member; or its id alone, to keep and pass on.
    """
    signer = IdentitySigner(identity)
    if isinstance(room, RoomKey):
        return RoomStrategies(
            source=identity.source, room=room.id, signer=signer, cipher=RoomCipher(room)
        )
    return RoomStrategies(source=identity.source, room=room, signer=signer, cipher=Unreadable())


def _opened(key: Aead, sealed: bytes, context: bytes) -> bytes | None:
    if len(sealed) < ADDED_BYTES:
        return None
    try:
        return key.decrypt(sealed, context)
    except CryptoError:
        return None


def _refuse() -> NoReturn:
    raise RuntimeError("whoever has no key of the room says nothing in it")
