"""The history panel: buttons, scrubber, list and rewinds, all at one and the same moment."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ...store.history import History
from ...store.update import SourceId, Update
from ..commands.keymap import KeyMap
from ..ports import Quarantined, Reach
from ..words import count
from .commands import history_commands
from .looking_back import LookingBack
from .model import HistoryModel
from .rewinds_list import RewindsList
from .scrubber import Scrubber
from .table import HistoryTable
from .transport import Transport

__all__ = ["HistoryPanel"]

LIST, REWINDS = 0, 1

PLAY_MS = 200
"""Between two steps while playing."""


class HistoryPanel(QWidget):
    """Walks through `history`; `moment_changed` when another moment is to be shown.

    Attributes:
        looking: says which moment that is.
        commands: what the history can be asked for.
        keys: which keys ask for it; a window puts its own here.
    """

    moment_changed = Signal()

    def __init__(
        self,
        history: History[Any],
        name_of: Callable[[SourceId], str],
        reach_of: Callable[[Update], Reach | None] = lambda update: None,
        quarantined: Callable[[], Sequence[Quarantined]] = tuple[Quarantined, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self.looking = LookingBack(history)
        self.model = HistoryModel(history, name_of, reach_of, quarantined, self)
        self.table = HistoryTable(self.model)
        self.rewinds = RewindsList(history, name_of)
        self.scrubber = Scrubber(history, name_of)
        self.transport = Transport()
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.rewinds)
        self.commands = history_commands(self)
        self.keys = KeyMap(self.commands)
        self._playing = QTimer(self)
        self._playing.setInterval(PLAY_MS)
        self._playing.timeout.connect(lambda: self.step(1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.transport)
        layout.addWidget(self.scrubber)
        layout.addWidget(self.lists, 1)

        self.transport.pressed.connect(self._press)
        self.transport.list_chosen.connect(self.show_list)
        self.scrubber.asked_for.connect(self.go_to)
        self.scrubber.asked_step.connect(self.step)
        self.scrubber.asked_live.connect(self.back_to_live)
        self.table.asked_for.connect(self.go_to)
        self.table.installEventFilter(self)
        self.rewinds.asked_for.connect(self._go_to_update)
        self._show_moment()

    # Walking

    def go_to(self, place: int) -> None:
        """Look at the state after the first `place` updates."""
        self.looking.go_to(place)
        self._show_moment()
        self.moment_changed.emit()

    def step(self, by: int) -> None:
        """Go `by` updates further; over the end is live."""
        self.looking.step(by)
        self._show_moment()
        self.moment_changed.emit()

    def back_to_live(self) -> None:
        self.looking.live()
        self.table.follow()
        self._show_moment()
        self.moment_changed.emit()

    def previous_rewind(self) -> None:
        """Go to the nearest place before, at which something late was put in."""
        here = self.looking.place if self.looking.is_active else len(self._history) + 1
        self.go_to(max((place for place in self._late_places() if place < here), default=0))

    def next_rewind(self) -> None:
        """Go to the nearest place behind, at which something late was put in; else live."""
        if not self.looking.is_active:
            return
        behind = [place for place in self._late_places() if place > self.looking.place]
        if behind:
            self.go_to(min(behind))
        else:
            self.back_to_live()

    def play(self, on: bool) -> None:
        """Step on by itself until live; from the beginning if there is nothing ahead."""
        if on and not self.looking.is_active:
            self.go_to(0)
        if on:
            self._playing.start()
        else:
            self._playing.stop()
        self._show_moment()

    def toggle_playing(self) -> None:
        self.play(not self._playing.isActive())

    # Showing

    def refresh(self) -> list[Update]:
        """Once per frame: take in what arrived; returns it."""
        new = self.table.refresh()
        self.rewinds.refresh()
        is_changed = self.looking.refresh()
        first = min(map(self._history.place_of, new), default=len(self._history))
        self.scrubber.refresh(first)
        self._show_moment()
        if is_changed:
            self.moment_changed.emit()
        return new

    def show_reach(self) -> None:
        """Some updates have come further among all than before."""
        self.table.viewport().update()

    def show_update(self, update: Update) -> None:
        """Bring `update` into view in the list."""
        self.show_list(LIST)
        self.table.select(self.model.row_of(update))

    def show_rewinds(self) -> None:
        self.show_list(REWINDS)
        self.rewinds.take_focus()

    def show_list(self, number: int) -> None:
        """The agreed order or the rewinds."""
        self.lists.setCurrentIndex(number)
        self.transport.show_list(number)

    def set_collapsed(self, collapsed: bool) -> None:
        """Leave only the strip of the scrubber, or show everything."""
        self.lists.setVisible(not collapsed)
        self.transport.setVisible(not collapsed)
        fixed = QSizePolicy.Policy.Maximum if collapsed else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, fixed)
        self.setMaximumHeight(self.scrubber.sizeHint().height() if collapsed else 16_777_215)

    @property
    def is_collapsed(self) -> bool:
        return self.lists.isHidden()

    def handle_key(self, event: QKeyEvent) -> bool:
        """Walk by keyboard; whether `event` was such a key."""
        command = self.keys.meant("history", event.keyCombination())
        return command is not None and self.keys.run(command)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Only the table is watched: its own ← → and Home would move nothing of use.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.handle_key(event)
        return super().eventFilter(watched, event)

    def _show_moment(self) -> None:
        active = self.looking.is_active
        place = self.looking.place if active else None
        if not active:
            self._playing.stop()
        self.scrubber.look_at(place)
        self.table.look_at(place)
        words = self.looking.words() if active else count(len(self._history), "step")
        playing = self._playing.isActive()
        self.transport.show_place(words, is_past=active, is_playing=playing)

    def _late_places(self) -> list[int]:
        history = self._history
        late = (rewind.late[0] for rewind in history.rewinds if rewind.late)
        return [history.place_of(update) + 1 for update in late]

    def _go_to_update(self, update: Update) -> None:
        self.go_to(self.model.row_of(update))

    def _press(self, name: str) -> None:
        press = {
            "Previous rewind": self.previous_rewind,
            "Step back": lambda: self.step(-1),
            "Play": self.toggle_playing,
            "Step forward": lambda: self.step(1),
            "Next rewind": self.next_rewind,
        }
        press[name]()
