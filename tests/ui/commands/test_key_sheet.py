"""The list of keys, and choosing others."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItemIterator

from redux_scuttlebutt.ui.commands.key_sheet import KeySheet, as_text
from redux_scuttlebutt.ui.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


def opened(window: MainWindow) -> KeySheet:
    window.open_key_sheet()
    return window.key_sheet


def shown(sheet: KeySheet) -> dict[str, str]:
    """The rows that are not hidden, with their keys."""
    rows: dict[str, str] = {}
    walk = QTreeWidgetItemIterator(sheet.list)
    while item := walk.value():
        section = item.parent()
        if section is not None and not item.isHidden() and not section.isHidden():
            rows[item.text(0)] = item.text(1)
        walk += 1
    return rows


def test_a_question_mark_opens_it(window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Question, SHIFT)

    assert window.key_sheet.isVisible()


def test_every_command_is_listed_with_its_keys(window: MainWindow) -> None:
    rows = shown(opened(window))
    commands = window.commands

    for command in commands.keys.commands.values():
        assert rows[command.name] == commands.keys.shown(command.id)


def test_a_search_finds_commands_and_keys(window: MainWindow) -> None:
    sheet = opened(window)

    sheet.field.setText("ctrl+k")
    assert list(shown(sheet)) == ["Commands"]

    sheet.field.setText("history rewind")
    assert set(shown(sheet)) == {"Show rewinds", "Previous rewind", "Next rewind"}


def test_another_key_is_chosen_in_place(window: MainWindow) -> None:
    sheet = opened(window)
    sheet.choose("board.tool.pen")
    sheet.change.click()
    assert sheet.focusWidget() in (sheet.keys, sheet.keys.focusProxy())

    sheet.keys.setKeySequence(QKeySequence("D"))
    assert sheet.warning.isHidden()
    sheet.take.click()

    assert shown(sheet)["Pen (chosen)"] == "D"
    assert window.commands.keys.shown("board.tool.pen") == "D"

    sheet.usual.click()
    assert shown(sheet)["Pen"] == "P"


def test_a_key_that_another_has_is_told_before_it_is_taken(window: MainWindow) -> None:
    sheet = opened(window)
    sheet.choose("board.tool.pen")
    sheet.change.click()

    sheet.keys.setKeySequence(QKeySequence("E"))
    assert sheet.warning.text() == "⚠ E is the key of Eraser"
    assert sheet.take.text() == "Take it from Eraser"
    sheet.take.click()

    assert shown(sheet)["Eraser (chosen)"] == ""
    assert shown(sheet)["Pen (chosen)"] == "E"


def test_a_command_may_go_without_a_key(window: MainWindow) -> None:
    sheet = opened(window)
    sheet.choose("board.tool.pen")
    sheet.change.click()
    sheet.none.click()

    assert window.commands.keys.of("board.tool.pen") == ()


def test_what_cannot_be_chosen_is_not_offered(window: MainWindow) -> None:
    sheet = opened(window)
    walk = QTreeWidgetItemIterator(sheet.list)
    while (item := walk.value()) and item.text(0) != "Move what is selected":
        walk += 1

    sheet.list.setCurrentItem(item)

    assert not sheet.change.isEnabled()


def test_the_list_is_there_as_text(window: MainWindow) -> None:
    sheet = opened(window)
    sheet.copy.click()

    text = QGuiApplication.clipboard().text()
    assert text == as_text(window.commands)
    lines = text.splitlines()
    assert lines[0] == "File"
    assert any(line.split() == ["Pen", "P"] for line in lines)
