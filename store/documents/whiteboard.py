"""The shared whiteboard: shapes by id, each in its place from back to front.

Coordinates are integers in 1/64 pixel, so that every machine computes the same.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any, TypeAlias, cast

import msgspec
from immutables import Map

from ..action import Action
from ..footprint import NOTHING, Footprint
from ..reducer import Refused
from ..slice import create_slice

__all__ = ["UNIT", "Board", "Point", "Shape", "whiteboard"]

UNIT = 64
"""Coordinates in one pixel at 100 %."""

MOST = 2**40
"""The largest coordinate: no sum of moves leaves the integers that JSON keeps exactly."""

PRESSURE = 1023

MOST_POINTS = 2**16
"""Of one stroke, however many actions drew it: each of them copies those before."""

LONGEST_ID = 100
"""Characters, so that whatever is on the board can be named in an action."""

Point: TypeAlias = tuple[int, int] | tuple[int, int, int]


class Shape(msgspec.Struct, frozen=True, gc=False):
    """One stroke.

    `x` and `y` say how far it was moved since it was drawn: its points stay as they
    are. Shapes with a greater `z` (in string order) cover those with a smaller one.
    """

    kind: str
    points: tuple[Point, ...]
    color: str
    width: int
    z: str
    x: int = 0
    y: int = 0


class Board(msgspec.Struct, frozen=True, gc=False):
    """All shapes by id, and how many were ever added."""

    shapes: Map[str, Shape] = Map()
    added: int = 0


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise Refused(f"{what} is {value!r}, expected a text")
    return value


def _id(value: object) -> str:
    shape_id = _text(value, "the id")
    if len(shape_id) > LONGEST_ID:
        raise Refused(f"the id has {len(shape_id)} characters, at most {LONGEST_ID} are accepted")
    return shape_id


def _points(value: object) -> tuple[Point, ...]:
    """`value` as points, which are checked all at once: a stroke has thousands of numbers."""
    if type(value) is not list or not value:
        raise Refused("points are a list of [x, y] or [x, y, pressure], and not none")
    points = cast("list[list[Any]]", value)
    try:
        lengths = set(map(len, points))
        numbers = list(chain.from_iterable(points))
    except TypeError:
        lengths, numbers = set[int](), list[Any]()
    if not lengths <= {2, 3} or set(map(type, numbers)) != {int}:
        raise Refused("a point is [x, y] or [x, y, pressure] in whole numbers")
    numbers.sort()
    if numbers[0] < -MOST or numbers[-1] > MOST:
        raise Refused(f"a coordinate lies beyond ±{MOST}")
    if 3 in lengths and not all(0 <= point[2] <= PRESSURE for point in points if len(point) == 3):
        raise Refused(f"pressure goes from 0 to {PRESSURE}")
    return cast("tuple[Point, ...]", tuple(map(tuple, points)))


def _fields(action: Action) -> Mapping[str, object]:
    payload = action.get("payload")
    if type(payload) is not dict and not isinstance(payload, Mapping):
        raise Refused(f"the payload is {payload!r}, expected an object")
    return cast("Mapping[str, object]", payload)


def _ids(fields: Mapping[str, object]) -> list[str]:
    ids = fields.get("ids")
    if not isinstance(ids, list) or not ids:
        raise Refused(f"ids are {ids!r}, expected a list of shapes")
    return [_text(shape, "an id") for shape in cast("list[object]", ids)]


def z_above(added: int) -> str:
    """The place in front of everything, when `added` shapes were added before.

    A hexadecimal number behind a letter that tells its length, so that strings sort as
    the numbers do. Between two such keys there is always room for a longer one.
    """
    digits = f"{added:x}"
    return chr(96 + len(digits)) + digits


def _added(state: Board, action: Action) -> Board:
    fields = _fields(action)
    shape_id = _id(fields.get("id"))
    if shape_id in state.shapes:
        raise Refused(f"there is a shape {shape_id!r} already")
    if fields.get("kind") != "stroke":
        raise Refused(f"the kind is {fields.get('kind')!r}, expected 'stroke'")
    width = fields.get("width")
    if type(width) is not int or not 1 <= width <= MOST:
        raise Refused(f"the width is {width!r}, expected 1/64 pixels above 0")
    shape = Shape(
        "stroke",
        _points(fields.get("points")),
        _text(fields.get("color"), "the colour"),
        width,
        z_above(state.added),
    )
    return Board(state.shapes.set(shape_id, shape), state.added + 1)


def _extended(state: Board, action: Action) -> Board:
    """More points to a stroke too long for one action; where it was before any move."""
    fields = _fields(action)
    shape_id, points = _id(fields.get("id")), _points(fields.get("points"))
    shape = state.shapes.get(shape_id)
    if shape is None:
        return state
    points = shape.points + points
    if len(points) > MOST_POINTS:
        raise Refused(f"the stroke has {len(points)} points, at most {MOST_POINTS} are accepted")
    longer = Shape(shape.kind, points, shape.color, shape.width, shape.z, shape.x, shape.y)
    return Board(state.shapes.set(shape_id, longer), state.added)


def _moved(state: Board, action: Action) -> Board:
    fields = _fields(action)
    by = fields.get("by")
    if type(by) is not list or list(map(type, cast("list[object]", by))) != [int, int]:
        raise Refused(f"a move is by [dx, dy] in whole numbers, not by {by!r}")
    dx, dy = cast("list[int]", by)
    shapes = state.shapes
    for shape_id in dict.fromkeys(_ids(fields)):
        shape = shapes.get(shape_id)
        if shape is None:
            continue
        x, y = shape.x + dx, shape.y + dy
        if max(abs(x), abs(y)) > MOST:
            raise Refused(f"a coordinate lies beyond ±{MOST}")
        moved = Shape(shape.kind, shape.points, shape.color, shape.width, shape.z, x, y)
        shapes = shapes.set(shape_id, moved)
    return Board(shapes, state.added) if shapes is not state.shapes else state


def _removed(state: Board, action: Action) -> Board:
    shapes = state.shapes
    for shape_id in _ids(_fields(action)):
        if shape_id in shapes:
            shapes = shapes.delete(shape_id)
    return Board(shapes, state.added) if shapes is not state.shapes else state


def _field(action: Action, name: str) -> object:
    payload = action.get("payload")
    is_object = type(payload) is dict or isinstance(payload, Mapping)
    return cast("Mapping[str, object]", payload).get(name) if is_object else None


def _touched_by_added(action: Action) -> Footprint:
    shape_id = _field(action, "id")
    if not isinstance(shape_id, str):
        return NOTHING  # refused, wherever it stands
    paths = (("added",), ("shapes", shape_id))
    return Footprint(paths, paths)


def _touched_by_extended(action: Action) -> Footprint:
    shape_id = _field(action, "id")
    if not isinstance(shape_id, str):
        return NOTHING
    paths = (("shapes", shape_id),)
    return Footprint(paths, paths)


def _touched_by_ids(action: Action) -> Footprint:
    ids = _field(action, "ids")
    if not isinstance(ids, list):
        return NOTHING
    named = [shape_id for shape_id in cast("list[object]", ids) if isinstance(shape_id, str)]
    paths = tuple(("shapes", shape_id) for shape_id in named)
    return Footprint(paths, paths)


whiteboard = create_slice(
    "whiteboard",
    Board(),
    {"added": _added, "extended": _extended, "moved": _moved, "removed": _removed},
    touches={
        "added": _touched_by_added,
        "extended": _touched_by_extended,
        "moved": _touched_by_ids,
        "removed": _touched_by_ids,
    },
)
