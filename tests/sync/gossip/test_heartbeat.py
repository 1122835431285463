"""Heartbeats: how often, what of our clocks they show, and when logs are compared anew."""

from itertools import pairwise

import pytest

from redux_scuttlebutt.sync.gossip.heartbeat import (
    BUSY_SECONDS,
    IDLE_SECONDS,
    MAX_PATIENCE,
    Heartbeat,
)
from redux_scuttlebutt.sync.gossip.pace import Rates
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.wire.messages import Beat
from support.logs import SlowLog
from support.net import Net, chain_of, kinds
from support.replica import ANA, BO, CY, assert_equal, replica, typed
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger

SAME, OTHER, THIRD = bytes(8), b"\x01" * 8, b"\x02" * 8


class Beating:
    """One side's heartbeat, whose log has the summary `summary`."""

    def __init__(self, summary: bytes = SAME) -> None:
        self.time = VirtualTime()
        self.woken = 0
        self.summary = summary
        self.beats = Heartbeat(self.time, self._wake, lambda: self.summary, lambda: Rates(3.0, 2.0))

    def _wake(self) -> None:
        self.woken += 1

    def hear(self, summary: bytes, *, is_quiet: bool = True, sent: int = 1) -> bool:
        beat = Beat(sent=sent, echo=0, held=0, desired=0, allowed=0, summary=summary)
        return self.beats.hear(beat, is_quiet=is_quiet)

    def heard(self, summaries: list[bytes]) -> list[bool]:
        return [self.hear(summary) for summary in summaries]


def test_the_next_beat_comes_soon_on_a_busy_link_and_later_on_a_quiet_one() -> None:
    beating = Beating()
    beating.beats.start()
    assert beating.beats.next_message(is_busy=True) is None

    beating.time.pass_time(BUSY_SECONDS)
    assert beating.woken == 1
    assert beating.beats.next_message(is_busy=True) is not None
    assert beating.beats.next_message(is_busy=True) is None
    beating.time.pass_time(BUSY_SECONDS)
    assert beating.beats.next_message(is_busy=False) is not None
    beating.time.pass_time(BUSY_SECONDS)
    assert beating.beats.next_message(is_busy=False) is None
    beating.time.pass_time(IDLE_SECONDS - BUSY_SECONDS)
    assert beating.beats.next_message(is_busy=False) is not None


def test_a_link_that_takes_nothing_for_an_hour_is_owed_one_beat() -> None:
    beating = Beating()
    beating.beats.start()

    beating.time.pass_time(3600)

    assert (beating.woken, beating.time.timers) == (1, 0)
    assert beating.beats.next_message(is_busy=True) is not None
    assert beating.beats.next_message(is_busy=True) is None


def test_after_the_end_nothing_beats() -> None:
    beating = Beating()
    beating.beats.stop()
    beating.beats.start()
    beating.beats.stop()

    beating.time.pass_time(60)

    assert (beating.woken, beating.time.timers) == (0, 0)


def test_a_beat_says_what_the_last_one_was_and_how_long_ago_that_came() -> None:
    beating = Beating()
    beating.beats.start()
    beating.time.pass_time(BUSY_SECONDS)
    first = beating.beats.next_message(is_busy=True)
    beating.hear(SAME, sent=77)
    beating.time.pass_time(BUSY_SECONDS)
    second = beating.beats.next_message(is_busy=True)

    assert first is not None
    assert second is not None
    assert (first.echo, first.held) == (0, 0)
    assert (second.echo, second.held) == (77, 1_000_000)
    assert second.sent == NOON + 2_000_000
    assert (second.desired, second.allowed, second.summary) == (3.0, 2.0, SAME)


def test_equal_logs_are_never_compared() -> None:
    assert not any(Beating().heard([SAME] * 100))


def test_logs_that_differ_and_stand_still_are_compared_less_and_less_often() -> None:
    asked = Beating().heard([OTHER] * 1000)

    at = [n for n, is_asked in enumerate(asked) if is_asked]
    gaps = [b - a for a, b in pairwise(at)]
    assert at[0] == 1
    assert gaps == sorted(gaps)
    assert gaps[-1] == MAX_PATIENCE


