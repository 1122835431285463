"""The painter's path of a stroke: a smooth line, or an outline where the pen was pressed.

Paths start at the stroke's first point, so that they do not change when it is moved and
stay exact however far from the origin it is. Qt strokes a curve with round joins three
times slower than a line of short straight pieces without them, so strokes are painted as
such lines: straight pieces as short as the scale asks for, cut where the stroke has a
corner, so that the round caps make it round.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, cos, hypot, log2, pi, sin, sqrt
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QTransform

from .curve import cubics
from .geometry import Box

__all__ = [
    "Piece",
    "fineness",
    "line_path",
    "line_pieces",
    "most_width",
    "pressed_pieces",
    "rough_path",
    "whole",
    "width_at",
]

FULL_PRESSURE = 1023

PIECE = 128
"""Points to a piece: of a long stroke only what is near is painted."""

STRAIGHT = 0.9
"""The cosine of the turn up to which the two sides of a pressed line go on."""

SAG = 0.085
"""So much, of what `fineness` counts as one, a straight piece may leave its curve."""

Disc: TypeAlias = tuple[float, float, float]
"""A place and a radius."""


class Piece(NamedTuple):
    """A part of a stroke, and the box of its points; both from the stroke's first point."""

    path: QPainterPath
    box: Box


def width_at(width: float, pressure: float) -> float:
    """How wide a pen of `width` draws: from a quarter, over itself at 3/4, to a bit more."""
    return width * (0.25 + pressure / FULL_PRESSURE)


def most_width(width: float) -> float:
    """How wide a pen of `width` draws when it is pressed hardest."""
    return width_at(width, FULL_PRESSURE)


@lru_cache(1024)
def fineness(width: float, scale: float) -> float:
    """How many times finer than a unit the straight pieces are at a scale: a power of four.

    A wide pen shows corners that a narrow one hides. In steps as large as these most zooms
    find the pieces made, and pieces twice as many as they need hardly take longer to paint.
    """
    return 4.0 ** ceil(log2(scale * max(1.0, width * scale / 16)) / 2 - 0.25)


def line_path(points: Sequence[tuple[float, ...]]) -> QPainterPath:
    """The smooth line through `points`, to be stroked with a round pen."""
    ox, oy = points[0][0], points[0][1]
    local = [(p[0] - ox, p[1] - oy) for p in points]
    path = QPainterPath(QPointF(0, 0))
    if not any(map(any, local)):
        # Qt strokes nothing where a line has no length; a hair's breadth makes a dot.
        path.lineTo(0.01, 0)
        return path
    here = local[0]
    for curve in cubics(local):
        if curve[:2] == here:
            # At a corner the line begins anew, for its caps to be the join.
            path.moveTo(*here)
        path.cubicTo(*curve)
        here = curve[4:]
    return path


