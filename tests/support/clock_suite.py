"""What every clock must do. Subclass, give a `clock`, and pytest finds the tests."""

import random

import pytest

from redux_scuttlebutt.store.update import Timestamp
from redux_scuttlebutt.sync.clock import CEILING, LATEST, MAX_AHEAD, TOLERANCE, Clock

from .virtual_time import NOON

__all__ = ["HOUR", "NOON", "ClockSuite"]

HOUR = 3600 * 1_000_000

SEEDS = pytest.mark.parametrize("seed", range(20))


class ClockSuite:
    """Subclasses have a fixture `clock`: a new one."""

    # Stamps

    @SEEDS
    def test_a_stamp_is_larger_than_all_issued_seen_and_promised(
        self, clock: Clock, seed: int
    ) -> None:
        chance = random.Random(seed)
        newest = -1
        for _ in range(100):
            now = chance.randrange(2 * NOON)
            deed = chance.randrange(3)
            if deed == 0:
                stamp = clock.issue(now)
                assert stamp > newest
            elif deed == 1:
                stamp = clock.promise(now)
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
        stamps = [clock.issue(now) for now in (NOON, NOON, NOON - 10**9, 0, -1, NOON)]

        assert stamps == sorted(set(stamps))
        assert stamps[0] >= 0

    @pytest.mark.parametrize("now", [LATEST, CEILING, 2**53 - 1, 2**53, 2**63])
    @pytest.mark.parametrize("seen", [0, LATEST + MAX_AHEAD, CEILING, 2**53 - 1])
    def test_stamps_stay_below_two_to_the_53_whatever_was_seen_and_whatever_the_time(
        self, clock: Clock, now: int, seen: int
    ) -> None:
        clock.observe(Timestamp(seen))

        first, promise, second = clock.issue(now), clock.promise(now), clock.issue(now)

        assert min(seen, CEILING) < first < second < 2**53 - 2**38
        assert promise < second

    def test_every_kind_has_a_name(self, clock: Clock) -> None:
        assert clock.kind in ("hybrid", "lamport")

    # Parking

    def test_an_ordinary_stamp_is_not_parked(self, clock: Clock) -> None:
        assert clock.until(clock.issue(NOON), NOON) == 0
        assert clock.until(Timestamp(0), NOON) == 0

    @pytest.mark.parametrize(
        ("ahead", "wait"),
        [(0, 0), (MAX_AHEAD, 0), (MAX_AHEAD + 1, 1), (2 * MAX_AHEAD, MAX_AHEAD)],
    )
    def test_a_stamp_more_than_a_minute_ahead_is_parked_until_it_is_not(
        self, clock: Clock, ahead: int, wait: int
    ) -> None:
        stamp = Timestamp(NOON + ahead)

        assert clock.until(stamp, NOON) == wait
        assert clock.until(stamp, NOON + wait) == 0

    def test_even_the_last_stamp_of_all_is_not_parked_for_ever(self, clock: Clock) -> None:
        last = Timestamp(2**53 - 1)

        wait = clock.until(last, NOON)

        assert wait > 0
        assert clock.until(last, NOON + wait - 1) == 1
        assert clock.until(last, NOON + wait) == 0

    def test_a_parked_stamp_does_not_move_it(self, clock: Clock) -> None:
        before = clock.issue(NOON)

        assert clock.until(Timestamp(NOON + HOUR), NOON)

        assert clock.issue(NOON) == before + 1

    @SEEDS
    def test_whether_a_stamp_is_parked_does_not_depend_on_what_was_seen(
        self, clock: Clock, seed: int
    ) -> None:
        chance = random.Random(seed)
        stamp = Timestamp(chance.randrange(2**53))
        now = chance.randrange(2 * NOON)
        wait = clock.until(stamp, now)

        clock.observe(Timestamp(chance.randrange(2**53)))
        clock.issue(chance.randrange(2 * NOON))

        assert clock.until(stamp, now) == wait

    # Promises

    @SEEDS
    def test_promises_do_not_fall_while_time_does_not(self, clock: Clock, seed: int) -> None:
        chance = random.Random(seed)
        promises: list[int] = []
        now = NOON
        for _ in range(50):
            now += chance.randrange(1000)
            if chance.random() < 0.5:
                clock.observe(Timestamp(now + chance.randrange(MAX_AHEAD - 1000)))
            promises.append(clock.promise(now))
            if chance.random() < 0.5:
                clock.issue(now)

        assert promises == sorted(promises)

    def test_a_promise_covers_all_that_was_issued_and_seen(self, clock: Clock) -> None:
        seen = Timestamp(NOON + MAX_AHEAD // 2)
        issued = clock.issue(NOON)
        assert clock.promise(NOON) >= issued

        clock.observe(seen)
        assert clock.promise(NOON) >= seen

    # Being ahead

    def test_a_clock_that_saw_nothing_from_the_future_is_not_ahead(self, clock: Clock) -> None:
        assert not clock.is_ahead(NOON)

        clock.issue(NOON)
        clock.promise(NOON)
        clock.observe(Timestamp(NOON + MAX_AHEAD - 1))

        assert not clock.is_ahead(NOON)

    @SEEDS
    def test_it_is_ahead_exactly_if_its_next_stamp_would_be_parked_for_long(
        self, clock: Clock, seed: int
    ) -> None:
        chance = random.Random(seed)
        clock.observe(Timestamp(NOON + chance.randrange(2 * MAX_AHEAD)))

        is_ahead = clock.is_ahead(NOON)

        assert is_ahead == (clock.until(clock.issue(NOON), NOON) > TOLERANCE)

    @pytest.mark.parametrize("past", [NOON + HOUR, 2**53 - 1])
    def test_after_a_restart_it_is_not_ahead_and_keeps_what_it_promised_meanwhile(
        self, clock: Clock, past: int
    ) -> None:
        clock.observe(Timestamp(past))
        assert clock.is_ahead(NOON)
        promised = clock.promise(NOON)
        assert promised == NOON

        clock.restart(NOON + 1)

        stamp = clock.issue(NOON + 1)
        assert promised < stamp <= NOON + 2
        assert not clock.is_ahead(NOON + 1)

    def test_a_restart_forgets_nothing_that_is_not_ahead_of_time(self, clock: Clock) -> None:
        before = clock.issue(NOON)

        clock.restart(NOON)

        assert clock.issue(NOON) == before + 1
