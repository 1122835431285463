"""Plates with a person's mark and name, on their colour."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ..theme import Look

__all__ = ["elided", "label_at", "paint_label", "paint_plate", "plate_at", "readable_on"]

LONGEST_NAME, LONGEST = 140.0, 220.0
"""How many pixels wide a name may be, and whatever stands on a plate."""

_WHITE, _BLACK = QColor("#FFFFFF"), QColor("#000000")


def label_at(metrics: QFontMetricsF, frame: QRectF, words: str, look: Look) -> QRectF:
    """Where the plate above `frame` is."""
    corner = frame.topLeft() - QPointF(0, metrics.height() + 6)
    return plate_at(metrics, corner, words, look)


def paint_label(painter: QPainter, frame: QRectF, words: str, look: Look) -> None:
    """A plate above `frame`."""
    box = label_at(QFontMetricsF(painter.font()), frame, words, look)
    paint_plate(painter, box.topLeft(), words, look)


def paint_plate(painter: QPainter, corner: QPointF, words: str, look: Look) -> None:
    """Mark and words on the person's colour; the upper left corner is at `corner`."""
    metrics = QFontMetricsF(painter.font())
    box = plate_at(metrics, corner, words, look)
    mark = metrics.horizontalAdvance(look.mark)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(readable_on(look.color))
    # Mark and name apart, so that a name that is read from the right turns nothing around.
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box.adjusted(5, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, look.mark)
    left = QRectF(box.left() + 9 + mark, box.top(), box.width() - mark - 12, box.height())
    text = elided(metrics, words, LONGEST)
    painter.drawText(left, middle | Qt.AlignmentFlag.AlignAbsolute, text)


def plate_at(metrics: QFontMetricsF, corner: QPointF, words: str, look: Look) -> QRectF:
    """How large the plate at `corner` is."""
    text = metrics.horizontalAdvance(elided(metrics, words, LONGEST))
    width = ceil(text) + metrics.horizontalAdvance(look.mark) + 16
    return QRectF(corner.x(), corner.y(), width, metrics.height() + 4)


def elided(metrics: QFontMetricsF, text: str, width: float = LONGEST_NAME) -> str:
    """`text`, or as much of it as fits with an ellipsis."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def readable_on(color: QColor) -> QColor:
    """Black or white, whichever stands out more: at least 4.58 to 1 (WCAG 2.2)."""
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    light = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return _BLACK if light > 0.179 else _WHITE
