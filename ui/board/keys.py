"""The keys of the canvas."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QKeyCombination, Qt

__all__ = ["Command", "command_of", "growth_of", "step_of"]

Command: TypeAlias = Literal[
    "select", "lasso", "hand", "pen", "eraser", "split", "swap_inks", "next_ink", "delete",
    "select_all", "cancel", "copy", "cut", "paste", "duplicate", "forward", "backward", "front",
    "back", "next", "previous", "grid", "selected", "turn_left", "turn_right",
    "whole", "fit", "nearer", "farther", "1", "2", "3", "4", "5",
]  # fmt: skip

_K = Qt.Key
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier

_COMMANDS: dict[tuple[Qt.Key, Qt.KeyboardModifier], Command] = {
    (_K.Key_V, _NONE): "select",
    (_K.Key_V, _SHIFT): "lasso",
    (_K.Key_H, _NONE): "hand",
    (_K.Key_P, _NONE): "pen",
    (_K.Key_E, _NONE): "eraser",
    (_K.Key_E, _SHIFT): "split",
    (_K.Key_C, _NONE): "next_ink",
    (_K.Key_C, _SHIFT): "swap_inks",
    (_K.Key_Delete, _NONE): "delete",
    (_K.Key_Backspace, _NONE): "delete",
    (_K.Key_Escape, _NONE): "cancel",
    (_K.Key_A, _CTRL): "select_all",
    (_K.Key_C, _CTRL): "copy",
    (_K.Key_X, _CTRL): "cut",
    (_K.Key_V, _CTRL): "paste",
    (_K.Key_D, _CTRL): "duplicate",
    (_K.Key_BracketRight, _CTRL): "forward",
    (_K.Key_BracketLeft, _CTRL): "backward",
    (_K.Key_BracketRight, _CTRL | _SHIFT): "front",
    (_K.Key_BracketLeft, _CTRL | _SHIFT): "back",
    # With Shift brackets arrive as what they type.
    (_K.Key_BraceRight, _CTRL | _SHIFT): "front",
    (_K.Key_BraceLeft, _CTRL | _SHIFT): "back",
    (_K.Key_N, _NONE): "next",
    (_K.Key_N, _SHIFT): "previous",
    (_K.Key_G, _NONE): "grid",
    (_K.Key_Comma, _NONE): "turn_left",
    (_K.Key_Period, _NONE): "turn_right",
    (_K.Key_2, _CTRL): "selected",
    (_K.Key_0, _CTRL): "whole",
    (_K.Key_1, _CTRL): "fit",
    (_K.Key_1, _SHIFT): "fit",
    # Shift+1 arrives as what it types, on many keyboards.
    (_K.Key_Exclam, _SHIFT): "fit",
    (_K.Key_Plus, _CTRL): "nearer",
    (_K.Key_Plus, _CTRL | _SHIFT): "nearer",
    (_K.Key_Equal, _CTRL): "nearer",
    (_K.Key_Minus, _CTRL): "farther",
    (_K.Key_1, _NONE): "1",
    (_K.Key_2, _NONE): "2",
    (_K.Key_3, _NONE): "3",
    (_K.Key_4, _NONE): "4",
    (_K.Key_5, _NONE): "5",
}

_STEPS: dict[Qt.Key, tuple[int, int]] = {
    _K.Key_Left: (-1, 0),
    _K.Key_Right: (1, 0),
    _K.Key_Up: (0, -1),
    _K.Key_Down: (0, 1),
}


def command_of(combination: QKeyCombination) -> Command | None:
    """What a key asks for; the digits choose a width."""
    return _COMMANDS.get((combination.key(), _plain(combination)))


def step_of(combination: QKeyCombination) -> tuple[int, int] | None:
    """How many pixels an arrow key moves the selection; ten times as many with Shift."""
    return _step(combination, _NONE)


def growth_of(combination: QKeyCombination) -> tuple[int, int] | None:
    """How many pixels an arrow key with Alt makes the selection wider and higher."""
    return _step(combination, _ALT)


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
