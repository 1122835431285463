from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.laser import Laser
from redux_scuttlebutt.ui.board.layers.stage import Stage
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.theme import LIGHT
from support.board import Drawing

K = Qt.Key.Key_K


def test_while_k_is_held_the_pointer_points_and_nothing_is_drawn(empty: Drawing) -> None:
    QTest.mouseMove(empty.canvas, empty.screen(100, 100))
    QTest.keyPress(empty.canvas, K)
    QTest.mouseMove(empty.canvas, empty.screen(150, 100))
    empty.drag((150, 100), (200, 120))
    QTest.keyRelease(empty.canvas, K)
    QTest.mouseMove(empty.canvas, empty.screen(300, 300))

    line = [(round(x / 64), round(y / 64)) for x, y in empty.canvas.laser.trail.line]
    assert line[0] == (100, 100)
    assert line[-1] == (200, 120)
    assert not empty.actions
    assert empty.canvas.hand.tool == "pen"


def test_the_trail_can_be_seen_and_is_gone_after_a_while(empty: Drawing, qtbot: QtBot) -> None:
    empty.key(Qt.Key.Key_V)
    plain = empty.canvas.grab().toImage()
    QTest.keyPress(empty.canvas, K)
    QTest.mouseMove(empty.canvas, empty.screen(100, 100))
    QTest.mouseMove(empty.canvas, empty.screen(200, 100))
    QTest.keyRelease(empty.canvas, K)

    assert empty.canvas.grab().toImage() != plain
    qtbot.waitUntil(lambda: empty.canvas.grab().toImage() == plain)


def test_as_a_tool_the_laser_points_while_it_is_pressed(empty: Drawing) -> None:
    empty.canvas.hand.take("laser")

    empty.drag((100, 100), (150, 100))
    QTest.mouseMove(empty.canvas, empty.screen(300, 300))

    trail = empty.canvas.laser.trail
    assert (trail.number, len(trail.line)) == (1, 2)
    assert not empty.actions


def test_others_may_see_where_it_points() -> None:
    now = [0.0]
    told: list[Box] = []
    laser = Laser(Stage(LIGHT), told.append, lambda: now[0])
    assert laser.going_on() is None

    laser.begin((10.4, 20))
    laser.move((30, 40))

    seen = laser.going_on()
    assert seen is not None
    assert (seen.number, seen.points, seen.start) == (1, (10, 20, 30, 40), 0)
    assert told[-1].holds(Box(10, 20, 30, 40))
