"""Which states are kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.checkpoints import FEWEST, NEAREST, SPREAD, Checkpoints


def kept(places: range, *, limit: int = 64) -> Checkpoints[str]:
    checkpoints = Checkpoints("s0", limit=limit)
    for place in places:
        checkpoints.save(place, f"s{place}")
    return checkpoints


def test_the_first_state_is_always_there() -> None:
    checkpoints = Checkpoints("first")

    assert checkpoints.at_or_before(0) == (0, "first")
    assert checkpoints.at_or_before(99) == (0, "first")
    checkpoints.drop_after(0)
    assert checkpoints.places == (0,)


def test_the_nearest_state_that_is_not_behind_is_found() -> None:
    checkpoints = kept(range(10, 40, 10))

    assert checkpoints.at_or_before(9) == (0, "s0")
    assert checkpoints.at_or_before(20) == (20, "s20")
    assert checkpoints.at_or_before(29) == (20, "s20")
    assert checkpoints.at_or_before(99) == (30, "s30")


def test_an_insertion_leaves_the_states_up_to_its_place() -> None:
    checkpoints = kept(range(10, 40, 10))

    checkpoints.drop_after(20)

    assert checkpoints.places == (0, 10, 20)
    assert len(checkpoints) == 3


def test_a_place_that_is_kept_is_not_kept_again() -> None:
    checkpoints = kept(range(1, 3))

    checkpoints.save(2, "another")

    assert checkpoints.at_or_before(2) == (2, "s2")


def test_too_low_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match=f"limit is {FEWEST - 1}, at least {FEWEST}"):
        Checkpoints("", limit=FEWEST - 1)


@pytest.mark.parametrize("limit", [FEWEST, 64, 200])
@pytest.mark.parametrize("step", [1, 7, 64])
def test_their_number_is_bounded_and_none_is_where_it_should_not_be(limit: int, step: int) -> None:
    checkpoints = Checkpoints("s0", limit=limit)

    for place in range(step, 20_000, step):
        checkpoints.save(place, f"s{place}")
        assert len(checkpoints) <= limit

    assert list(checkpoints.places) == sorted(set(checkpoints.places))
    assert all(
        checkpoints.at_or_before(place) == (place, f"s{place}") for place in checkpoints.places
    )


def test_close_to_the_end_they_are_dense() -> None:
    end = 100_000
    places = kept(range(1, end + 1)).places

    for distance in (100, 1_000, 4_000):
        before = max(place for place in places if place <= end - distance)
        assert end - distance - before <= 2 * distance


def test_the_whole_is_covered_evenly() -> None:
    end = 100_000
    places = [*kept(range(1, end + 1)).places, end]

    widest = max(after - before for before, after in pairwise(places))

    assert widest <= 3 * end / SPREAD


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.sampled_from([FEWEST, 64]))
def test_a_plan_lies_within_its_fold_and_ends_with_it(start: int, more: int, limit: int) -> None:
    end = start + more

    checkpoints = Checkpoints("", limit=limit)

    plan = checkpoints.plan(start, end)

    assert plan == sorted(set(plan))
    assert all(start < place <= end for place in plan)
    assert not more or plan[-1] == end
    for place in plan:
        checkpoints.save(place, "")
    assert len(checkpoints) <= limit


def test_a_planned_fold_keeps_a_state_close_to_its_end() -> None:
    end = 100_000

    plan = Checkpoints("").plan(0, end)

    assert end - plan[-2] <= NEAREST
