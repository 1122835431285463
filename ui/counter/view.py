"""The counter: a big number, five buttons, and where the number came from."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...store.update import SourceId, Update
from ..history.describe import describe
from ..ports import Room
from ..words import ago, thousands
from .chip import Chip
from .set_dialog import SetDialog
from .sparkline import Sparkline
from .surprise import surprise
from .trace import Trace

__all__ = ["CounterView"]

DIGITS_PT = 96
TICK_MS = 1000
"""How often "3 s ago" moves on, while it is seen."""

Values = Mapping[str, Any]


class CounterView(QWidget):
    """Shows the counter of a room; `action_made` carries what is to be dispatched.

    Args:
        room: whose counter.
        name_of: what to call a source.
        now: microseconds since 1970, for "3 s ago".
    """

    action_made = Signal(object)
    show_update = Signal(object)

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
        self._now = now
        self._trace = Trace(room.history, _value)
        self._last: Update | None = None
        self._frame: QColor | None = None
        self._read_only = False
        self._value = _value(room.get_state())
        self._rewinds = room.history.rewind_count
        self.setAccessibleName("Counter")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._say_last)
        self.show_state(room.get_state())

    # Showing

    def refresh(self) -> None:
        """Once per frame: the value, unless we look back, and why a rewind changed it."""
        state = self._room.get_state()
        history = self._room.history
        now = _value(state)
        fresh = history.rewind_count - self._rewinds
        self._rewinds = history.rewind_count
        if fresh:
            found = surprise(
                history,
                list(history.rewinds)[-fresh:],
                me=self._room.me,
                was=self._value,
                now=now,
                name_of=self._name_of,
            )
            if found is not None:
                self.chip.say(found)
        self._value = now
        if not self._read_only:
            self.show_state(state)
        if self.isVisible():
            self._refresh_trace()

    def show_state(self, state: Values) -> None:
        """Show the value and the rule of `state`, which may be an old one."""
        value = _value(state)
        text = thousands(value)
        self.number.setText(text)
        self.number.setAccessibleName(f"Counter: {value}")
        font = self.number.font()
        # A number of sixteen digits still fits into the smallest window.
        font.setPointSize(DIGITS_PT if len(text) <= 7 else max(DIGITS_PT * 7 // len(text), 28))
        self.number.setFont(font)
        minimum = cast("Mapping[str, int | None]", state["rules"])["counter_minimum"]
        self.rule.blockSignals(True)
        self.rule.setChecked(minimum is not None)
        self.rule.setText(f"Rule: never below {thousands(minimum or 0)}")
        self.rule.blockSignals(False)

    def set_read_only(self, read_only: bool) -> None:
        """Looking back: the buttons are off, and the value stays the one of that moment."""
        self._read_only = read_only
        for control in (*self.buttons.values(), self.rule):
            control.setEnabled(not read_only)
        if read_only:
            self.chip.hide()  # what it says is about the present
        self._say_last()

    def set_frame(self, color: QColor | None) -> None:
        """A coloured frame around everything, or none."""
        self._frame = color
        self.update()

    # Gestures

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = "+10" if event.key() == Qt.Key.Key_PageUp else KEYS.get(event.text())
        if name is None:
            super().keyPressEvent(event)
        else:
            self.buttons[name].click()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_trace()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._frame is not None:
            painter = QPainter(self)
            painter.setPen(QPen(self._frame, 6))
            painter.drawRect(self.rect())

    def _ask_value(self) -> None:
        dialog = SetDialog(self._value, self)
        dialog.chosen.connect(self._set_value)
        dialog.open()

    def _set_value(self, value: int) -> None:
        self.action_made.emit({"type": "counter/set", "payload": value})

    def _set_rule(self, on: bool) -> None:
        payload = {"counter_minimum": 0 if on else None}
        self.action_made.emit({"type": "rules/set", "payload": payload})
        # The box shows the rule of the room, also when the action was refused.
        self.show_state(self._room.get_state())

    def _refresh_trace(self) -> None:
        self._trace.refresh()
        steps = self._trace.steps
        self._spark.show_steps(steps)
        self._last = steps[-1].update if steps else None
        self._say_last()

    def _say_last(self) -> None:
        if self._read_only:
            self.last.setText("as it was then")
            return
        if self._last is None:
            self.last.setText("Nobody has counted yet")
            self._ticks.stop()
            return
        who = self._name_of(self._last.source)
        age = max(self._now() - self._last.timestamp, 0)
        self.last.setText(f"{who} {describe(self._last.action)}, {ago(age)}")
        if not self._ticks.isActive() and self.isVisible():
            self._ticks.start()
        elif not self.isVisible():
            self._ticks.stop()

    # Laying out

    def _build(self) -> None:
        self.number = QLabel()
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = QFont(self.font())
        font.setPointSize(DIGITS_PT)
        font.setWeight(QFont.Weight.Light)
        font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width, so that it does not jitter
        self.number.setFont(font)

        actions = {
            "−1": ("counter/decremented", None, "Count down by one (−)"),
            "+1": ("counter/incremented", None, "Count up by one (+)"),
            "+10": ("counter/incremented", 10, "Count up by ten (Page up)"),
            "×2": ("counter/multiplied", 2, "Double it (*)"),
        }
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for name, (kind, payload, hint) in actions.items():
            action = {"type": kind} if payload is None else {"type": kind, "payload": payload}
            row.addWidget(self._button(name, hint, lambda a=action: self.action_made.emit(a)))
        row.addWidget(self._button("set…", "Set it to a number (=)", self._ask_value))
        row.addStretch(1)

        self.last = QLabel()
        self.last.setTextFormat(Qt.TextFormat.PlainText)
        self.last.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spark = Sparkline()
        self._spark.setFixedSize(420, 72)
        self.chip = Chip()
        self.chip.asked_to_show.connect(self.show_update)
        self.rule = QCheckBox("Rule: never below 0")
        self.rule.setToolTip("For everybody in this room; actions against it are refused")
        self.rule.toggled.connect(self._set_rule)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self.number)
        layout.addWidget(self.last)
        layout.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(row)
        layout.addSpacing(8)
        layout.addWidget(self._spark, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.rule, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def _button(self, name: str, hint: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(name)
        button.setAccessibleName(hint.split(" (")[0])
        button.setToolTip(hint)
        button.setMinimumSize(64, 40)
        button.clicked.connect(lambda: do())
        self.buttons[name] = button
        return button


KEYS = {"-": "−1", "+": "+1", "*": "×2", "=": "set…"}


def _value(state: Values) -> int:
    return cast("int", state["counter"])
