"""The counter's last values as a line of steps, each in its author's colour."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from .. import theme
from ..contrast import faint
from .trace import Step

__all__ = ["Sparkline"]

EDGE = 6.0


class Sparkline(QWidget):
    """Shows `steps`, the oldest on the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[Step] = ()
        self.setAccessibleName("The counter’s last values")
        self.setFixedSize(420, 72)

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self.setAccessibleDescription(", ".join(str(step.after) for step in self._steps[-10:]))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        colors = theme.current()
        values = [self._steps[0].before, *(step.after for step in self._steps)]
        low, span = min(values), max(max(values) - min(values), 1)
        area = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        width, floor = area.width() / max(len(values), 8), area.bottom()
        scale = area.height() / span
        heights = [floor - scale * (value - low) for value in values]
        sources = {step.update.source for step in self._steps}
        inks = {source: theme.look(source).color for source in sources}
        rises = {source: faint(ink, colors.panel) for source, ink in inks.items()}

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = area.left()
        painter.setPen(QPen(colors.muted, 1.5))
        painter.drawLine(QPointF(x, heights[0]), QPointF(x + width, heights[0]))
        for step, before, after in zip(self._steps, heights, heights[1:], strict=False):
            x += width
            source = step.update.source
            painter.setPen(QPen(rises[source], 1))
            painter.drawLine(QPointF(x, before), QPointF(x, after))
            painter.setPen(QPen(inks[source], 2.5))
            painter.drawLine(QPointF(x, after), QPointF(x + width, after))
