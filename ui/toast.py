"""A line at the lower edge that tells what was just done, and goes by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from . import theme
from .words import plain

__all__ = ["Toast"]

SECONDS = 6
ABOVE_EDGE = 16
LONGEST = 200


class Toast(QWidget):
    """Shows one text at a time over `below`, with a button or without; the newest wins.

    It waits while the pointer rests on it.
    """

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self._below = below
        self._do: Callable[[], object] | None = None
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton("Undo")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self.label)
        row.addWidget(self.button)
        self._timer = QTimer(self, interval=SECONDS * 1000, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.setAccessibleName("Note")
        below.installEventFilter(self)
        self.hide()

    def say(self, text: str, button: str = "", do: Callable[[], object] | None = None) -> None:
        """Show `text`, and a button that does `do`, for six seconds."""
        self.label.setText(plain(text, LONGEST))
        self.setAccessibleDescription(self.label.text())
        self.button.setText(button)
        self.button.setVisible(do is not None)
        self._do = do
        self.show()
        self.raise_()
        self._place()
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.muted)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Enter:
            self._timer.stop()
        elif event.type() is QEvent.Type.Leave and self.isVisible():
            self._timer.start()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _press(self) -> None:
        do, self._do = self._do, None
        self.hide()
        if do is not None:
            do()

    def _place(self) -> None:
        width, height = self._below.width(), self._below.height()
        size = self.sizeHint().boundedTo(self._below.size())
        self.resize(size)
        self.move((width - size.width()) // 2, height - size.height() - ABOVE_EDGE)
