"""How much of the past is kept for looking at it. The log itself is never cut by this.

A peer that dropped actions by itself could no longer place a late one, and would differ
from the others for ever. So limits only say how far back somebody may look and which
states are kept; a late update below them is inserted and folded like any other.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .update import Update

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Each limit is optional; the one that keeps least counts.

    Attributes:
        states: at most so many states, counted from the end.
        age: states at most so old, in units of timestamps.
        consensus: only states that some member may not have on disk yet (network
            consensus age); needs `stored_by_all` to be known.
    """

    states: int | None = None
    age: int | None = None
    consensus: bool = False

    def __post_init__(self) -> None:
        if self.states is not None and self.states < 1:
            raise ValueError(f"states is {self.states}, at least the present one is kept")
        if self.age is not None and self.age < 0:
            raise ValueError(f"age is {self.age}, expected 0 or more")

    def first_place(
        self, updates: Sequence[Update], *, now: int, stored_by_all: int | None = None
    ) -> int:
        """The earliest place whose state is kept.

        Args:
            updates: the log, in the order.
            now: the timestamp that ages are counted from.
            stored_by_all: up to this timestamp every member has everything on disk.
        """
        places = [0]
        if self.states is not None:
            places.append(len(updates) - self.states + 1)
        if self.age is not None:
            places.append(_count_up_to(updates, now - self.age - 1))
        if self.consensus and stored_by_all is not None:
            places.append(_count_up_to(updates, stored_by_all))
        return max(places)


def _count_up_to(updates: Sequence[Update], timestamp: int) -> int:
    return bisect_right(updates, timestamp, key=lambda update: update.timestamp)
