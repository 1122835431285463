"""A widget with a line over its top edge, which comes and goes without moving anything."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

__all__ = ["Overlaid"]


class Overlaid(QWidget):
    """`below` fills it; `line` lies across the top, as high as its words need.

    Something under the pointer stays there when the line appears, which it would not if
    both stood in one layout.
    """

    def __init__(self, below: QWidget, line: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below = below
        self._line = line
        self.setSizePolicy(below.sizePolicy())
        for widget in (below, line):
            widget.setParent(self)
        line.raise_()
        line.installEventFilter(self)
        below.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return self._below.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._below.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._below.setGeometry(self.rect())
        self._place_line()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What a layout would hear of its widgets.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            if watched is self._line:
                self._place_line()
            else:
                self.updateGeometry()
        return super().eventFilter(watched, event)

    def _place_line(self) -> None:
        height = self._line.heightForWidth(self.width())
        self._line.setGeometry(0, 0, self.width(), max(height, self._line.minimumHeight()))
