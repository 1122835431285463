"""All commands of the window: in menus, by keys, by name."""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.main_window import COUNTER, MainWindow
from support.room import FakeRoom

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_no_key_means_two_things(window: MainWindow) -> None:
    keys = window.commands.keys

    for command in keys.commands.values():
        assert keys.of(command.id) == command.default_keys(), command.id


def test_every_command_stands_in_a_menu_and_says_its_key(window: MainWindow) -> None:
    menus = window.menuBar().findChildren(QMenu)
    said = {action.text().replace("&", "") for menu in menus for action in menu.actions()}

    assert {"Pen\tP", "Delete\tDel", "Undo", "Ten steps back\tShift+Left"} <= said


def test_a_letter_takes_the_tool_only_while_the_board_has_the_keyboard(
    window: MainWindow,
) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    assert window.canvas.hand.tool == "eraser"

    window.top_bar.share.setFocus()
    QTest.keyClick(window.top_bar.share, Qt.Key.Key_P)
    assert window.canvas.hand.tool == "eraser"


def test_a_chosen_key_works_in_place_of_the_old_one(window: MainWindow) -> None:
    window.commands.rebind("board.tool.eraser", [QKeySequence("Shift+R")])

    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    assert window.canvas.hand.tool == "pen"
    QTest.keyClick(window.canvas, Qt.Key.Key_R, SHIFT)
    assert window.canvas.hand.tool == "eraser"
    assert window.commands.action("board.tool.eraser").text() == "&Eraser\tShift+R"


def test_a_tool_button_says_the_chosen_key(window: MainWindow) -> None:
    window.commands.rebind("board.tool.eraser", [QKeySequence("X")])

    tips = [button.toolTip() for button in window.tools.findChildren(QAbstractButton)]

    assert "Eraser (X)" in tips
    assert "Pen (P)" in tips


def test_the_menu_is_grey_where_nothing_can_be_done(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch({"type": "counter/incremented"})
    undo, zoom = window.commands.action("edit.undo"), window.commands.action("board.zoom.in")
    assert undo.isEnabled() and zoom.isEnabled()

    window.show_page(COUNTER)
    assert not zoom.isEnabled()
    assert window.commands.run("board.zoom.in") == "Show the board first"

    window.history_panel.go_to(0)
    assert not undo.isEnabled()
    assert window.commands.run("edit.undo") == "Go back to live first"


def test_a_key_for_what_cannot_be_done_says_why(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch({"type": "counter/incremented"})
    window.history_panel.go_to(0)

    QTest.keyClick(window.canvas, Qt.Key.Key_P)

    assert window.status.hint.text() == "Go back to live first"


def test_broken_keys_are_told_in_the_window_once(
    room: FakeRoom, qtbot: QtBot, tmp_path: Path
) -> None:
    path = str(tmp_path / "window.ini")
    settings = QSettings(path, QSettings.Format.IniFormat)
    settings.setValue("keys/board.tool.pen", "nonsense")

    windows = [MainWindow(room, settings=settings) for _ in range(2)]
    for window in windows:
        qtbot.addWidget(window)

    assert "Pen has its usual ones" in windows[0].notice_banner.label.text()
    assert windows[1].notice_banner.isHidden()


def test_what_was_asked_for_by_name_comes_first_the_next_time(
    room: FakeRoom, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = MainWindow(room, settings=settings)
    qtbot.addWidget(first)
    for name in ("view.counter", "view.board", "view.counter"):
        assert first.commands.run(name) == ""

    second = MainWindow(room, settings=settings)
    qtbot.addWidget(second)

    assert second.commands.recent == ["view.counter", "view.board"]
