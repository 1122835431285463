"""The order in which one reads what lies on a board: in rows, each from left to right.

Found in steps, so that a board of 50,000 shapes holds nothing up.
"""

from collections.abc import Generator, Iterable, Sequence
from typing import NamedTuple

__all__ = ["Item", "in_reading_order", "reading_order"]


class Item(NamedTuple):
    """A shape and the box around it: left, top, right, bottom."""

    shape_id: str
    box: tuple[float, float, float, float]


def reading_order(items: Iterable[Item]) -> Generator[None, None, list[str]]:
    """Yields after every few items; returns their ids.

    A row holds what begins above the middle of everything that is in it before, so what is
    large, like a frame around others, does not draw all of them into one row.
    """
    # By the ids where the places are the same, so every machine has one order.
    falling = sorted(items, key=lambda item: (item.box[1], item.box[0], item.shape_id))
    yield
    order: list[str] = []
    row: list[Item] = []
    middle = 0.0
    for item in falling:
        _, top, _, bottom = item.box
        if row and top >= middle:
            order += _from_left(row)
            row = []
            yield
        middle = (top + bottom) / 2 if not row else min(middle, (top + bottom) / 2)
        row.append(item)
    order += _from_left(row)
    return order


def in_reading_order(items: Iterable[Item]) -> list[str]:
    """The ids of `items`, found at once."""
    steps = reading_order(items)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: list[str] = done.value
            return found


def _from_left(row: Sequence[Item]) -> list[str]:
    return [item.shape_id for item in sorted(row, key=lambda item: (item.box[0], item.shape_id))]
