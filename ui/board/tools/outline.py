"""The line that a shape is drawn along, whatever its kind."""

from math import cos, pi, sin

from ....store.documents.transform import place_of, scaled_points
from ....store.documents.whiteboard import Shape
from ..shapes.geometry import Place

__all__ = ["outline_of"]

AROUND = 24
"""Places around an ellipse; they are a hundredth of it beside the line at most."""


def outline_of(shape: Shape) -> list[Place]:
    """Places along the line that `shape` is drawn with, on the board."""
    if shape.kind in ("stroke", "marker", "line", "arrow"):
        return [(p[0] + shape.x, p[1] + shape.y) for p in scaled_points(shape)]
    if shape.kind in ("rect", "ellipse"):
        left, top, right, bottom = shape.points
    else:
        left, top = shape.points
        right, bottom = left + shape.size[0], top + shape.size[1]
    if shape.kind == "ellipse":
        x, y, across, down = (
            (left + right) / 2,
            (top + bottom) / 2,
            (right - left) / 2,
            (bottom - top) / 2,
        )
        turns = [2 * pi * n / AROUND for n in range(AROUND + 1)]
        line = [(round(x + cos(a) * across), round(y + sin(a) * down)) for a in turns]
    else:
        line = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return [place_of(shape, *place) for place in line]
