import pytest

from redux_scuttlebutt.store.update import Timestamp
from redux_scuttlebutt.sync.clock import LATEST, MAX_AHEAD, Clock, HybridClock, LamportClock
from support.clock_suite import HOUR, NOON, ClockSuite


class TestHybridClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return HybridClock()

    def test_it_is_physical_time_where_that_rises(self, clock: Clock) -> None:
        assert [clock.issue(NOON), clock.issue(NOON + 5)] == [NOON, NOON + 5]

    def test_it_counts_up_from_what_it_saw_where_time_lags(self, clock: Clock) -> None:
        clock.observe(Timestamp(NOON + 10))

        assert [clock.issue(NOON), clock.issue(NOON)] == [NOON + 11, NOON + 12]

    def test_somebody_idle_promises_the_time(self, clock: Clock) -> None:
        assert [clock.promise(NOON), clock.promise(NOON + 5)] == [NOON, NOON + 5]
        assert clock.issue(NOON) == NOON + 6

    def test_time_is_stamped_up_to_the_last_that_leaves_room(self, clock: Clock) -> None:
        assert [clock.issue(2**53), clock.issue(2**53)] == [LATEST, LATEST + 1]

    def test_a_clock_that_is_set_back_by_hours_is_ahead_until_its_restart(
        self, clock: Clock
    ) -> None:
        clock.issue(NOON + 3 * HOUR)
        assert clock.is_ahead(NOON)

        clock.restart(NOON)

        assert clock.issue(NOON) == NOON + 1


class TestLamportClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return LamportClock()

    def test_it_counts(self, clock: Clock) -> None:
        clock.observe(Timestamp(7))

        assert [clock.issue(NOON), clock.issue(NOON)] == [Timestamp(8), Timestamp(9)]

    def test_somebody_idle_promises_what_was_counted(self, clock: Clock) -> None:
        clock.observe(Timestamp(7))

        assert clock.promise(NOON) == 7
        assert clock.issue(NOON) == 8

    def test_ordinary_counts_are_not_ahead_even_where_the_time_was_lost(self, clock: Clock) -> None:
        clock.observe(Timestamp(MAX_AHEAD - 1))

        assert not clock.is_ahead(0)
        assert clock.until(clock.issue(0), 0) == 0
