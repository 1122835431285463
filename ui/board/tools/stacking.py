"""Which keys bring shapes forward or back, as few and as short as they may be."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from ....store.documents.whiteboard import whiteboard
from ....store.documents.zkeys import below, keys_between
from .pointer import Action

__all__ = ["Row", "keys_over", "lowered", "lowest", "raised", "topmost"]

Row: TypeAlias = Sequence[tuple[str, str]]
"""(z, id) of every shape, from back to front."""

Overlap: TypeAlias = Callable[[str, str], bool]
"""Whether two shapes lie over one another."""


def raised(row: Row, ids: Collection[str], overlap: Overlap) -> Action | None:
    """Bring `ids` in front of the next shape that lies over one of them; None if none does."""
    found = _next(row, ids, overlap)
    if found is None:
        return None
    # Those that are in front of it already stay where they are.
    moved = [shape_id for z, shape_id in row if shape_id in ids and (z, shape_id) < found]
    front = min((z for z, i in row if z > found[0] and i not in moved), default=None)
    return _placed(dict(zip(moved, _keys(found[0], front, len(moved)), strict=True)))


def lowered(row: Row, ids: Collection[str], overlap: Overlap) -> Action | None:
    """Send `ids` behind the next shape that one of them lies over; None if there is none."""
    found = _next(row[::-1], ids, overlap)
    if found is None:
        return None
    moved = [shape_id for z, shape_id in row if shape_id in ids and (z, shape_id) > found]
    back = max((z for z, i in row if z < found[0] and i not in moved), default=None)
    return _placed(dict(zip(moved, _keys(back, found[0], len(moved)), strict=True)))


def topmost(row: Row, ids: Collection[str]) -> Action | None:
    """Bring `ids` in front of everything, in their order; None if they are."""
    moved = [shape_id for _, shape_id in row if shape_id in ids]
    if not moved or [shape_id for _, shape_id in row[-len(moved) :]] == moved:
        return None
    top = max((z for z, i in row if i not in ids), default=None)
    return _placed(dict(zip(moved, _keys(top, None, len(moved)), strict=True)))


def lowest(row: Row, ids: Collection[str]) -> Action | None:
    """Send `ids` behind everything, in their order; None if they are."""
    moved = [shape_id for _, shape_id in row if shape_id in ids]
    if not moved or [shape_id for _, shape_id in row[: len(moved)]] == moved:
        return None
    bottom = min((z for z, i in row if i not in ids), default=None)
    return _placed(dict(zip(moved, _keys(None, bottom, len(moved)), strict=True)))


def keys_over(row: Row, ids: Collection[str], count: int) -> list[str]:
    """So many places directly in front of the frontmost of `ids`, from back to front."""
    back = max((z for z, i in row if i in ids), default=None)
    front = min((z for z, _ in row if back is not None and z > back), default=None)
    return _keys(back, front, count)


def _next(row: Row, ids: Collection[str], overlap: Overlap) -> tuple[str, str] | None:
    """The first of `row` that comes after one of `ids` and overlaps it."""
    passed: list[str] = []
    for z, shape_id in row:
        if shape_id in ids:
            passed.append(shape_id)
        elif any(overlap(other, shape_id) for other in passed):
            return z, shape_id
    return None


def _keys(back: str | None, front: str | None, count: int) -> list[str]:
    try:
        return keys_between(back, front, count)
    except ValueError:
        # Six hundred have been put between these two, one by one: now ids decide.
        return [back or below(front)] * count


def _placed(keys: Mapping[str, str]) -> Action:
    return whiteboard.actions["set"]({"of": {i: {"z": z} for i, z in keys.items()}})
