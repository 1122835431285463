"""Members of a room with a key, and those who only pass on what is said in it."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from redux_scuttlebutt.store.update import Incarnation, Timestamp
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.own.author import Author
from redux_scuttlebutt.sync.scheduler import Inline
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import RoomKey
from redux_scuttlebutt.sync.trust.sealing import strategies_of
from redux_scuttlebutt.sync.wire.codec import encode
from redux_scuttlebutt.sync.wire.run import SEALED, Chain, Head, Header, Run

from .replica import Replica, replica
from .virtual_time import NOON

__all__ = ["AMY", "BOB", "OTHER_ROOM", "ROOM", "amys", "member", "relay", "signed_run", "spoiled"]

ROOM = RoomKey(bytes(range(32)))
OTHER_ROOM = RoomKey(bytes(range(1, 33)))
AMY, BOB = Identity(b"a" * 32), Identity(b"b" * 32)


def member(identity: Identity, room: RoomKey = ROOM, **options: Any) -> Replica:
    """A replica that signs and encrypts; `options` as for `replica`."""
    return replica(**strategies_of(identity, room), **options)


def relay(room: RoomKey = ROOM, **options: Any) -> Dispatcher:
    """Somebody who knows the room's id and no more."""
    options.setdefault("scheduler", Inline(now=lambda: NOON))
    return Dispatcher(**strategies_of(Identity(b"relay".ljust(32)), room.id), **options)


def signed_run(
    identity: Identity,
    *actions: Any,
    room: RoomKey = ROOM,
    after: Head | None = None,
    timestamps: list[int] | None = None,
    incarnation: int = 0,
) -> Run:
    """A run of `identity` as its own device would write it."""
    head = after or Head()
    strategies = strategies_of(identity, room)
    chain = Chain(identity.source, Incarnation(incarnation))
    author = Author(room.id, chain, head, strategies["signer"], strategies["cipher"])
    for number, action in enumerate(actions):
        stamp = timestamps[number] if timestamps else head.timestamp + 1 + number
        author.add(Timestamp(stamp), encode(action)[0])
    return author.close_run()


def spoiled(
    identity: Identity,
    after: Head,
    write: Callable[[Header], bytes] = lambda header: bytes(100),
    *,
    stamp: int | None = None,
) -> Run:
    """A run that `identity` signs as it should be, around what `write` makes for its header."""
    at = after.timestamp + 1 if stamp is None else stamp
    first = after.sequence + 1
    chain = (identity.source, Incarnation(0))
    header = Header(SEALED, ROOM.id, *chain, first, 1, at, at, after.hash, 0, 0, bytes(32))
    body = write(header)
    hash = blake2b(body, digest_size=32).digest()
    header = header._replace(body_bytes=len(body), body_hash=hash)
    return Run.build(header, body, identity.sign(header.pack()))


def amys(runs: int, *, updates: int = 1) -> list[Run]:
    """The first runs of Amy's chain: she types "a", "b", "c" and so on."""
    made: list[Run] = []
    for number in range(runs):
        letter = {"type": "typed", "payload": chr(97 + number % 26)}
        made.append(signed_run(AMY, *[letter] * updates, after=made[-1].head if made else None))
    return made
