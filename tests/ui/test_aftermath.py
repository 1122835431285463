"""What people see after an undo, and when something late took the effect from their work."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import ANA, BO, CY, FakeRoom, stroke

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier

MOVE = {"type": "whiteboard/moved", "payload": {"ids": ["a"], "by": [640, 0]}}
REMOVE = {"type": "whiteboard/removed", "payload": {"ids": ["a"]}}


def is_in_view(window: MainWindow, pixel: int) -> bool:
    x, y = window.canvas.view.to_screen(pixel * 64, pixel * 64)
    return 0 <= x <= window.canvas.width() and 0 <= y <= window.canvas.height()


def test_an_undo_names_what_went_with_it_and_offers_the_way_back(
    room: FakeRoom, window: MainWindow
) -> None:
    room.dispatch(stroke("a"))
    room.receive(BO, MOVE)
    window.refresh()

    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)
    window.refresh()

    toast = window.aftermath.toast
    assert toast.isVisible()
    assert "Undone: drew a stroke" in toast.label.text()
    assert toast.label.text().endswith("also without effect now: Bo’s move")

    QTest.mouseClick(toast.button, LEFT)

    assert "a" in room.get_state()["whiteboard"].shapes


def test_what_is_undone_out_of_view_is_brought_into_view(
    room: FakeRoom, window: MainWindow
) -> None:
    room.dispatch(stroke("far", at=(9000, 9000)))
    room.receive(BO, stroke("near"))
    window.refresh()
    window.canvas.set_zoom(1.0)
    window.canvas.reveal(Box(0, 0, 64, 64))
    assert not is_in_view(window, 9008)

    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)

    assert is_in_view(window, 9008)


@pytest.fixture
def overtaken(room: FakeRoom, window: MainWindow) -> MainWindow:
    """Cy deleted, late, what Ana has moved meanwhile."""
    room.receive(BO, stroke("a", at=(100, 100)))
    late = room.make(CY, REMOVE)
    room.dispatch(MOVE)
    window.refresh()
    room.deliver(late)
    window.refresh()
    return window


def test_a_note_beside_the_place_says_that_my_move_was_overtaken(overtaken: MainWindow) -> None:
    note = overtaken.aftermath.note

    assert note.isVisible()
    assert note.label.text() == "Your move had no effect: Cy deleted it earlier"
    assert overtaken.canvas.rect().contains(note.geometry())


def test_bring_back_brings_the_shape_back_and_moves_it(
    room: FakeRoom, overtaken: MainWindow
) -> None:
    QTest.mouseClick(overtaken.aftermath.note.button, LEFT)

    shape = room.get_state()["whiteboard"].shapes["a"]
    assert shape.x == 640
    assert not overtaken.aftermath.note.isVisible()
    mine = room.history.own(ANA)[-2:]
    assert mine[0].action["meta"] == mine[1].action["meta"]


def test_the_note_stays_beside_its_place_when_the_board_is_moved(overtaken: MainWindow) -> None:
    note = overtaken.aftermath.note
    before = note.pos()

    overtaken.canvas.set_zoom(overtaken.canvas.view.zoom * 0.5)

    assert note.pos() != before
    assert overtaken.canvas.rect().contains(note.geometry())
