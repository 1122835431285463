"""A rectangle as it is painted."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from .drawn import DrawnFigure
from .figure import matrix_of

__all__ = ["RectFigure"]


class RectFigure(DrawnFigure):
    """The outline of a rectangle, or of what scaling and turning have made of it."""

    __slots__ = ()

    def _drawn(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(QRectF(0, 0, *self._across()))
        return matrix_of(self.shape).map(path)
