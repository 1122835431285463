"""Every command by a few letters, with the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.commands.palette import Palette, found
from redux_scuttlebutt.ui.main_window import COUNTER, MainWindow
from support.room import FakeRoom

CTRL = Qt.KeyboardModifier.ControlModifier


def names(window: MainWindow, typed: str = "") -> list[str]:
    return [command.name for command, _ in found(window.commands, typed)]


def current(palette: Palette, column: int = 0) -> str:
    item = palette.list.currentItem()
    assert item is not None
    return item.text(column)


def test_ctrl_k_letters_and_enter_do_it(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_K, CTRL)
    palette = window.palette_dialog
    assert palette.isVisible()

    QTest.keyClicks(palette.field, "eraser")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert not palette.isVisible()
    assert window.canvas.hand.tool == "eraser"


def test_arrows_walk_through_what_was_found(window: MainWindow) -> None:
    window.open_palette()
    palette = window.palette_dialog
    QTest.keyClicks(palette.field, "zoom")
    first = current(palette)

    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    second = current(palette)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)

    assert first != second
    assert current(palette) == first
    assert palette.focusWidget() is palette.field


def test_escape_changes_nothing(window: MainWindow) -> None:
    window.open_palette()

    QTest.keyClick(window.palette_dialog.field, Qt.Key.Key_Escape)

    assert not window.palette_dialog.isVisible()
    assert window.commands.recent == []


def test_everything_is_listed_and_the_recently_used_come_first(window: MainWindow) -> None:
    assert len(names(window)) == len(window.commands.keys.commands)

    window.commands.run("view.counter")
    window.commands.run("view.board")

    assert names(window)[:3] == ["Board", "Counter", "Open picture or board"]


def test_the_menus_name_finds_what_is_in_it_last(window: MainWindow) -> None:
    listed = names(window, "history")

    assert listed[0] == "Show history"
    assert "Previous rewind" in listed


def test_a_row_says_keys_and_why_it_is_grey(room: FakeRoom, window: MainWindow) -> None:
    window.show_page(COUNTER)
    window.open_palette()
    palette = window.palette_dialog
    QTest.keyClicks(palette.field, "zoom in")
    keys = current(palette, 1)

    assert current(palette) == "Zoom in  –  Show the board first"
    assert "Ctrl++" in keys
    assert palette.field.accessibleDescription() == (f"Zoom in, View, {keys}, Show the board first")

    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert palette.isVisible()
    assert palette.words.text() == "Not now: Show the board first"


def test_letters_that_nothing_has_are_told(window: MainWindow) -> None:
    window.open_palette()
    QTest.keyClicks(window.palette_dialog.field, "qqq")

    assert window.palette_dialog.words.text() == "No command has these letters in this order"
