from math import atan2, degrees
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.store.documents.transform import bounds
from redux_scuttlebutt.ui.board.tools.handles import Handles
from redux_scuttlebutt.ui.board.tools.resizing import TURN, Grip
from support.board import LEFT, NO_MODIFIER, Drawing, board_of, line, shape

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier

TRIANGLE = shape((6400, 6400), (12800, 6400), (12800, 9600), width=64)


@pytest.fixture
def triangle(empty: Drawing) -> Drawing:
    """One stroke from (100, 100) to (200, 150), selected."""
    empty.show(board_of(TRIANGLE))
    empty.canvas.hand.take("select")
    empty.canvas.hand.selection.select(["a"])
    empty.settle()
    return empty


def handle(drawing: Drawing, grip: Grip) -> QPoint:
    selection = drawing.canvas.hand.selection
    frame, points = selection.frame, selection.bounds
    assert frame is not None and points is not None
    return Handles.around(drawing.canvas.view, frame, points).places[grip].toPoint()


def drag(
    drawing: Drawing,
    start: QPoint,
    way: QPoint,
    modifier: Qt.KeyboardModifier = NO_MODIFIER,
    *,
    release: bool = True,
) -> None:
    """Drag from a pixel, with the modifier held from the second step on."""
    QTest.mousePress(drawing.canvas, LEFT, NO_MODIFIER, start)
    QTest.mouseMove(drawing.canvas, start + way / 2)
    send_move(drawing, start + way, modifier)
    if release:
        QTest.mouseRelease(drawing.canvas, LEFT, modifier, start + way)


def send_move(drawing: Drawing, at: QPoint, modifier: Qt.KeyboardModifier) -> None:
    """A mouse move with a modifier, which QTest has none for."""
    where = QPointF(drawing.canvas.mapToGlobal(at))
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), where, Qt.MouseButton.NoButton, LEFT, modifier
    )
    QApplication.sendEvent(drawing.canvas, event)


def only(drawing: Drawing) -> dict[str, Any]:
    (action,) = drawing.actions
    return action


def test_a_corner_that_is_dragged_resizes_in_one_action(triangle: Drawing) -> None:
    drag(triangle, handle(triangle, (1, 1)), QPoint(100, 50))

    assert only(triangle) == {
        "type": "whiteboard/resized",
        "payload": {
            "ids": ["a"],
            "from": [6400, 6400, 6400, 3200],
            "to": [6400, 6400, 12800, 6400],
        },
    }
    assert bounds(triangle.board.shapes["a"]) == (6400, 6400, 19200, 12800)


def test_shift_keeps_how_wide_for_its_height_and_alt_the_middle(triangle: Drawing) -> None:
    drag(triangle, handle(triangle, (1, 1)), QPoint(80, 0), SHIFT)
    _, _, wide, high = only(triangle)["payload"]["to"]
    assert wide == 2 * high > 6400

    triangle.actions.clear()
    before = bounds(triangle.board.shapes["a"])
    drag(triangle, handle(triangle, (1, 0)), QPoint(40, 0), ALT | CTRL)
    after = bounds(triangle.board.shapes["a"])
    assert abs((before[0] + before[2]) - (after[0] + after[2])) <= 1
    assert abs((after[2] - after[0]) - (before[2] - before[0]) - 80 * 64) <= 1


def test_the_handle_above_turns_in_steps_with_shift(triangle: Drawing) -> None:
    start = handle(triangle, TURN)

    drag(triangle, start, QPoint(120, 60), SHIFT)

    cos, sin = only(triangle)["payload"]["turn"]
    assert degrees(atan2(sin, cos)) % 15 == pytest.approx(0, abs=1e-6)
    assert only(triangle)["payload"]["from"] == only(triangle)["payload"]["to"]


def test_esc_leaves_everything_as_large_as_it_was(triangle: Drawing) -> None:
    drag(triangle, handle(triangle, (1, 1)), QPoint(100, 50), release=False)
    triangle.key(Qt.Key.Key_Escape)

    assert not triangle.actions
    assert triangle.board.shapes["a"] == TRIANGLE


def test_while_it_is_resized_the_window_shows_what_the_fold_will_make(triangle: Drawing) -> None:
    start = handle(triangle, (1, 1))
    drag(triangle, start, QPoint(90, 60), CTRL, release=False)
    triangle.settle()
    # A part of its right side, and nothing of the frame and the handle beside it.
    side = QRect(triangle.screen(280, 130), QSize(11, 50))
    shown = triangle.canvas.grab(side).toImage()
    blank = QImage(shown)
    blank.fill(triangle.canvas.grab(QRect(0, 0, 1, 1)).toImage().pixelColor(0, 0))
    assert shown != blank

    QTest.mouseRelease(triangle.canvas, LEFT, CTRL, start + QPoint(90, 60))

    triangle.settle()
    assert triangle.canvas.grab(side).toImage() == shown


def test_a_level_line_has_no_handles_that_would_make_it_high(empty: Drawing) -> None:
    empty.show(board_of(line(100, 100)))
    empty.canvas.hand.take("select")
    empty.canvas.hand.selection.select(["a"])

    drag(empty, handle(empty, (1, 0)), QPoint(25, 30), CTRL)

    assert only(empty)["payload"]["to"] == [6400, 6400, 75 * 64, 0]
    selection = empty.canvas.hand.selection
    assert selection.frame and selection.bounds
    places = Handles.around(empty.canvas.view, selection.frame, selection.bounds).places
    assert set(places) == {(1, 0), (-1, 0), TURN}


