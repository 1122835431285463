"""The caret of a text: whether it shows just now."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

__all__ = ["Caret"]


class Caret(QObject):
    """It blinks as the system has carets blink, or not at all.

    Attributes:
        shows: whether it is to be painted.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shows = True
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._flip)

    def begin(self) -> None:
        """The text has the keyboard now."""
        flash = QGuiApplication.styleHints().cursorFlashTime()
        if flash > 0:
            self._blink.start(flash // 2)
        self.show()

    def end(self) -> None:
        """It has it no longer."""
        self._blink.stop()
        self.changed.emit()

    def show(self) -> None:
        """Show it at once, for it has moved, and for as long as it would show otherwise."""
        self.shows = True
        if self._blink.isActive():
            self._blink.start()
        self.changed.emit()

    def _flip(self) -> None:
        self.shows = not self.shows
        self.changed.emit()
