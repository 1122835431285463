"""What others change while a pointer is down: shown a moment later, and nothing jumps."""

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from redux_scuttlebutt.ui.board.held_back import LONGEST_MS, HeldBack
from redux_scuttlebutt.ui.board.shapes.geometry import Place
from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import BO, FakeRoom, stroke

LEFT = Qt.MouseButton.LeftButton
MOVE = {"type": "whiteboard/moved", "payload": {"ids": ["mine"], "by": [0, 64 * 100]}}


class Desk:
    """A window, the hand on its board, and the timer, which rings when a test says so."""

    def __init__(self, window: MainWindow) -> None:
        held_back = window.findChild(HeldBack)
        assert held_back is not None
        timer = held_back.findChild(QTimer)
        assert timer is not None
        assert timer.interval() == LONGEST_MS
        timer.setInterval(1_000_000)
        self.timer = timer
        self.window = window
        self.canvas = window.canvas
        self.held_back = held_back

    def press(self, at: QPoint) -> None:
        QTest.mousePress(self.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)

    def move(self, to: QPoint) -> None:
        QTest.mouseMove(self.canvas, to)

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)

    def screen(self, place: Place) -> QPoint:
        return QPointF(*self.canvas.view.to_screen(*place)).toPoint()

    @property
    def shown(self) -> set[str]:
        return set(self.canvas.board.shapes)


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    return Desk(window)


def test_changes_of_others_wait_while_the_pointer_is_down_and_come_when_it_is_time(
    room: FakeRoom, desk: Desk
) -> None:
    desk.press(QPoint(50, 50))
    room.receive(BO, stroke("one"))
    room.receive(BO, stroke("two"))
    desk.window.refresh()
    assert desk.shown == set()
    assert desk.held_back.is_holding

    desk.timer.timeout.emit()

    assert desk.shown == {"one", "two"}
    assert not desk.held_back.is_holding


def test_a_stream_of_changes_does_not_put_them_off_again(room: FakeRoom, desk: Desk) -> None:
    desk.press(QPoint(50, 50))
    room.receive(BO, stroke("one"))
    desk.window.refresh()
    desk.timer.setInterval(2_000_000)  # starts it again
    started = desk.timer.remainingTime()

    room.receive(BO, stroke("two"))
    desk.window.refresh()

    assert desk.timer.remainingTime() <= started
    desk.timer.timeout.emit()
    assert desk.shown == {"one", "two"}
    room.receive(BO, stroke("three"))
    desk.window.refresh()
    assert desk.held_back.is_holding, "each wait is a new one"


def test_without_a_pointer_down_changes_are_shown_at_once(room: FakeRoom, desk: Desk) -> None:
    room.receive(BO, stroke("one"))
    desk.window.refresh()

    assert desk.shown == {"one"}
    assert not desk.held_back.is_holding


def test_a_release_shows_what_waited_together_with_what_was_drawn(
    room: FakeRoom, desk: Desk
) -> None:
    desk.press(QPoint(50, 50))
    desk.move(QPoint(90, 60))
    room.receive(BO, stroke("theirs"))
    desk.window.refresh()

    desk.release(QPoint(120, 70))
    desk.window.refresh()

    [drawn] = desk.shown - {"theirs"}
    assert drawn in room.get_state()["whiteboard"].shapes
    assert not desk.held_back.is_holding


def test_what_is_done_here_meanwhile_is_shown_at_once(room: FakeRoom, desk: Desk) -> None:
    desk.press(QPoint(50, 50))
    room.receive(BO, stroke("theirs"))
    room.dispatch(stroke("mine"))

    desk.window.refresh()

    assert desk.shown == {"mine", "theirs"}


def test_what_is_dragged_stays_under_the_pointer_and_settles_on_release(
    room: FakeRoom, desk: Desk
) -> None:
    room.dispatch(stroke("mine", at=(0, 0), points=40))
    desk.window.refresh()
    canvas = desk.canvas
    canvas.hand.take("select")
    grip = desk.screen((64 * 80, 64 * 80))
    desk.press(grip)
    desk.move(grip + QPoint(30, 0))
    desk.move(grip + QPoint(60, 0))
    before = canvas.grab().toImage()

    room.receive(BO, MOVE)
    desk.window.refresh()
    assert canvas.grab().toImage() == before, "nothing is shown yet"
    desk.timer.timeout.emit()
    assert canvas.board is room.get_state()["whiteboard"]
    assert canvas.is_gesturing
    assert canvas.grab().toImage() == before, "it is under the pointer as it was"
    desk.release(grip + QPoint(60, 0))
    desk.window.refresh()

    moved = room.get_state()["whiteboard"].shapes["mine"]
    scale = canvas.view.scale
    assert (round(moved.x * scale), moved.y) == (60, 64 * 100), "both moves are in it"
    assert canvas.board.shapes["mine"] is moved


def test_what_came_late_glows_when_it_is_shown(
    room: FakeRoom, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    glowing: list[str] = []

    def flash(ids: Iterable[str], _color: QColor) -> None:
        glowing.extend(ids)

    monkeypatch.setattr(desk.canvas, "flash", flash)
    late = room.make(BO, stroke("late"))
    room.dispatch(stroke("mine"))
    desk.window.refresh()
    desk.press(QPoint(50, 50))
    room.deliver(late)
    desk.window.refresh()
    assert glowing == []

    desk.timer.timeout.emit()

    assert glowing == ["late"]


def test_what_waits_does_not_come_into_the_past(room: FakeRoom, desk: Desk) -> None:
    room.dispatch(stroke("mine"))
    desk.window.refresh()
    desk.press(QPoint(50, 50))
    room.receive(BO, stroke("theirs"))
    desk.window.refresh()

    desk.window.history_panel.go_to(0)
    desk.timer.timeout.emit()

    assert desk.shown == set()
    desk.window.history_panel.back_to_live()
    assert desk.shown == {"mine", "theirs"}


def test_a_window_that_was_closed_waits_for_nothing(room: FakeRoom, desk: Desk) -> None:
    desk.press(QPoint(50, 50))
    room.receive(BO, stroke("one"))
    desk.window.refresh()

    desk.window.close()

    assert not desk.held_back.is_holding
