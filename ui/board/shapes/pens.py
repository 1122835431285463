"""The colours and pens that figures are painted with."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ...theme import Theme

__all__ = ["DOT", "HAIR", "OPAQUE", "ROUGH", "flat_pen", "ink_of", "ink_pen", "round_pen"]

DOT, ROUGH = 1.0, 12.0
"""Up to so many pixels on the screen a stroke is a dot, or a rough line."""

HAIR = 0.7
"""So many pixels the thinnest line is wide."""

OPAQUE = 255


def ink_of(theme: Theme, name: str) -> QColor:
    """The colour of an ink in `theme`; a name that we do not know may be a custom colour."""
    color = theme.inks.get(name) or QColor.fromString(name)
    return color if color.isValid() else theme.text


def round_pen(color: QColor, width: float) -> QPen:
    """The pen that all strokes are drawn with."""
    return QPen(
        color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


@lru_cache(256)
def ink_pen(rgba: int, width: float) -> QPen:
    """The same, kept for the next shape."""
    return round_pen(QColor.fromRgba(rgba), width)


@lru_cache(256)
def flat_pen(rgba: int, width: float) -> QPen:
    """The pen for lines of straight pieces, which turn too little for a join to show."""
    pen = round_pen(QColor.fromRgba(rgba), width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen
