"""Updates that wait for the fold in hand to end.

What sorts before the place that a fold has reached would throw it back, again and again
under a steady stream, so that it never ended.
"""

from collections.abc import Iterator

from .order import Order, in_order
from .undo import is_control
from .update import Update

__all__ = ["Waiting"]


class Waiting:
    """Batches that were put aside, each with when it came."""

    def __init__(self) -> None:
        self._batches: list[tuple[list[Update], int]] = []

    def put_aside(
        self, batch: list[Update], arrived: int, order: Order, reached: int
    ) -> list[Update]:
        """Keep what a fold of `order` has passed at `reached`; returns the rest of `batch`.

        An undo or redo waits too, since it may reach back to any place.

        Raises:
            ValueError: one of them is in `order`, or waits, already; nothing has changed then.
        """
        order.refuse_known(batch)
        for waiting, _ in self._batches:
            in_order((*waiting, *batch))
        passed = order.updates[reached - 1 : reached]
        early: list[Update] = []
        rest: list[Update] = []
        for update in batch:
            is_early = is_control(update) or (passed and update < passed[0])
            (early if is_early else rest).append(update)
        if early:
            self._batches.append((early, arrived))
        return rest

    def take(self) -> Iterator[tuple[list[Update], int]]:
        """All batches that wait, in the order in which they came; none waits any more."""
        batches, self._batches = self._batches, []
        yield from batches
