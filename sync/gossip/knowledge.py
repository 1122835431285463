"""What one peer has, and what it knows that we have: who lacks what, without I/O.

The reconciliation of van Renesse et al. (2008), section 3, for chains of runs: a digest
says how far somebody has each chain, and a delta starts where it ends.
"""

from collections.abc import Callable, Iterable, Mapping

from ..wire.run import Chain, Head
from .window import Window

__all__ = ["MAX_UNKNOWN", "Knowledge"]

MAX_UNKNOWN = 10_000
"""So many chains that we do not have are remembered; of further ones runs may come twice."""


class Knowledge:
    """One session's view of the other side.

    Args:
        stored: how far each chain is on our disk, now.

    Attributes:
        held: how far the peer has each chain on its disk, as it said.
        window: what was sent and not acknowledged yet.
    """

    def __init__(self, stored: Callable[[], Mapping[Chain, Head]]) -> None:
        self._stored = stored
        self._theirs: dict[Chain, int] = {}  # they have it, or it is on its way to them
        self._told: dict[Chain, int] = {}  # they know that we have it on disk
        self._lacking: dict[Chain, None] = {}  # something of it is to be sent, in turn
        self._unacknowledged: dict[Chain, None] = {}
        self._moved: dict[Chain, None] = {}  # more of it is on disk; still to be sorted
        self._hearing: dict[Chain, int] = {}  # a whole digest, as far as its parts are here
        self._is_heard = False
        self.held: dict[Chain, int] = {}
        self.window = Window()

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to send and nothing to acknowledge."""
        self._sort_moved()
        return not (self._lacking or self._unacknowledged)

    @property
    def is_blocked(self) -> bool:
        """Whether the peer lacks something that waits until it acknowledges more."""
        self._sort_moved()
        return bool(self._lacking) and self.window.is_full

    # What the peer says

    def hear_whole(self, part: Mapping[Chain, int], *, more: bool) -> bool:
        """Take a part of a whole digest in; returns whether it was the last."""
        self._remember(self._hearing, part)
        if more:
            return False
        if self._is_heard:
            self._told = {}  # what we sent them last they may have had to drop
        self._theirs, self.held = self._hearing, dict(self._hearing)
        self._hearing = {}
        self._is_heard = True
        self.window.reopen()
        self._moved.update(dict.fromkeys(self._stored()))
        return True

    def hear(self, seen: Mapping[Chain, int]) -> None:
        """The peer has these chains at least that far, on its disk."""
        for known in (self._theirs, self.held):
            self._remember(known, seen)
        for chain, last in seen.items():
            self.window.acknowledged(chain, last)
            if chain in self._lacking:
                del self._lacking[chain]  # perhaps it has it now, and wants to hear that we do
                self._moved[chain] = None

    # What happens here

    def more_stored(self, chains: Iterable[Chain]) -> None:
        """Of `chains` more is on our disk than before."""
        self._moved.update(dict.fromkeys(chains))

    def withdrawn(self, chain: Chain) -> None:
        """Less of `chain` is on our disk than before, perhaps nothing."""
        self._lacking.pop(chain, None)
        self._unacknowledged.pop(chain, None)
        self._moved[chain] = None

    def cut(self, chain: Chain, last: int) -> None:
        """Behind `last` nothing of `chain` counts any more, on either side."""
        for known in (self._theirs, self.held, self._hearing):
            if chain in known:
                known[chain] = min(known[chain], last)
        self._told.pop(chain, None)
        self.withdrawn(chain)

    def announced(self) -> None:
        """All that is on our disk was put into a digest."""
        self._told = {chain: head.sequence for chain, head in self._stored().items()}
        self._unacknowledged.clear()
        # Some chains may have become shorter.
        self._lacking = {chain: None for chain in self._lacking if self._lacks(chain)}

    def sent(self, chain: Chain, last: int, size: int = 0) -> None:
        """Runs of `chain` up to the sequence `last`, of `size` bytes, are on their way."""
        self._theirs[chain] = self._told[chain] = last
        self.window.sent(chain, last, size)

    # What to say

    def take_acknowledgements(self, most: int) -> list[Chain]:
        """Up to `most` chains of which the peer has, but does not know that we have, all."""
        self._sort_moved()
        stored = self._stored()
        taken = list(self._unacknowledged)[:most]
        for chain in taken:
            del self._unacknowledged[chain]
        chains = [chain for chain in taken if chain in stored]  # others were withdrawn
        self._told.update((chain, stored[chain].sequence) for chain in chains)
        return chains

    def take_turns(self) -> list[Chain]:
        """The chains of which the peer lacks something, whose turn it is first.

        None while more than a window's worth is under way.
        """
        self._sort_moved()
        return [] if self.window.is_full else list(self._lacking)

    def had_turn(self, chain: Chain, *, gave: bool) -> None:
        """`chain` goes to the back of the queue, if it gave something and has more to give."""
        self._lacking.pop(chain, None)
        if gave and self._lacks(chain):
            self._lacking[chain] = None

    def has(self, chain: Chain) -> int:
        """How far the peer has `chain`, counting what is on its way."""
        return self._theirs.get(chain, 0)

    def _remember(self, known: dict[Chain, int], seen: Mapping[Chain, int]) -> None:
        """What a peer says costs us memory only so far: anybody can invent chains."""
        stored = self._stored()
        most = len(stored) + MAX_UNKNOWN
        for chain, last in seen.items():
            if chain in known:
                known[chain] = max(last, known[chain])
            elif chain in stored or len(known) < most:
                known[chain] = last

    def _lacks(self, chain: Chain) -> bool:
        stored = self._stored().get(chain, Head()).sequence
        return self._theirs.get(chain, 0) < stored

    def _sort_moved(self) -> None:
        """What moved is sent to a peer that lacks it, and acknowledged to one that has it."""
        if not self._is_heard:
            return
        for chain in self._moved:
            if self._lacks(chain):
                self._lacking[chain] = None
            elif self._stored().get(chain, Head()).sequence > self._told.get(chain, 0):
                self._unacknowledged[chain] = None
        self._moved.clear()
