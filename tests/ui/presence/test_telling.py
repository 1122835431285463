"""What others are told of what we do at the board: all of it, once, and only what is new."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.presence.coding import decode_presence, encode_presence
from redux_scuttlebutt.ui.presence.presence import (
    Drawing as SeenDrawing,
)
from redux_scuttlebutt.ui.presence.presence import (
    Moving,
    Pointing,
    Presence,
    Resizing,
    Sight,
    Typing,
)
from redux_scuttlebutt.ui.presence.telling import Telling, Where
from support.board import LEFT, Drawing, board_of, line


class Told:
    """A canvas, and all that is told of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.drawing = Drawing(board_of(line(100, 100), line(100, 200)))
        self.canvas = self.drawing.canvas
        qtbot.addWidget(self.canvas)
        self.canvas.show()
        self.where: Where | None = Where()
        self.all: list[Presence | None] = []
        self.telling = Telling(self.canvas, lambda: self.where, self.all.append)

    def now(self) -> Presence:
        self.telling.tell()
        presence = self.all[-1]
        assert presence is not None
        assert decode_presence(encode_presence(presence)) is not None
        return presence


@pytest.fixture
def told(qtbot: QtBot) -> Iterator[Told]:
    told = Told(qtbot)
    yield told
    told.telling.stop()


def test_the_pointer_is_told_in_places_of_the_board(told: Told, qtbot: QtBot) -> None:
    at = told.drawing.screen(120, 140)
    QTest.mouseMove(told.canvas, at)

    qtbot.waitUntil(lambda: bool(told.all) and told.now().cursor is not None)

    x, y = told.canvas.view.to_board(at.x(), at.y())
    assert told.now().cursor == (round(x), round(y))


def test_who_leaves_the_board_points_at_nothing(told: Told) -> None:
    QTest.mouseMove(told.canvas, QPoint(50, 50))
    assert told.now().cursor is not None

    QApplication.sendEvent(told.canvas, QEvent(QEvent.Type.Leave))

    assert told.now().cursor is None


def test_the_view_is_told_by_its_middle_and_size(told: Told) -> None:
    told.canvas.set_zoom(2.0)
    told.canvas.center_on(6400, 12800)

    sight = told.now().sight

    assert sight is not None
    assert (abs(sight.x - 6400) <= 32, abs(sight.y - 12800) <= 32) == (True, True)
    assert sight.width == 600 * 32


def test_a_view_far_out_is_told_as_far_as_anything_may_be(told: Told) -> None:
    told.canvas.center_on(2.0**50, -(2.0**50))

    assert isinstance(told.now().sight, Sight)


def test_nothing_is_told_twice(told: Told) -> None:
    told.now()
    before = len(told.all)

    for _ in range(5):
        told.telling.tell()

    assert len(told.all) == before


def test_many_movements_in_a_frame_are_told_as_one(told: Told, qtbot: QtBot) -> None:
    told.now()
    before = len(told.all)
    for step in range(50):
        told.canvas.hand.selection.select("ab"[: step % 3])

    qtbot.waitUntil(lambda: len(told.all) > before)

    assert len(told.all) == before + 1


def test_what_is_drawn_moved_resized_and_written_is_told(told: Told) -> None:
    hand, drag = told.canvas.hand, told.drawing.drag
    hand.take("pen")
    drag((20, 20), (40, 60), (80, 60), release=False)
    doing = told.now().going_on
    assert isinstance(doing, SeenDrawing)
    assert len(doing.points) >= 4
    hand.abort()

    hand.take("select")
    drag((110, 100), (130, 120), (150, 150), release=False)
    assert told.now().selection == ("a",)
    assert isinstance(told.now().going_on, Moving)
    hand.abort()
    assert told.now().going_on is None

    hand.take("text")
    told.drawing.click(300, 300)
    hand.scribe.put("Hello", None)
    doing = told.now().going_on
    assert isinstance(doing, Typing)
    assert doing.text == "Hello"


def test_a_selection_that_is_mirrored_is_told_as_the_box_it_fills(told: Told) -> None:
    hand = told.canvas.hand
    hand.take("select")
    hand.selection.select(["a", "b"])
    told.drawing.settle()
    right = told.canvas.view.to_screen(150 * 64, 150 * 64)
    start = QPoint(round(right[0]) + 4, round(right[1]))

    QTest.mousePress(told.canvas, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(told.canvas, start - QPoint(60, 0))
    QTest.mouseMove(told.canvas, start - QPoint(200, 0))

    doing = told.now().going_on
    assert isinstance(doing, Resizing)
    assert doing.new[0] < doing.old[0]
    assert doing.new[2] > 0


def test_a_laser_is_told_and_over_when_it_has_faded(told: Told, qtbot: QtBot) -> None:
    told.canvas.laser.begin((6400, 6400))
    told.canvas.laser.move((7000, 6400))
    assert told.now().going_on == Pointing(1, (6400, 6400, 7000, 6400))
    told.canvas.laser.end()

    qtbot.waitUntil(lambda: told.all[-1] is not None and told.all[-1].going_on is None)


def test_of_very_many_selected_shapes_some_are_told(told: Told) -> None:
    told.drawing.show(board_of(*(line(10 * n, 10) for n in range(26))))
    told.drawing.settle()
    told.canvas.hand.selection.select("abcdefghijklmnopqrstuvwxyz")

    assert told.now().selection == tuple("abcdefghijklmnopqrstuvwxyz")


def test_who_is_quiet_or_elsewhere_tells_no_place(told: Told) -> None:
    QTest.mouseMove(told.canvas, QPoint(50, 50))
    told.where = Where(is_quiet=True)
    assert told.now() == Presence("board", is_quiet=True)

    told.where = Where("counter")
    assert told.now() == Presence("counter")


def test_a_window_that_cannot_be_seen_tells_that_nobody_is_there(told: Told) -> None:
    told.now()
    told.where = None
    told.telling.tell()
    assert told.all[-1] is None

    told.where = Where()
    told.now()
    told.telling.stop()
    assert told.all[-1] is None
