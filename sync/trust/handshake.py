"""How two ends of a link prove who they are, in three messages, without I/O.

Both show that they hold the room's key and their own Ed25519 key, over a fresh X25519
exchange: SIGMA-I (Krawczyk, "SIGMA: the 'SIGn-and-MAc' Approach to Authenticated
Diffie-Hellman", 2003) with a pre-shared key. A relay has no room key: what stands in its
place is the relay's public key, which the invite names, and the member proves with the
private half of the room's id that it is one. `docs/protocol.md` has every byte.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from hmac import compare_digest

from nacl.bindings import crypto_scalarmult_base

from ...store.update import SourceId
from ..errors import NotAdmitted
from .identity import Identity
from .proof import (
    KEY_BYTES,
    NOT_SEALED,
    STREAM_HEADER_BYTES,
    Keys,
    Proof,
    Role,
    digest,
    exchange,
    knock,
)
from .room import RoomId, RoomKey

__all__ = [
    "FIRST_BYTES",
    "MAX_MESSAGE_BYTES",
    "VERSION",
    "Admitted",
    "Answerer",
    "Dialler",
    "Fresh",
    "Kind",
    "Stream",
    "is_first",
]

VERSION = 1
NONCE_BYTES = 16
START_BYTES = 2 + KEY_BYTES + NONCE_BYTES
FIRST_BYTES = START_BYTES + 32
"""How long the first message is: version, kind, X25519 key, nonce, MAC."""

MAX_MESSAGE_BYTES = 1024


class Kind(IntEnum):
    """Whom the dialler believes to have reached."""

    MEMBER = 1
    RELAY = 2


@dataclass(frozen=True, slots=True)
class Fresh:
    """What one side draws for one handshake, and never uses again.

    Attributes:
        secret: 32 bytes, the private half of an X25519 key.
        nonce: 16 bytes, which only the dialler needs.
        header: 24 bytes, with which our stream begins.
    """

    secret: bytes = field(repr=False)
    nonce: bytes
    header: bytes

    @classmethod
    def draw(cls, chance: Callable[[int], bytes]) -> "Fresh":
        """With bytes from `chance`, which nobody must be able to foresee."""
        return cls(chance(KEY_BYTES), chance(NONCE_BYTES), chance(STREAM_HEADER_BYTES))


@dataclass(frozen=True, slots=True)
class Stream:
    """With what one direction of the channel begins."""

    key: bytes = field(repr=False)
    header: bytes


@dataclass(frozen=True, slots=True)
class Admitted:
    """What is proved once the last message was sent or read.

    Attributes:
        peer: who the other side is.
        room: of which room it is a member, or we are towards a relay.
        offers: what else it said, for later versions.
    """

    peer: SourceId
    room: RoomId
    offers: bytes
    sending: Stream
    receiving: Stream


class Dialler:
    """The side that speaks first.

    Args:
        key: of the room; towards a relay it is used, but not shown.
        relay: the public key of the relay that we dial, or None for a member.
        offers: what else to say of us, once the other side is known.

    Attributes:
        first: what to send first.
    """

    def __init__(
        self,
        identity: Identity,
        key: RoomKey,
        fresh: Fresh,
        *,
        relay: SourceId | None = None,
        offers: bytes = b"",
    ) -> None:
        self._identity = identity
        self._key = key
        self._fresh = fresh
        self._relay = relay
        self._offers = offers
        self._shared = _shared_before(key) if relay is None else relay
        kind = Kind.MEMBER if relay is None else Kind.RELAY
        public = crypto_scalarmult_base(fresh.secret)
        start = bytes([VERSION, kind]) + public + fresh.nonce
        self.first = start + knock(self._shared, start)

    def answer(self, second: bytes) -> tuple[bytes, Admitted]:
        """The third message, and what the second one proved.

        Raises:
            NotAdmitted: the second proves nothing; it is not to be answered.
        """
        _check_size(second, KEY_BYTES)
        public, sealed = second[:KEY_BYTES], second[KEY_BYTES:]
        keys = Keys(exchange(self._fresh.secret, public), self._shared)
        known = digest(self.first, public)
        theirs = Proof.read(keys.open(b"second", known, sealed), has_room=False)
        theirs.check(Role.DIALLED, known)
        if self._relay is not None and theirs.source != self._relay:
            raise NotAdmitted("this is another relay than the one the invite names")
        _refuse_self(theirs.source, self._identity)
        known = digest(known, sealed)
        room = None if self._relay is None else self._key
        proof = Proof.make(
            self._identity, Role.DIALLING, known, self._fresh.header, self._offers, room
        )
        third = keys.seal(b"third", known, proof.write())
        known = digest(known, third)
        return third, Admitted(
            theirs.source,
            self._key.id,
            theirs.offers,
            sending=Stream(keys.derive(b"stream of the dialler", known), self._fresh.header),
            receiving=Stream(keys.derive(b"stream of the dialled", known), theirs.header),
        )


class Answerer:
    """The side that was dialled. It computes nothing before the first message is proved.

    Args:
        key: of the room, or None for a relay.
        draw: gives what is drawn for this handshake, once it is needed.
        is_new: whether a first message with this MAC was never answered before.
        offers: what else to say of us.
    """

    def __init__(
        self,
        identity: Identity,
        key: RoomKey | None,
        draw: Callable[[], Fresh],
        *,
        is_new: Callable[[bytes], bool] = lambda mac: True,
        offers: bytes = b"",
    ) -> None:
        self._identity = identity
        self._key = key
        self._draw = draw
        self._is_new = is_new
        self._offers = offers
        self._shared = identity.source if key is None else _shared_before(key)

    def answer(self, first: bytes) -> bytes:
        """The second message.

        Raises:
            NotAdmitted: the first was not made by anybody who may know us; it is not to
                be answered. Finding that out takes one keyed hash.
        """
        start, mac = first[:START_BYTES], first[START_BYTES:]
        if len(first) != FIRST_BYTES:
            raise NotAdmitted(_not_a_first(first))
        if not compare_digest(mac, knock(self._shared, start)):
            raise NotAdmitted("it has not the key of this room")
        kind = Kind.RELAY if self._key is None else Kind.MEMBER
        if start[:2] != bytes([VERSION, kind]):
            raise NotAdmitted(
                f"its admission has version {start[0]} and kind {start[1]},"
                f" expected {VERSION} and {kind}"
            )
        if not self._is_new(mac):
            text = "it said what somebody else has said before"
            raise NotAdmitted(text, limit="replayed_knock")
        fresh = self._draw()
        public = crypto_scalarmult_base(fresh.secret)
        self._keys = Keys(exchange(fresh.secret, start[2 : 2 + KEY_BYTES]), self._shared)
        known = digest(first, public)
        proof = Proof.make(self._identity, Role.DIALLED, known, fresh.header, self._offers)
        sealed = self._keys.seal(b"second", known, proof.write())
        self._header = fresh.header
        self._known = digest(known, sealed)
        return public + sealed

    def admit(self, third: bytes) -> Admitted:
        """What the third message proves; there is nothing more to be said.

        Raises:
            NotAdmitted: it proves nothing.
        """
        _check_size(third, 0)
        opened = self._keys.open(b"third", self._known, third)
        theirs = Proof.read(opened, has_room=self._key is None)
        theirs.check(Role.DIALLING, self._known)
        _refuse_self(theirs.source, self._identity)
        known = digest(self._known, third)
        return Admitted(
            theirs.source,
            theirs.room if self._key is None else self._key.id,
            theirs.offers,
            sending=Stream(self._keys.derive(b"stream of the dialled", known), self._header),
            receiving=Stream(self._keys.derive(b"stream of the dialler", known), theirs.header),
        )


def is_first(frame: bytes) -> bool:
    """Whether `frame` looks like a first message, to whoever can check no more; no hello does."""
    return len(frame) == FIRST_BYTES and frame[0] == VERSION and frame[1] in tuple(Kind)


def _shared_before(key: RoomKey) -> bytes:
    return key.derive("admission")


def _refuse_self(source: SourceId, identity: Identity) -> None:
    if source == identity.source:
        raise NotAdmitted("this is the same device", redial=False)


def _check_size(message: bytes, least: int) -> None:
    if _is_plain_hello(message):
        raise NotAdmitted("it answered without a proof: an older version, or its room has no key")
    if not least < len(message) <= MAX_MESSAGE_BYTES:
        raise NotAdmitted(NOT_SEALED)


def _not_a_first(first: bytes) -> str:
    if _is_plain_hello(first):
        return "it says hello without a proof: an older version, or its room has no key"
    return f"it sent {len(first)} bytes, expected {FIRST_BYTES} that prove it knows the room"


def _is_plain_hello(frame: bytes) -> bool:
    return frame[1:7] == b"\xa5hello"
