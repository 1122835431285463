"""A marker's stroke under the pen: it tints what lies beneath, and itself nowhere twice.

Its pieces are painted opaque beside the window, and what of them is to be shown is mixed
with it at once. So a long stroke costs no more than a short one.
"""

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ...theme import Theme
from ..shapes.marker import is_mixing, tint_of
from .ink import Ink, WetLayer
from .overlay import paint_live
from .stage import Stage

__all__ = ["WetMarker"]


class WetMarker:
    """Shows one stroke of a marker."""

    def __init__(self) -> None:
        self._wet = WetLayer()
        self._opaque: tuple[Theme, QColor, Theme] | None = None

    def draw(self, painter: QPainter, rect: QRectF, ink: Ink, stage: Stage) -> None:
        """Show what of `ink` is in `rect` of the window."""
        color, mode = tint_of(stage.theme, ink.color, is_mixed=is_mixing(painter))
        theme = self._theme(stage.theme, ink.color, color)
        image = QImage(
            ceil(rect.width() * stage.ratio),
            ceil(rect.height() * stage.ratio),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.setDevicePixelRatio(stage.ratio)
        image.fill(Qt.GlobalColor.transparent)
        beside = QPainter(image)
        beside.translate(-rect.topLeft())
        self._wet.draw(beside, rect, ink, stage, theme)
        paint_live(beside, stage.view, (ink.tail,), theme, stage.ratio)
        beside.end()
        painter.save()
        painter.setOpacity(color.alphaF())
        painter.setCompositionMode(mode)
        painter.drawImage(rect.topLeft(), image)
        painter.restore()

    def _theme(self, theme: Theme, name: str, color: QColor) -> Theme:
        """The theme in which the ink `name` is the opaque `color`; the same one each time."""
        if self._opaque is None or self._opaque[:2] != (theme, color):
            opaque = QColor(color)
            opaque.setAlpha(255)
            self._opaque = (theme, color, replace(theme, inks={**theme.inks, name: opaque}))
        return self._opaque[2]
