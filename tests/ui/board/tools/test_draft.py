from math import degrees

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.tools.draft import TURN, Draft, Drawn
from redux_scuttlebutt.ui.board.tools.pointer import Pointer

KINDS: tuple[Drawn, ...] = ("rect", "ellipse", "line", "arrow")
coordinates = st.floats(-1e6, 1e6)


def after(kind: Drawn, *, shift: bool = False, alt: bool = False) -> list[int]:
    """The points of a shape drawn from (100, 100) to (400, 200)."""
    draft = Draft(kind, (100, 100), (160, 100))
    draft.follow(Pointer(400, 200, shift=shift, alt=alt))
    return draft.points


@pytest.mark.parametrize("kind", KINDS)
def test_a_shape_reaches_from_the_press_to_the_pointer(kind: Drawn) -> None:
    assert after(kind) == [100, 100, 400, 200]


@pytest.mark.parametrize("kind", ["rect", "ellipse"])
def test_shift_makes_it_square_and_alt_lets_it_grow_both_ways(kind: Drawn) -> None:
    assert after(kind, shift=True) == [100, 100, 400, 400]
    assert after(kind, alt=True) == [-200, 0, 400, 200]
    assert after(kind, shift=True, alt=True) == [-200, -200, 400, 400]


def test_a_box_has_its_upper_left_corner_first_wherever_it_was_begun() -> None:
    draft = Draft("rect", (100, 100), (160, 100))
    draft.follow(Pointer(20, 50))

    assert draft.points == [20, 50, 100, 100]


def test_with_shift_a_line_turns_in_steps_of_15_degrees() -> None:
    assert degrees(TURN) == pytest.approx(15)
    draft = Draft("arrow", (0, 0), (160, 0))

    draft.follow(Pointer(1000, 30, shift=True))
    assert draft.points == [0, 0, 1000, 0]
    draft.follow(Pointer(700, 680, shift=True))
    assert draft.points == pytest.approx([0, 0, 690, 690], abs=1)


def test_led_by_keys_it_begins_around_its_start_moves_and_grows() -> None:
    draft = Draft("ellipse", (0, 0), (160, 100))
    draft.put()
    assert draft.points == [-80, -50, 80, 50]

    draft.shift(10, 0)
    draft.grow(0, 20)

    assert draft.points == [-70, -50, 90, 70]


@given(st.sampled_from(KINDS), st.lists(st.tuples(coordinates, coordinates)))
def test_however_often_it_is_made_smaller_there_is_something_left(
    kind: Drawn, steps: list[tuple[float, float]]
) -> None:
    draft = Draft(kind, (0, 0), (160, 100))
    draft.put()
    for step in steps:
        draft.grow(round(step[0]), round(step[1]))

    assert not draft.is_flat
