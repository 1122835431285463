"""Our own chain: updates are numbered at once, and their runs closed in time.

A run is closed 40 ms after its first update, or when it is full. Where our own past is in
doubt we go on in a new incarnation.
"""

from collections.abc import Callable

from ..store.update import Incarnation, Sequence, SourceId, Timestamp
from .author import Author
from .run import Chain, Head, Run
from .scheduler import Cancellable, Scheduler
from .strategies import Cipher, Signer

__all__ = ["OwnChain"]

MAX_INCARNATION = 2**32 - 1


class OwnChain:
    """Where own updates go.

    Args:
        room: the public id of the room.
        source: who we are.
        head_of: how far a chain is here.
        keep: takes each closed run.
        delay: how many seconds an open run waits for more updates; 0 closes it at once.
    """

    def __init__(
        self,
        room: bytes,
        source: SourceId,
        incarnation: Incarnation,
        scheduler: Scheduler,
        signer: Signer,
        cipher: Cipher,
        *,
        head_of: Callable[[Chain], Head],
        keep: Callable[[Run], object],
        delay: Callable[[], float],
    ) -> None:
        self._room = room
        self._scheduler = scheduler
        self._signer = signer
        self._cipher = cipher
        self._head_of = head_of
        self._keep = keep
        self._delay = delay
        self._closing: Cancellable | None = None
        self._author = self._begin(Chain(source, incarnation))

    @property
    def chain(self) -> Chain:
        return self._author.chain

    @property
    def next_sequence(self) -> Sequence:
        """The number of the update that comes next."""
        return Sequence(self._author.next_sequence)

    @property
    def open_updates(self) -> int:
        """How many updates belong to no run yet."""
        return self._author.open_updates

    def make_room_for(self, action: bytes) -> None:
        """Close the open run if the encoded `action` does not fit in."""
        if not self._author.has_room_for(action):
            self.close_run()

    def add(self, timestamp: Timestamp, action: bytes) -> None:
        """Take the update with `next_sequence`; its run will be closed in time."""
        self._author.add(timestamp, action)
        delay = self._delay()
        if not delay:
            self.close_run()
        elif self._closing is None:
            self._closing = self._scheduler.later(delay, self.close_run)

    def close_run(self) -> None:
        """Close the open run now, if there is one."""
        self._cancel_closing()
        if self._author.open_updates:
            self._keep(self._author.close_run())

    def renew(self, *, abandon: bool = False) -> None:
        """Go on in a new incarnation, with the open run closed before, or abandoned.

        The number is the time in seconds where that is higher than the next number, so
        that two copies of one device hardly choose the same (as in Cassandra's gossip).
        """
        self._cancel_closing()
        former = self._author
        source, incarnation = self._author.chain
        seconds = self._scheduler.now() // 1_000_000
        following = max(incarnation + 1, min(seconds, MAX_INCARNATION))
        if following > MAX_INCARNATION:
            raise OverflowError("there are no more incarnations of this source")
        self._author = self._begin(Chain(source, Incarnation(following)))
        if former.open_updates and not abandon:
            self._keep(former.close_run())  # whoever is told of it may act, in the new one

    def _cancel_closing(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _begin(self, chain: Chain) -> Author:
        return Author(self._room, chain, self._head_of(chain), self._signer, self._cipher)
