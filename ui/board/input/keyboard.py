"""The keys of the canvas: some are held, arrows lead and push, all others mean a command."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ...commands.keymap import KeyMap
from ..tools.hand import Hand
from ..tools.pointer import units
from .arrows import growth_of, step_of

__all__ = ["Keyboard"]

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Keyboard(QObject):
    """Reads key events and works `hand`.

    Attributes:
        keys: which keys mean which command; a window puts its own here.
        is_space_held: a press would move the view.
    """

    touched = Signal()
    """A key was meant for the board."""
    space_changed = Signal()
    pointing_changed = Signal(bool)
    """The key that one points with is held, or not any more."""

    def __init__(self, hand: Hand, keys: KeyMap) -> None:
        super().__init__()
        self.keys = keys
        self.is_space_held = False
        self._hand = hand

    def take(self, event: QKeyEvent) -> bool:
        """Do what `event` asks for; False leaves it to the widget."""
        is_press = event.type() is QEvent.Type.KeyPress
        if not is_press and event.type() is not QEvent.Type.KeyRelease:
            return False
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.is_space_held = is_press
                self.space_changed.emit()
            return True
        if event.key() == Qt.Key.Key_K and (not is_press or not event.modifiers()):
            if not event.isAutoRepeat():
                self.touched.emit()
                self.pointing_changed.emit(is_press)
            return True
        if self._take_arrow(event, is_press=is_press):
            return True
        command = self.keys.meant("board", event.keyCombination()) if is_press else None
        if command is None:
            return False
        self.touched.emit()
        return self.keys.run(command)

    def let_go(self) -> None:
        """The keys go to somebody else now, who will see them released."""
        self._hand.led.end_nudge()
        self.is_space_held = False

    def _take_arrow(self, event: QKeyEvent, *, is_press: bool) -> bool:
        step, growth = step_of(event.keyCombination()), growth_of(event.keyCombination())
        if not (step or growth or (not is_press and event.key() in ARROWS)):
            return False
        if is_press and step is not None:
            self._lead(step)
        elif is_press and growth is not None:
            self._hand.led.resize(units(growth[0]), units(growth[1]))
        elif not event.isAutoRepeat():
            self._hand.led.end_nudge()
        return True

    def _lead(self, step: tuple[int, int]) -> None:
        """Lead what keys lead, or else move the selection."""
        led = self._hand.led
        is_size = max(map(abs, step)) > 1
        far = 10 if is_size else 1
        if not led.lead(step[0] // far, step[1] // far, is_size=is_size):
            led.nudge(units(step[0]), units(step[1]))
