"""The painter's path of a stroke: a smooth line, or an outline where the pen was pressed.

Paths start at the stroke's first point, so that they do not change when it is moved and
stay exact however far from the origin it is.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from ...store.documents.whiteboard import Point
from .curve import cubics

__all__ = ["is_pressed", "line_path", "most_width", "pressed_path", "width_at"]

FULL_PRESSURE = 1023

PIECES = 4
"""Straight pieces to a cubic in an outline."""


def is_pressed(points: Sequence[Point]) -> bool:
    """Whether the points tell how hard the pen was pressed."""
    return all(map((3).__eq__, map(len, points)))


def width_at(width: float, pressure: float) -> float:
    """How wide a pen of `width` draws: from a quarter, over itself at 3/4, to a bit more."""
    return width * (0.25 + pressure / FULL_PRESSURE)


def most_width(width: float) -> float:
    """How wide a pen of `width` draws when it is pressed hardest."""
    return width_at(width, FULL_PRESSURE)


def line_path(points: Sequence[tuple[float, ...]], *, is_smooth: bool = True) -> QPainterPath:
    """The line through `points`, to be stroked with a round pen."""
    ox, oy = points[0][0], points[0][1]
    local = [(p[0] - ox, p[1] - oy) for p in points]
    path = QPainterPath(QPointF(0, 0))
    if all(p == (0, 0) for p in local):
        # Qt strokes nothing where a line has no length; a hair's breadth makes a dot.
        path.lineTo(0.01, 0)
    elif is_smooth:
        for curve in cubics(local):
            path.cubicTo(*curve)
    else:
        for p in local:
            path.lineTo(*p)
    return path


def pressed_path(points: Sequence[tuple[float, ...]], width: float) -> QPainterPath:
    """The outline of a line whose width follows the pressure, to be filled.

    It is made of discs and of the quadrilaterals between them, all turning the same way,
    so that where they overlap the winding rule sees one whole.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    samples = _resampled(points, width)
    for x, y, r in samples:
        path.addEllipse(QPointF(x, y), r, r)
    for (ax, ay, ar), (bx, by, br) in pairwise(samples):
        dx, dy = bx - ax, by - ay
        if length := hypot(dx, dy):
            nx, ny = -dy / length, dx / length
            corners = (
                QPointF(ax - nx * ar, ay - ny * ar),
                QPointF(bx - nx * br, by - ny * br),
                QPointF(bx + nx * br, by + ny * br),
                QPointF(ax + nx * ar, ay + ny * ar),
            )
            path.addPolygon(QPolygonF([*corners, corners[0]]))
    return path


def _resampled(
    points: Sequence[tuple[float, ...]], width: float
) -> list[tuple[float, float, float]]:
    """Places along the smooth line from its first point, each with the radius there."""
    ox, oy = points[0][0], points[0][1]
    local = [(p[0] - ox, p[1] - oy, width_at(width, p[2]) / 2) for p in points]
    result = [local[0]]
    for (a, b), (x1, y1, x2, y2, x3, y3) in zip(pairwise(local), cubics(local), strict=True):
        for piece in range(1, PIECES + 1):
            t = piece / PIECES
            s = 1 - t
            c0, c1, c2, c3 = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
            result.append(
                (
                    a[0] * c0 + x1 * c1 + x2 * c2 + x3 * c3,
                    a[1] * c0 + y1 * c1 + y2 * c2 + y3 * c3,
                    a[2] * s + b[2] * t,
                )
            )
    return result
