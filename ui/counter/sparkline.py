"""The counter's last values as a line of steps, each in its author's colour."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from .. import theme
from .trace import Step

__all__ = ["Sparkline"]

EDGE = 6.0


class Sparkline(QWidget):
    """Shows `steps`, the oldest on the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[Step] = ()
        self.setAccessibleName("The counter’s last values")

    def sizeHint(self) -> QSize:
        return QSize(360, 72)

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
        width = area.width() / max(len(values), 8)

        def y(value: int) -> float:
            return area.bottom() - area.height() * ((value - low) / span)

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = area.left()
        painter.setPen(QPen(colors.muted, 1.5))
        painter.drawLine(QPointF(x, y(values[0])), QPointF(x + width, y(values[0])))
        for step in self._steps:
            x += width
            color = theme.look(step.update.source).color
            painter.setPen(QPen(theme.mixed(color, colors.panel, 0.45), 1))
            painter.drawLine(QPointF(x, y(step.before)), QPointF(x, y(step.after)))
            painter.setPen(QPen(color, 2.5))
            painter.drawLine(QPointF(x, y(step.after)), QPointF(x + width, y(step.after)))
