"""What a toast and a note on the board are: some words and a button, which go by themselves."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from . import theme
from .words import plain

__all__ = ["Notice"]

CORNER = 8


class Notice(QWidget):
    """Hidden until something is told; its subclasses say where it is, and how it looks.

    Args:
        button: what the button says before anything is told.
        seconds: after so many it goes.
        longest: so many letters of a text are shown.
    """

    def __init__(self, parent: QWidget, button: str, *, seconds: int, longest: int) -> None:
        super().__init__(parent)
        self._longest = longest
        self._do: Callable[[], object] | None = None
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(button)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._press)
        self.timer = QTimer(self, interval=seconds * 1000, singleShot=True)
        self.timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str, button: str, do: Callable[[], object] | None) -> None:
        """Have `text` in it, and a button that does `do`, if there is something to do."""
        self.label.setText(plain(text, self._longest))
        self.setAccessibleDescription(self.label.text())
        self.button.setText(button)
        self.button.setVisible(do is not None)
        self._do = do

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim, ground = self.colors()
        painter.setPen(rim)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), CORNER, CORNER)

    def colors(self) -> tuple[QColor, QColor]:
        """Its rim and its ground, in the theme of the moment."""
        colors = theme.current()
        return colors.muted, colors.panel

    def _press(self) -> None:
        do, self._do = self._do, None
        self.hide()
        if do is not None:
            do()
