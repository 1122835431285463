from PySide6.QtCore import QKeyCombination, Qt

from redux_scuttlebutt.ui.board.keys import command_of, step_of

KEYPAD = Qt.KeyboardModifier.KeypadModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_keypad_makes_no_difference() -> None:
    assert command_of(QKeyCombination(CTRL | KEYPAD, Qt.Key.Key_0)) == "whole"
    assert step_of(QKeyCombination(SHIFT | KEYPAD, Qt.Key.Key_Left)) == (-10, 0)


def test_a_letter_with_ctrl_is_not_the_tool() -> None:
    assert command_of(QKeyCombination(CTRL, Qt.Key.Key_P)) is None
    assert step_of(QKeyCombination(CTRL, Qt.Key.Key_Left)) is None
