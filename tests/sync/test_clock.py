import random
from typing import Any

import pytest

from redux_scuttlebutt.store.update import Timestamp
from redux_scuttlebutt.sync.clock import MAX_AHEAD, Clock, HybridClock, LamportClock

NOON = 1_790_000_000_000_000


class ClockSuite:
    """What the clock of every kind must do. Subclasses have a fixture `clock`."""

    @pytest.fixture
    def clock(self) -> Clock:
        raise NotImplementedError

    @pytest.mark.parametrize("seed", range(20))
    def test_a_stamp_is_larger_than_all_issued_and_seen(self, clock: Clock, seed: int) -> None:
        chance = random.Random(seed)
        newest = -1
        for _ in range(50):
            if chance.random() < 0.5:
                stamp = clock.issue(chance.randrange(2 * NOON))
                assert stamp > newest
            else:
                stamp = Timestamp(chance.randrange(NOON + MAX_AHEAD))
                clock.observe(stamp)
            newest = max(newest, stamp)

    def test_old_stamps_do_not_turn_it_back(self, clock: Clock) -> None:
        first = clock.issue(NOON)

        clock.observe(Timestamp(1))

        assert clock.issue(0) > first

    def test_a_clock_that_stands_still_or_falls_back_does_not_keep_us_from_acting(
        self, clock: Clock
    ) -> None:
        stamps = [clock.issue(now) for now in (NOON, NOON, NOON - 10**9, 0, NOON)]

        assert stamps == sorted(set(stamps))

    def test_an_ordinary_stamp_is_not_parked(self, clock: Clock) -> None:
        assert clock.until(clock.issue(NOON), NOON) == 0
        assert clock.until(Timestamp(0), NOON) == 0

    def test_two_kinds_have_two_names(self, clock: Clock) -> None:
        assert clock.kind in ("hybrid", "lamport")


class TestHybridClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return HybridClock()

    def test_it_is_physical_time_where_that_rises(self, clock: Clock) -> None:
        assert [clock.issue(NOON), clock.issue(NOON + 5)] == [NOON, NOON + 5]

    def test_it_counts_up_from_what_it_saw_where_time_lags(self, clock: Clock) -> None:
        clock.observe(Timestamp(NOON + 10))

        assert [clock.issue(NOON), clock.issue(NOON)] == [NOON + 11, NOON + 12]

    @pytest.mark.parametrize(
        ("ahead", "wait"), [(0, 0), (MAX_AHEAD, 0), (MAX_AHEAD + 1, 1), (2 * MAX_AHEAD, MAX_AHEAD)]
    )
    def test_a_stamp_more_than_a_minute_ahead_is_parked_until_it_is_not(
        self, clock: Clock, ahead: int, wait: int
    ) -> None:
        stamp = Timestamp(NOON + ahead)

        assert clock.until(stamp, NOON) == wait
        assert clock.until(stamp, NOON + wait) == 0


class TestLamportClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return LamportClock()

    def test_it_counts(self, clock: Clock) -> None:
        clock.observe(Timestamp(7))

        stamps: list[Any] = [clock.issue(NOON), clock.issue(NOON)]

        assert stamps == [8, 9]
