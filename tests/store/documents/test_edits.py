"""What each action does to the board."""

from typing import Any

import pytest
from immutables import Map

from redux_scuttlebutt.store.documents.edits import GONE
from redux_scuttlebutt.store.documents.fields import MOST
from redux_scuttlebutt.store.documents.transform import bounds
from redux_scuttlebutt.store.documents.whiteboard import Board, Shape, whiteboard
from redux_scuttlebutt.store.reducer import Refused
from support.shapes import described

VERBS = ["added", "extended", "moved", "removed", "resized", "set", "split"]
BOX = [0, 0, 64, 128]


def do(verb: str, **payload: Any) -> dict[str, Any]:
    return whiteboard.actions[verb](payload)


def add(shape_id: str, kind: str = "stroke", **fields: Any) -> dict[str, Any]:
    return do("added", **described(shape_id, kind, **fields))


def board(*actions: Any, on: Board | None = None) -> Any:
    state: Any = on or Board()
    for action in actions:
        state = whiteboard.reducer(state, action)
    return state


def refusal(state: Board, action: Any) -> str:
    with pytest.raises(Refused) as refused:
        whiteboard.reducer(state, action)
    return refused.value.reason


ONE = board(add("a"))


# Of all of them


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("payload", [None, [], "a", 7, {}, {"ids": 1, "x": 2}])
def test_a_payload_of_another_form_is_refused(verb: str, payload: Any) -> None:
    refusal(ONE, whiteboard.actions[verb](payload))
    refusal(ONE, whiteboard.actions[verb]())


@pytest.mark.parametrize(
    "action",
    [
        do("extended", id="x", points=[1, 2]),
        do("moved", ids=["x", "y"], by=[1, 2]),
        do("removed", ids=["x"]),
        do("resized", ids=["x"], **{"from": BOX, "to": BOX}),
        do("set", of={"x": {"color": "red"}}),
        do("split", remove=["x"], shapes=[{"id": "p", "of": "x", "points": [1, 2]}]),
    ],
)
def test_what_concerns_only_shapes_that_are_gone_says_so(action: Any) -> None:
    assert refusal(ONE, action) == GONE == "deleted earlier"


@pytest.mark.parametrize(
    "action",
    [
        do("extended", id="a", points=[1, 2], more=1),
        do("moved", ids=["a"], by=[1, 2], more=1),
        do("removed", ids=["a"], more=1),
        do("resized", ids=["a"], **{"from": BOX, "to": BOX}, more=1),
        do("set", of={"a": {"color": "red"}}, more=1),
        do("split", remove=["a"], shapes=[], more=1),
        do("added", shapes=[described("b")], more=1),
    ],
)
def test_what_nobody_reads_is_refused(action: Any) -> None:
    assert "the payload has 'more', expected" in refusal(ONE, action)


@pytest.mark.parametrize(
    "payload",
    [
        {"id": "b", "points": [[0, 0], [1, 1]], "color": "ink", "width": 1},
        {"id": "b", "kind": "stroke", "points": [[0, 0], [1, 1]], "color": "ink", "width": 1},
        {"id": "b", "kind": "stroke", "points": [0, 0], "color": "ink", "width": 1},
    ],
)
def test_a_stroke_as_it_was_written_before_is_refused_and_no_more(payload: Any) -> None:
    assert refusal(ONE, whiteboard.actions["added"](payload))


# Adding


def test_a_stroke_is_added_as_it_was_drawn() -> None:
    assert ONE.shapes["a"] == Shape("stroke", (0, 0, 64, 128), "ink", 128, "a0")


def test_what_describes_a_shape_may_be_any_mapping() -> None:
    payload = Map(described("b"))

    assert set(board(whiteboard.actions["added"](payload), on=ONE).shapes) == {"a", "b"}


def test_several_shapes_are_added_as_one() -> None:
    state = board(do("added", shapes=[described("b"), described("c", "text")]), on=ONE)

    assert {i: s.kind for i, s in state.shapes.items()} == {
        "a": "stroke",
        "b": "stroke",
        "c": "text",
    }


@pytest.mark.parametrize("shapes", [None, [], {}, ["a"], [None]])
def test_several_shapes_are_a_list(shapes: Any) -> None:
    assert refusal(ONE, do("added", shapes=shapes))


def test_an_id_is_given_once() -> None:
    state = board(add("増える"))

    assert refusal(state, add("増える")) == "there is a shape '増える' already"
    assert refusal(state, do("added", shapes=[described("b"), described("増える")]))
    assert refusal(state, do("added", shapes=[described("b"), described("b")]))


