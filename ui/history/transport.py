"""The row of buttons over the scrubber: steps, play, which list, and where one is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from ..icons.icon import icon
from ..switch import Switch

__all__ = ["Transport"]

STEPS = (
    ("previous", "Previous rewind", "Page up"),
    ("step-back", "Step back", "←"),
    ("play", "Play", "Ctrl+J"),
    ("step-forward", "Step forward", "→"),
    ("next", "Next rewind", "Page down"),
)
ONLY_IN_THE_PAST = ("Step forward", "Next rewind")


class Transport(QWidget):
    """Emits `pressed` with the name of a button, and `list_chosen` with a number."""

    pressed = Signal(str)
    list_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: self._button(*step) for step in STEPS for name in step[1:2]}
        self._lists = Switch(("Agreed order", "Rewinds"), "History")
        self._lists.chosen.connect(self.list_chosen)
        self._place = QLabel()
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 14, 4)
        row.setSpacing(2)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addSpacing(12)
        row.addWidget(self._lists)
        row.addStretch(1)
        row.addWidget(self._place)

    def show_place(self, words: str, *, is_past: bool, is_playing: bool) -> None:
        self._place.setText(words)
        self.buttons["Play"].setChecked(is_playing)
        self.buttons["Play"].setIcon(icon("pause" if is_playing else "play"))
        for name in ONLY_IN_THE_PAST:
            self.buttons[name].setEnabled(is_past)

    def show_list(self, number: int) -> None:
        self._lists.show_chosen(number)

    def _button(self, sign: str, name: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(sign))
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({keys})")
        button.setAutoRaise(True)
        button.setMinimumSize(32, 28)
        button.setCheckable(name == "Play")
        button.clicked.connect(lambda: self.pressed.emit(name))
        return button
