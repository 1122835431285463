"""What is read off a board: its shapes in their order, one by its id, where they are."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from .shapes import Board, Shape
from .transform import Bounds, bounds, union

__all__ = ["bounds_of", "from_back_to_front", "shape_by_id", "top"]

Row: TypeAlias = Sequence[tuple[str, Shape]]

_KEPT = 4
"""Boards whose order is remembered: the present, one of the past, and what comes next."""

_rows: OrderedDict[int, tuple[Board, Row]] = OrderedDict()


def from_back_to_front(board: Board) -> Row:
    """All shapes with their ids; those at the same place by their ids. Sorted once a board."""
    # By identity: comparing two boards would cost as much as sorting one. Each is kept
    # alive beside its row, so its number is nobody else's meanwhile.
    known = _rows.get(id(board))
    if known is None:
        row = tuple(sorted(board.shapes.items(), key=_depth))
        known = _rows[id(board)] = (board, row)
        if len(_rows) > _KEPT:
            _rows.popitem(last=False)
    _rows.move_to_end(id(board))
    return known[1]


def top(board: Board) -> str | None:
    """The place of the frontmost shape, or None where there is none."""
    row = from_back_to_front(board)
    return row[-1][1].z if row else None


def shape_by_id(board: Board, shape_id: str) -> Shape | None:
    """The shape, or None if it is not there."""
    return board.shapes.get(shape_id)


def bounds_of(board: Board, ids: Iterable[str] | None = None) -> Bounds | None:
    """The smallest box around those shapes of `ids` that are there, or around all of them."""
    shapes = board.shapes
    found = shapes.values() if ids is None else (shapes[i] for i in ids if i in shapes)
    return union(map(bounds, found))


def _depth(entry: tuple[str, Shape]) -> tuple[str, str]:
    return entry[1].z, entry[0]
