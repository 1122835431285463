"""Chosen keys outlive the program, and broken ones are told once."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence

from redux_scuttlebutt.ui.commands.command import Command
from redux_scuttlebutt.ui.commands.key_settings import restore_keys, save_keys
from redux_scuttlebutt.ui.commands.keymap import KeyMap


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def keymap() -> KeyMap:
    return KeyMap(
        Command(f"board.{name}", name.capitalize(), lambda: None, key, where="board")
        for name, key in (("pen", "P"), ("eraser", "E"), ("hand", "H"))
    )


def test_what_was_chosen_is_there_again(settings: QSettings) -> None:
    first = keymap()
    first.choose("board.pen", [QKeySequence("Ctrl+,"), QKeySequence(";"), QKeySequence("Shift+Ä")])
    first.choose("board.eraser", [])
    save_keys(settings, first)

    second = keymap()
    again = QSettings(settings.fileName(), QSettings.Format.IniFormat)

    assert restore_keys(again, second) == []
    assert second.of("board.pen") == first.of("board.pen")
    assert second.of("board.eraser") == ()
    assert second.shown("board.hand") == "H"


def test_what_is_its_own_again_is_not_kept(settings: QSettings) -> None:
    keys = keymap()
    keys.choose("board.pen", [QKeySequence("D")])
    save_keys(settings, keys)

    keys.reset("board.pen")
    save_keys(settings, keys)

    assert settings.allKeys() == []


@pytest.mark.parametrize("broken", ["no such key", "Ctrl+", 7, ["P", "Q"]])
def test_a_broken_key_is_told_once_and_the_usual_one_stays(
    settings: QSettings, broken: object
) -> None:
    settings.setValue("keys/board.pen", broken)
    settings.setValue("keys/board.hand", "M")

    keys = keymap()
    (problem,) = restore_keys(settings, keys)

    assert "Pen has its usual ones" in problem
    assert (keys.shown("board.pen"), keys.shown("board.hand")) == ("P", "M")
    assert restore_keys(settings, keymap()) == []


def test_a_key_chosen_twice_stays_with_the_first(settings: QSettings) -> None:
    settings.setValue("keys/board.eraser", "X")
    settings.setValue("keys/board.pen", "X")

    keys = keymap()
    problems = restore_keys(settings, keys)

    assert problems == ["X was chosen for Eraser and Pen: Eraser keeps it."]
    assert (keys.shown("board.eraser"), keys.shown("board.pen")) == ("X", "P")


def test_keys_of_commands_of_another_version_stay_for_it(settings: QSettings) -> None:
    settings.setValue("keys/board.tool.crayon", "W")

    keys = keymap()

    assert restore_keys(settings, keys) == []
    save_keys(settings, keys)
    assert settings.value("keys/board.tool.crayon") == "W"
