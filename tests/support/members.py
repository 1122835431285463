"""People with keys, in a room with one, and chance that repeats itself."""

from collections.abc import Callable
from hashlib import shake_256
from itertools import count
from typing import Any

from redux_scuttlebutt.sync.trust.admission import Admission
from redux_scuttlebutt.sync.trust.handshake import Admitted, Answerer, Dialler, Fresh
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import RoomKey

from .replica import Replica, replica

__all__ = [
    "ANA",
    "BO",
    "CY",
    "ELSEWHERE",
    "RELAY",
    "ROOM",
    "Shake",
    "admission",
    "chance",
    "fresh",
    "member",
]

ROOM = RoomKey(b"the room in which it all happens")
ELSEWHERE = RoomKey(b"another room, of no concern here")

ANA, BO, CY, RELAY = (Identity(bytes([number]) * 32) for number in (1, 2, 3, 4))


def chance(name: str) -> Callable[[int], bytes]:
    """The same bytes for the same name, so that a handshake can be looked at again."""
    number = count()
    return lambda size: shake_256(f"{name} {next(number)}".encode()).digest(size)


def fresh(name: str) -> Fresh:
    return Fresh.draw(chance(name))


def admission(who: Identity, key: RoomKey = ROOM) -> Admission:
    return Admission(who, key, chance(who.fingerprint))


def member(who: Identity, key: RoomKey = ROOM, **options: Any) -> Replica:
    """A replica that talks to nobody but members."""
    return replica(who.source, room=key.id, admission=Admission(who, key), **options)


class Shake:
    """One handshake, message by message: Ana dials Bo, or a relay.

    Attributes:
        messages: the three, as they were sent.
        ends: what each side has proved, the dialler's first.
    """

    def __init__(self, *, relay: bool = False, offers: bytes = b"") -> None:
        self.dialler = Dialler(
            ANA, ROOM, fresh("Ana"), relay=RELAY.source if relay else None, offers=offers
        )
        self.answerer = self.new_answerer(relay=relay)
        first = self.dialler.first
        second = self.answerer.answer(first)
        third, here = self.dialler.answer(second)
        self.messages = (first, second, third)
        self.ends: tuple[Admitted, Admitted] = (here, self.answerer.admit(third))

    @staticmethod
    def new_answerer(*, relay: bool = False) -> Answerer:
        """The other side, before anything was said; it draws the same each time."""
        who, key = (RELAY, None) if relay else (BO, ROOM)
        return Answerer(who, key, lambda: fresh("Bo"))
