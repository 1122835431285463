from math import cos, pi, sin
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from redux_scuttlebutt.store.documents.transform import ONE, Resize, bounds, place_of
from redux_scuttlebutt.store.documents.whiteboard import Board, Shape, whiteboard
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.ui.board.tools.resizing import (
    Grip,
    affine_of,
    refusal,
    resized,
    sized,
    turned,
)
from support.board import board_of, shape

GRIPS = [(-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0)]

places = st.integers(-(2**24), 2**24)
points = st.lists(st.tuples(places, places), min_size=2, max_size=5)
ways = st.floats(-(2**22), 2**22)


def after(stroke: Shape, action: dict[str, Any]) -> Shape:
    """What the fold makes of `stroke`."""
    board = whiteboard.reducer(board_of(stroke), action)
    assert isinstance(board, Board)
    return board.shapes["a"]


@given(points, st.sampled_from(GRIPS), ways, ways, st.booleans(), st.booleans())
@example([(0, 0), (100, 0)], (1, 1), 50.0, 50.0, True, False)
@example([(0, 0), (100, 100)], (1, 1), -300.0, -50.0, False, False)
def test_the_fold_of_a_resize_is_what_the_preview_showed_within_a_unit(
    drawn: list[tuple[int, int]],
    grip: Grip,
    dx: float,
    dy: float,
    is_even: bool,
    is_central: bool,
) -> None:
    stroke = shape(*drawn)
    resize = sized(bounds(stroke), grip, dx, dy, is_even=is_even, is_central=is_central)

    assert_shown(stroke, resize)


@given(points, places, places, places, places, st.booleans())
def test_the_fold_of_a_turn_is_what_the_preview_showed_within_a_unit(
    drawn: list[tuple[int, int]], x0: int, y0: int, x1: int, y1: int, in_steps: bool
) -> None:
    stroke = shape(*drawn)
    resize = turned(bounds(stroke), (x0, y0), (x1, y1), in_steps=in_steps)

    assert_shown(stroke, resize)


def assert_shown(stroke: Shape, resize: Resize) -> None:
    action = resized(["a"], resize)
    folded = stroke if action is None else after(stroke, action)
    preview = QTransform(*affine_of(resize))
    for x, y in zip(stroke.points[::2], stroke.points[1::2], strict=True):
        shown = preview.map(QPointF(x, y))
        there = place_of(folded, x, y)
        # Half a unit for the place and half for the point, and what floats lose so far out.
        assert abs(shown.x() - there[0]) <= 1.1
        assert abs(shown.y() - there[1]) <= 1.1


@pytest.mark.parametrize("grip", GRIPS)
def test_what_is_dragged_stays_under_the_hand(grip: Grip) -> None:
    old = (100, 200, 500, 400)

    resize = sized(old, grip, 30, -20, is_even=False, is_central=False)

    for side, first, length, new_first, new_length, way in (
        (grip[0], 100, 400, resize.new[0], resize.new[2], 30),
        (grip[1], 200, 200, resize.new[1], resize.new[3], -20),
    ):
        dragged = (side + 1) / 2
        if side:
            assert new_first + dragged * new_length == first + dragged * length + way
            # The other side stays.
            assert new_first + (1 - dragged) * new_length == first + (1 - dragged) * length
        else:
            assert (new_first, new_length) == (first, length)


def test_a_corner_keeps_how_wide_for_its_height_and_alt_keeps_the_middle() -> None:
    old = (0, 0, 400, 200)

    even = sized(old, (1, 1), 200, 0, is_even=True, is_central=False)
    central = sized(old, (1, 0), 50, 9, is_even=False, is_central=True)

    assert even.new[2] == 2 * even.new[3] > 400
    assert central.new == (-50, 0, 500, 200)


def test_dragged_across_the_other_side_it_is_mirrored_and_never_flat() -> None:
    old = (0, 0, 400, 200)

    mirrored = sized(old, (1, 0), -600, 0, is_even=False, is_central=False)
    flat = sized(old, (1, 0), -400, 0, is_even=False, is_central=False)

    assert mirrored.new == (0, 0, -200, 200)
    assert abs(flat.new[2]) == 1


def test_a_level_line_is_made_longer_and_stays_level() -> None:
    resize = sized((0, 50, 400, 50), (1, 1), 100, 70, is_even=True, is_central=False)

    assert (resize.old, resize.new) == ((0, 50, 400, 0), (0, 50, 500, 0))


def test_a_turn_in_steps_is_one_of_15_degrees() -> None:
    resize = turned((-10, -10, 10, 10), (100, 0), (100, 60), in_steps=True)

    assert (resize.cos, resize.sin) == (round(cos(pi / 6) * ONE), round(sin(pi / 6) * ONE))


def test_what_changes_nothing_is_no_action() -> None:
    old = (0, 0, 400, 200)

    assert resized(["a"], sized(old, (1, 1), 0.2, -0.2, is_even=False, is_central=False)) is None
    assert resized([], sized(old, (1, 1), 50, 0, is_even=False, is_central=False)) is None


@given(points, st.sampled_from(GRIPS), st.floats(-(2.0**45), 2.0**45), st.integers(0, 50))
@example([(0, 0), (9000, 9)], (1, 0), -9000.0, 0)
@example([(0, 0), (64, 64)], (1, 1), 2.0**40, 0)
@example([(0, 0), (64, 64)], (1, 1), 20_000.0, 50)
def test_what_is_not_refused_before_is_not_refused_by_the_board(
    drawn: list[tuple[int, int]], grip: Grip, far: float, scale: int
) -> None:
    stroke = shape(*drawn)
    if scale:
        stroke = replace(stroke, matrix=(2**scale, 0, 0, 2**scale))
    resize = sized(bounds(stroke), grip, far, far, is_even=False, is_central=False)
    action = resized(["a"], resize)
    if action is None:
        return

    if refusal(resize, [stroke]) is None:
        after(stroke, action)
    else:
        with pytest.raises(Refused):
            after(stroke, action)
