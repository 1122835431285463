"""What lies on the whiteboard, and how an action describes it.

Coordinates are integers in 1/64 pixel, so that every machine computes the same. Points
are flat, x, y, x, y, in the action as on the board: a stroke has thousands of them, and
so they take half the memory and are read in a fifth of the time.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, cast

import msgspec
from immutables import Map

from ..reducer import Refused
from .fields import FIELDS, MOST_POINTS, Fields, id_of
from .said import said

__all__ = [
    "KINDS",
    "Board",
    "Kind",
    "Point",
    "Shape",
    "changed",
    "description",
    "points_of",
    "read",
    "read_shape",
]

Kind: TypeAlias = Literal["stroke", "marker", "rect", "ellipse", "line", "arrow", "text", "image"]

Point: TypeAlias = tuple[int, int] | tuple[int, int, int]
"""x, y, and where a pen was pressed, how hard: 0 to 1023."""


class Shape(msgspec.Struct, frozen=True, gc=False):
    """One thing on the board: as it was made, and what was done to it since.

    Attributes:
        kind: says which of the other fields mean something.
        points: flat, as they were drawn: all of a stroke or marker, both ends of a line or
            an arrow, two opposite corners of a rectangle or an ellipse, the upper left
            corner of a text or an image.
        color: the name of an ink, or #rrggbb.
        width: of the line, which scaling does not change; the height of a text's letters.
        z: shapes with a greater one (see `zkeys`) cover those with a smaller one.
        x, y: how far it was moved. The points stay as they are.
        pressures: one for each point, or none.
        matrix: how it was scaled and turned before it was moved (see `transform`), or ().
        text: what is written there.
        size: width and height of a text or an image before the matrix.
        blob: the hash of an image's bytes.
        type: the media type of an image.
    """

    kind: Kind
    points: tuple[int, ...]
    color: str
    width: int
    z: str
    x: int = 0
    y: int = 0
    pressures: tuple[int, ...] = ()
    matrix: tuple[int, ...] = ()
    text: str = ""
    size: tuple[int, ...] = ()
    blob: str = ""
    type: str = ""


class Board(msgspec.Struct, frozen=True, gc=False):
    """All shapes by id."""

    shapes: Map[str, Shape] = Map()


_DRAWN = frozenset({"z", "points", "color", "width"})
_ALWAYS = frozenset({"kind", "x", "y", "matrix"})

KINDS: Mapping[str, frozenset[str]] = {
    "stroke": _DRAWN,
    "marker": _DRAWN,
    "rect": _DRAWN,
    "ellipse": _DRAWN,
    "line": _DRAWN,
    "arrow": _DRAWN,
    "text": _DRAWN | {"text", "size"},
    "image": frozenset({"z", "points", "size", "blob", "type"}),
}
"""The kinds of shapes, and what describes each of them."""

_OPTIONAL = frozenset({"x", "y", "matrix", "pressures"})

_PRESSED = frozenset({"stroke", "marker"})
_ALLOWED = {
    kind: needed | _ALWAYS | ({"pressures"} if kind in _PRESSED else frozenset[str]())
    for kind, needed in KINDS.items()
}
_POINTS = {"rect": 2, "ellipse": 2, "line": 2, "arrow": 2, "text": 1, "image": 1}


def points_of(shape: Shape) -> list[Point]:
    """The points of `shape` one by one, as they were drawn, with their pressures if any."""
    points = shape.points
    if shape.pressures:
        return list(zip(points[::2], points[1::2], shape.pressures, strict=True))
    return list(zip(points[::2], points[1::2], strict=True))


def description(shape: Shape) -> dict[str, Any]:
    """What an action says of `shape`, but for its id; `read_shape` makes the same of it."""
    fields: dict[str, Any] = {"kind": shape.kind}
    for name in Shape.__struct_fields__[1:]:
        value = getattr(shape, name)
        if name in KINDS[shape.kind] or (name in _OPTIONAL and value):
            fields[name] = [*cast("Any", value)] if isinstance(value, tuple) else value
    return fields


def read_shape(fields: Fields) -> tuple[str, Shape]:
    """The id and the shape that an action describes.

    Raises:
        Refused: a field is missing, is wrong, or does not belong to that kind of shape.
    """
    shape_id, kind = id_of(fields.get("id")), fields.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused(f"the kind is {said(kind)}, expected one of {', '.join(KINDS)}")
    values = read(fields, ("id", "kind"))
    if not values.keys() >= KINDS[kind]:
        raise Refused(f"the {kind} has no {min(KINDS[kind] - values.keys())}")
    drawn: dict[str, Any] = {"color": "", "width": 0, **values}
    shape = Shape(cast("Kind", kind), **drawn)
    _check(shape, values)
    return shape_id, shape


def read(fields: Fields, beside: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `fields` say about a shape, each checked by itself; without those `beside`.

    Raises:
        Refused: one of them is wrong, or unknown.
    """
    values: dict[str, Any] = {}
    for name, value in fields.items():
        field = FIELDS.get(name)
        if field is not None:
            values[name] = field(value)
        elif name not in beside:
            raise Refused(f"a shape has no {said(name)}, only {', '.join(FIELDS)}")
    return values


def changed(shape: Shape, values: Mapping[str, Any]) -> Shape:
    """`shape` with other `values`, which `read` has checked.

    Raises:
        Refused: a shape of its kind cannot have them.
    """
    after = msgspec.structs.replace(shape, **values)
    _check(after, values)
    return after


def _check(shape: Shape, values: Mapping[str, Any]) -> None:
    """Whether what was set goes with the kind of `shape`, and with the rest of it."""
    kind, points = shape.kind, len(shape.points) // 2
    if not values.keys() <= _ALLOWED[kind]:
        raise Refused(
            f"a shape of the kind {said(kind)} has no {min(values.keys() - _ALLOWED[kind])}"
        )
    if points != _POINTS.get(kind, points):
        raise Refused(f"the {kind} has {points} points, expected {_POINTS[kind]}")
    if points > MOST_POINTS:
        raise Refused(f"the {kind} has {points} points, at most {MOST_POINTS} are accepted")
    if shape.pressures and len(shape.pressures) != points:
        raise Refused(f"there are {len(shape.pressures)} pressures for {points} points")
