"""What both ends of a handshake make and check: proofs, and keys for each use.

Only libsodium's parts, composed: X25519 (RFC 7748), Ed25519 (RFC 8032), keyed BLAKE2b
(RFC 7693) and XChaCha20-Poly1305. Each use has a label of its own.
"""

from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_scalarmult,
)
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from ...store.update import SourceId
from ..errors import NotAdmitted
from .identity import Identity
from .room import RoomId, RoomKey

__all__ = [
    "KEY_BYTES",
    "NOT_SEALED",
    "SIGNATURE_BYTES",
    "STREAM_HEADER_BYTES",
    "Keys",
    "Proof",
    "Role",
    "digest",
    "exchange",
    "knock",
]

KEY_BYTES = 32
SIGNATURE_BYTES = 64
STREAM_HEADER_BYTES = 24

NOT_SEALED = "what it sent was not made with the key of this room, or was altered on the way"

_KNOCK = b"scuttlebutt admission knock"
_SIGNED = b"scuttlebutt admission"
_NO_NONCE = bytes(24)  # each of these keys seals one message


class Role(IntEnum):
    """Who signs, so that nobody's proof can be handed back as another's."""

    DIALLED = 1
    DIALLING = 2
    ROOM = 3


class Keys:
    """What is derived from the exchange, one key for each use."""

    def __init__(self, exchanged: bytes, shared: bytes) -> None:
        self._exchanged = exchanged
        self._shared = shared

    def derive(self, use: bytes, known: bytes) -> bytes:
        return blake2b(
            self._shared + known + use,
            key=self._exchanged,
            digest_size=KEY_BYTES,
            person=b"scuttlebutt-door",
        ).digest()

    def seal(self, use: bytes, known: bytes, plain: bytes) -> bytes:
        key = self.derive(use, known)
        return crypto_aead_xchacha20poly1305_ietf_encrypt(plain, known, _NO_NONCE, key)

    def open(self, use: bytes, known: bytes, sealed: bytes) -> bytes:
        key = self.derive(use, known)
        try:
            return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, known, _NO_NONCE, key)
        except (CryptoError, ValueError):
            raise NotAdmitted(NOT_SEALED) from None


class Proof(NamedTuple):
    """What either side says inside of its sealed message."""

    source: SourceId
    signature: bytes
    header: bytes
    room: RoomId  # empty, except towards a relay
    rooms_signature: bytes
    offers: bytes

    @classmethod
    def make(
        cls,
        identity: Identity,
        role: Role,
        known: bytes,
        header: bytes,
        offers: bytes,
        room: RoomKey | None = None,
    ) -> "Proof":
        empty = cls(identity.source, b"", header, room.id if room else RoomId(b""), b"", offers)
        rooms = room.sign(empty.signed(Role.ROOM, known)) if room else b""
        return empty._replace(
            signature=identity.sign(empty.signed(role, known)), rooms_signature=rooms
        )

    @classmethod
    def read(cls, plain: bytes, *, has_room: bool) -> "Proof":
        room_bytes = (KEY_BYTES, SIGNATURE_BYTES) if has_room else (0, 0)
        parts: list[bytes] = []
        for size in (KEY_BYTES, SIGNATURE_BYTES, STREAM_HEADER_BYTES, *room_bytes):
            parts.append(plain[:size])
            if len(parts[-1]) < size:
                raise NotAdmitted("its proof is cut short")
            plain = plain[size:]
        source, signature, header, room, rooms = parts
        return cls(SourceId(source), signature, header, RoomId(room), rooms, plain)

    def write(self) -> bytes:
        return b"".join(self)

    def signed(self, role: Role, known: bytes) -> bytes:
        """What is signed: its beginning is that of no run and no fact."""
        said = digest(known, self.source, self.header, self.room, self.offers)
        return _SIGNED + bytes([role]) + said

    def check(self, role: Role, known: bytes) -> None:
        _verify(self.source, self.signed(role, known), self.signature)
        if self.room:
            _verify(self.room, self.signed(Role.ROOM, known), self.rooms_signature)


def knock(shared: bytes, start: bytes) -> bytes:
    return blake2b(_KNOCK + start, key=shared, digest_size=32, person=b"scuttlebutt-door").digest()


def digest(*parts: bytes) -> bytes:
    """All but the last of `parts` have lengths that are fixed."""
    return blake2b(b"".join(parts), digest_size=32, person=b"scuttlebutt-said").digest()


def exchange(secret: bytes, public: bytes) -> bytes:
    try:
        exchanged = crypto_scalarmult(secret, public)
    except CryptoError:
        exchanged = bytes(KEY_BYTES)
    # A key of small order would give this, whatever ours is (RFC 7748, section 6.1).
    if exchanged == bytes(KEY_BYTES):
        raise NotAdmitted("its key for the exchange is none")
    return exchanged


def _verify(key: bytes, message: bytes, signature: bytes) -> None:
    try:
        VerifyKey(key).verify(message, signature)
    except (CryptoError, ValueError):
        raise NotAdmitted("its signature is not by the key that it names") from None
