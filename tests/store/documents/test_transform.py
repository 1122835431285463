"""Scaling and turning shapes in integers."""

from math import cos, isclose, radians, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from redux_scuttlebutt.store.documents.fields import MOST
from redux_scuttlebutt.store.documents.shapes import Shape, read_shape
from redux_scuttlebutt.store.documents.transform import (
    ONE,
    bounds,
    place_of,
    read_resize,
    scaled_points,
    union,
)
from redux_scuttlebutt.store.reducer import Refused
from support.shapes import described

LINE = Shape("line", (100, 100, 300, 200), "ink", 64, "a0")


def turn(degrees: float) -> list[int]:
    return [round(ONE * cos(radians(degrees))), round(ONE * sin(radians(degrees)))]


def resized(shape: Shape, old: Any, new: Any, turned: Any = None) -> Shape:
    x, y, matrix = read_resize(old, new, turned).place(shape)
    return replace(shape, x=x, y=y, matrix=matrix)


def test_a_shape_fills_the_new_box_as_it_filled_the_old_one() -> None:
    after = resized(LINE, [100, 100, 200, 100], [-50, 0, 400, 50])

    assert bounds(after) == (-50, 0, 350, 50)
    assert place_of(after, 200, 150) == (150, 25)
    assert after.points == LINE.points


def test_scaled_down_and_up_again_nothing_is_lost() -> None:
    big, small = [100, 100, 200, 100], [0, 0, 2, 1]

    again = resized(resized(LINE, big, small), small, big)

    assert bounds(again) == bounds(LINE)
    assert (again.points, again.x, again.y) == (LINE.points, 0, 0)


def test_a_quarter_turn_is_about_the_middle_of_the_box() -> None:
    box = [100, 100, 200, 100]

    after = resized(LINE, box, box, turn(90))

    assert place_of(after, 100, 100) == (250, 50)
    assert place_of(after, 300, 200) == (150, 250)
    for _ in range(3):
        after = resized(after, box, box, turn(90))
    assert (after.x, after.y, after.matrix) == (0, 0, ())


def test_pulled_past_its_other_side_a_shape_is_mirrored() -> None:
    after = resized(LINE, [100, 100, 200, 100], [100, 100, -200, 100])

    assert place_of(after, 100, 100) == (100, 100)
    assert place_of(after, 300, 200) == (-100, 200)


def test_a_level_line_can_be_made_longer() -> None:
    level = Shape("line", (0, 50, 100, 50), "ink", 64, "a0")

    after = resized(level, [0, 50, 100, 0], [0, 70, 300, 0])

    assert bounds(after) == (0, 70, 300, 70)


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=2),
    st.lists(st.integers(1, 10**5), min_size=2, max_size=2),
    st.lists(st.integers(1, 10**5), min_size=2, max_size=2),
    st.integers(0, 359),
)
def test_whole_numbers_agree_with_the_geometry_of_floats(
    corner: list[int], old_size: list[int], new_size: list[int], degrees: int
) -> None:
    after = resized(LINE, [*corner, *old_size], [7, -9, *new_size], turn(degrees))

    for px, py in ((100, 100), (300, 200)):
        ux = (px - corner[0]) * new_size[0] / old_size[0] - new_size[0] / 2
        uy = (py - corner[1]) * new_size[1] / old_size[1] - new_size[1] / 2
        c, s = cos(radians(degrees)), sin(radians(degrees))
        x, y = place_of(after, px, py)
        reach = 2 + (abs(ux) + abs(uy)) / 10**8
        assert isclose(x, 7 + new_size[0] / 2 + c * ux - s * uy, abs_tol=reach)
        assert isclose(y, -9 + new_size[1] / 2 + s * ux + c * uy, abs_tol=reach)


@pytest.mark.parametrize(
    ("old", "new", "turned", "reason"),
    [
        (None, [0, 0, 1, 1], None, "the box from is None"),
        ([0, 0, 1, 1], [0, 0, 1], None, "the box to is"),
        ([0, 0, 1, 1], [0, 0, 1.5, 1], None, "the box to is"),
        ([0, 0, MOST + 1, 1], [0, 0, 1, 1], None, "a coordinate of the box from"),
        ([0, 0, -1, 1], [0, 0, 1, 1], None, "the box from is"),
        ([0, 0, 1, 1], [0, 0, 0, 1], None, "would be made flat"),
        ([0, 0, 1, 0], [0, 0, 1, 1], None, "would be made flat"),
        ([0, 0, 1, 1], [0, 0, 1, 1], 90, "the turn is 90"),
        ([0, 0, 1, 1], [0, 0, 1, 1], [1, 0], "expected its cosine and sine"),
        ([0, 0, 1, 1], [0, 0, 1, 1], [ONE, ONE // 100], "expected its cosine and sine"),
    ],
)
def test_a_resize_of_any_other_form_is_refused(
    old: Any, new: Any, turned: Any, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_resize(old, new, turned)

    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ([-MOST, 0, 1, 1], [0, 0, 2, 1], "a coordinate lies beyond"),
        ([0, 0, 1, 1], [0, 0, MOST, 1], "too large"),
        ([0, 0, MOST, 1], [0, 0, 1, 1], "nothing of the shape would be left"),
    ],
)
def test_no_shape_leaves_its_bounds(old: Any, new: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_resize(old, new, None).place(LINE)


def test_a_shape_is_where_it_was_moved() -> None:
    assert bounds(replace(LINE, x=10, y=-10)) == (110, 90, 310, 190)


def test_points_are_scaled_and_not_moved() -> None:
    shape = replace(LINE, pressures=(5, 6), x=7, y=8)
    assert scaled_points(shape) == [(100, 100, 5), (300, 200, 6)]

    half = resized(shape, [0, 0, 2, 2], [0, 0, 1, 1])

    assert scaled_points(half) == [(50, 50, 5), (150, 100, 6)]


def test_a_text_and_an_image_are_as_large_as_they_say() -> None:
    assert bounds(read_shape(described("a", "text"))[1]) == (0, 0, 640, 128)


@pytest.mark.parametrize("kind", ["rect", "image"])
def test_all_corners_of_a_turned_box_count(kind: str) -> None:
    shape = read_shape(described("a", kind))[1]
    if kind == "rect":
        shape = replace(shape, points=(0, 0, 640, 480))
    box = [0, 0, 640, 480]

    left, top, right, bottom = bounds(resized(shape, box, box, turn(45)))

    half = (640 + 480) * sin(radians(45)) / 2
    assert isclose(right - left, 2 * half, abs_tol=2)
    assert isclose(bottom - top, 2 * half, abs_tol=2)
    assert isclose((left + right) / 2, 320, abs_tol=2)


def test_boxes_are_united() -> None:
    assert union([(0, 0, 1, 1), (-5, 2, 0, 9)]) == (-5, 0, 1, 9)
    assert union([]) is None
