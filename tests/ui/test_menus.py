"""What the menu bar makes of commands."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui import menus
from redux_scuttlebutt.ui.menus import Command, add_menus

REDO = QKeySequence.StandardKey.Redo


def keys_of_redo(qtbot: QtBot) -> list[str]:
    window = QMainWindow()
    qtbot.addWidget(window)
    redo = Command("&Redo", lambda: None, REDO, more_keys=("Ctrl+Shift+Z", "Ctrl+Y"))
    actions = add_menus(window, {"&Edit": [redo]})
    return [keys.toString() for keys in actions["Redo"].shortcuts()]


@pytest.mark.parametrize("of_the_system", [["Ctrl+Shift+Z"], ["Ctrl+Y", "Ctrl+Shift+Z"], []])
def test_ctrl_y_redoes_also_where_the_system_has_another_key_for_it(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, of_the_system: list[str]
) -> None:
    class Keys(QKeySequence):
        @staticmethod
        def keyBindings(key: QKeySequence.StandardKey) -> list[QKeySequence]:
            assert key == REDO
            return [QKeySequence(text) for text in of_the_system]

    monkeypatch.setattr(menus, "QKeySequence", Keys)

    keys = keys_of_redo(qtbot)

    assert sorted(keys) == ["Ctrl+Shift+Z", "Ctrl+Y"]  # each once, or it would be ambiguous
    assert keys[: len(of_the_system)] == of_the_system
