"""Scaling and turning shapes in integers, so that every machine computes the same.

A shape keeps its points and has a matrix (xx, xy, yx, yy) in units of 1 / ONE: the point
(px, py) lies at (xx px + xy py + x, yx px + yy py + y). So nothing is lost by scaling down
and up again, points that come late go with the others, and moving and scaling cost the
same for every shape.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias, cast

from msgspec.structs import replace

from ..reducer import Refused
from .fields import MOST, MOST_SCALE, numbers_of
from .said import said
from .shapes import Point, Shape, points_of

__all__ = ["ONE", "Bounds", "Resize", "bounds", "place_of", "read_resize", "scaled_points", "union"]

ONE = 2**30
"""What stands for 1 in a matrix and in a turn."""

Bounds: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom."""

_IDENTITY = (ONE, 0, 0, ONE)


class Resize(NamedTuple):
    """From one box to another, each (x, y, width, height), and turned about its middle.

    `cos` and `sin` say how far, in units of 1 / ONE: whoever turns computes them, since not
    every machine has the same.
    """

    old: tuple[int, int, int, int]
    new: tuple[int, int, int, int]
    cos: int = ONE
    sin: int = 0

    def place(self, shape: Shape) -> tuple[int, int, tuple[int, ...]]:
        """Where `shape` is afterwards: its x, its y and its matrix.

        Raises:
            Refused: it would be too far out, too large, or flat.
        """
        (left, top, wide, high), (new_left, new_top, new_wide, new_high) = self.old, self.new
        # An upright or a level line has no extent in one direction, and keeps it there.
        nx, dx = (new_wide, wide) if wide else (1, 1)
        ny, dy = (new_high, high) if high else (1, 1)
        cos, sin = self.cos, self.sin
        # How far from the middle of the new box, in units of 1 / (2 dx) and 1 / (2 dy).
        ux = 2 * (shape.x - left) * nx - new_wide * dx
        uy = 2 * (shape.y - top) * ny - new_high * dy
        whole = 2 * dx * dy * ONE
        x = _rounded(
            (2 * new_left + new_wide) * (whole // 2) + cos * ux * dy - sin * uy * dx, whole
        )
        y = _rounded((2 * new_top + new_high) * (whole // 2) + sin * ux * dy + cos * uy * dx, whole)
        if max(abs(x), abs(y)) > MOST:
            raise Refused(f"a coordinate lies beyond ±{MOST}")
        xx, xy, yx, yy = shape.matrix or _IDENTITY
        along, across, part = nx * dy, ny * dx, ONE * dx * dy
        matrix = (
            _rounded(cos * along * xx - sin * across * yx, part),
            _rounded(cos * along * xy - sin * across * yy, part),
            _rounded(sin * along * xx + cos * across * yx, part),
            _rounded(sin * along * xy + cos * across * yy, part),
        )
        if max(map(abs, matrix)) > MOST_SCALE:
            raise Refused("the shape would be too large")
        if matrix[0] * matrix[3] == matrix[1] * matrix[2]:
            raise Refused("nothing of the shape would be left to see")
        return x, y, () if matrix == _IDENTITY else matrix


def read_resize(old: object, new: object, turn: object) -> Resize:
    """What `from`, `to` and `turn` of an action say; `turn` may be None.

    Raises:
        Refused: they are wrong.
    """
    left, top, wide, high = numbers_of(old, "the box from", 4)
    new_left, new_top, new_wide, new_high = numbers_of(new, "the box to", 4)
    if min(wide, high) < 0:
        raise Refused(f"the box from is {said(old)}, expected [x, y, width, height]")
    if (bool(wide), bool(high)) != (bool(new_wide), bool(new_high)):
        raise Refused(
            f"from {said(old)} to {said(new)} a shape would be made flat, or of something flat"
        )
    cos, sin = (ONE, 0) if turn is None else numbers_of(turn, "the turn", 2)
    # Within a millionth, which leaves room for whoever computes in single precision.
    if abs(cos * cos + sin * sin - ONE * ONE) > ONE * ONE // 1_000_000:
        raise Refused(f"the turn is {said(turn)}, expected its cosine and sine in 1/{ONE}")
    return Resize((left, top, wide, high), (new_left, new_top, new_wide, new_high), cos, sin)


def place_of(shape: Shape, x: int, y: int) -> tuple[int, int]:
    """Where on the board the point (x, y) of `shape` lies."""
    if shape.matrix:
        xx, xy, yx, yy = shape.matrix
        x, y = _rounded(xx * x + xy * y, ONE), _rounded(yx * x + yy * y, ONE)
    return x + shape.x, y + shape.y


def scaled_points(shape: Shape) -> list[Point]:
    """The points of `shape` one by one as it is scaled and turned, before it was moved."""
    if not shape.matrix:
        return points_of(shape)
    still = replace(shape, x=0, y=0)
    points = [(*place_of(still, x, y), *pressed) for x, y, *pressed in points_of(shape)]
    return cast("list[Point]", points)


def bounds(shape: Shape) -> Bounds:
    """The smallest upright box around the points of `shape`, without the width of its line."""
    xs, ys = shape.points[::2], shape.points[1::2]
    if shape.size:
        xs, ys = (xs[0], xs[0] + shape.size[0]), (ys[0], ys[0] + shape.size[1])
    if not shape.matrix:
        x, y = shape.x, shape.y
        return min(xs) + x, min(ys) + y, max(xs) + x, max(ys) + y
    corners = zip(xs, ys, strict=True)
    if shape.kind not in ("stroke", "marker", "line", "arrow"):
        corners = ((x, y) for x in xs for y in ys)
    xs, ys = zip(*(place_of(shape, x, y) for x, y in corners), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def union(boxes: Iterable[Bounds]) -> Bounds | None:
    """The smallest box around all `boxes`, or None if there are none."""
    sides = list(zip(*boxes, strict=True))
    if not sides:
        return None
    lefts, tops, rights, bottoms = sides
    return min(lefts), min(tops), max(rights), max(bottoms)


def _rounded(number: int, parts: int) -> int:
    """`number` / `parts` as a whole number, a half upwards."""
    return (2 * number + parts) // (2 * parts)
