"""What a command is called, and its own keys."""

import pytest
from PySide6.QtGui import QKeySequence

from redux_scuttlebutt.ui.commands import command as module
from redux_scuttlebutt.ui.commands.command import Command

REDO = QKeySequence.StandardKey.Redo


@pytest.mark.parametrize("of_the_system", [["Ctrl+Shift+Z"], ["Ctrl+Y", "Ctrl+Shift+Z"], []])
def test_ctrl_y_redoes_also_where_the_system_has_another_key_for_it(
    monkeypatch: pytest.MonkeyPatch, of_the_system: list[str]
) -> None:
    class Keys(QKeySequence):
        @staticmethod
        def keyBindings(key: QKeySequence.StandardKey) -> list[QKeySequence]:
            assert key == REDO
            return [QKeySequence(text) for text in of_the_system]

    monkeypatch.setattr(module, "QKeySequence", Keys)
    redo = Command("redo", "&Redo", lambda: None, REDO, more_keys=("Ctrl+Shift+Z", "Ctrl+Y"))

    keys = [keys.toString() for keys in redo.default_keys()]

    assert sorted(keys) == ["Ctrl+Shift+Z", "Ctrl+Y"]  # each once, or it would be ambiguous
    assert keys[: len(of_the_system)] == of_the_system


def test_a_list_shows_no_mnemonics() -> None:
    assert Command("room.share", "&Share…", lambda: None).name == "Share"
