"""A place on the board that lights up for a moment: there something was undone."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from ..shapes.geometry import Box
from ..shapes.paint import on_screen
from .glow import Glow
from .stage import Stage

__all__ = ["PlaceFlash"]

BESIDE = 6
"""So many pixels around the place."""


class PlaceFlash:
    """An overlay with one such place, or none.

    Args:
        now: a clock in seconds.

    Attributes:
        box: which place.
    """

    def __init__(self, stage: Stage, now: Callable[[], float] = monotonic) -> None:
        self.box: Box | None = None
        self._stage = stage
        self._now = now
        self._glow: Glow | None = None

    def start(self, box: Box, color: QColor, *, is_mark: bool) -> None:
        """Light up `box`, or mark it for longer without any motion."""
        self.box, self._glow = box, Glow.begun(color, self._now(), is_mark=is_mark)

    def is_over(self) -> bool:
        """Whether nothing is to be seen of it any more."""
        if self._glow is not None and not self._glow.strength(self._now()):
            self.box = self._glow = None
        return self._glow is None

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint it as strong as it is at this moment."""
        if self.box is None or self._glow is None:
            return
        place = on_screen(self._stage.view, self.box).adjusted(-BESIDE, -BESIDE, BESIDE, BESIDE)
        if not place.intersects(rect):
            return
        color = QColor(self._glow.color)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color.setAlphaF(self._glow.strength(self._now()))
        painter.setPen(QPen(color, 2))
        color.setAlphaF(0.15 * color.alphaF())
        painter.setBrush(color)
        painter.drawRoundedRect(place, BESIDE, BESIDE)
        painter.restore()
