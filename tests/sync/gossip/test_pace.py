"""Flow control: the sum adapts to what fits, and is divided fairly."""

from math import inf, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.gossip.pace import (
    DECREASE,
    FITS_TO_INCREASE,
    FLOOR,
    INCREASE,
    MARGIN,
    OVERFLOWS_TO_DECREASE,
    Pace,
    Rates,
    divide,
)

rates = st.builds(Rates, desired=st.floats(0, 1000), allowed=st.floats(FLOOR, 1000))


def test_where_it_is_enough_each_gets_its_wish_and_half_the_surplus() -> None:
    quiet, busy = Rates(2, 6), Rates(7, 5)

    assert (divide(quiet, busy), divide(busy, quiet)) == (3, 8)


def test_where_both_want_more_than_half_each_gets_half() -> None:
    rich, poor = Rates(20, 9), Rates(8, 3)

    assert (divide(rich, poor), divide(poor, rich)) == (6, 6)


def test_whoever_wants_less_than_half_gets_its_wish_and_the_other_the_rest() -> None:
    modest, busy = Rates(2, 9), Rates(20, 3)

    assert (divide(modest, busy), divide(busy, modest)) == (2, 10)


@given(rates, rates)
def test_dividing_neither_makes_nor_loses_anything(one: Rates, other: Rates) -> None:
    sum = divide(one, other) + divide(other, one)

    assert sum == pytest.approx(one.allowed + other.allowed)


@given(rates, rates)
def test_nobody_gets_more_than_it_wants_while_the_other_lacks(one: Rates, other: Rates) -> None:
    ours, theirs = divide(one, other), divide(other, one)

    if theirs < other.desired - 1e-6:
        assert ours <= max(one.desired, FLOOR) + 1e-6 or ours <= theirs + 1e-6


@given(rates, rates)
def test_nobody_lacks_while_the_other_has_more(one: Rates, other: Rates) -> None:
    ours, theirs = divide(one, other), divide(other, one)

    if ours < one.desired - 1e-6:
        assert ours >= theirs - 1e-6


@given(rates, rates)
def test_dividing_leaves_everybody_its_floor(one: Rates, other: Rates) -> None:
    assert divide(one, other) >= FLOOR


@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(0, 80)), min_size=2, max_size=8),
    st.randoms(use_true_random=False),
)
def test_sharing_keeps_the_sum_of_a_whole_crowd(
    crowd: list[tuple[float, float]], chance: Random
) -> None:
    paces = [Pace(desired, allowed) for desired, allowed in crowd]
    before = sum(pace.rates.allowed for pace in paces)

    for _ in range(20):
        one, other = chance.sample(paces, 2)
        ours, theirs = one.rates, other.rates
        one.share(theirs)
        other.share(ours)

    assert sum(pace.rates.allowed for pace in paces) == pytest.approx(before)


def test_sharing_makes_all_who_want_the_same_equal() -> None:
    chance = Random(3)
    paces = [Pace(30, allowed) for allowed in (1, 2, 4, 8, 16)]

    for _ in range(200):
        one, other = chance.sample(paces, 2)
        ours, theirs = one.rates, other.rates
        one.share(theirs)
        other.share(ours)

    assert [pace.rate for pace in paces] == pytest.approx([31 / 5] * 5)


def test_what_is_allowed_falls_after_some_overflows_in_a_row() -> None:
    pace = Pace(100, 80)

    for _ in range(OVERFLOWS_TO_DECREASE - 1):
        pace.overflowed()
    pace.fitted()
    for _ in range(OVERFLOWS_TO_DECREASE - 1):
        pace.overflowed()
    assert pace.rate == 80
    pace.overflowed()

    assert pace.rate == 80 * DECREASE


def test_what_is_allowed_rises_after_some_fits_in_a_row() -> None:
    pace = Pace(100, 80)

    for _ in range(FITS_TO_INCREASE - 1):
        pace.fitted()
    pace.overflowed()
    for _ in range(FITS_TO_INCREASE - 1):
        pace.fitted()
    assert pace.rate == 80
    pace.fitted()

    assert pace.rate == 80 + INCREASE


def test_a_change_is_counted_anew() -> None:
    pace = Pace(100, 80)

    for _ in range(2 * OVERFLOWS_TO_DECREASE):
        pace.overflowed()
    for _ in range(2 * FITS_TO_INCREASE):
        pace.fitted()

    assert pace.rate == pytest.approx(80 * DECREASE**2 + 2 * INCREASE)


def test_nobody_is_silenced() -> None:
    pace = Pace(100, 80)

    for _ in range(1000):
        pace.overflowed()

    assert pace.rate == FLOOR


def test_whoever_rests_does_not_save_up_for_a_burst() -> None:
    pace = Pace(3)

    for _ in range(1000):
        pace.fitted()
    assert pace.rates.allowed == 3 + MARGIN
    pace.desire(0)

    assert pace.rates.allowed == FLOOR + MARGIN
    assert pace.rate == 0


def test_whoever_wants_more_may_not_submit_more_at_once() -> None:
    pace = Pace(3)

    pace.desire(50)

    assert pace.rate == FLOOR


@pytest.mark.parametrize("lie", [nan, inf, -inf, -5.0, 1e308])
def test_a_lie_gives_nobody_more_than_its_wish_and_takes_no_floor(lie: float) -> None:
    for theirs in (Rates(lie, 5), Rates(5, lie), Rates(lie, lie)):
        pace = Pace(10, 5)

        pace.share(theirs)

        assert FLOOR <= pace.rates.allowed <= 10 + MARGIN


def test_the_floor_can_be_another() -> None:
    pace = Pace(3, 0.5, floor=0)
    pace.share(Rates(3, 0.1))
    assert pace.rate == pytest.approx(0.3)

    for _ in range(300):
        pace.overflowed()

    assert 0 <= pace.rate < 1e-9
