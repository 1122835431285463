"""A line at the lower edge that tells what was just done, and goes by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .notice import Notice

__all__ = ["Toast"]

SECONDS = 6
ABOVE_EDGE = 16
LONGEST = 200


class Toast(Notice):
    """Shows one text at a time over `below`, with a button or without; the newest wins.

    It waits while the pointer rests on it.
    """

    def __init__(self, below: QWidget) -> None:
        super().__init__(below, "Undo", seconds=SECONDS, longest=LONGEST)
        self._below = below
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self.label)
        row.addWidget(self.button)
        self.setAccessibleName("Note")
        below.installEventFilter(self)

    def say(self, text: str, button: str = "", do: Callable[[], object] | None = None) -> None:
        """Show `text`, and a button that does `do`, for six seconds."""
        self.tell(text, button, do)
        self.show()
        self.raise_()
        self._place()
        self.timer.start()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Enter:
            self.timer.stop()
        elif event.type() is QEvent.Type.Leave and self.isVisible():
            self.timer.start()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width, height = self._below.width(), self._below.height()
        size = self.sizeHint().boundedTo(self._below.size())
        self.resize(size)
        self.move((width - size.width()) // 2, height - size.height() - ABOVE_EDGE)
