"""The map in the corner, driven by a real mouse."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.floating.minimap import FROM_EDGE, INSIDE, MiniMap
from support.board import Drawing, board_of, line

LEFT = Qt.MouseButton.LeftButton


def shown(drawing: Drawing, qtbot: QtBot) -> MiniMap:
    drawing.canvas.resize(800, 600)
    mini_map = MiniMap(drawing.canvas)
    mini_map.show_map(True)
    qtbot.waitUntil(lambda: mini_map.is_drawn)
    return mini_map


def test_the_map_lies_in_the_corner_and_shows_where_there_is_ink(
    three: Drawing, qtbot: QtBot
) -> None:
    mini_map = shown(three, qtbot)

    corner = mini_map.geometry().bottomRight() + QPoint(1, 1)
    assert corner == QPoint(800 - FROM_EDGE, 600 - FROM_EDGE)
    picture = mini_map.grab().toImage()
    paper = picture.pixelColor(INSIDE + 2, INSIDE + 40)
    columns = range(INSIDE, picture.width() - INSIDE)
    rows = range(INSIDE, picture.height() - INSIDE)
    assert any(picture.pixelColor(x, y) != paper for x in columns for y in rows)


def test_a_click_on_the_map_shows_that_place_of_the_board(three: Drawing, qtbot: QtBot) -> None:
    mini_map = shown(three, qtbot)
    three.canvas.set_zoom(8.0)

    QTest.mouseClick(mini_map, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(100, 10))
    high = three.canvas.window_box
    QTest.mouseClick(mini_map, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(100, 130))
    low = three.canvas.window_box

    assert high.bottom < low.top


def test_dragging_on_the_map_draws_nothing(three: Drawing, qtbot: QtBot) -> None:
    mini_map = shown(three, qtbot)

    QTest.mousePress(mini_map, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(20, 20))
    QTest.mouseMove(mini_map, QPoint(60, 60))
    QTest.mouseRelease(mini_map, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(60, 60))

    assert three.actions == []


def test_the_map_follows_the_board(three: Drawing, qtbot: QtBot) -> None:
    mini_map = shown(three, qtbot)
    before = mini_map.grab().toImage()

    three.show(board_of(line(100, 100), line(2000, 2000)))
    qtbot.waitUntil(lambda: mini_map.is_drawn)

    assert mini_map.grab().toImage() != before


def test_an_empty_board_has_a_map_of_nothing(empty: Drawing, qtbot: QtBot) -> None:
    assert shown(empty, qtbot).is_drawn
