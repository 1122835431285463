from itertools import count
from math import cos, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.documents.whiteboard import Board, whiteboard
from redux_scuttlebutt.sync.wire.codec import MAX_ACTION_BYTES, encode
from redux_scuttlebutt.ui.board.tools.erase import removal
from redux_scuttlebutt.ui.board.tools.parts import in_parts
from redux_scuttlebutt.ui.board.tools.pointer import Pointer
from support.board import Drawing, board_of
from support.shapes import described


def numbered() -> Any:
    numbers = count(1)
    return lambda: f"g{next(numbers)}"


def drawn(points: list[int], **fields: Any) -> dict[str, Any]:
    return whiteboard.actions["added"](described("x", points=points, **fields))


def after(*actions: Any, board: Board | None = None) -> Board:
    state: Any = board or Board()
    for action in actions:
        state = whiteboard.reducer(state, action)
    return state


def test_a_gesture_that_fits_stays_one_action_as_it_was() -> None:
    stroke, move = drawn([1, 2] * 2000), whiteboard.actions["moved"]({"ids": ["a"], "by": [1, 2]})

    assert in_parts(stroke, numbered()) == [stroke]
    assert in_parts(move, numbered()) == [move]


@pytest.mark.parametrize("number", [2001, 4000, 20_000])
def test_the_parts_of_a_long_stroke_fit_and_draw_one_stroke(number: int) -> None:
    widest = 2**40
    points = [c for n in range(number) for c in (n % 7 - widest, widest - n % 11)]
    pressures = [n % 1024 for n in range(number)]

    parts = in_parts(drawn(points, pressures=pressures), numbered())

    assert len(parts) == -(-number // 2000)
    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert {part["meta"]["gesture"] for part in parts} == {"g1"}
    [(name, stroke)] = after(*parts).shapes.items()
    assert name == "x"
    assert list(stroke.points) == points
    assert list(stroke.pressures) == pressures


@given(st.lists(st.text(min_size=1, max_size=100), min_size=1, max_size=300, unique=True))
def test_the_parts_of_a_large_removal_fit_and_name_each_shape_once(ids: list[str]) -> None:
    action = removal(ids * 3)
    assert action is not None

    parts = in_parts(action, numbered())

    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert [i for part in parts for i in part["payload"]["ids"]] == ids * 3


def test_the_parts_of_a_large_paste_fit_and_put_in_every_shape() -> None:
    shapes = [described(f"s{n}", "text", text="x" * 900) for n in range(100)]
    shapes.append(described("long", points=[2**40] * 9000))

    parts = in_parts(whiteboard.actions["added"]({"shapes": shapes}), numbered())

    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert {part["meta"]["gesture"] for part in parts} == {"g1"}
    board = after(*parts)
    assert set(board.shapes) == {shape["id"] for shape in shapes}
    assert len(board.shapes["long"].points) == 9000


def test_the_parts_of_a_large_change_fit_and_change_every_shape() -> None:
    shapes = [described(f"{n:0100}") for n in range(1000)]
    board = after(*in_parts(whiteboard.actions["added"]({"shapes": shapes}), numbered()))
    change = whiteboard.actions["set"]({"of": {name: {"color": "red"} for name in board.shapes}})

    parts = in_parts(change, numbered())

    assert len(parts) > 1
    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert {s.color for s in after(*parts, board=board).shapes.values()} == {"red"}


@pytest.mark.parametrize("number", [1, 2, 40])
def test_the_parts_of_a_large_split_fit_and_leave_every_piece(number: int) -> None:
    board = after(drawn([1, 2]), whiteboard.actions["added"](described("small")))
    pieces = [
        {"id": f"{n:0100}", "of": "x", "points": [2**40 - c for c in range(9000)]}
        for n in range(number)
    ]
    pieces.append({"id": "y", "of": "small", "points": [1, 2]})
    split = {"remove": ["x", "small"], "shapes": pieces}

    parts = in_parts(whiteboard.actions["split"](split), numbered())

    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    shapes = after(*parts, board=board).shapes
    assert {i: list(s.points) for i, s in shapes.items()} == {p["id"]: p["points"] for p in pieces}


@pytest.mark.parametrize(("number", "length"), [(41, 9), (6000, 100), (60, 5000)])
def test_a_stroke_in_thousands_of_pieces_is_split_as_one_action_would(
    number: int, length: int
) -> None:
    pressures = {"pressures": [5, 6]}
    whole = drawn([1, 2, 3, 4], **pressures, x=7, color="red")
    board = after(whole, drawn([1, 2], id="other"))
    pieces = [
        {"id": f"{n:0{length % 101}}", "of": "x", "points": [n, 1, n, 2], **pressures}
        if length <= 100
        else {"id": str(n), "of": "x", "points": [n] * length, "pressures": [n] * (length // 2)}
        for n in range(number)
    ]
    split = whiteboard.actions["split"]({"remove": ["x"], "shapes": pieces})

    parts = in_parts(split, numbered())

    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert after(*parts, board=board) == after(split, board=board)


def test_two_large_gestures_one_after_the_other_stay_apart() -> None:
    new_id = numbered()
    action = removal([f"{n:016x}" for n in range(5000)])
    assert action is not None

    first, second = in_parts(action, new_id), in_parts(action, new_id)

    assert len(first) > 1
    assert first[0]["meta"] != second[0]["meta"]


def test_a_stroke_of_twenty_thousand_points_reaches_the_board_as_one(qtbot: Any) -> None:
    drawing = Drawing(board_of())
    qtbot.addWidget(drawing.canvas)
    hand = drawing.canvas.hand
    hand.press(Pointer(0, 0))
    for n in range(20_000):
        hand.move(Pointer(3e5 * sin(n * 0.7) + n, 3e5 * cos(n * 1.1)))

    hand.release(Pointer(0, 0))

    assert len(drawing.actions) >= 10
    [stroke] = drawing.board.shapes.values()
    assert len(stroke.points) >= 40_000
    assert not hand.waiting and hand.gesture is None
