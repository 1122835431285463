"""How fast our own updates go out, where the links cannot carry everything."""

from redux_scuttlebutt.sync.gossip.flow import (
    CALM_ROUNDS,
    MAX_DELAY,
    SPAN_SECONDS,
    STALE_SECONDS,
    Flow,
)
from redux_scuttlebutt.sync.gossip.pace import FLOOR, Rates
from redux_scuttlebutt.sync.scheduler import Inline
from support.virtual_time import VirtualTime


def busy(per_second: int) -> tuple[Flow, VirtualTime]:
    """The flow of somebody who makes that many updates a second."""
    time = VirtualTime()
    flow = Flow(time)
    make(flow, time, per_second)
    return flow, time


def make(flow: Flow, time: VirtualTime, per_second: int) -> None:
    for _ in range(round(per_second * SPAN_SECONDS)):
        time.pass_time(1 / per_second)
        flow.made_one()


def test_while_every_link_keeps_up_nothing_is_held_back() -> None:
    flow, time = busy(100)
    for _ in range(100):
        flow.round(overflowed=False)
        flow.share(Rates(5.0, 5.0))

    assert not flow.is_congested
    assert flow.run_delay == time.run_delay


def test_what_we_want_is_what_we_made_lately() -> None:
    flow, time = busy(40)
    flow.round(overflowed=False)
    assert abs(flow.rates.desired - 40) < 1

    time.pass_time(60)
    flow.round(overflowed=False)
    assert flow.rates.desired == 0


def test_a_link_that_cannot_keep_up_makes_runs_longer_but_never_keeps_one_for_long() -> None:
    flow, time = busy(200)
    delays: list[float] = []
    for _ in range(60):
        flow.round(overflowed=True)
        delays.append(flow.run_delay)

    assert flow.is_congested
    assert delays == sorted(delays)
    assert time.run_delay < delays[-1] <= MAX_DELAY
    assert flow.rates.allowed >= FLOOR


def test_after_some_rounds_without_overflow_nothing_is_held_back_any_more() -> None:
    flow, time = busy(200)
    for _ in range(20):
        flow.round(overflowed=True)

    for _ in range(CALM_ROUNDS - 1):
        flow.round(overflowed=False)
    assert flow.is_congested
    flow.round(overflowed=False)

    assert not flow.is_congested
    assert flow.run_delay == time.run_delay


def test_once_the_slow_link_is_gone_our_updates_are_saved_as_soon_as_ever() -> None:
    flow, time = busy(200)
    for _ in range(60):
        flow.round(overflowed=True)
    assert flow.run_delay > time.run_delay

    time.pass_time(STALE_SECONDS + 1)

    assert flow.run_delay == time.run_delay


def test_two_divide_what_both_may_send() -> None:
    one, time = busy(100)
    other = Flow(time)
    make(other, time, 100)
    make(one, time, 100)
    for _ in range(20):
        one.round(overflowed=True)
        other.round(overflowed=True)
    both = one.rates.allowed + other.rates.allowed
    ours, theirs = one.rates, other.rates

    one.share(theirs)
    other.share(ours)

    assert abs(one.rates.allowed + other.rates.allowed - both) < 1e-6


def test_whatever_a_peer_says_it_wants_we_may_always_send_something() -> None:
    flow, _ = busy(100)
    for _ in range(20):
        flow.round(overflowed=True)
    for theirs in (Rates(1e9, 0.0), Rates(0.0, 1e9), Rates(1e9, 1e9), Rates(0.0, 0.0)):
        for _ in range(100):
            flow.share(theirs)
            assert FLOOR <= flow.rates.allowed <= flow.rates.desired + 1
            assert 0 < flow.run_delay <= MAX_DELAY


def test_without_an_event_loop_nothing_ever_waits() -> None:
    flow = Flow(Inline())
    for _ in range(100):
        flow.made_one()
        flow.round(overflowed=True)

    assert flow.run_delay == 0
