from PySide6.QtCore import QKeyCombination, Qt

from redux_scuttlebutt.ui.board.input.arrows import step_of

KEYPAD = Qt.KeyboardModifier.KeypadModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_keypad_makes_no_difference() -> None:
    assert step_of(QKeyCombination(SHIFT | KEYPAD, Qt.Key.Key_Left)) == (-10, 0)


def test_an_arrow_with_ctrl_moves_nothing() -> None:
    assert step_of(QKeyCombination(CTRL, Qt.Key.Key_Left)) is None
