"""Updates that are stamped too far ahead wait here for their time, in bounded memory.

They are on disk, and passed on, like all others: not to keep what a neighbour sent would
leave its window full for ever. Of a source that stamps much ahead the later ones are only
on disk, and are read again once the earlier ones have had their time.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ...store.update import SourceId, Timestamp, Update
from ..wire.run import MAX_UPDATES, Chain

__all__ = ["MAX_PARKED", "Parking"]

MAX_PARKED = 256 * MAX_UPDATES
"""How many updates of one source are kept in memory."""


class _Range(NamedTuple):
    """Updates of one chain without gaps, behind one sequence and up to another."""

    after: int
    last: int


class Parking:
    """What waits for its time.

    Args:
        reread: the updates of a chain behind one sequence, up to another one, as far as
            they are on disk; in their order, and not too many at a time.
        own: whose updates are all kept in memory: they may have to be issued again.
        left_out: told how many updates were just left on disk.
    """

    def __init__(
        self,
        reread: Callable[[Chain, int, int], Sequence[Update]],
        own: SourceId | None = None,
        left_out: Callable[[int], object] = lambda count: None,
    ) -> None:
        self._reread = reread
        self._own = own
        self._tell = left_out
        self._waiting: list[Update] = []
        self._counts: Counter[SourceId] = Counter()
        self._left: dict[Chain, list[_Range]] = {}

    def __len__(self) -> int:
        return len(self._waiting) + sum(
            last - after for ranges in self._left.values() for after, last in ranges
        )

    @property
    def first(self) -> Timestamp | None:
        """The stamp whose time comes next."""
        return self._waiting[0].timestamp if self._waiting else None

    def park(self, updates: Iterable[Update]) -> None:
        """Keep `updates`, those of a chain in their order."""
        left_out = 0
        for update in updates:
            chain = Chain(update.source, update.incarnation)
            ranges = self._left.get(chain, [])
            if not ranges and not self._is_full(update.source):
                self._push(update)
                continue
            left_out += 1
            if ranges and ranges[-1].last == update.sequence - 1:
                ranges[-1] = _Range(ranges[-1].after, update.sequence)
            else:  # what lies between was not to be parked, or holds no updates
                ranges.append(_Range(update.sequence - 1, update.sequence))
            self._left[chain] = ranges
        if left_out:
            self._tell(left_out)

    def take_due(self, is_due: Callable[[Timestamp], bool]) -> list[Update]:
        """Give away those whose time has come, and read more where there is room again."""
        due: list[Update] = []
        while self._waiting and is_due(self._waiting[0].timestamp):
            update = heapq.heappop(self._waiting)
            self._counts[update.source] -= 1
            due.append(update)
            if not self._counts[update.source]:
                del self._counts[update.source]
                self._read_again(update.source)
        return due

    def of(self, source: SourceId) -> list[Update]:
        """What waits of `source` in memory, in the order in which it was made."""
        own = (update for update in self._waiting if update.source == source)
        return sorted(own, key=lambda update: update[2:4])

    def withdraw(self, chain: Chain, after: int) -> list[Update]:
        """Keep nothing of `chain` behind `after`; returns what was in memory of that."""
        ranges = [_Range(r.after, min(r.last, after)) for r in self._left.pop(chain, [])]
        ranges = [r for r in ranges if r.after < r.last]
        if ranges:
            self._left[chain] = ranges
        gone = [u for u in self._waiting if Chain(*u[1:3]) == chain and u.sequence > after]
        if gone:
            names = {update.name for update in gone}
            self._waiting = [u for u in self._waiting if u.name not in names]
            heapq.heapify(self._waiting)
            self._counts[chain.source] -= len(gone)
        return gone

    def read_again(self) -> None:
        """Read what is only on disk, where nothing else of its source waits."""
        for chain in list(self._left):
            if not self._counts[chain.source]:
                self._read_again(chain.source)

    def _is_full(self, source: SourceId) -> bool:
        return source != self._own and self._counts[source] >= MAX_PARKED

    def _push(self, update: Update) -> None:
        heapq.heappush(self._waiting, update)
        self._counts[update.source] += 1

    def _read_again(self, source: SourceId) -> None:
        for chain in [chain for chain in self._left if chain.source == source]:
            (after, last), *further = self._left.pop(chain)
            for update in self._reread(chain, after, last):
                self._push(update)
                after = update.sequence
            ranges = [_Range(after, last), *further] if after < last else further
            if ranges:
                self._left[chain] = ranges
