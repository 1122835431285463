"""Who counted last, and how long ago: "Bo ×2, 3 s ago"."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from ...store.update import SourceId, Update
from ..history.describe import describe
from ..words import ago

__all__ = ["LastChange"]

MINUTE = 60_000_000


class LastChange(QLabel):
    """Moves on by itself, only while it is seen and no oftener than its words change."""

    def __init__(
        self,
        name_of: Callable[[SourceId], str],
        now: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._now = now
        self._update: Update | None = None
        self._is_past = False
        self._ticks = QTimer(self)
        self._ticks.setSingleShot(True)
        self._ticks.timeout.connect(self._say)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_update(self, update: Update | None) -> None:
        """Tell of `update`, or that there is none."""
        self._update = update
        self._say()

    def set_past(self, is_past: bool) -> None:
        """Whether the number shown is an old one, of which nothing is told."""
        self._is_past = is_past
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()

    def _say(self) -> None:
        self._ticks.stop()
        if self._is_past:
            self.setText("as it was then")
        elif self._update is None:
            self.setText("Nobody has counted yet")
        else:
            age = max(self._now() - self._update.timestamp, 0)
            who = self._name_of(self._update.source)
            self.setText(f"{who} {describe(self._update.action)}, {ago(age)}")
            if self.isVisible():
                self._ticks.start(1000 if age < MINUTE else 30_000)
