"""A straight line as it is painted."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from .drawn import DrawnFigure
from .figure import matrix_of

__all__ = ["LineFigure"]


class LineFigure(DrawnFigure):
    """The line from one point to another."""

    __slots__ = ()

    def _drawn(self) -> QPainterPath:
        path = QPainterPath(QPointF(0, 0))
        path.lineTo(matrix_of(self.shape).map(QPointF(*self._across())))
        return path
