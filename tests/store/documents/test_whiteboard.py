"""The shared whiteboard, as a slice."""

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.documents.whiteboard import UNIT, Board, points_of, whiteboard
from support.shapes import described


def test_a_board_begins_empty() -> None:
    assert whiteboard.reducer(None, INIT) == Board()
    assert len(Board().shapes) == 0


def test_its_action_creators_make_its_actions() -> None:
    assert whiteboard.actions["added"]({"id": "a"}) == {
        "type": "whiteboard/added",
        "payload": {"id": "a"},
    }
    assert {*whiteboard.actions} == {
        *("added", "extended", "moved", "removed", "resized", "set", "split"),
    }


def test_a_stroke_of_one_pixel_to_the_right_has_two_points() -> None:
    action = whiteboard.actions["added"](described("a", points=[0, 0, UNIT, 0]))

    board = whiteboard.reducer(Board(), action)

    assert isinstance(board, Board)
    assert points_of(board.shapes["a"]) == [(0, 0), (UNIT, 0)]
