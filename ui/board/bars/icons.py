"""The signs on the tool buttons that are no drawings: how broad a pen is, and its ink."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ..shapes.paint import round_pen

__all__ = ["paint_dot", "paint_swatch"]


def paint_dot(painter: QPainter, size: float, color: QColor) -> None:
    """A pen that is `size` pixels wide, as the dot it makes."""
    painter.setPen(round_pen(color, size))
    painter.drawPoint(QPointF(12, 12))


def paint_swatch(painter: QPainter, color: QColor, rim: QColor) -> None:
    """A pot of ink; the rim keeps it visible on any ground."""
    painter.setPen(round_pen(rim, 1))
    painter.setBrush(color)
    painter.drawEllipse(QRectF(4, 4, 16, 16))
