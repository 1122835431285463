"""Our own chain: updates are numbered at once, and their runs closed in time.

A run is closed at the end of the turn, unless runs are still on their way to the disk:
meanwhile updates gather, for 40 ms at most or until the run is full. So a lone update
loses no time, and a burst of them shares headers, signatures and messages. Where our own
past is in doubt we go on in a new incarnation.
"""

from collections.abc import Callable

from ...store.action import Action
from ...store.update import Incarnation, Sequence, SourceId, Timestamp, Update
from ..scheduler import Cancellable, Scheduler
from ..trust.strategies import Cipher, Signer
from ..wire.run import Chain, Head, Run
from .author import Author

__all__ = ["OwnChain"]


class OwnChain:
    """Where own updates go.

    Args:
        room: the public id of the room.
        source: who we are.
        head_of: how far a chain is here.
        keep: takes each closed run.
        delay: how many seconds an open run waits for more updates; 0 closes it at once.
        may_close: whether a run may be closed before its time, at the end of the turn.
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
        may_close: Callable[[], bool],
    ) -> None:
        self._room = room
        self._scheduler = scheduler
        self._signer = signer
        self._cipher = cipher
        self._head_of = head_of
        self._keep = keep
        self._delay = delay
        self._may_close = may_close
        self._is_asked_for = False
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

    def next_update(self, timestamp: Timestamp, action: Action) -> Update:
        """The update that `add` takes next, if it is given this timestamp."""
        author = self._author
        return Update(timestamp, *author.chain, Sequence(author.next_sequence), action)

    def add(self, timestamp: Timestamp, action: bytes) -> None:
        """Take the update with `next_sequence`; its run will be closed in time."""
        self._author.add(timestamp, action)
        if self._closing is not None:
            return  # the first of the run has seen to it
        delay = self._delay()
        if not delay:
            self.close_run()
            return
        self._closing = self._scheduler.later(delay, self.close_run)
        self.close_soon()

    def close_soon(self) -> None:
        """Close the open run at the end of the turn, if that may be and there is one."""
        if self._author.open_updates and not self._is_asked_for and self._may_close():
            self._is_asked_for = True
            self._scheduler.soon(self._close_if_it_may_be)

    def _close_if_it_may_be(self) -> None:
        self._is_asked_for = False
        if self._may_close():
            self.close_run()

    def close_run(self) -> None:
        """Close the open run now, if there is one."""
        self._cancel_closing()
        if self._author.open_updates:
            self._keep(self._author.close_run())

    def renew(self, incarnation: Incarnation, *, abandon: bool = False) -> None:
        """Go on in a new incarnation, with the open run closed before, or abandoned."""
        self._cancel_closing()
        former = self._author
        self._author = self._begin(Chain(former.chain.source, incarnation))
        if former.open_updates and not abandon:
            self._keep(former.close_run())  # whoever is told of it may act, in the new one

    def _cancel_closing(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _begin(self, chain: Chain) -> Author:
        return Author(self._room, chain, self._head_of(chain), self._signer, self._cipher)
