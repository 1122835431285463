"""An arrow as it is painted."""

from math import cos, hypot, radians, sin

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from ....store.documents.whiteboard import UNIT
from .drawn import DrawnFigure
from .figure import matrix_of

__all__ = ["ArrowFigure"]

ANGLE = radians(28)
"""Between the shaft and each side of the head."""

LEAST, WIDE = 8 * UNIT, 3.2
"""The sides of the head: so long, and so many times the width of the line more."""

MOST = 0.5
"""Of the whole arrow the head is at most so much, however short it is."""


class ArrowFigure(DrawnFigure):
    """A line with an open head at its second point, which scaling does not distort."""

    __slots__ = ()

    def _drawn(self) -> QPainterPath:
        tip = matrix_of(self.shape).map(QPointF(*self._across()))
        x, y = tip.x(), tip.y()
        path = QPainterPath(QPointF(0, 0))
        path.lineTo(tip)
        length = hypot(x, y)
        if length:
            side = min(LEAST + WIDE * self.shape.width, MOST * length)
            # Back along the shaft, and a bit to either side.
            bx, by = -x / length * side, -y / length * side
            c, s = cos(ANGLE), sin(ANGLE)
            path.moveTo(x + bx * c - by * s, y + bx * s + by * c)
            path.lineTo(tip)
            path.lineTo(x + bx * c + by * s, y - bx * s + by * c)
        return path
