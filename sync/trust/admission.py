"""Who may talk to us: the strategy beside signing and encryption.

A `Door` stands between one link and its session. It lets nothing through before both ends
have proved who they are, and seals everything from then on.
"""

import os
from collections.abc import Callable
from functools import partial

from ...store.update import SourceId
from ..errors import NotAdmitted
from .channel import Channel
from .handshake import Admitted, Answerer, Dialler, Fresh
from .identity import Identity
from .room import RoomKey

__all__ = ["MAX_REMEMBERED", "Admission", "Door"]

MAX_REMEMBERED = 4096
"""How many first messages are remembered, so that a recorded one is not answered again."""

CLOSED_WITHOUT_A_WORD = "it closed without a word: probably another room or an older invite"


class Admission:
    """Admits whoever holds the key of the room.

    Args:
        identity: who we are.
        key: of the room.
        chance: gives that many bytes, which nobody can foresee; the system's by default.
    """

    def __init__(
        self, identity: Identity, key: RoomKey, chance: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._identity = identity
        self._key = key
        self._draw = partial(Fresh.draw, chance)
        self._answered: dict[bytes, None] = {}

    def dial(self, relay: SourceId | None = None) -> "Door":
        """For a link that we opened, to a member or to the relay with that key."""
        dialler = Dialler(self._identity, self._key, self._draw(), relay=relay)
        return Door(dialler, is_relays=relay is not None)

    def answer(self) -> "Door":
        """For a link that somebody opened to us."""
        return Door(Answerer(self._identity, self._key, self._draw, is_new=self._is_new))

    def _is_new(self, mac: bytes) -> bool:
        if mac in self._answered:
            return False
        self._answered[mac] = None
        # Only members make such messages, so no stranger can push one out.
        if len(self._answered) > MAX_REMEMBERED:
            del self._answered[next(iter(self._answered))]
        return True


class Door:
    """One link's: first the handshake, then the channel.

    Attributes:
        is_relays: whether a relay stands behind it, which should learn little.
    """

    def __init__(self, side: Dialler | Answerer, *, is_relays: bool = False) -> None:
        self._side = side
        self._to_send = side.first if isinstance(side, Dialler) else None
        self._was_answered = False
        self._channel: Channel | None = None
        self._peer: SourceId | None = None
        self.is_relays = is_relays

    @property
    def peer(self) -> SourceId | None:
        """Who the other side has proved to be, once it has."""
        return self._peer

    def next_frame(self) -> bytes | None:
        """What the handshake has to send, if anything. It goes before all that is sealed."""
        frame, self._to_send = self._to_send, None
        return frame

    def receive(self, frame: bytes) -> bytes | None:
        """What is in `frame`, or None for one of the handshake.

        Raises:
            NotAdmitted: the other side proves nothing; it is to hear nothing.
            BrokenChannel: the link is none that can be relied on any more.
        """
        if self._channel is not None:
            return self._channel.open(frame)
        if isinstance(self._side, Dialler):
            self._was_answered = True
            self._to_send, admitted = self._side.answer(frame)
            self._admit(admitted)
        elif not self._was_answered:
            self._to_send = self._side.answer(frame)
            self._was_answered = True
        elif self._to_send is not None:
            raise NotAdmitted("it went on without waiting for an answer")
        else:
            self._admit(self._side.admit(frame))
        return None

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        """As `Channel.seal`; only once `peer` is known."""
        assert self._channel is not None, "nothing may be said before the proof"
        return self._channel.seal(plain, last=last)

    def why(self, reason: str) -> str:
        """Why the link was lost, in words that help: `reason` is the transport's."""
        if isinstance(self._side, Dialler) and not self._was_answered:
            return CLOSED_WITHOUT_A_WORD
        return reason

    def _admit(self, admitted: Admitted) -> None:
        self._channel = Channel(admitted)
        self._peer = admitted.peer