def test_an_id_can_be_given_again_when_its_shape_is_gone() -> None:
    state = board(add("a"), do("removed", ids=["a"]), add("a", color="red"))

    assert state.shapes["a"].color == "red"


# Drawing on


def test_a_stroke_too_long_for_one_action_is_drawn_on_wherever_it_was_moved() -> None:
    state = board(
        do("moved", ids=["a"], by=[10, 20]), do("extended", id="a", points=[5, 6, 7, 8]), on=ONE
    )

    stroke = state.shapes["a"]
    assert stroke.points == (0, 0, 64, 128, 5, 6, 7, 8)
    assert (stroke.x, stroke.y, stroke.z) == (10, 20, "a0")


def test_a_pressed_stroke_is_drawn_on_with_pressure() -> None:
    state = board(add("a", pressures=[1, 2]))
    on = do("extended", id="a", points=[5, 6], pressures=[3])

    assert board(on, on=state).shapes["a"].pressures == (1, 2, 3)
    assert "from end to end" in refusal(state, do("extended", id="a", points=[5, 6]))
    assert "from end to end" in refusal(ONE, on)
    two = do("extended", id="a", points=[5, 6], pressures=[3, 4])
    assert "4 pressures for 3 points" in refusal(state, two)


def test_only_what_is_drawn_by_hand_is_drawn_on() -> None:
    assert "'rect' is not drawn on" in refusal(
        board(add("a", "rect")), do("extended", id="a", points=[1, 2])
    )


def test_a_stroke_cannot_grow_for_ever() -> None:
    on = do("extended", id="a", points=[1, 2] * 2**15)

    assert "at most 65536" in refusal(board(on, on=ONE), on)


# Setting


def test_of_two_who_set_one_field_the_later_wins_and_other_fields_stay() -> None:
    state = board(
        add("t", "text"),
        do("set", of={"t": {"text": "ours", "color": "red"}, "a": {"width": 7}}),
        do("set", of={"t": {"text": "mine", "z": "a5"}}),
        on=ONE,
    )

    text = state.shapes["t"]
    assert (text.text, text.color, text.z, state.shapes["a"].width) == ("mine", "red", "a5", 7)


def test_what_is_gone_does_not_keep_the_others_from_being_set() -> None:
    state = board(do("set", of={"gone": {"width": 1}, "a": {"width": 5}}), on=ONE)

    assert state.shapes["a"].width == 5


@pytest.mark.parametrize(
    "of",
    [
        None,
        [],
        {},
        {"a": {}},
        {"a": None},
        {"a": {"color": "pink"}},
        {"a": {"kind": "rect"}},
        {"a": {"id": "b"}},
        {"a": {"text": "x"}},
        {"a": {"points": []}},
        {"a": {"pressures": [1]}},
        {"": {"width": 1}},
        {"x": {"width": 0}, "a": {"width": 1}},
    ],
)
def test_what_cannot_be_set_is_refused(of: Any) -> None:
    assert refusal(ONE, do("set", of=of)) != GONE


# Moving


def test_a_moved_shape_remembers_how_far_and_its_points_stay() -> None:
    state = board(
        add("b"),
        do("moved", ids=["a", "a"], by=[3, -4]),
        do("moved", ids=["a", "b"], by=[1, 1]),
        on=ONE,
    )

    assert (state.shapes["a"].x, state.shapes["a"].y) == (4, -3)
    assert (state.shapes["b"].x, state.shapes["b"].y) == (1, 1)
    assert state.shapes["a"].points is ONE.shapes["a"].points


def test_a_shape_that_is_gone_does_not_keep_the_others_from_moving() -> None:
    assert board(do("moved", ids=["gone", "a"], by=[5, 0]), on=ONE).shapes["a"].x == 5


@pytest.mark.parametrize("by", [[1, 0], [-1, 0], [0, 1], [0, -1]])
def test_a_move_out_of_bounds_moves_nothing(by: list[int]) -> None:
    state = board(add("b"), do("moved", ids=["b"], by=[n * MOST for n in by]), on=ONE)

    assert "a coordinate lies beyond" in refusal(state, do("moved", ids=["a", "b"], by=by))


@pytest.mark.parametrize("by", [None, [1], [1.0, 2], [True, 2], "ab", {"x": 1, "y": 2}])
def test_a_move_is_by_two_whole_numbers(by: Any) -> None:
    assert "the move by is" in refusal(ONE, do("moved", ids=["a"], by=by))


# Scaling and turning


