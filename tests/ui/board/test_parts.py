from itertools import count
from math import cos, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.documents.whiteboard import Board, whiteboard
from redux_scuttlebutt.sync.wire.codec import MAX_ACTION_BYTES, encode
from redux_scuttlebutt.ui.board.gestures import Pointer, Stroke, removal
from redux_scuttlebutt.ui.board.parts import in_parts
from support.board import Drawing, board_of


def numbered() -> Any:
    numbers = count(1)
    return lambda: f"g{next(numbers)}"


def drawn(points: list[list[int]]) -> dict[str, Any]:
    stroke = {"id": "x", "kind": "stroke", "points": points, "color": "ink", "width": 64}
    return whiteboard.actions["added"](stroke)


def after(*actions: Any, board: Board | None = None) -> Board:
    state: Any = board or Board()
    for action in actions:
        state = whiteboard.reducer(state, action)
    return state


def test_a_gesture_that_fits_stays_one_action_as_it_was() -> None:
    stroke, move = drawn([[1, 2]] * 2000), whiteboard.actions["moved"]({"ids": ["a"], "by": [1, 2]})

    assert in_parts(stroke, numbered()) == [stroke]
    assert in_parts(move, numbered()) == [move]


@pytest.mark.parametrize("number", [2001, 4000, 20_000])
def test_the_parts_of_a_long_stroke_fit_and_draw_one_stroke(number: int) -> None:
    widest = 2**40
    points = [[n % 7 - widest, widest - n % 11, 1023] for n in range(number)]

    parts = in_parts(drawn(points), numbered())

    assert len(parts) == -(-number // 2000)
    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert {part["meta"]["gesture"] for part in parts} == {"g1"}
    [(name, stroke)] = after(*parts).shapes.items()
    assert name == "x"
    assert [list(point) for point in stroke.points] == points


@given(st.lists(st.text(min_size=1, max_size=100), min_size=1, max_size=300, unique=True))
def test_the_parts_of_a_large_removal_fit_and_name_each_shape_once(ids: list[str]) -> None:
    action = removal(ids * 3)
    assert action is not None

    parts = in_parts(action, numbered())

    assert all(len(encode(part)[0]) <= MAX_ACTION_BYTES for part in parts)
    assert [i for part in parts for i in part["payload"]["ids"]] == ids * 3


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
    hand.press(Pointer(0, 0), 1.0)
    assert isinstance(hand.gesture, Stroke)
    for n in range(20_000):
        hand.gesture.move(Pointer(3e5 * sin(n * 0.7) + n, 3e5 * cos(n * 1.1)))

    hand.release(Pointer(0, 0))

    assert len(drawing.actions) >= 10
    [stroke] = drawing.board.shapes.values()
    assert len(stroke.points) >= 20_000
    assert not hand.live