def rough_path(points: Sequence[tuple[float, ...]]) -> QPainterPath:
    """A line that will do where the stroke is a few pixels large."""
    ox, oy = points[0][0], points[0][1]
    path = QPainterPath(QPointF(0, 0))
    step = max(1, len(points) // 6)
    for p in points[step:-1:step]:
        path.lineTo(p[0] - ox, p[1] - oy)
    path.lineTo(points[-1][0] - ox + 0.01, points[-1][1] - oy)
    return path


def line_pieces(line: QPainterPath, fine: float) -> list[Piece]:
    """The smooth `line` in straight pieces, to be stroked with round caps and no joins."""
    to, back = QTransform.fromScale(fine, fine), QTransform.fromScale(1 / fine, 1 / fine)
    result: list[Piece] = []
    flat = QPainterPath()
    for polygon in line.toSubpathPolygons(to):
        points = back.map(polygon)
        if points.size() <= PIECE:
            flat.addPolygon(points)
        else:
            for start in range(0, points.size() - 1, PIECE):
                result.append(_piece(flat))
                flat = QPainterPath()
                flat.addPolygon(points.mid(start, PIECE + 1))
        if flat.elementCount() > PIECE:
            result.append(_piece(flat))
            flat = QPainterPath()
    result.append(_piece(flat))
    return [piece for piece in result if not piece.path.isEmpty()]


def pressed_pieces(points: Sequence[tuple[float, ...]], width: float, fine: float) -> list[Piece]:
    """The outline of a line whose width follows the pressure, to be filled.

    It is made of bands with round ends, all turning the same way, so that where they
    overlap the winding rule sees one whole.
    """
    discs = _discs(points, width, fine)
    result: list[Piece] = []
    for start in range(0, max(1, len(discs) - 1), PIECE):
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for run in _runs(discs[start : start + PIECE + 1]):
            _band(path, run, fine)
        result.append(_piece(path))
    return result


def whole(pieces: Sequence[Piece]) -> QPainterPath:
    """All pieces in one path, for what must not be painted twice where they meet."""
    if len(pieces) == 1:
        return pieces[0].path
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for piece in pieces:
        path.addPath(piece.path)
    return path


def _piece(path: QPainterPath) -> Piece:
    rect = path.controlPointRect()
    return Piece(path, Box(rect.left(), rect.top(), rect.right(), rect.bottom()))


def _discs(points: Sequence[tuple[float, ...]], width: float, fine: float) -> list[Disc]:
    """Places along the smooth line from its first point, each with the radius there."""
    ox, oy = points[0][0], points[0][1]
    local = [(p[0] - ox, p[1] - oy, width_at(width, p[2]) / 2) for p in points]
    result = [local[0]]
    for (a, b), (x1, y1, x2, y2, x3, y3) in zip(pairwise(local), cubics(local), strict=True):
        dx, dy = x3 - a[0], y3 - a[1]
        length = hypot(dx, dy)
        if not length:
            if b[2] > a[2]:
                result.append(b)
            continue
        beside = abs((x1 - a[0]) * dy - (y1 - a[1]) * dx) + abs((x2 - a[0]) * dy - (y2 - a[1]) * dx)
        parts = ceil(sqrt(beside / length * fine / (2 * SAG)))
        for part in range(1, parts):
            t = part / parts
            s = 1 - t
            c0, c1, c2, c3 = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
            result.append(
                (
                    a[0] * c0 + x1 * c1 + x2 * c2 + x3 * c3,
                    a[1] * c0 + y1 * c1 + y2 * c2 + y3 * c3,
                    a[2] * s + b[2] * t,
                )
            )
        result.append(b)
    return result


def _runs(discs: Sequence[Disc]) -> Iterator[list[Disc]]:
    """Parts along which both sides of the line go forward, as a band's must."""
    run = [discs[0]]
    ux = uy = 0.0
    for a, b in pairwise(discs):
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = hypot(dx, dy)
        if not length:
            yield run
            run, ux, uy = [b], 0.0, 0.0
            continue
        vx, vy = dx / length, dy / length
        if len(run) > 1:
            turn = abs(ux * vy - uy * vx)
            # Half of the turn is made on this piece, and as much perhaps at its other end.
            is_bent = ux * vx + uy * vy < STRAIGHT or turn * max(a[2], b[2]) > length
            if is_bent or abs(b[2] - a[2]) > length / 2:
                yield run
                run = [a]
        run.append(b)
        ux, uy = vx, vy
    yield run


def _band(path: QPainterPath, run: Sequence[Disc], fine: float) -> None:
    """Add the outline of a run: along one side, around its end, and back on the other."""
    x, y, r = run[0]
    if len(run) == 1:
        path.addEllipse(QPointF(x, y), r, r)
        return
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    normals = [_normal(a, b) for a, b in pairwise(run)]
    for (x, y, r), (ax, ay), (bx, by) in zip(
        run, [normals[0], *normals], [*normals, normals[-1]], strict=True
    ):
        nx, ny = ax + bx, ay + by
        reach = r / (hypot(nx, ny) or 1.0)
        left.append((x + nx * reach, y + ny * reach))
        right.append((x - nx * reach, y - ny * reach))
    path.moveTo(*left[0])
    for side in left[1:]:
        path.lineTo(*side)
    _round(path, run[-1], *normals[-1], fine)
    for side in reversed(right):
        path.lineTo(*side)
    _round(path, run[0], -normals[0][0], -normals[0][1], fine)
    path.closeSubpath()


def _normal(a: Disc, b: Disc) -> tuple[float, float]:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = hypot(dx, dy)
    return -dy / length, dx / length


def _round(path: QPainterPath, disc: Disc, nx: float, ny: float, fine: float) -> None:
    """Add the half circle that begins at the normal and ends opposite of it."""
    x, y, r = disc
    parts = max(3, ceil(sqrt(r * fine / SAG)))
    for part in range(1, parts):
        c, s = cos(pi * part / parts) * r, sin(pi * part / parts) * r
        path.lineTo(x + nx * c + ny * s, y + ny * c - nx * s)
