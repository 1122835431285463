"""Lines across the room that say how things stand: a failure, or that one looks back.

They never ask a question that must be answered, and never take the focus away.
"""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ..store.fold import FoldStopped
from ..store.update import SourceId
from . import theme
from .history.describe import describe
from .ports import Waiting
from .words import breakable, count, day_and_clock, plain

__all__ = ["MessageBanner", "PastBanner", "StoppedBanner", "WaitingBanner"]

PULSES = 6
PULSE_MS = 120

MOST_UNREAD = 20
"""Of more messages than this the oldest are dropped: others can cause them."""


class _Banner(QWidget):
    """A text on a ground in the theme's colour `token`."""

    def __init__(self, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self._strength = 0.16
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 5, 8, 5)
        self._row.setSpacing(8)
        self._row.addWidget(self.label, 1)
        self.hide()

    def add_button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        self._row.addWidget(button)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colors = theme.current()
        token = getattr(colors, self._token)
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.mixed(token, colors.paper, self._strength))
        painter.fillRect(0, 0, 4, self.height(), token)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


class MessageBanner(_Banner):
    """What people should know; stays until closed, or until it is over.

    Args:
        token: the theme's colour: "bad" for what went wrong, "accent" for what is good to know.
    """

    def __init__(self, token: str, parent: QWidget | None = None) -> None:
        super().__init__(token, parent)
        self.setAccessibleName("Message")
        self._unread: deque[str] = deque(maxlen=MOST_UNREAD)
        self.close_button = self.add_button("Close", "Close the message")
        self.close_button.clicked.connect(self._close)

    def say(self, text: str) -> None:
        """Show `text` in place of what was shown."""
        self._unread.clear()
        self.add(text)

    def add(self, text: str) -> None:
        """Show `text`, and what was shown and not closed once this is."""
        self._unread.append(text)
        self._show_newest()
        self.show()

    def _close(self) -> None:
        self._unread.pop()
        if self._unread:
            self._show_newest()
        else:
            self.hide()

    def _show_newest(self) -> None:
        text = plain(self._unread[-1])
        self.label.setText(breakable(text))
        self.setAccessibleDescription(text)
        more = len(self._unread) - 1
        self.close_button.setText(f"Close · {more} more" if more else "Close")


class StoppedBanner(_Banner):
    """Says that the state is behind the log, at what, and why; stays until it is not."""

    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bad", parent)
        self.setAccessibleName("Folding stopped")
        self.retry_button = self.add_button("Retry", "Go on folding")
        self.retry_button.clicked.connect(self.retry)

    def show_stop(self, stopped: FoldStopped | None, name_of: Callable[[SourceId], str]) -> None:
        """Say at what and why, or nothing while folding goes on."""
        if stopped is not None:
            what = f"{name_of(stopped.update.source)}: {describe(stopped.update.action)}"
            cause = str(stopped.cause) or type(stopped.cause).__name__
            text = f"Folding stopped at “{plain(what, 80)}”: {plain(cause, 120)}. Nothing is lost."
            self.label.setText(breakable(text))
            self.setAccessibleDescription(text)
        self.setVisible(stopped is not None)


class WaitingBanner(_Banner):
    """Says what of ours does not count, because our clock had run ahead or our chain is forked."""

    do_now = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("past", parent)
        self.setAccessibleName("Waiting (clock)")
        self.do_button = self.add_button("Do it now", "Do what waits now")
        self.do_button.clicked.connect(self.do_now)

    def show_waiting(self, waiting: Waiting | None) -> None:
        """Say how much and until when, or nothing where nothing waits."""
        if waiting is not None:
            text = f"{count(waiting.count, 'action')} of yours "
            if waiting.until is None:
                text += "set aside, because another copy of your data was used."
            else:
                text += (
                    "made while this device's clock was ahead: waiting until"
                    f" {day_and_clock(waiting.until)}."
                )
            self.label.setText(text)
            self.setAccessibleDescription(text)
        self.setVisible(waiting is not None)


class PastBanner(_Banner):
    """Says that the window shows an old moment, and leads back."""

    back = Signal()
    draw = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("past", parent)
        self.setAccessibleName("Looking back")
        self.draw_button = self.add_button("Back to live and draw", "Back to live and draw")
        self.draw_button.clicked.connect(self.draw)
        self.draw_button.hide()
        self.back_button = self.add_button("Back to live  Esc", "Back to live")
        self.back_button.clicked.connect(self.back)
        self._pulses = QTimer(self)
        self._pulses.setInterval(PULSE_MS)
        self._pulses.timeout.connect(self._pulse)
        self._left = 0

    def say(self, moment: str, past_changes: int) -> None:
        """Show which moment it is, and how much came, went or changed before it since."""
        text = moment
        if past_changes:
            text += f" · the past changed: {count(past_changes, 'action')}"
        self.label.setText(text)
        self.setAccessibleDescription(text)
        self.show()

    def over(self) -> None:
        """Live again."""
        self.draw_button.hide()
        self._end_pulses()
        self.hide()

    def pulse(self) -> None:
        """Somebody tried to draw: draw attention to why that does not go."""
        self.draw_button.show()
        self._left = PULSES
        self._pulses.start()

    def _pulse(self) -> None:
        self._left -= 1
        self._strength = 0.45 if self._left % 2 else 0.16
        self.update()
        if self._left <= 0:
            self._end_pulses()

    def _end_pulses(self) -> None:
        self._pulses.stop()
        self._strength = 0.16
        self.update()
