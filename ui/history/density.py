"""How much each person did along the history, in a bounded number of bins.

Appending touches the last bin only, and a late update the bins from its place on.
When there are too many bins, two become one.
"""

from collections import Counter
from collections.abc import Sequence

from ...store.update import SourceId, Update

__all__ = ["MOST_BINS", "Density"]

MOST_BINS = 512
"""Of about two pixels each in a window of ordinary width."""


class Density:
    """Counts of updates by source for stretches of `size` places each."""

    def __init__(self) -> None:
        self.size = 1
        self.bins: list[Counter[SourceId]] = []
        self.totals: Counter[SourceId] = Counter()
        self._counted = 0

    def refresh(self, updates: Sequence[Update], changed_from: int) -> None:
        """Count again from the place `changed_from` to the end of `updates`."""
        start = min(changed_from, self._counted)
        while len(updates) > MOST_BINS * self.size:
            self._halve()
        first = start // self.size
        for stale in self.bins[first:]:
            self.totals.subtract(stale)
        del self.bins[first:]
        for low in range(first * self.size, len(updates), self.size):
            counted = Counter(update.source for update in updates[low : low + self.size])
            self.bins.append(counted)
            self.totals.update(counted)
        self._counted = len(updates)

    def lanes(self, most: int) -> list[SourceId]:
        """The `most` busiest sources, in an order that does not change with the counts."""
        busiest = [source for source, number in self.totals.most_common(most) if number]
        return sorted(busiest)

    def _halve(self) -> None:
        self.size *= 2
        pairs = range(0, len(self.bins), 2)
        self.bins = [sum(self.bins[n : n + 2], Counter[SourceId]()) for n in pairs]