def test_targets_are_28_pixels_and_leave_something_small_to_take_hold_of(empty: Drawing) -> None:
    empty.show(board_of(shape((6400, 6400), (6720, 6720))))
    empty.canvas.hand.take("select")
    selection = empty.canvas.hand.selection
    selection.select(["a"])
    assert selection.frame and selection.bounds

    handles = Handles.around(empty.canvas.view, selection.frame, selection.bounds)

    for grip in handles.places:
        assert min(handles.target(grip).width(), handles.target(grip).height()) >= 28
    middle = handles.frame.center()
    assert handles.at(middle.x(), middle.y()) is None


def test_the_cursor_says_what_a_handle_does(triangle: Drawing) -> None:
    shapes = Qt.CursorShape
    for grip, shown in (
        ((1, 1), shapes.SizeFDiagCursor),
        ((1, -1), shapes.SizeBDiagCursor),
        ((0, 1), shapes.SizeVerCursor),
        ((1, 0), shapes.SizeHorCursor),
        (TURN, shapes.PointingHandCursor),
    ):
        QTest.mouseMove(triangle.canvas, handle(triangle, grip))
        assert triangle.canvas.cursor().shape() == shown
    QTest.mouseMove(triangle.canvas, QPoint(5, 5))
    assert triangle.canvas.cursor().shape() == shapes.ArrowCursor


def test_a_band_with_alt_takes_out_what_it_touches(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.canvas.hand.selection.select_all()

    three.drag((250, 90), (60, 210), modifier=ALT)

    assert three.canvas.hand.selection.ids == {"c"}


def test_alt_clicks_go_through_what_lies_over_one_another(empty: Drawing) -> None:
    empty.show(board_of(*[line(100, 100)] * 3))
    empty.canvas.hand.take("select")

    found: list[str] = []
    empty.click(125, 100)
    for _ in range(4):
        found += empty.canvas.hand.selection.ids
        empty.click(125, 100, ALT)

    assert found == ["c", "b", "a", "c"]


def test_what_is_moved_falls_into_place_beside_its_neighbours(three: Drawing) -> None:
    three.canvas.hand.take("select")

    three.drag((125, 200), (150, 220), (178, 240))

    # The left edge of b would be 3 pixels beside the right edge of a and c.
    assert only(three)["payload"]["by"] == [50 * 64 + 192, 40 * 64]


def test_ctrl_moves_freely(three: Drawing) -> None:
    three.canvas.hand.take("select")
    start, end = three.screen(125, 200), three.screen(178, 240)

    drag(three, start, end - start, CTRL)

    assert only(three)["payload"]["by"] == [53 * 64, 40 * 64]


def test_what_is_moved_falls_on_the_grid_while_there_is_one(three: Drawing) -> None:
    three.key(Qt.Key.Key_G)
    three.canvas.hand.take("select")

    three.drag((125, 200), (230, 260), (241, 251))

    shape_b = three.board.shapes["b"]
    left, top, _, _ = bounds(shape_b)
    assert (left % 1024, top % 1024) == (0, 0)
    three.key(Qt.Key.Key_G)
    assert not three.canvas.hand.squares.is_on


def test_what_is_resized_falls_on_the_grid(triangle: Drawing) -> None:
    triangle.key(Qt.Key.Key_G)

    drag(triangle, handle(triangle, (1, 1)), QPoint(61, 73))

    _, _, right, bottom = bounds(triangle.board.shapes["a"])
    assert (right % 1024, bottom % 1024) == (0, 0)


def test_ctrl_and_arrows_make_it_larger_in_one_action(triangle: Drawing) -> None:
    for key, modifier in (
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Right, CTRL | SHIFT),
        (Qt.Key.Key_Up, CTRL),
    ):
        QTest.keyPress(triangle.canvas, key, modifier)
    QTest.keyRelease(triangle.canvas, Qt.Key.Key_Up, CTRL)

    assert only(triangle)["payload"]["to"] == [6400, 6400, 6400 + 11 * 64, 3200 - 64]


def test_keys_stop_before_it_is_flat(empty: Drawing) -> None:
    empty.show(board_of(shape((0, 0), (128, 640))))
    empty.canvas.hand.selection.select(["a"])

    for _ in range(9):
        QTest.keyPress(empty.canvas, Qt.Key.Key_Left, CTRL)
    QTest.keyRelease(empty.canvas, Qt.Key.Key_Left, CTRL)

    assert only(empty)["payload"]["to"] == [0, 0, 64, 640]


def test_nothing_is_resized_where_the_board_can_only_be_read(triangle: Drawing) -> None:
    blocked: list[str] = []
    triangle.canvas.hand.blocked.connect(blocked.append)
    triangle.canvas.set_read_only(True)

    drag(triangle, handle(triangle, (1, 1)), QPoint(100, 50))
    triangle.key(Qt.Key.Key_Right, CTRL)

    assert blocked == ["resize", "resize"]
    assert not triangle.actions


def test_beside_a_handle_the_ink_that_is_seen_is_taken_hold_of(triangle: Drawing) -> None:
    drag(triangle, triangle.screen(200, 146), QPoint(0, 150), CTRL)

    assert only(triangle)["payload"] == {"ids": ["a"], "by": [0, 150 * 64]}


def test_a_click_on_a_handle_is_meant_for_what_lies_there(triangle: Drawing) -> None:
    triangle.show(board_of(TRIANGLE, line(190, 157)))

    QTest.mouseClick(triangle.canvas, LEFT, NO_MODIFIER, handle(triangle, (1, 1)))

    assert triangle.canvas.hand.selection.ids == {"b"}
    assert not triangle.actions
