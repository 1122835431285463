"""The signs on the tool buttons, drawn in a square of 24 by 24."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from .shapes.paint import round_pen

__all__ = ["SIGNS", "paint_dot", "paint_swatch"]


def paint_dot(painter: QPainter, size: float, color: QColor) -> None:
    """A pen that is `size` pixels wide, as the dot it makes."""
    painter.setPen(round_pen(color, size))
    painter.drawPoint(QPointF(12, 12))


def paint_swatch(painter: QPainter, color: QColor, rim: QColor) -> None:
    """A pot of ink; the rim keeps it visible on any ground."""
    painter.setPen(round_pen(rim, 1))
    painter.setBrush(color)
    painter.drawEllipse(QRectF(4, 4, 16, 16))


def _arrow(painter: QPainter, color: QColor) -> None:
    painter.setPen(round_pen(color, 1.6))
    corners = (
        (6, 3.5),
        (6, 18.5),
        (10, 14.8),
        (12.8, 20.5),
        (15.2, 19.3),
        (12.5, 13.8),
        (18, 13.2),
    )
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _noose(painter: QPainter, color: QColor) -> None:
    painter.setPen(round_pen(color, 1.6))
    painter.drawEllipse(QRectF(3.5, 4, 17, 11))
    path = QPainterPath(QPointF(7.2, 13.6))
    path.cubicTo(4.5, 14.6, 4.6, 17.6, 7, 17.6)
    path.cubicTo(9.4, 17.6, 9.4, 14.4, 7.2, 13.6)
    path.moveTo(7, 17.6)
    path.cubicTo(7.2, 19, 8.2, 20, 10, 20.5)
    painter.drawPath(path)


def _palm(painter: QPainter, color: QColor) -> None:
    painter.setPen(round_pen(color, 1.6))
    path = QPainterPath(QPointF(8, 13.5))
    for left, tip in ((8, 6.8), (10.9, 4.5), (13.8, 5), (16.7, 7.2)):
        # A finger: up, round its tip and down to the next.
        path.lineTo(left, tip)
        path.arcTo(QRectF(left, tip - 1.45, 2.9, 2.9), 180, -180)
        if left < 16:
            path.lineTo(left + 2.9, 12)
    path.lineTo(19.6, 14.5)
    path.cubicTo(19.6, 19, 17.5, 21, 14, 21)
    path.cubicTo(10.5, 21, 9.5, 19.5, 8, 17.5)
    path.lineTo(4.6, 13.6)
    path.cubicTo(3.8, 12.2, 5.4, 11, 6.6, 12.1)
    path.lineTo(8, 13.5)
    painter.drawPath(path)


def _pencil(painter: QPainter, color: QColor) -> None:
    painter.setPen(round_pen(color, 1.6))
    corners = ((4, 20), (5.2, 15.2), (16.2, 4.2), (19.8, 7.8), (8.8, 18.8))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    painter.drawLine(QPointF(13.6, 6.8), QPointF(17.2, 10.4))


def _rubber(painter: QPainter, color: QColor) -> None:
    painter.setPen(round_pen(color, 1.6))
    corners = ((3.8, 14.6), (13.4, 5), (20, 11.6), (11.6, 20), (9.2, 20))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    painter.drawLine(QPointF(8.4, 10), QPointF(15, 16.6))
    painter.drawLine(QPointF(11.6, 20), QPointF(20, 20))


SIGNS: Mapping[str, Callable[[QPainter, QColor], None]] = {
    "select": _arrow,
    "lasso": _noose,
    "hand": _palm,
    "pen": _pencil,
    "eraser": _rubber,
}
