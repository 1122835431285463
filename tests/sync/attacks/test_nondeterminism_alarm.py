"""Attack 22: an action that makes reducers differ. Nobody can prevent it; everybody is told."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.gossip.heartbeat import IDLE_SECONDS
from support.replica import ANA, BO, CY, Replica, replica, text, typed
from support.virtual_time import NOON, VirtualTime
from support.wire import Wire

SECOND = 1_000_000


def in_the_order_of(order: str) -> Callable[[Any, Any], Any]:
    """A reducer that goes through a set, as the hashes of its process would have it."""

    def reducer(state: str | None, action: Any) -> Any:
        if action["type"] != "gathered":
            return text(state, action)
        return (state or "") + "".join(sorted(action["payload"], key=order.index))

    return reducer


def adding(first: float, *others: float) -> Callable[[Any, Any], Any]:
    """A reducer that adds the same numbers, in an order of its own."""

    def reducer(state: float | None, action: Any) -> float:
        total = state or 0.0
        if action["type"] == "gathered":
            for number in (first, *others):
                total += number
        return total

    return reducer


class Room:
    """Replicas in one room, which meet and then have nothing to say."""

    def __init__(self, *reducers: Callable[[Any, Any], Any], ahead_s: int = 0) -> None:
        # All clocks but the first run ahead by so much.
        self.times = [VirtualTime(), *(VirtualTime(NOON + ahead_s * SECOND) for _ in reducers[1:])]
        self.all = [
            replica(source, reducer, scheduler=time)
            for source, reducer, time in zip((ANA, BO, CY), reducers, self.times, strict=False)
        ]
        self.alarms: list[tuple[SourceId, SourceId]] = []
        for one in self.all:
            one.dispatcher.on("diverged", partial(self._ring, one))
        first = self.all[0].dispatcher
        self.wires = [Wire(first, other.dispatcher) for other in self.all[1:]]

    def _ring(self, at: Replica, peer: SourceId) -> None:
        self.alarms.append((at.dispatcher.source, peer))

    def rest(self, beats: int = 6) -> None:
        for _ in range(beats * round(IDLE_SECONDS)):
            for time in self.times:
                time.pass_time(1.0)
            for wire in self.wires:
                wire.carry()


@pytest.mark.parametrize(
    "reducers",
    [
        (in_the_order_of("abc"), in_the_order_of("cba")),
        (adding(0.1, 0.2, 0.3), adding(0.3, 0.2, 0.1)),
    ],
    ids=["set", "float"],
)
def test_both_sides_are_told_that_their_states_differ_and_neither_is_changed(
    reducers: tuple[Callable[[Any, Any], Any], ...], caplog: pytest.LogCaptureFixture
) -> None:
    room = Room(*reducers)
    ana, bo = room.all
    ana.store.dispatch({"type": "gathered", "payload": ["a", "b", "c"]})
    room.rest(2)
    states = (ana.state, bo.state)
    assert states[0] != states[1]

    with caplog.at_level(logging.ERROR):
        room.rest()

    assert sorted(room.alarms) == [(ANA, BO), (BO, ANA)], "told once, on both sides"
    assert (ana.state, bo.state) == states
    assert ana.dispatcher.stats["diverged"] == 1
    assert "the log is the same" in caplog.text


def test_the_alarm_rings_anew_when_the_log_has_moved() -> None:
    room = Room(in_the_order_of("abc"), in_the_order_of("cba"))
    room.all[0].store.dispatch({"type": "gathered", "payload": ["a", "b"]})
    room.rest()
    before = len(room.alarms)

    room.all[1].type("d")
    room.rest()

    assert (before, len(room.alarms)) == (2, 4)


def test_replicas_that_agree_are_left_in_peace() -> None:
    room = Room(text, text, text)
    for one in room.all:
        one.type("ab")
    room.rest(3)
    room.all[1].type("c")
    room.rest(3)

    assert room.alarms == []
    assert len({one.state for one in room.all}) == 1


def test_no_false_alarm_where_one_side_parks_what_the_other_one_has_folded() -> None:
    room = Room(text, text, ahead_s=3600)
    ana, bo = room.all
    bo.type("b")
    bo.dispatcher.flush()

    room.rest()

    assert (ana.state, bo.state, ana.dispatcher.parked) == ("", "b", 1)
    assert ana.dispatcher.summary == bo.dispatcher.summary
    assert room.alarms == []


def test_a_state_is_hashed_only_once_for_each_log_that_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Room(text, text)
    hashed: list[object] = []
    module = "redux_scuttlebutt.sync.divergence.state_hash"

    def count(state: object) -> str:
        hashed.append(state)
        return state_hash(state)

    monkeypatch.setattr(module, count)

    for _ in range(3):
        room.all[0].store.dispatch(typed("a"))
        room.rest()

    assert len(hashed) == 2 * 3
