"""The history panel: buttons, scrubber, list and rewinds, all at one and the same moment."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...store.history import History
from ...store.update import SourceId, Update
from ..switch import Switch
from ..words import count
from .looking_back import LookingBack
from .model import HistoryModel
from .rewinds import RewindsModel, totals
from .scrubber import Scrubber
from .table import HistoryTable

__all__ = ["HistoryPanel"]

LIST, REWINDS = 0, 1

PLAY_MS = 200
"""Between two steps while playing."""


class HistoryPanel(QWidget):
    """Walks through `history`; `moment_changed` when another moment is to be shown.

    `looking` says which moment that is.
    """

    moment_changed = Signal()

    def __init__(
        self,
        history: History[Any],
        name_of: Callable[[SourceId], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self.looking = LookingBack(history)
        self.model = HistoryModel(history, name_of, self)
        self.rewinds_model = RewindsModel(history, name_of, self)
        self.scrubber = Scrubber(history, name_of, self)
        self.table = HistoryTable(self.model, self)
        self.rewinds_table = _rewinds_table(self.rewinds_model, self)
        self._totals = QLabel(totals(history))
        self._playing = QTimer(self)
        self._playing.setInterval(PLAY_MS)
        self._playing.timeout.connect(lambda: self.step(1))

        self.buttons = {
            name: self._button(glyph, name, keys, do) for glyph, name, keys, do in self._steps()
        }
        self._place = QLabel()
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self._switch = Switch(("Agreed order", "Rewinds"), "History")
        self._switch.chosen.connect(self.show_tab)
        self.tabs = QStackedWidget()
        self._lay_out()
        self.scrubber.asked_for.connect(self.go_to)
        self.scrubber.asked_step.connect(self.step)
        self.scrubber.asked_live.connect(self.back_to_live)
        self.table.asked_for.connect(self.go_to)
        self.rewinds_table.activated.connect(self._go_to_rewind)
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
        before = self.looking.place
        new = self.table.refresh()
        self.rewinds_model.refresh()
        self.looking.refresh()
        first = min(map(self._history.place_of, new), default=len(self._history))
        self.scrubber.refresh(first)
        self._totals.setText(totals(self._history))
        self._show_moment()
        if self.looking.is_active and (new or self.looking.place != before):
            self.moment_changed.emit()
        return new

    def show_update(self, update: Update) -> None:
        """Bring `update` into view in the list."""
        self.show_tab(LIST)
        self.table.select(self.model.row_of(update))

    def show_rewinds(self) -> None:
        self.show_tab(REWINDS)
        self.rewinds_table.setFocus()

    def show_tab(self, number: int) -> None:
        """The list or the table of rewinds."""
        self.tabs.setCurrentIndex(number)
        self._switch.show_chosen(number)

    def set_collapsed(self, collapsed: bool) -> None:
        """Leave only the strip of the scrubber, or show everything."""
        self.tabs.setVisible(not collapsed)
        self._bar.setVisible(not collapsed)
        fixed = QSizePolicy.Policy.Maximum if collapsed else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, fixed)
        self.setMaximumHeight(self.scrubber.sizeHint().height() if collapsed else 16_777_215)

    @property
    def is_collapsed(self) -> bool:
        return self.tabs.isHidden()

    def handle_key(self, event: QKeyEvent) -> bool:
        """Walk by keyboard; whether `event` was such a key."""
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key == Qt.Key.Key_Left:
            self.step(-10 if far else -1)
        elif key == Qt.Key.Key_Right:
            self.step(10 if far else 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.back_to_live()
        elif key == Qt.Key.Key_PageUp:
            self.previous_rewind()
        elif key == Qt.Key.Key_PageDown:
            self.next_rewind()
        else:
            return False
        return True

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
        self._place.setText(words)
        self.buttons["Play"].setChecked(self._playing.isActive())
        for name in ("Step forward", "Next rewind"):
            self.buttons[name].setEnabled(active)

    def _late_places(self) -> list[int]:
        history = self._history
        late = (rewind.late[0] for rewind in history.rewinds if rewind.late)
        return [history.place_of(update) + 1 for update in late]

    def _go_to_rewind(self, index: QModelIndex) -> None:
        rewind = self.rewinds_model.rewind_at(index.row())
        if rewind.late:
            self.go_to(self.model.row_of(rewind.late[0]))

    # Laying out

    def _steps(self) -> tuple[tuple[str, str, str, Callable[..., None]], ...]:
        return (
            ("◂◂", "Previous rewind", "Page up", self.previous_rewind),
            ("◂", "Step back", "←", lambda: self.step(-1)),
            ("▶", "Play", "Ctrl+J", self.play),
            ("▸", "Step forward", "→", lambda: self.step(1)),
            ("▸▸", "Next rewind", "Page down", self.next_rewind),
        )

    def _button(self, glyph: str, name: str, keys: str, do: Callable[..., None]) -> QToolButton:
        button = QToolButton()
        button.setText(glyph)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({keys})")
        button.setAutoRaise(True)
        button.setMinimumSize(32, 28)
        button.setCheckable(name == "Play")
        button.clicked.connect(do if name == "Play" else lambda: do())
        return button

    def _lay_out(self) -> None:
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(8, 4, 14, 4)
        row.setSpacing(2)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addSpacing(12)
        row.addWidget(self._switch)
        row.addStretch(1)
        row.addWidget(self._place)

        rewinds = QWidget()
        column = QVBoxLayout(rewinds)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rewinds_table, 1)
        self._totals.setContentsMargins(12, 4, 12, 4)
        self._totals.setWordWrap(True)
        column.addWidget(self._totals)
        self.tabs.addWidget(self.table)
        self.tabs.addWidget(rewinds)
        self.table.installEventFilter(self)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self.scrubber)
        layout.addWidget(self.tabs, 1)


def _rewinds_table(model: RewindsModel, parent: QWidget) -> QTableView:
    table = QTableView(parent)
    table.setModel(model)
    table.setAccessibleName("Rewinds")
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.setShowGrid(False)
    table.setStyleSheet("QTableView::item, QHeaderView::section { padding: 0 10px }")
    table.setTabKeyNavigation(False)
    table.setSortingEnabled(True)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(26)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setDefaultSectionSize(104)
    header.setStretchLastSection(True)
    header.setHighlightSections(False)
    header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
    return table
