"""Attack 16: a peer whose clock is an hour, or ten years, ahead. Nobody else's stamps follow it."""

import tracemalloc

import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.intake import parking
from redux_scuttlebutt.sync.wire.run import Chain, Head
from support.replica import ANA, BO, CY, replica, typed
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire, forge

SECOND = 1_000_000
HOUR = 3600 * SECOND
TEN_YEARS = 10 * 365 * 24 * HOUR

MALLORY = Chain(CY, Incarnation(0))


@pytest.mark.parametrize("ahead", [HOUR, TEN_YEARS, 2**53 - 2 - NOON], ids=["1h", "10y", "most"])
def test_the_stamps_of_others_are_unaffected(ahead: int) -> None:
    time = VirtualTime()
    ana, bo = (replica(source, scheduler=time) for source in (ANA, BO))
    time.settle()
    ana.type("a")

    Stranger(ana.dispatcher).greet().send(forge(MALLORY, typed("m"), timestamps=[NOON + ahead]))
    time.pass_time(1)
    Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("b")
    bo.type("c")
    time.pass_time(1)

    for one in (ana, bo):
        assert (one.dispatcher.parked, "m" in one.state) == (1, False)
        own = [update for update in one.log if update.source == one.dispatcher.source]
        assert all(update.timestamp <= time.now() for update in own)


def test_it_comes_in_its_time_and_for_everybody() -> None:
    time = VirtualTime()
    ana, bo = (replica(source, scheduler=time) for source in (ANA, BO))
    time.settle()
    Stranger(ana.dispatcher).greet().send(forge(MALLORY, typed("m"), timestamps=[NOON + HOUR]))
    time.pass_time(1)
    Wire(ana.dispatcher, bo.dispatcher).carry()
    assert (ana.state, bo.state) == ("", "")

    time.pass_time(3600)

    assert (ana.state, bo.state) == ("m", "m")


def test_one_neighbours_clock_moves_ours_not_at_all_up_to_what_is_parked() -> None:
    time = VirtualTime()
    ana = replica(ANA, scheduler=time)
    time.settle()

    ahead = [NOON + MAX_AHEAD + 1]
    Stranger(ana.dispatcher).greet().send(forge(MALLORY, typed("m"), timestamps=ahead))
    time.pass_time(0.001)
    ana.type("a")

    assert ana.log[-1].timestamp <= time.now()


def test_who_stamps_much_into_the_future_fills_nobodys_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parking, "MAX_PARKED", 640)
    time = VirtualTime()
    ana = replica(ANA, scheduler=time)
    time.settle()
    stranger = Stranger(ana.dispatcher).greet()
    head = Head(timestamp=NOON + HOUR)
    weights: list[int] = []
    raw = 0  # the log of this test is in memory
    tracemalloc.start()
    for _ in range(40):
        run = forge(MALLORY, *[typed("m" * 200)] * 64, after=head)
        head = run.head
        stranger.send(run)
        time.settle()
        stranger.hear()
        raw += len(run.raw)
        weights.append(tracemalloc.get_traced_memory()[0] - raw)
    tracemalloc.stop()

    kept = weights[9] - weights[0]
    later = weights[-1] - weights[9]
    assert ana.dispatcher.parked == 40 * 64
    assert ana.dispatcher.stats["parked"] == 30 * 64
    assert later < kept
    time.pass_time(3600 + 60)
    assert ana.dispatcher.parked == 0
    assert len(ana.state) == 40 * 64 * 200
