from itertools import count

from redux_scuttlebutt.store.documents.shapes import read_shape
from redux_scuttlebutt.store.documents.transform import bounds
from redux_scuttlebutt.store.documents.whiteboard import Board, whiteboard
from redux_scuttlebutt.ui.board.tools.copies import duplicated
from support.shapes import SOUND, described, keys

SHAPES = [read_shape(described(kind, kind, x=5))[1] for kind in SOUND]


def test_each_copy_lies_so_far_from_its_shape_at_the_place_it_was_given() -> None:
    numbers, places = count(), keys(len(SHAPES))

    action = duplicated(SHAPES, places, (10, 20), lambda: f"n{next(numbers)}")

    board = whiteboard.reducer(Board(), action)
    assert isinstance(board, Board)
    for number, (shape, z) in enumerate(zip(SHAPES, places, strict=True)):
        copy = board.shapes[f"n{number}"]
        left, top, right, bottom = bounds(shape)
        assert (copy.kind, copy.z) == (shape.kind, z)
        assert bounds(copy) == (left + 10, top + 20, right + 10, bottom + 20)
