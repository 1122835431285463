from collections.abc import Callable, Mapping
from typing import Any

import pytest
from immutables import Map

from redux_scuttlebutt.store.documents.transform import bounds
from redux_scuttlebutt.store.documents.whiteboard import Board, Shape, whiteboard
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.tools.arrange import SIDES, Side, aligned, distributed, evened
from support.board import shape

SHAPES = {
    "a": shape((0, 0), (100, 50), width=2),
    "b": shape((300, 20), (360, 200), width=2, x=7),
    "c": shape((150, 400), (190, 430), width=2),
}


def frames_of(shapes: dict[str, Shape]) -> dict[str, Box]:
    return {i: Box(*bounds(one)).grown(one.width / 2) for i, one in shapes.items()}


def after(action: dict[str, Any] | None) -> dict[str, Shape]:
    assert action is not None
    board = whiteboard.reducer(Board(Map(SHAPES)), action)
    assert isinstance(board, Board)
    return dict(board.shapes)


LINES: Mapping[Side, Callable[[Box], float]] = {
    "left": lambda box: box.left,
    "centre": lambda box: box.left + box.right,
    "right": lambda box: box.right,
    "top": lambda box: box.top,
    "middle": lambda box: box.top + box.bottom,
    "bottom": lambda box: box.bottom,
}


@pytest.mark.parametrize("side", SIDES)
def test_all_are_put_in_line_by_one_action(side: Side) -> None:
    shapes = after(aligned(SHAPES, frames_of(SHAPES), side))

    lines = [LINES[side](box) for box in frames_of(shapes).values()]
    # Of a middle it is twice as much: half a unit at each end.
    assert max(lines) - min(lines) <= 2
    assert aligned(shapes, frames_of(shapes), side) is None


def test_between_neighbours_there_is_the_same_room_and_the_outermost_stay() -> None:
    shapes = after(distributed(SHAPES, frames_of(SHAPES), is_across=True))

    a, c, b = (frames_of(shapes)[i] for i in "acb")
    assert abs((c.left - a.right) - (b.left - c.right)) <= 1
    assert (shapes["a"], shapes["b"]) == (SHAPES["a"], SHAPES["b"])
    two = {i: SHAPES[i] for i in "ab"}
    assert distributed(two, frames_of(two), is_across=False) is None


def test_all_become_as_large_as_the_largest_around_their_middles() -> None:
    shapes = after(evened(SHAPES))

    for shape_id, one in shapes.items():
        left, top, right, bottom = bounds(one)
        before = bounds(SHAPES[shape_id])
        assert (right - left, bottom - top) == (100, 180)
        assert abs(left + right - before[0] - before[2]) <= 2
    assert evened(shapes) is None


def test_what_is_flat_stays_flat() -> None:
    level = shape((0, 0), (10, 0))
    action = evened({"a": level, "b": SHAPES["b"]})

    assert action is not None and list(action["payload"]["of"]) == ["a"]
    assert aligned({}, {}, "left") is None
