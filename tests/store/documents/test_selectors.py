"""What is read off a board."""

from immutables import Map

from redux_scuttlebutt.store.documents.selectors import (
    bounds_of,
    from_back_to_front,
    shape_by_id,
    top,
)
from redux_scuttlebutt.store.documents.shapes import Board, Shape

SHAPES = {
    "b": Shape("stroke", (0, 0), "ink", 1, "a1"),
    "a": Shape("stroke", (5, 5), "ink", 1, "a1"),
    "c": Shape("stroke", (9, -9), "ink", 1, "Zz"),
}
BOARD = Board(Map(SHAPES))


def test_shapes_stand_from_back_to_front_and_at_one_place_by_their_ids() -> None:
    assert [name for name, _ in from_back_to_front(BOARD)] == ["c", "a", "b"]
    assert all(shape is SHAPES[name] for name, shape in from_back_to_front(BOARD))


def test_a_board_is_sorted_once() -> None:
    assert from_back_to_front(BOARD) is from_back_to_front(BOARD)


def test_of_many_boards_each_keeps_its_own_order() -> None:
    boards = [Board(Map({f"{n}": SHAPES["a"]})) for n in range(50)]

    rows = [from_back_to_front(board) for board in boards + boards[::-1]]

    assert [row[0][0] for row in rows] == [f"{n}" for n in [*range(50), *range(49, -1, -1)]]


def test_a_new_shape_goes_in_front_of_the_top() -> None:
    assert top(BOARD) == "a1"
    assert top(Board()) is None


def test_a_shape_is_found_by_its_id() -> None:
    assert shape_by_id(BOARD, "a") is SHAPES["a"]
    assert shape_by_id(BOARD, "x") is None


def test_what_lies_on_the_board_has_a_box() -> None:
    assert bounds_of(BOARD) == (0, -9, 9, 5)
    assert bounds_of(BOARD, ["a", "b", "x"]) == (0, 0, 5, 5)
    assert bounds_of(BOARD, ["x"]) is None
