"""The shared whiteboard."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.documents.whiteboard import (
    MOST,
    PRESSURE,
    Board,
    Shape,
    whiteboard,
    z_above,
)
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import Refused
from support.updates import BO, update

STROKE = {"kind": "stroke", "points": [[0, 0], [64, 128]], "color": "ink", "width": 128}


def add(shape_id: str, **fields: Any) -> dict[str, Any]:
    return whiteboard.actions["added"]({**STROKE, "id": shape_id, **fields})


def move(ids: Any, by: Any) -> dict[str, Any]:
    return whiteboard.actions["moved"]({"ids": ids, "by": by})


def remove(ids: Any) -> dict[str, Any]:
    return whiteboard.actions["removed"]({"ids": ids})


def board(*actions: Any) -> Board:
    state: Any = whiteboard.reducer(None, INIT)
    for action in actions:
        state = whiteboard.reducer(state, action)
    return state


def test_a_board_begins_empty() -> None:
    assert board() == Board()
    assert len(board().shapes) == 0


# Adding


def test_a_stroke_is_added_as_it_was_drawn() -> None:
    shape = board(add("a")).shapes["a"]

    assert shape == Shape("stroke", ((0, 0), (64, 128)), "ink", 128, z_above(0))
    assert (shape.x, shape.y) == (0, 0)


def test_what_is_added_later_lies_in_front() -> None:
    state = board(*(add(f"{n}") for n in range(300)))

    heights = [state.shapes[f"{n}"].z for n in range(300)]
    assert heights == sorted(set(heights))


def test_what_is_added_after_a_removal_still_lies_in_front() -> None:
    state = board(add("a"), add("b"), remove(["a"]), add("c"))

    assert state.shapes["b"].z < state.shapes["c"].z
    assert state.added == 3


def test_an_id_is_given_once() -> None:
    with pytest.raises(Refused, match="there is a shape '増える' already"):
        board(add("増える"), add("増える"))


def test_an_id_can_be_given_again_when_its_shape_is_gone() -> None:
    assert board(add("a"), remove(["a"]), add("a", color="red")).shapes["a"].color == "red"


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0]],
        [[0, 0, 0]],
        [[1, 2, PRESSURE], [3, 4]],
        [[MOST, -MOST]],
    ],
)
def test_points_have_two_coordinates_and_perhaps_a_pressure(points: list[list[int]]) -> None:
    assert board(add("a", points=points)).shapes["a"].points == tuple(map(tuple, points))


@pytest.mark.parametrize(
    "points",
    [
        None,
        [],
        "ab",
        {},
        7,
        [None],
        [7],
        [[]],
        [[1]],
        [[1, 2, 3, 4]],
        [[1, 2], "ab"],
        [["a", "b"]],
        [[1.0, 2]],
        [[True, 2]],
        [[None, 2]],
        [[1, [2]]],
        [[MOST + 1, 0]],
        [[0, -MOST - 1]],
        [[0, 0, PRESSURE + 1]],
        [[0, 0, -1]],
        [[0, 0], [0, 0, -1]],
    ],
)
def test_a_point_of_any_other_form_is_refused(points: Any) -> None:
    with pytest.raises(Refused):
        board(add("a", points=points))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", "the id is '', expected a text"),
        ("id", 7, "the id is 7"),
        ("kind", "line", "the kind is 'line', expected 'stroke'"),
        ("kind", None, "the kind is None"),
        ("color", "", "the colour is ''"),
        ("color", ["red"], "the colour is"),
        ("width", 0, "the width is 0"),
        ("width", -1, "the width is -1"),
        ("width", True, "the width is True"),
        ("width", 1.5, "the width is 1.5"),
        ("width", MOST + 1, "the width is"),
    ],
)
def test_a_stroke_with_a_wrong_field_is_refused(field: str, value: Any, reason: str) -> None:
    action = add("a")
    action["payload"][field] = value

    with pytest.raises(Refused) as refused:
        board(action)

    assert reason in refused.value.reason


@pytest.mark.parametrize("verb", ["added", "extended", "moved", "removed"])
@pytest.mark.parametrize("payload", [None, [], "a", 7])
def test_a_payload_is_an_object(verb: str, payload: Any) -> None:
    with pytest.raises(Refused, match="expected an object"):
        board(whiteboard.actions[verb](payload))
    with pytest.raises(Refused, match="the payload is None"):
        board(whiteboard.actions[verb]())


# Moving


def test_a_moved_shape_remembers_how_far_and_its_points_stay() -> None:
    state = board(add("a"), add("b"), move(["a"], [3, -4]), move(["a", "b"], [1, 1]))

    assert (state.shapes["a"].x, state.shapes["a"].y) == (4, -3)
    assert (state.shapes["b"].x, state.shapes["b"].y) == (1, 1)
    assert state.shapes["a"].points == ((0, 0), (64, 128))


def test_a_shape_named_twice_moves_once() -> None:
    assert board(add("a"), move(["a", "a"], [5, 0])).shapes["a"].x == 5


def test_a_shape_that_is_gone_does_not_keep_the_others_from_moving() -> None:
    state = board(add("a"), move(["gone", "a"], [5, 0]))

    assert state.shapes["a"].x == 5


def test_moving_nothing_that_is_there_leaves_the_very_same_board() -> None:
    state = board(add("a"))

    assert whiteboard.reducer(state, move(["gone"], [5, 0])) is state


def test_a_move_out_of_bounds_moves_nothing() -> None:
    state = board(add("a"), add("b"), move(["b"], [MOST, 0]))

    with pytest.raises(Refused, match="a coordinate lies beyond"):
        whiteboard.reducer(state, move(["a", "b"], [1, 0]))

    assert state.shapes["a"].x == 0


@pytest.mark.parametrize(
    "by", [None, [], [1], [1, 2, 3], [1.0, 2], [True, 2], "ab", {"x": 1, "y": 2}, (1, 2)]
)
def test_a_move_is_by_two_whole_numbers(by: Any) -> None:
    with pytest.raises(Refused, match="a move is by"):
        board(add("a"), move(["a"], by))


# Removing


def test_removed_shapes_are_gone() -> None:
    state = board(add("a"), add("b"), add("c"), remove(["a", "c", "a"]))

    assert set(state.shapes) == {"b"}
    assert state.added == 3


def test_removing_nothing_that_is_there_leaves_the_very_same_board() -> None:
    state = board(add("a"))

    assert whiteboard.reducer(state, remove(["gone"])) is state


@pytest.mark.parametrize("ids", [None, [], "a", {"a": 1}, [7], ["a", ""], ["a", None]])
def test_ids_are_a_list_of_texts(ids: Any) -> None:
    with pytest.raises(Refused):
        board(add("a"), remove(ids))
    with pytest.raises(Refused):
        board(add("a"), move(ids, [1, 1]))


# Declared


def test_a_late_shape_takes_its_place_whatever_kind_of_mapping_describes_it() -> None:
    late = update(2, {"type": "whiteboard/added", "payload": Map(add("b")["payload"])}, BO)
    history = History[Any](whiteboard.reducer, board())
    history.merge([update(1, add("a")), *(update(n, add(f"{n}")) for n in range(3, 90))])

    history.merge([late])

    assert history.state == board(add("a"), add("b"), *(add(f"{n}") for n in range(3, 90)))


# Heights


@given(st.integers(0, 2**80), st.integers(0, 2**80))
def test_heights_sort_as_their_numbers_do(one: int, other: int) -> None:
    assert (z_above(one) < z_above(other)) == (one < other)


def test_a_stroke_too_long_for_one_action_is_drawn_on_wherever_it_was_moved() -> None:
    on = {"id": "a", "points": [[5, 6], [7, 8]]}

    state = board(add("a"), move(["a"], [10, 20]), whiteboard.actions["extended"](on))

    stroke = state.shapes["a"]
    assert stroke.points == (*board(add("a")).shapes["a"].points, (5, 6), (7, 8))
    assert (stroke.x, stroke.y, stroke.z) == (10, 20, board(add("a")).shapes["a"].z)
    assert state.added == 1


def test_drawing_on_what_is_gone_does_nothing() -> None:
    state = board(add("a"))

    on = whiteboard.actions["extended"]({"id": "b", "points": [[1, 2]]})

    assert whiteboard.reducer(state, on) is state


def test_a_stroke_cannot_grow_for_ever() -> None:
    state: Any = board(add("a"))
    on = whiteboard.actions["extended"]({"id": "a", "points": [[1, 2]] * 2**15})
    state = whiteboard.reducer(state, on)

    with pytest.raises(Refused, match="at most 65536"):
        whiteboard.reducer(state, on)


def test_an_id_is_short_enough_to_be_named_when_it_is_removed() -> None:
    with pytest.raises(Refused, match="101 characters, at most 100"):
        board(add("x" * 101))
    assert board(add("x" * 100)).shapes
