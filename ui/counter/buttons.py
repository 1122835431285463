"""The five buttons of the counter, and their keys."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ...store.documents import counter

__all__ = ["CounterButtons"]

ACTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "−1": (counter.actions["decremented"](), "Count down by one (−)"),
    "+1": (counter.actions["incremented"](), "Count up by one (+)"),
    "+10": (counter.actions["incremented"](10), "Count up by ten (Page up)"),
    "×2": (counter.actions["multiplied"](2), "Double it (*)"),
}
SET = "set…"
KEYS = {"-": "−1", "+": "+1", "*": "×2", "=": SET}


class CounterButtons(QWidget):
    """Emits `action_made` with an action, or `asked_to_set` when a number is to be asked for."""

    action_made = Signal(object)
    asked_to_set = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_name: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for name, (action, hint) in ACTIONS.items():
            row.addWidget(self._button(name, hint, lambda a=action: self.action_made.emit(a)))
        row.addWidget(self._button(SET, "Set it to a number (=)", self.asked_to_set.emit))

    def handle_key(self, event: QKeyEvent) -> bool:
        """Press the button that `event` is the key of; whether there is one."""
        name = "+10" if event.key() == Qt.Key.Key_PageUp else KEYS.get(event.text())
        if name is None:
            return False
        self.by_name[name].click()
        return True

    def _button(self, name: str, hint: str, do: Callable[[], object]) -> QPushButton:
        button = self.by_name[name] = QPushButton(name)
        button.setAccessibleName(hint.split(" (")[0])
        button.setToolTip(hint)
        button.setMinimumSize(64, 40)
        button.clicked.connect(lambda: do())
        return button