def test_shapes_are_scaled_together() -> None:
    state = board(
        add("b", points=[128, 0, 192, 128]),
        do("resized", ids=["a", "b", "gone"], **{"from": [0, 0, 192, 128], "to": [0, 0, 96, 256]}),
        on=ONE,
    )

    assert bounds(state.shapes["a"]) == (0, 0, 32, 256)
    assert bounds(state.shapes["b"]) == (64, 0, 96, 256)
    assert state.shapes["b"].width == 128


def test_a_turn_is_told_by_its_cosine_and_sine() -> None:
    turned = do("resized", ids=["a"], turn=[0, 2**30], **{"from": BOX, "to": BOX})

    assert bounds(board(turned, on=ONE).shapes["a"]) == (-32, 32, 96, 96)


def test_nothing_is_scaled_where_one_of_the_shapes_cannot_be() -> None:
    state = board(add("b", x=MOST), on=ONE)

    reason = refusal(
        state, do("resized", ids=["a", "b"], **{"from": BOX, "to": [0, 0, 1280, 1280]})
    )

    assert "a coordinate lies beyond" in reason


# Splitting


def piece(shape_id: str, of: str, points: list[int], **fields: Any) -> dict[str, Any]:
    return {"id": shape_id, "of": of, "points": points, **fields}


def test_what_an_eraser_leaves_is_as_the_whole_was_by_then() -> None:
    state = board(
        do("set", of={"a": {"color": "red"}}),
        do("moved", ids=["a"], by=[10, 0]),
        do("split", remove=["a"], shapes=[piece("p", "a", [0, 0]), piece("q", "a", [64, 128])]),
        on=ONE,
    )

    assert set(state.shapes) == {"p", "q"}
    assert state.shapes["p"] == Shape("stroke", (0, 0), "red", 128, "a0", 10, 0)
    assert state.shapes["q"].points == (64, 128)


def test_of_a_shape_that_is_gone_no_piece_comes_back() -> None:
    both = [piece("p", "a", [0, 0]), piece("q", "gone", [0, 0])]

    state = board(add("w"), do("split", remove=["a", "gone", "w"], shapes=both), on=ONE)

    assert set(state.shapes) == {"p"}


def test_pieces_of_a_pressed_stroke_have_their_own_pressures_or_none() -> None:
    pieces = [piece("p", "a", [0, 0], pressures=[7]), piece("q", "a", [0, 0])]

    state = board(add("a", pressures=[1, 2]), do("split", remove=["a"], shapes=pieces))

    assert state.shapes["p"].pressures == (7,)
    assert state.shapes["q"].pressures == ()


def test_of_a_rectangle_strokes_are_left() -> None:
    pieces = [piece("p", "a", [0, 0, 5, 0, 5, 5], kind="stroke"), piece("q", "a", [1, 1, 2, 2])]

    state = board(add("a", "rect"), do("split", remove=["a"], shapes=pieces))

    assert {i: s.kind for i, s in state.shapes.items()} == {"p": "stroke", "q": "rect"}


@pytest.mark.parametrize(
    ("remove", "shapes", "reason"),
    [
        ([], [], "ids are []"),
        (["a"], None, "shapes are None"),
        (["a"], [7], "a shape is 7"),
        (["a"], [piece("p", "b", [0, 0])], "not split"),
        (["a"], [piece("p", "a", [])], "points are a list"),
        (["a"], [{"id": "p", "of": "a"}], "a piece has no points"),
        (["a"], [{"of": "a", "points": [0, 0]}], "the id is None"),
        (["a"], [piece("p", "a", [0, 0], kind="text")], "a piece is 'text'"),
        (["a"], [piece("p", "a", [0, 0], kind=["line"])], "a piece is ['line']"),
        (["a"], [piece("p", "a", [0, 0], text="x")], "has no text"),
        (["a"], [piece("a", "a", [0, 0])], "there is a shape 'a' already"),
        (["a"], [piece("p", "a", [0, 0])] * 2, "there is a shape 'p' already"),
        (["t"], [piece("p", "t", [0, 0])], "'text' cannot be split"),
    ],
)
def test_what_cannot_be_split_is_refused(remove: Any, shapes: Any, reason: str) -> None:
    state = board(add("t", "text"), on=ONE)

    assert reason in refusal(state, do("split", remove=remove, shapes=shapes))


# Removing


def test_removed_shapes_are_gone() -> None:
    state = board(add("b"), add("c"), do("removed", ids=["a", "gone", "c", "a"]), on=ONE)

    assert set(state.shapes) == {"b"}
