from itertools import pairwise
from math import sin
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QPointingDevice, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.canvas import BoardCanvas
from support.board import Drawing, board_of, line

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def grabbed(drawing: Drawing) -> QImage:
    drawing.settle()
    return drawing.canvas.grab().toImage()


def shows(drawing: Drawing, x: float, y: float, color: QColor) -> bool:
    """Whether the window has `color`, or nearly so, at a place of the board."""
    image = grabbed(drawing)
    at = drawing.screen(x, y) * image.devicePixelRatio()
    found = image.pixelColor(at)
    return (
        abs(found.red() - color.red()) < 64
        and abs(found.green() - color.green()) < 64
        and abs(found.blue() - color.blue()) < 64
    )


def is_blank(drawing: Drawing, rect: QRect) -> bool:
    """Whether a part of the window is bare paper."""
    drawing.settle()
    image = drawing.canvas.grab(rect).toImage()
    paper = QImage(image.size(), image.format())
    paper.fill(theme.current().paper)
    paper.setDevicePixelRatio(image.devicePixelRatio())
    return image == paper


class Painted(QObject):
    """Which part of `widget` has been painted since; to grab it would paint all of it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region |= event.region()
        return super().eventFilter(watched, event)


def turn(drawing: Drawing, at: QPoint, angle: QPoint, modifier: Qt.KeyboardModifier) -> None:
    """Turn the wheel at a pixel of the window."""
    event = QWheelEvent(
        QPointF(at),
        QPointF(drawing.canvas.mapToGlobal(at)),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(drawing.canvas, event)


# The first words.


def test_the_first_words_go_as_soon_as_somebody_else_has_drawn(
    empty: Drawing, qtbot: QtBot
) -> None:
    middle = QRect(150, 150, 300, 100)
    assert not is_blank(empty, middle)
    painted = Painted(empty.canvas)

    empty.show(board_of(line(10, 10, length=20)))

    qtbot.waitUntil(lambda: painted.region.contains(middle))
    assert is_blank(empty, middle)

    empty.show(Board())
    assert is_blank(empty, middle)


# The pen.


def test_a_stroke_is_one_action_in_whole_numbers(empty: Drawing) -> None:
    empty.canvas.hand.pen.set_ink("red")
    empty.canvas.hand.pen.set_width(1)

    empty.drag(*((x, 100 + 40 * sin(x / 30)) for x in range(50, 350, 5)))

    (action,) = empty.actions
    payload = action["payload"]
    assert action["type"] == "whiteboard/added"
    assert (payload["id"], payload["kind"], payload["color"]) == ("new-1", "stroke", "red")
    assert payload["width"] == 96
    assert all(type(n) is int for n in payload["points"])
    assert "pressures" not in payload
    assert 10 < len(payload["points"]) < 100


def test_strokes_drawn_before_the_board_shows_them_lie_one_in_front_of_the_other(
    empty: Drawing,
) -> None:
    actions: list[Any] = []
    empty.canvas.action_made.disconnect()
    empty.canvas.action_made.connect(actions.append)

    for y in (50, 60, 70):
        empty.drag((50, y), (150, y))

    heights = [action["payload"]["z"] for action in actions]
    assert heights == sorted(set(heights))
    assert len(heights) == 3


def test_the_stroke_is_on_screen_before_and_after_the_pen_is_up(empty: Drawing) -> None:
    empty.canvas.hand.pen.set_ink("red")
    empty.canvas.hand.pen.set_width(5)
    red = theme.current().inks["red"]

    empty.drag((50, 50), (150, 50), (250, 50), release=False)
    assert shows(empty, 150, 50, red)
    assert not empty.actions

    QTest.mouseRelease(empty.canvas, Qt.MouseButton.LeftButton, pos=empty.screen(250, 50))
    assert shows(empty, 150, 50, red)
    assert empty.canvas.is_settled


def test_zoomed_in_a_stroke_is_drawn_under_the_pointer(empty: Drawing) -> None:
    empty.canvas.set_zoom(4.0)

    empty.drag((300, 200), (310, 200), (320, 205))

    points = empty.actions[0]["payload"]["points"]
    assert points[:2] == pytest.approx([300 * 64, 200 * 64], abs=16)
    assert points[-2:] == pytest.approx([320 * 64, 205 * 64], abs=16)


def test_a_pen_on_a_tablet_draws_with_pressure(empty: Drawing) -> None:
    empty.pen([(50, 50, 0.2), (100, 60, 0.6), (150, 90, 1.0)])

    (action,) = empty.actions
    payload = action["payload"]
    assert len(payload["points"]) == 2 * len(payload["pressures"])
    assert all(0 <= pressure <= 1023 for pressure in payload["pressures"])


def test_the_mouse_events_that_double_a_pen_are_ignored(empty: Drawing) -> None:
    empty.pen([(50, 50, 0.5), (100, 60, 0.5)])

    empty.drag((50, 50), (100, 60))

    assert len(empty.actions) == 1


def test_the_other_end_of_the_pen_erases(three: Drawing) -> None:
    eraser = QPointingDevice.PointerType.Eraser

    three.pen([(120, 80, 0.5), (120, 120, 0.5)], pointer=eraser)

    assert three.actions == [{"type": "whiteboard/removed", "payload": {"ids": ["a"]}}]


def test_a_refused_stroke_does_not_stay_on_screen(qtbot: QtBot) -> None:
    canvas = BoardCanvas(lambda: "x")
    qtbot.addWidget(canvas)
    canvas.resize(200, 200)
    canvas.show()
    plain = canvas.grab().toImage()

    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    touched = canvas.grab().toImage()
    QTest.mouseMove(canvas, QPoint(150, 50))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))

    assert canvas.grab().toImage() != touched
    blank = canvas.grab().toImage()
    blank.fill(theme.current().paper)
    assert plain != blank
    qtbot.waitUntil(lambda: canvas.grab().toImage() == blank)


# Select, move, remove.


def test_a_click_selects_shift_adds_and_takes_away(three: Drawing) -> None:
    three.canvas.hand.take("select")

    three.click(120, 100)
    assert three.canvas.hand.selection.ids == {"a"}
    three.click(120, 200, SHIFT)
    assert three.canvas.hand.selection.ids == {"a", "b"}
    three.click(120, 100, SHIFT)
    assert three.canvas.hand.selection.ids == {"b"}
    three.click(400, 250)
    assert not three.canvas.hand.selection.ids
    assert not three.actions


def test_a_band_selects_what_it_touches(three: Drawing) -> None:
    three.canvas.hand.take("select")

    three.drag((90, 80), (110, 150), (130, 220))

    assert three.canvas.hand.selection.ids == {"a", "b"}
    assert not three.actions


def test_a_move_of_two_is_one_action(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.canvas.hand.selection.select(["a", "c"])

    three.drag((120, 100), (140, 110), (160, 130))

    assert three.actions == [
        {"type": "whiteboard/moved", "payload": {"ids": ["a", "c"], "by": [40 * 64, 30 * 64]}}
    ]
    assert three.canvas.hand.selection.ids == {"a", "c"}


def test_what_is_dragged_stays_under_the_pointer_when_the_board_changes(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.drag((120, 100), (140, 110), (220, 150), release=False)
    ink, paper = theme.current().inks["ink"], theme.current().paper
    assert shows(three, 220, 150, ink)
    assert shows(three, 120, 100, paper)

    shapes = three.board.shapes
    three.show(Board(shapes.set("a", replace(shapes["a"], x=10_000)).delete("b")))

    assert shows(three, 220, 150, ink)
    assert shows(three, 120, 100, paper)
    assert shows(three, 120, 200, paper)
    QTest.mouseRelease(three.canvas, Qt.MouseButton.LeftButton, pos=three.screen(220, 150))
    assert three.actions[0]["payload"] == {"ids": ["a"], "by": [6400, 3200]}


def test_a_drag_of_what_was_removed_meanwhile_does_nothing(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.drag((120, 100), (140, 110), (220, 150), release=False)

    three.show(Board(three.board.shapes.delete("a")))
    QTest.mouseRelease(three.canvas, Qt.MouseButton.LeftButton, pos=three.screen(220, 150))

    assert not three.actions
    assert not three.canvas.hand.selection.ids
    assert shows(three, 220, 150, theme.current().paper)


def test_arrow_keys_move_by_one_and_with_shift_by_ten(three: Drawing) -> None:
    three.canvas.hand.selection.select(["b"])

    three.key(Qt.Key.Key_Right)
    three.key(Qt.Key.Key_Up, SHIFT)

    assert [action["payload"]["by"] for action in three.actions] == [[64, 0], [0, -640]]


def test_an_arrow_key_held_down_is_one_action(three: Drawing) -> None:
    three.canvas.hand.selection.select(["b"])

    for _ in range(5):
        QTest.keyPress(three.canvas, Qt.Key.Key_Down)
    QTest.keyRelease(three.canvas, Qt.Key.Key_Down)

    assert [action["payload"]["by"] for action in three.actions] == [[0, 320]]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_selection_in_one_action(three: Drawing, key: Qt.Key) -> None:
    three.canvas.hand.selection.select_all()

    three.key(key)

    assert three.actions == [{"type": "whiteboard/removed", "payload": {"ids": ["a", "b", "c"]}}]
    assert not three.canvas.hand.selection.ids
    assert shows(three, 120, 200, theme.current().paper)


def test_the_eraser_removes_every_stroke_it_crosses_in_one_action(three: Drawing) -> None:
    three.key(Qt.Key.Key_E)

    three.drag((125, 80), (125, 250))

    assert three.actions == [{"type": "whiteboard/removed", "payload": {"ids": ["a", "b"]}}]


# Esc, and a board that cannot be changed.


def test_esc_gives_up_a_stroke(empty: Drawing) -> None:
    empty.drag((50, 50), (150, 50), release=False)

    empty.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(empty.canvas, Qt.MouseButton.LeftButton, pos=empty.screen(150, 50))

    assert not empty.actions
    assert shows(empty, 100, 50, theme.current().paper)


def test_esc_puts_a_dragged_selection_back(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.drag((120, 100), (140, 110), (220, 150), release=False)

    assert three.canvas.hand.cancel()

    assert shows(three, 120, 100, theme.current().inks["ink"])
    assert shows(three, 220, 150, theme.current().paper)
    assert not three.actions


def test_esc_ends_the_gesture_then_the_selection_then_the_tool(three: Drawing) -> None:
    three.canvas.hand.selection.select(["a"])
    three.drag((10, 10), (50, 50), release=False)

    assert three.canvas.hand.cancel()
    assert (three.canvas.hand.selection.ids, three.canvas.hand.tool) == ({"a"}, "pen")
    assert three.canvas.hand.cancel()
    assert (three.canvas.hand.selection.ids, three.canvas.hand.tool) == (set(), "pen")
    assert three.canvas.hand.cancel()
    assert three.canvas.hand.tool == "select"
    assert not three.canvas.hand.cancel()


def test_a_read_only_board_says_so_and_stays_as_it_is(three: Drawing, qtbot: QtBot) -> None:
    three.canvas.set_read_only(True)

    with qtbot.waitSignal(three.canvas.hand.blocked):
        three.drag((50, 50), (90, 90))
    three.canvas.hand.take("select")
    with qtbot.waitSignal(three.canvas.hand.blocked):
        three.drag((120, 100), (140, 110), (160, 130))
    with qtbot.waitSignal(three.canvas.hand.blocked):
        three.key(Qt.Key.Key_Delete)
    with qtbot.waitSignal(three.canvas.hand.blocked):
        three.key(Qt.Key.Key_Left)

    assert not three.actions
    assert three.canvas.hand.selection.ids == {"a"}


def test_a_board_that_becomes_read_only_ends_the_gesture(empty: Drawing) -> None:
    empty.drag((50, 50), (90, 90), release=False)

    empty.canvas.set_read_only(True)
    QTest.mouseRelease(empty.canvas, Qt.MouseButton.LeftButton, pos=empty.screen(90, 90))

    assert not empty.actions


# Looking about.


def test_the_wheel_with_ctrl_keeps_the_place_under_the_pointer(three: Drawing) -> None:
    canvas, at = three.canvas, QPoint(431, 97)
    before = canvas.view.to_board(at.x(), at.y())

    for turns in (120, 120, -480, 77, 120, 1200, -360):
        turn(three, at, QPoint(0, turns), CTRL)

    assert canvas.view.zoom != 1.0
    assert canvas.view.to_screen(*before) == pytest.approx((at.x(), at.y()), abs=1)


def test_the_wheel_scrolls(three: Drawing) -> None:
    start = three.canvas.view

    turn(three, QPoint(5, 5), QPoint(0, -120), Qt.KeyboardModifier.NoModifier)
    turn(three, QPoint(5, 5), QPoint(0, -120), SHIFT)

    end = three.canvas.view
    assert (end.left - start.left, end.top - start.top) == pytest.approx((60, 60), abs=1)


@pytest.mark.parametrize("how", ["tool", "space", "middle"])
def test_the_board_can_be_dragged_about(three: Drawing, how: str) -> None:
    start = three.canvas.view
    button = Qt.MouseButton.MiddleButton if how == "middle" else Qt.MouseButton.LeftButton
    if how == "tool":
        three.key(Qt.Key.Key_H)
    elif how == "space":
        QTest.keyPress(three.canvas, Qt.Key.Key_Space)

    QTest.mousePress(three.canvas, button, pos=QPoint(200, 200))
    QTest.mouseMove(three.canvas, QPoint(230, 190))
    QTest.mouseMove(three.canvas, QPoint(250, 170))
    QTest.mouseRelease(three.canvas, button, pos=QPoint(250, 170))

    end = three.canvas.view
    assert (end.left - start.left, end.top - start.top) == pytest.approx((-50, 30), abs=1)
    assert not three.actions


def test_the_zoom_keys(three: Drawing) -> None:
    zooms: list[float] = []
    three.canvas.zoom_changed.connect(zooms.append)

    three.key(Qt.Key.Key_Plus, CTRL)
    three.key(Qt.Key.Key_0, CTRL)
    three.canvas.set_zoom(5)
    three.key(Qt.Key.Key_Exclam, SHIFT)

    assert zooms == [1.25, 1.0, 5.0, 1.0]
    for y in (100, 300):
        assert three.canvas.rect().contains(three.screen(120, y))


def test_a_board_opens_with_everything_in_view(qtbot: QtBot) -> None:
    drawing = Drawing(Board())
    canvas = BoardCanvas(lambda: "x")
    qtbot.addWidget(canvas)
    qtbot.addWidget(drawing.canvas)

    canvas.show_board(board_of(line(-5000, 0), line(5000, 3000)))
    canvas.resize(500, 300)
    canvas.show()

    left, top = canvas.view.to_screen(-5000 * 64, 0)
    right, bottom = canvas.view.to_screen(5050 * 64, 3000 * 64)
    assert left > 0 and top > 0 and right < 500 and bottom < 300


def test_panned_and_zoomed_the_picture_is_what_painting_in_one_go_gives(
    three: Drawing, qtbot: QtBot
) -> None:
    canvas = three.canvas
    canvas.hand.take("hand")
    canvas.clearFocus()
    drags = pairwise([(9, 9), (80, 50), (7, 9), (60, 3)])
    for zoom, (start, end) in zip((0.5, 2.3, 1.1), drags, strict=True):
        canvas.set_zoom(zoom)
        three.drag(start, end)
    qtbot.waitUntil(lambda: canvas.is_settled)

    image = grabbed(three)
    expected = QImage(image.size(), QImage.Format.Format_RGB32)
    expected.setDevicePixelRatio(image.devicePixelRatio())
    canvas.render_to(expected)

    assert image.convertToFormat(QImage.Format.Format_RGB32) == expected


# The rest of what the window asks for.


def test_a_frame_is_shown_along_the_edge_and_taken_away(three: Drawing) -> None:
    past = theme.current().past

    three.canvas.set_frame(past)
    assert grabbed(three).pixelColor(1, 1) == past

    three.canvas.set_frame(None)
    assert grabbed(three).pixelColor(1, 1) == theme.current().paper


def test_late_shapes_glow_in_their_colour_and_stop(three: Drawing, qtbot: QtBot) -> None:
    settled = grabbed(three)

    three.canvas.flash(["a", "gone"], QColor("red"))
    glowing = grabbed(three)

    assert glowing != settled
    qtbot.waitUntil(lambda: grabbed(three) == settled)


def test_the_first_words_are_gone_at_the_first_touch(empty: Drawing) -> None:
    words = grabbed(empty)

    empty.key(Qt.Key.Key_V)
    touched = grabbed(empty)

    assert words != touched
    assert touched.pixelColor(300, 200) == theme.current().paper


def test_a_change_of_the_theme_repaints_everything(three: Drawing, qtbot: QtBot) -> None:
    theme.choose("dark")
    qtbot.waitUntil(lambda: shows(three, 120, 100, theme.DARK.inks["ink"]))
    assert shows(three, 200, 150, theme.DARK.paper)

    theme.choose("light")
    qtbot.waitUntil(lambda: shows(three, 120, 100, theme.LIGHT.inks["ink"]))
    assert shows(three, 200, 150, theme.LIGHT.paper)


def test_the_board_tells_assistive_tools_what_is_on_it(three: Drawing) -> None:
    three.canvas.hand.selection.select(["a"])

    assert three.canvas.accessibleName() == "Board"
    assert three.canvas.accessibleDescription() == "3 objects, 1 selected"


def test_the_selection_can_be_seen(three: Drawing) -> None:
    plain = grabbed(three)

    three.canvas.hand.selection.select(["a"])

    assert grabbed(three) != plain


def test_an_unknown_tool_is_an_error(empty: Drawing) -> None:
    with pytest.raises(ValueError, match="the tool is 'hammer'"):
        empty.canvas.hand.take("hammer")


def test_keys_change_ink_and_width(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_4)
    empty.key(Qt.Key.Key_C)
    assert (empty.canvas.hand.pen.width, empty.canvas.hand.pen.ink) == (4, "red")

    empty.key(Qt.Key.Key_C, SHIFT)
    assert empty.canvas.hand.pen.ink == "ink"


def test_a_tool_that_draws_lets_go_of_what_is_selected(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.canvas.hand.selection.select(["a"])

    three.key(Qt.Key.Key_M)
    three.key(Qt.Key.Key_C)

    assert not three.canvas.hand.selection.ids
    assert three.actions == []
