"""Gestures that are too large for one action, as several."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

import msgspec

from ....store.documents.whiteboard import whiteboard

__all__ = ["in_parts"]

Action = dict[str, Any]
Described = dict[str, Any]

T = TypeVar("T")

_Split: TypeAlias = tuple[str, list[Described]]
"""A shape, and what is left of it."""

MOST_POINTS = 2000
"""A point is 21 bytes at the most, an action 48 KiB."""

MOST_BYTES = 40_000
"""Of names of shapes in one action, or of what is said of them."""

POINT_BYTES = 21
DESCRIPTION_BYTES = 700
"""Of a piece without its points: two names of a hundred characters, and some fields."""

FEW = 40
"""So many pieces go into one action together with some points of each."""


def in_parts(action: Action, new_id: Callable[[], str]) -> list[Action]:
    """The actions that do together what `action` would, each small enough to be sent."""
    parts = [{**action, **part} for part in _parts(action["payload"], new_id)]
    if len(parts) == 1:
        return [action]
    gesture = new_id()
    return [{**part, "meta": {"gesture": gesture}} for part in parts]


def _parts(payload: Described, new_id: Callable[[], str]) -> Iterator[Action]:
    """The payloads of the parts, and their types where that is another one."""
    later: list[Action] = []
    if "remove" in payload:
        pieces_of: defaultdict[str, list[Described]] = defaultdict(list)
        for piece in payload["shapes"]:
            pieces_of[piece["of"]].append(piece)
        levels: defaultdict[int, list[_Split]] = defaultdict(list)
        for whole in payload["remove"]:
            for depth, one in enumerate(_splits(whole, pieces_of[whole], new_id, later)):
                levels[depth] += one
        # What one action splits off is there for the next.
        for _, splits in sorted(levels.items()):
            for group in _groups(splits):
                shapes = [piece for _, pieces in group for piece in pieces]
                yield {"payload": {"remove": [whole for whole, _ in group], "shapes": shapes}}
    elif "shapes" in payload:
        for shapes in _groups(_cut(shape, MOST_POINTS, later) for shape in payload["shapes"]):
            yield {"payload": {"shapes": shapes}}
    elif "of" in payload:
        for of in _groups(payload["of"].items()):
            yield {"payload": {"of": dict(of)}}
    elif "ids" in payload:
        for ids in _groups(payload["ids"]):
            yield {"payload": {**payload, "ids": ids}}
    else:
        yield {"payload": _cut(payload, MOST_POINTS, later)}
    yield from later


def _splits(
    whole: str, pieces: Sequence[Described], new_id: Callable[[], str], later: list[Action]
) -> list[list[_Split]]:
    """What splits `whole` into `pieces`, one step after the other.

    All that is left of it begins in the action in which it ends, so a few pieces are put
    in with their first points. Of many, groups are put in, a shape each, which then are
    split themselves.
    """
    if len(pieces) <= FEW or _size(pieces) <= MOST_BYTES:
        most = MOST_BYTES // max(len(pieces), 1) - DESCRIPTION_BYTES
        if _size(pieces) <= MOST_BYTES:
            most = MOST_BYTES
        return [[(whole, [_cut(piece, max(most // POINT_BYTES, 1), later) for piece in pieces])]]
    cut = [_cut(piece, MOST_POINTS // 2, later) for piece in pieces]
    groups: list[Described] = []
    last: list[_Split] = []
    for group in _groups(cut):
        # It is of the same kind, which may have two points at least, and stays for no longer.
        stand_in = {"id": new_id(), "of": whole, "points": group[0]["points"][:4]}
        if "pressures" in group[0]:
            stand_in["pressures"] = group[0]["pressures"][:2]
        groups.append(stand_in)
        last.append((stand_in["id"], [{**piece, "of": stand_in["id"]} for piece in group]))
    return [*_splits(whole, groups, new_id, later), last]


def _cut(shape: Described, most: int, later: list[Action]) -> Described:
    """`shape` with its first points, `most` of them; those that go on with it go to `later`."""
    points, pressures = shape.get("points", ()), shape.get("pressures")
    if len(points) <= 2 * most:
        return shape
    slices = [
        {"points": points[2 * at : 2 * (at + size)]}
        | ({"pressures": pressures[at : at + size]} if pressures else {})
        for at, size in ((0, most), *((at, MOST_POINTS) for at in _steps(most, points)))
    ]
    more = whiteboard.actions["extended"]
    later += [more({"id": shape["id"], **part}) for part in slices[1:]]
    return {**shape, **slices[0]}


def _steps(start: int, points: list[int]) -> range:
    return range(start, len(points) // 2, MOST_POINTS)


def _groups(things: Iterable[T]) -> Iterator[list[T]]:
    """`things` in lists that fit into an action; a larger one alone."""
    group: list[T] = []
    size = 0
    for thing in things:
        length = _size(thing)
        if group and size + length > MOST_BYTES:
            yield group
            group, size = [], 0
        group.append(thing)
        size += length
    if group:
        yield group


def _size(thing: object) -> int:
    return len(msgspec.msgpack.encode(thing))
