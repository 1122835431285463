"""The laser: a line to point with, which fades, and which the log never sees."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen

from ..presence.presence import MOST_TRAIL, Pointing
from .layers.stage import Stage
from .shapes.geometry import Box, Place, union
from .tools.trail import Trail

__all__ = ["Laser"]

FRAME_MS = 16

WIDTH, DOT = 4.0, 10.0
"""Pixels on the screen."""

AROUND = 8
"""So many pixels around its points have to be painted."""


class Laser(QObject):
    """Follows the pointer while it is on.

    Args:
        stale: told where the window has to be painted again.
        now: a clock in seconds.

    Attributes:
        is_on: it follows the pointer.
    """

    def __init__(
        self,
        stage: Stage,
        stale: Callable[[Box], object],
        now: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.is_on = False
        self.trail = Trail(now)
        self._stage = stage
        self._stale = stale
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._fade)

    def begin(self, place: Place | None) -> None:
        """Point there, and follow from now on."""
        self.is_on = True
        self.trail.begin()
        if place is not None:
            self.move(place)

    def move(self, place: Place) -> None:
        """Point somewhere else."""
        if self.is_on:
            self.trail.add(place)
            self._timer.start()
            self._tell(self.trail.box)

    def end(self) -> None:
        """Follow no more; what is to be seen fades."""
        self.is_on = False

    def going_on(self) -> Pointing | None:
        """What others may see of it."""
        line = self.trail.line[-MOST_TRAIL:]
        if not line:
            return None
        start = self.trail.start + len(self.trail.line) - len(line)
        return Pointing(self.trail.number, tuple(round(n) for p in line for n in p), start)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what is left of the trail."""
        del rect
        segments = self.trail.segments
        if not segments:
            return
        view, color = self._stage.view, QColor(self._stage.theme.bad)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color, WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for start, end, strength in segments:
            color.setAlphaF(strength)
            pen.setColor(color)
            pen.setWidthF(WIDTH * (0.3 + 0.7 * strength))
            painter.setPen(pen)
            a, b = QPointF(*view.to_screen(*start)), QPointF(*view.to_screen(*end))
            painter.drawPoint(a) if a == b else painter.drawLine(a, b)
        if self.is_on:
            pen.setWidthF(DOT)
            painter.setPen(pen)
            painter.drawPoint(QPointF(*view.to_screen(*segments[-1][1])))

    def _fade(self) -> None:
        before = self.trail.box
        if not self.trail.fade():
            self._timer.stop()
        self._tell(union(b for b in (before, self.trail.box) if b is not None))

    def _tell(self, box: Box | None) -> None:
        if box is not None:
            self._stale(box.grown(AROUND / self._stage.view.scale))
