"""The arrow keys of the canvas; what other keys mean, its commands say."""

from PySide6.QtCore import QKeyCombination, Qt

__all__ = ["growth_of", "step_of"]

_K = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier

_STEPS: dict[Qt.Key, tuple[int, int]] = {
    _K.Key_Left: (-1, 0),
    _K.Key_Right: (1, 0),
    _K.Key_Up: (0, -1),
    _K.Key_Down: (0, 1),
}


def step_of(combination: QKeyCombination) -> tuple[int, int] | None:
    """How many pixels an arrow key moves the selection; ten times as many with Shift."""
    return _step(combination, _NONE)


def growth_of(combination: QKeyCombination) -> tuple[int, int] | None:
    """How many pixels an arrow key with Ctrl makes the selection wider and higher."""
    return _step(combination, _CTRL)


def _step(combination: QKeyCombination, held: Qt.KeyboardModifier) -> tuple[int, int] | None:
    modifiers = _plain(combination)
    step = _STEPS.get(combination.key())
    if step is None or modifiers not in (held, held | _SHIFT):
        return None
    far = 10 if modifiers == held | _SHIFT else 1
    return step[0] * far, step[1] * far


def _plain(combination: QKeyCombination) -> Qt.KeyboardModifier:
    """The modifiers; that a key is on the keypad makes no difference."""
    return combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
