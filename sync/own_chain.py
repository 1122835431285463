"""Our own chain: updates are numbered at once, and their runs closed in time.

A run is closed 40 ms after its first update, or when it is full. Somebody who knows more
of us than we do makes us go on in a new incarnation, since our own past is in doubt.
"""

from collections.abc import Callable

from ..store.update import Incarnation, Sequence, SourceId, Timestamp
from .author import Author
from .run import Chain, Head, Run
from .scheduler import Cancellable, Scheduler
from .strategies import Cipher, Signer

__all__ = ["OwnChain"]


class OwnChain:
    """Where own updates go.

    Args:
        room: the public id of the room.
        source: who we are.
        head_of: how far a chain is here.
        keep: takes each closed run.
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
    ) -> None:
        self._room = room
        self._scheduler = scheduler
        self._signer = signer
        self._cipher = cipher
        self._head_of = head_of
        self._keep = keep
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
    def is_open(self) -> bool:
        """Whether there are updates that belong to no run yet."""
        return self._author.is_open

    def make_room_for(self, action: bytes) -> None:
        """Close the open run if the encoded `action` does not fit in."""
        if not self._author.has_room_for(action):
            self.close_run()

    def add(self, timestamp: Timestamp, action: bytes) -> None:
        """Take the update with `next_sequence`; its run will be closed in time."""
        self._author.add(timestamp, action)
        if not self._scheduler.run_delay:
            self.close_run()
        elif self._closing is None:
            self._closing = self._scheduler.later(self._scheduler.run_delay, self.close_run)

    def close_run(self) -> None:
        """Close the open run now, if there is one."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        if self._author.is_open:
            self._keep(self._author.close_run())

    def renew(self, known: int) -> None:
        """Go on in a new incarnation if somebody has our updates up to `known`, and we not."""
        if known >= self._author.next_sequence:
            self.close_run()
            source, incarnation = self._author.chain
            self._author = self._begin(Chain(source, Incarnation(incarnation + 1)))

    def _begin(self, chain: Chain) -> Author:
        return Author(self._room, chain, self._head_of(chain), self._signer, self._cipher)
