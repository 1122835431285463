"""The counter: a big number, five buttons, and where the number came from."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ...store.documents import counter, rules
from ...store.update import SourceId
from ..history.fresh import FreshRewinds
from ..ports import Room
from ..words import thousands
from .buttons import CounterButtons
from .chip import Chip
from .last_change import LastChange
from .number import BigNumber
from .set_dialog import SetDialog
from .sparkline import Sparkline
from .surprise import Surprise, surprise
from .trace import Trace

__all__ = ["CounterView"]

ROOM_FOR_SPARKLINE = 400
FRAME = 6
LINE_ABOVE = 38
"""The line that says one looks back lies over the top of the page."""

Values = Mapping[str, Any]


class CounterView(QWidget):
    """Shows the counter of a room; `action_made` carries what is to be dispatched.

    Args:
        room: whose counter.
        name_of: what to call a source.
        now: microseconds since 1970, for "3 s ago".
    """

    action_made = Signal(object)
    asked_to_show = Signal(object)

    def __init__(
        self,
        room: Room,
        name_of: Callable[[SourceId], str],
        now: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._room = room
        self._name_of = name_of
        self._trace = Trace(room.history, _value)
        self._frame: QColor | None = None
        self._read_only = False
        self._untold: Surprise | None = None
        self._value = _value(room.get_state())
        self._rewinds = FreshRewinds(room.history)
        self.setAccessibleName("Counter")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

        self.number = BigNumber()
        self.last = LastChange(name_of, now)
        self.chip = Chip()
        self.buttons = CounterButtons()
        self._spark = Sparkline()
        self.rule = QCheckBox("Rule: never below 0")
        self.rule.setToolTip("For everybody in this room; actions against it are refused")
        self.chip.asked_to_show.connect(self.asked_to_show)
        self.buttons.action_made.connect(self.action_made)
        self.buttons.asked_to_set.connect(self._ask_value)
        self.rule.toggled.connect(self._set_rule)
        self._lay_out()
        self.show_state(room.get_state())

    # Showing

    def refresh(self) -> None:
        """Once per frame: the value, unless we look back, and why a rewind changed it."""
        state = self._room.get_state()
        before, self._value = self._value, _value(state)
        found = self._find_surprise(before)
        if self._read_only:
            self._untold = found or self._untold
        else:
            self.show_state(state)
            self.chip.keep_to(self._value)
            if found is not None:
                self.chip.say(found)
        if self.isVisible():
            self._refresh_trace()

    def show_state(self, state: Values) -> None:
        """Show the value and the rule of `state`, which may be an old one."""
        self.number.show_value(_value(state))
        minimum = cast("Mapping[str, int | None]", state["rules"])["counter_minimum"]
        self.rule.blockSignals(True)
        self.rule.setChecked(minimum is not None)
        self.rule.setText(f"Rule: never below {thousands(minimum or 0)}")
        self.rule.blockSignals(False)

    def set_read_only(self, read_only: bool) -> None:
        """Looking back: the buttons are off, and the value stays the one of that moment."""
        if read_only == self._read_only:
            return
        self._read_only = read_only
        self.buttons.setEnabled(not read_only)
        self.rule.setEnabled(not read_only)
        self.last.set_past(read_only)
        if read_only:
            self.chip.hide()  # what it says is about the present
        elif self._untold is not None:
            self.chip.say(self._untold)
            self.chip.keep_to(self._value)
            self._untold = None

    def set_frame(self, color: QColor | None) -> None:
        """A coloured frame around everything, or none."""
        self._frame = color
        self.update()

    # Qt's calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.buttons.handle_key(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_trace()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spark.setVisible(self.height() >= ROOM_FOR_SPARKLINE)
        self.number.fit_into(self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._frame is not None:
            painter = QPainter(self)
            painter.setPen(QPen(self._frame, FRAME))
            painter.drawRect(self.rect())

    # How

    def _find_surprise(self, before: int) -> Surprise | None:
        return surprise(
            self._room.history,
            self._rewinds.take(),
            me=self._room.me,
            was=before,
            now=self._value,
            name_of=self._name_of,
        )

    def _refresh_trace(self) -> None:
        self._trace.refresh()
        steps = self._trace.steps
        self._spark.show_steps(steps)
        self.last.show_update(steps[-1].update if steps else None)

    def _ask_value(self) -> None:
        dialog = SetDialog(self._value, self)
        dialog.chosen.connect(self._set_value)
        dialog.open()

    def _set_value(self, value: int) -> None:
        self.action_made.emit(counter.actions["set"](value))

    def _set_rule(self, on: bool) -> None:
        self.action_made.emit(rules.actions["set"]({"counter_minimum": 0 if on else None}))
        # The box shows the rule of the room, also when the action was refused.
        self.show_state(self._room.get_state())

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, LINE_ABOVE, 24, 12)
        layout.setSpacing(6)
        layout.addStretch(2)
        layout.addWidget(self.number)
        layout.addWidget(self.last)
        layout.addWidget(self.chip, 0, middle)
        layout.addSpacing(8)
        layout.addWidget(self.buttons, 0, middle)
        layout.addSpacing(8)
        layout.addWidget(self._spark, 0, middle)
        layout.addWidget(self.rule, 0, middle)
        layout.addStretch(3)


def _value(state: Values) -> int:
    return cast("int", state["counter"])
