"""Which boxes are near a box: a hash of cells, in as many sizes as there are boxes.

A box lies in the cells of the size next above its own, four at most; so a stroke across
the whole world costs no more than a dot.
"""

from collections.abc import Callable, Hashable, Iterator
from math import floor
from typing import Generic, TypeAlias, TypeVar

from .geometry import Box

__all__ = ["Grid"]

K = TypeVar("K", bound=Hashable)

Cell: TypeAlias = tuple[int, int]

SMALLEST = 14
"""Cells are at least 2**14 units (256 pixels at 100 %) wide."""


class Grid(Generic[K]):
    """Keys by the boxes they were put in."""

    def __init__(self) -> None:
        self._levels: dict[int, dict[Cell, set[K]]] = {}

    def copy(self) -> "Grid[K]":
        """The same keys in a grid of their own; a hundred times as fast as to add them."""
        result: Grid[K] = Grid()
        result._levels = {
            level: {cell: set(keys) for cell, keys in cells.items()}
            for level, cells in self._levels.items()
        }
        return result

    def add(self, key: K, box: Box) -> None:
        """Put `key` where `box` is."""
        level = _level(box)
        cells = self._levels.setdefault(level, {})
        for cell in _cells(box, level):
            keys = cells.get(cell)
            if keys is None:
                cells[cell] = {key}
            else:
                keys.add(key)

    def remove(self, key: K, box: Box) -> None:
        """Take `key` out again; `box` is the one that it was added with."""
        level = _level(box)
        cells = self._levels[level]
        for cell in _cells(box, level):
            keys = cells[cell]
            keys.discard(key)
            if not keys:
                del cells[cell]
        if not cells:
            del self._levels[level]

    def near(self, box: Box) -> set[K]:
        """All keys whose boxes meet `box`, and some whose boxes are only close by."""
        found: set[K] = set()
        for keys in self._sets_near(box):
            found |= keys
        return found

    def has_near(self, box: Box, is_one: Callable[[K], bool]) -> bool:
        """Whether `is_one` says so of any key that `near` would find; asked until then."""
        return any(is_one(key) for keys in self._sets_near(box) for key in keys)

    def _sets_near(self, box: Box) -> Iterator[set[K]]:
        for level, cells in self._levels.items():
            left, top, right, bottom = _span(box, level)
            if (right - left + 1) * (bottom - top + 1) > len(cells):
                for (x, y), keys in cells.items():
                    if left <= x <= right and top <= y <= bottom:
                        yield keys
            else:
                for cell in _cells(box, level):
                    yield cells.get(cell, set())


def _level(box: Box) -> int:
    side = max(box.right - box.left, box.bottom - box.top)
    return max(SMALLEST, int(side).bit_length())


def _span(box: Box, level: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return floor(left) >> level, floor(top) >> level, floor(right) >> level, floor(bottom) >> level


def _cells(box: Box, level: int) -> list[Cell]:
    left, top, right, bottom = _span(box, level)
    if left == right and top == bottom:
        return [(left, top)]
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
