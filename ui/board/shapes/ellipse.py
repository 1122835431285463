"""An ellipse as it is painted."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from .drawn import DrawnFigure
from .figure import matrix_of

__all__ = ["EllipseFigure"]


class EllipseFigure(DrawnFigure):
    """The outline of the ellipse between two corners."""

    __slots__ = ()

    def _drawn(self) -> QPainterPath:
        path = QPainterPath()
        path.addEllipse(QRectF(0, 0, *self._across()).normalized())
        return matrix_of(self.shape).map(path)
