from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QColorDialog
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.bars.flyout import Flyout
from redux_scuttlebutt.ui.board.bars.tools_bar import BoardTools
from support.board import Drawing


def shown(drawing: Drawing, qtbot: QtBot) -> BoardTools:
    tools = BoardTools(drawing.canvas.hand)
    qtbot.addWidget(tools)
    tools.resize(tools.sizeHint())
    tools.show()
    return tools


def flyout(tools: BoardTools) -> Flyout:
    """What is open beside the bar."""
    (found,) = [f for f in tools.findChildren(Flyout) if f.isVisible()]
    return found


def button(tools: BoardTools, name: str) -> QAbstractButton:
    (found,) = [
        b for b in tools.findChildren(QAbstractButton) if b.accessibleName().startswith(name)
    ]
    return found


def chosen(tools: BoardTools) -> list[str]:
    """The names of all buttons that are on and can be seen."""
    return [b.accessibleName() for b in tools.buttons if b.isChecked() and b.isVisible()]


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

    assert {*buttons} == {*tools.buttons}
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


def test_in_a_low_window_the_shapes_stand_behind_one_button(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)
    assert button(tools, "Arrow").isVisible()

    tools.resize(tools.minimumSizeHint())

    assert tools.height() <= 300
    assert not button(tools, "Arrow").isVisible()
    assert not button(tools, "Red").isVisible()
    empty.key(Qt.Key.Key_A)
    assert "Arrow" in [b.accessibleName() for b in tools.buttons if b.isVisible()]
    assert chosen(tools) == ["Arrow"]


def test_a_second_click_on_the_shapes_offers_the_others(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)
    tools.resize(tools.minimumSizeHint())
    (shapes,) = [b for b in tools.buttons if b.isVisible() and b.accessibleName() == "Rectangle"]

    QTest.mouseClick(shapes, Qt.MouseButton.LeftButton)
    assert empty.canvas.hand.tool == "rect"
    QTest.mouseClick(shapes, Qt.MouseButton.LeftButton)
    offered = flyout(tools)
    assert [b.accessibleName() for b in offered.buttons] == [
        "Rectangle", "Ellipse", "Line", "Arrow",
    ]  # fmt: skip
    QTest.keyClick(offered, Qt.Key.Key_Right)
    QTest.keyClick(offered, Qt.Key.Key_Return)

    assert empty.canvas.hand.tool == "ellipse"
    assert shapes.accessibleName() == "Ellipse"


def test_the_colours_of_ones_own_stand_beside_the_inks(empty: Drawing, qtbot: QtBot) -> None:
    empty.canvas.hand.pen.set_ink("#12ab34")
    tools = shown(empty, qtbot)
    assert button(tools, "Colour: ").accessibleName() == "Colour: #12AB34"

    QTest.mouseClick(button(tools, "Colour: "), Qt.MouseButton.LeftButton)

    offered = flyout(tools)
    names = [b.accessibleName() for b in offered.buttons]
    assert len(names) == 8 + 1 + 1
    assert names[-2:] == ["#12AB34 colour", "Colour of your own"]
    QTest.mouseClick(offered.buttons[1], Qt.MouseButton.LeftButton)
    assert empty.canvas.hand.pen.ink == "red"


def test_a_colour_can_be_mixed(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)
    QTest.mouseClick(button(tools, "Colour: "), Qt.MouseButton.LeftButton)
    QTest.mouseClick(flyout(tools).buttons[-1], Qt.MouseButton.LeftButton)
    (dialog,) = tools.findChildren(QColorDialog)

    dialog.setCurrentColor(QColor("#C0FFEE"))
    dialog.accept()

    assert empty.canvas.hand.pen.ink == "#c0ffee"
    assert empty.canvas.hand.pen.custom == ("#c0ffee",)


def test_the_widths_are_those_of_what_is_in_the_hand(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)

    empty.key(Qt.Key.Key_T)

    assert "Small text" in chosen(tools)
    QTest.mouseClick(button(tools, "Largest"), Qt.MouseButton.LeftButton)
    assert empty.canvas.hand.pen.text == ("ink", 72 * 64)


def test_a_button_keeps_the_tool_as_q_does(empty: Drawing, qtbot: QtBot) -> None:
    tools = shown(empty, qtbot)

    QTest.mouseClick(button(tools, "Keep"), Qt.MouseButton.LeftButton)
    assert empty.canvas.hand.keeps_tool
    empty.key(Qt.Key.Key_Q)

    assert "Keep the tool" not in chosen(tools)
