from itertools import count

import pytest

from redux_scuttlebutt.store.documents.shapes import read_shape
from redux_scuttlebutt.store.documents.transform import bounds, union
from redux_scuttlebutt.store.documents.whiteboard import Board, Shape, whiteboard
from redux_scuttlebutt.ui.board.tools.copies import NotCarried, copied, described, pasted
from support.shapes import SOUND
from support.shapes import described as sound

SHAPES = [read_shape(sound(kind, kind, z=f"a{n}", x=5))[1] for n, kind in enumerate(SOUND)]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_a_shape_is_described_as_it_is_read(shape: Shape) -> None:

    assert read_shape({**described(shape), "id": "x"}) == ("x", shape)


def test_what_is_pasted_lies_around_a_place_in_its_order_in_front_of_all() -> None:
    numbers = count()
    action = pasted(
        copied(SHAPES),
        middle=(1000, 2000),
        by=(10, 20),
        top="a9",
        new_id=lambda: f"n{next(numbers)}",
    )

    assert action is not None
    board = whiteboard.reducer(Board(), action)
    assert isinstance(board, Board)
    row = sorted((shape.z, i) for i, shape in board.shapes.items())
    assert row[0][0] > "a9"
    assert [board.shapes[i].kind for _, i in row] == [shape.kind for shape in SHAPES]
    around = union(bounds(shape) for shape in board.shapes.values())
    assert around is not None
    assert abs((around[0] + around[2]) / 2 - 1010) <= 1
    assert abs((around[1] + around[3]) / 2 - 2020) <= 1


@pytest.mark.parametrize(
    "carried",
    [
        b"",
        b"\xff",
        b"{}",
        b'{"format": 2, "shapes": []}',
        b'{"format": 1, "shapes": [{"kind": "ghost"}]}',
        b'{"format": 1, "shapes": [7]}',
    ],
)
def test_what_is_damaged_is_told_apart_from_nothing(carried: bytes) -> None:
    with pytest.raises(NotCarried):
        pasted(carried, middle=None, by=(0, 0), top=None, new_id=str)

    assert pasted(copied([]), middle=None, by=(0, 0), top=None, new_id=str) is None