def test_logs_on_which_work_goes_on_are_left_to_it() -> None:
    beating = Beating()

    assert not any(beating.hear(OTHER, is_quiet=False) for _ in range(10))
    assert not any(Beating().heard([OTHER, THIRD] * 10))


def test_once_they_were_equal_patience_begins_anew() -> None:
    beating = Beating()
    beating.heard([OTHER] * 200)

    assert beating.heard([SAME, OTHER, OTHER]) == [False, False, True]


# Between replicas


def test_what_was_lost_on_the_way_is_repaired_by_a_beat() -> None:
    net = Net(2, chain_of(2))
    ana, bo = net.replicas
    net.run(20)
    ana.type("abc")
    wire = net.wires[0, 1]
    net.time.pass_time(0.05)
    while (frame := wire.sessions[0].next_frame()) is not None:
        assert isinstance(frame, bytes)  # and never gets there

    net.run(30)

    assert_equal(ana, bo)
    assert kinds(net.run(50)) == {"Beat": 20}


@pytest.mark.parametrize("hours", [-5, -1 / 120, 1 / 120, 5])
def test_a_clock_that_is_set_ends_no_conversation_and_says_nothing_wrong(hours: float) -> None:
    net = Net(2, chain_of(2))
    net.replicas[0].type("a")
    net.run(20)

    net.time.compute(hours * 3600)
    net.run(20)

    for wire in net.wires.values():
        assert [session.over for session in wire.sessions] == [None, None]
    for one in net.replicas:
        assert one.dispatcher.offsets.correction == 0


@pytest.mark.parametrize("echo", [1, NOON - 10**12, NOON + 10**12, 2**53 - 1])
@pytest.mark.parametrize("held", [0, 10**6, 2**53 - 1])
def test_an_echo_that_we_never_said_does_not_move_our_clock(echo: int, held: int) -> None:
    ana = replica(ANA)
    stranger = Stranger(ana.dispatcher, CY)
    stranger.say(stranger.hello(abilities=["beats"]))

    for _ in range(10):
        stranger.say(Beat(NOON, echo, held, 0, 0, bytes(8)))

    assert stranger.session.over is None
    assert ana.dispatcher.offsets.correction == 0


def test_whoever_left_has_no_say_in_what_time_it_is() -> None:
    ana = replica(ANA)
    stranger = Stranger(ana.dispatcher, CY)
    stranger.say(stranger.hello(abilities=["beats"]))
    stranger.say(Beat(NOON - 60_000_000, NOON, 0, 0, 0, bytes(8)))
    assert ana.dispatcher.offsets.offset_to(CY) == -60_000_000

    stranger.session.lost()

    assert ana.dispatcher.offsets.offset_to(CY) is None
    assert ana.dispatcher.offsets.correction == -60_000_000  # until somebody says otherwise


def test_a_peer_that_does_not_know_of_beats_is_sent_none() -> None:
    time = VirtualTime()
    ana = replica(ANA, scheduler=time)
    stranger = Stranger(ana.dispatcher, BO).greet()
    stranger.hear()

    time.pass_time(60)

    assert stranger.hear() == []


def test_a_session_that_is_over_leaves_no_timer_behind() -> None:
    net = Net(2, chain_of(2))
    before = Net(2).time.timers

    net.cut(0, 1)

    assert net.time.timers == before


def test_a_peer_whose_disk_takes_nothing_is_beaten_to_and_not_sent_all_of_it_again() -> None:
    net = Net(2, chain_of(2), logs=[MemoryLog(), SlowLog()])
    ana = net.replicas[0].dispatcher
    for _ in range(60):
        ana.local_update(typed("a" * 45_000))
    net.run(5)

    said = kinds(net.run(20))

    assert said == {"Beat": said["Beat"]}
    assert said["Beat"] >= 8
    assert ana.flow.is_congested
