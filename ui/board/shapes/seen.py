"""How much of the board a painter can show at all."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from .geometry import Box

__all__ = ["seen_by"]


def seen_by(painter: QPainter) -> Box:
    """What fits on the device of `painter`, in its units, and a pixel more."""
    rect = QRectF(painter.viewport()).adjusted(-1, -1, 1, 1)
    back, _ = painter.worldTransform().inverted()
    rect = back.mapRect(rect)
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())
