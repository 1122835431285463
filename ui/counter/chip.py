"""The note under the number: why it is not what it was, and a way to see it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from .. import theme
from ..contrast import faint
from ..words import plain
from .surprise import Surprise

__all__ = ["Chip"]


class Chip(QWidget):
    """Hidden until there is something to say; `asked_to_show` carries the update.

    It keeps its place while it is hidden, so that no button moves away under a pointer.
    """

    asked_to_show = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Why the counter changed")
        self._surprise: Surprise | None = None
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.show_button = QPushButton("Show")
        self.show_button.setAccessibleName("Show it in the history")
        self.show_button.clicked.connect(self._ask)
        self.close_button = QPushButton("✕")
        self.close_button.setAccessibleName("Close the note")
        self.close_button.setFlat(True)
        self.close_button.setFixedWidth(28)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 6, 4)
        for widget in (self.label, self.show_button, self.close_button):
            row.addWidget(widget)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def say(self, surprise: Surprise) -> None:
        self._surprise = surprise
        self.label.setText(plain(surprise.text))
        self.setAccessibleDescription(plain(surprise.text))
        self.show()

    def keep_to(self, value: int) -> None:
        """The counter stands at `value`: say no longer what was true of another."""
        if self._surprise is not None and self._surprise.value != value:
            self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(faint(colors.past, colors.panel))
        painter.setBrush(theme.mixed(colors.past, colors.panel, 0.12))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def _ask(self) -> None:
        if self._surprise is not None:
            self.asked_to_show.emit(self._surprise.update)
