from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.tools_bar import BoardTools
from support.board import Drawing


def shown(drawing: Drawing, qtbot: QtBot) -> BoardTools:
    tools = BoardTools(drawing.canvas.hand)
    qtbot.addWidget(tools)
    tools.show()
    return tools


def button(tools: BoardTools, name: str) -> QAbstractButton:
    (found,) = [
        b for b in tools.findChildren(QAbstractButton) if b.accessibleName().startswith(name)
    ]
    return found


def chosen(tools: BoardTools) -> list[str]:
    return [b.accessibleName() for b in tools.findChildren(QAbstractButton) if b.isChecked()]


def test_a_click_takes_the_tool_the_ink_and_the_width(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)

    for name in ("Eraser", "Violet", "Broadest"):
        QTest.mouseClick(button(tools, name), Qt.MouseButton.LeftButton)

    canvas = empty.canvas
    assert (canvas.hand.tool, canvas.hand.pen.ink, canvas.hand.pen.width) == ("eraser", "violet", 5)


def test_the_buttons_follow_the_keys(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)
    assert chosen(tools) == ["Pen", "Ink colour", "Fine line"]

    for key in (Qt.Key.Key_H, Qt.Key.Key_C, Qt.Key.Key_1):
        empty.key(key)

    assert chosen(tools) == ["Hand", "Red colour", "Finest line"]


def test_a_click_leaves_the_keyboard_with_the_board(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)

    assert all(
        not b.focusPolicy() & Qt.FocusPolicy.ClickFocus & ~Qt.FocusPolicy.TabFocus
        for b in tools.findChildren(QAbstractButton)
    )


def test_every_button_has_a_name_a_tip_and_room_for_a_finger(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)
    buttons = tools.findChildren(QAbstractButton)

    assert len(buttons) == 5 + 8 + 5
    assert all(b.accessibleName() and b.toolTip() for b in buttons)
    assert all(min(b.width(), b.height()) >= 28 for b in buttons)


def test_the_signs_can_be_seen_in_both_themes(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)
    for scheme in (theme.LIGHT, theme.DARK):
        theme.choose("dark" if scheme is theme.DARK else "light")
        qtbot.waitUntil(lambda panel=scheme.panel: tools.palette().window().color() == panel)
        for b in tools.findChildren(QAbstractButton):
            image = b.grab().toImage()
            lightness = [
                image.pixelColor(x, y).lightness()
                for x in range(image.width())
                for y in range(image.height())
            ]
            assert max(lightness) - min(lightness) > 60, b.accessibleName()
