"""What is final and what everybody has: true, reached, and then quiet."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.facts.agreement import REMINDER_SECONDS, REPORTS_PER_SECOND
from redux_scuttlebutt.sync.facts.bulletin import STANDING
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.facts.stability import AWAY, Report, decode_report, encode_report
from redux_scuttlebutt.sync.log.log import MemoryLog, Saved
from redux_scuttlebutt.sync.scheduler import Inline
from redux_scuttlebutt.sync.wire.messages import Facts
from redux_scuttlebutt.sync.wire.run import Chain, Head
from support.logs import SlowLog
from support.net import Net, chain_of, kinds, star_of
from support.replica import BO, Replica, replica, typed
from support.sealed import AMY, BOB, member, relay
from support.virtual_time import NOON, VirtualTime
from support.wire import Wire, forge


def newest(one: Replica) -> Timestamp:
    return max(u.timestamp for u in one.log)


def said(one: Replica) -> Report:
    fact = one.dispatcher.bulletin.get(one.dispatcher.source, STANDING)
    assert fact is not None
    return decode_report(fact.value)


@pytest.mark.parametrize("links", [chain_of(5), star_of(5)], ids=["chain", "star"])
def test_everything_becomes_final_and_stored_by_all_and_then_they_only_beat(
    links: list[tuple[int, int]],
) -> None:
    net = Net(5, links)
    for one in net.replicas:
        one.type("ab")

    net.run(30)

    for one in net.replicas:
        assert one.dispatcher.agreement.final >= newest(one)
        assert one.dispatcher.agreement.stored_by_all >= newest(one)
        assert len(one.dispatcher.agreement.members) == 5
    assert kinds(net.run(100)) == {"Beat": 2 * len(links) * 20}


def test_who_has_no_key_is_no_member_and_holds_nobody_up() -> None:
    time = VirtualTime()
    amy, bob = (member(who, scheduler=time) for who in (AMY, BOB))
    between = relay(scheduler=time)
    time.settle()
    wires = [Wire(amy.dispatcher, between), Wire(between, bob.dispatcher)]
    amy.type("ab")

    for _ in range(300):
        time.pass_time(0.1)
        for wire in wires:
            wire.carry()

    assert between.bulletin.get(between.source, STANDING) is None
    for one in (amy, bob):
        assert one.state == "ab"
        assert one.dispatcher.agreement.members == sorted([AMY.source, BOB.source])
        assert one.dispatcher.agreement.final >= newest(one)
        assert one.dispatcher.agreement.stored_by_all >= newest(one)
    assert between.bulletin.get(AMY.source, STANDING) is not None, "it passes theirs on"


def test_a_net_in_which_nothing_ever_happened_only_beats() -> None:
    net = Net(3, chain_of(3))
    net.run(5)

    assert kinds(net.run(100)) == {"Beat": 80}


def test_what_lies_far_in_the_future_makes_nobody_talk_until_its_time() -> None:
    net = Net(3, chain_of(3))
    net.replicas[0].type("a")
    early = NOON + 3 * MAX_AHEAD
    away = Chain(SourceId(b"Z" * 32), net.replicas[0].dispatcher.chain.incarnation)
    net.replicas[0].dispatcher.receive([forge(away, typed("b"), timestamps=[early]).raw])
    net.run(30)
    assert [one.dispatcher.parked for one in net.replicas] == [1, 1, 1]

    assert kinds(net.run(60)) == {"Beat": 48}

    net.run(120)
    for one in net.replicas:
        assert one.state == "ab"
        assert said(one).promise >= early


def test_a_quiet_source_is_heard_of_again_before_it_would_be_away() -> None:
    net = Net(2, chain_of(2))
    net.replicas[0].type("a")
    net.run(20)
    before = said(net.replicas[1]).promise

    net.time.pass_time(REMINDER_SECONDS)
    net.carry()
    net.run(20)

    assert said(net.replicas[1]).promise > before
    heard = net.replicas[0].dispatcher.bulletin.get(SourceId(b"B" * 32), STANDING)
    assert heard is not None
    assert decode_report(heard.value) == said(net.replicas[1])


def test_a_reminder_is_answered_by_nobody() -> None:
    net = Net(3, chain_of(3))
    net.replicas[0].type("a")
    net.run(20)
    before = [said(one) for one in net.replicas]

    net.replicas[0].dispatcher.agreement.report(is_reminder=True)
    frames = net.run(60)

    assert said(net.replicas[0]).promise > before[0].promise
    assert [said(one) for one in net.replicas[1:]] == before[1:]
    assert kinds(frames)["Facts"] == 2  # over each link, once


def test_many_members_together_report_no_more_over_a_link_than_a_few() -> None:
    count, seconds = 20, 20
    net = Net(count, star_of(count))
    net.replicas[0].type("a")
    net.run(40)  # everybody knows of everybody
    link = net.wires[0, 2]
    before = len(link.frames)

    for _ in range(seconds):
        net.replicas[1].type("b")
        net.run(1)

    messages = [frame.message for frame in link.frames[before:]]
    facts = [fact for message in messages if isinstance(message, Facts) for fact in message.facts]
    assert {fact.key for fact in facts} == {STANDING}
    # Each may begin at once, after it was silent for long.
    assert count < len(facts) <= count + REPORTS_PER_SECOND * seconds
    net.run(3 * count / REPORTS_PER_SECOND)
    assert all(one.dispatcher.agreement.stored_by_all >= newest(one) for one in net.replicas)


def test_in_a_large_room_too_a_newcomer_soon_makes_everybody_say_less_is_stored() -> None:
    count = 20
    net = Net(count + 1, star_of(count))
    newcomer = net.replicas[count]
    net.replicas[0].type("a")
    net.run(60)
    old = newest(net.replicas[0])
    assert all(said(one).stored >= old for one in net.replicas[:count])

    net.replicas[1].type("b")
    net.run(2)  # everybody has just reported
    newcomer.dispatcher.agreement.stop()
    newcomer.dispatcher.bulletin.say(STANDING, encode_report(Report(0, 0, old - 1, 0)))
    net.link(0, count)
    net.run(1.5)

    assert all(said(one).stored == old - 1 for one in net.replicas[:count])


def test_whoever_is_online_and_quiet_for_weeks_still_counts() -> None:
    net = Net(2, chain_of(2))
    net.replicas[0].type("a")
    net.run(20)

    for _ in range(10):
        net.time.pass_time(AWAY / 1_000_000 / 7)
        net.carry()

    assert [len(one.dispatcher.agreement.members) for one in net.replicas] == [2, 2]


def test_nothing_is_stored_by_all_while_somebody_s_disk_is_busy() -> None:
    slow = SlowLog()
    net = Net(3, chain_of(3), logs=[MemoryLog(), slow, MemoryLog()])
    for one in net.replicas:
        one.type("a")
    net.run(20)
    while slow.writes:
        slow.finish()
        net.run(5)
    assert net.replicas[0].dispatcher.agreement.stored_by_all >= newest(net.replicas[0])

    net.replicas[0].type("b")
    net.run(20)
    for one in net.replicas:
        assert one.dispatcher.agreement.stored_by_all < newest(net.replicas[0])

    while slow.writes:
        slow.finish()
        net.run(5)
    net.run(10)
    for one in net.replicas:
        assert one.dispatcher.agreement.stored_by_all >= newest(net.replicas[0])


def test_whoever_is_set_aside_holds_nothing_up() -> None:
    net = Net(2, chain_of(2))
    ana, bo = net.replicas
    ana.type("a")
    bo.type("b")
    net.run(20)
    net.cut(0, 1)
    told: list[int] = []
    ana.dispatcher.agreement.on("changed", lambda: told.append(1))

    ana.type("c")
    net.run(10)
    assert ana.dispatcher.agreement.final < newest(ana)
    ana.dispatcher.agreement.set_aside(bo.dispatcher.source)
    net.run(5)

    assert ana.dispatcher.agreement.final >= newest(ana)
    assert ana.dispatcher.agreement.stored_by_all >= newest(ana)
    assert told
    ana.dispatcher.agreement.take_back(bo.dispatcher.source)
    assert ana.dispatcher.agreement.final < newest(ana)


def test_a_new_beginning_after_the_clock_was_set_back_takes_the_old_promise_back() -> None:
    time = VirtualTime(NOON + 10 * MAX_AHEAD)
    ana = replica(BO, scheduler=time)
    ana.type("a")
    time.pass_time(5)
    assert said(ana).promise > NOON + 9 * MAX_AHEAD

    time.compute(-10 * MAX_AHEAD / 1_000_000)
    ana.type("b")
    ana.dispatcher.agreement.report()
    time.settle()  # what it counts is on disk now
    ana.type("c")

    assert said(ana).incarnation == ana.dispatcher.chain.incarnation
    assert said(ana).promise < min(u.timestamp for u in ana.log if u.action == typed("c"))


def test_what_was_promised_before_a_restart_is_kept_even_if_the_clock_is_back() -> None:
    log, time = MemoryLog(), VirtualTime()
    ana = replica(BO, log=log, scheduler=time)
    ana.type("a")
    time.pass_time(20)
    ana.dispatcher.agreement.report(is_reminder=True)
    promised = said(ana).promise
    assert promised > NOON + 10_000_000
    ana.dispatcher.close()

    again = replica(BO, log=log, scheduler=Inline(now=lambda: NOON))
    again.type("b")

    assert newest(again) > promised


def test_nothing_is_reported_after_the_end() -> None:
    time = VirtualTime()
    ana = replica(BO, scheduler=time)
    ana.type("a")

    ana.dispatcher.close()
    ana.dispatcher.agreement.something_moved()
    time.pass_time(2 * REMINDER_SECONDS)

    assert ana.dispatcher.bulletin.get(BO, STANDING) is None
    assert time.timers == 0


COUNT = 4
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.integers(0, COUNT - 1)),
        st.tuples(st.just("save"), st.integers(0, COUNT - 1)),
        st.tuples(st.just("link"), st.integers(0, COUNT - 2)),
        st.tuples(st.just("cut"), st.integers(0, COUNT - 2)),
        st.tuples(st.just("wait"), st.integers(1, 4)),
    ),
    max_size=40,
)


def lacks(log: SlowLog, all_made: dict[Chain, list[int]], upto: int) -> bool:
    """Whether `log` lacks something that was made at or below `upto`."""
    heads = log.heads()
    return any(
        sum(stamp <= upto for stamp in stamps) > heads.get(chain, Head()).sequence
        for chain, stamps in all_made.items()
    )


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_what_is_said_to_be_stored_by_all_is_on_every_disk(steps: list[tuple[str, int]]) -> None:
    logs = [SlowLog() for _ in range(COUNT)]
    net = Net(COUNT, chain_of(COUNT), logs=logs)
    made: dict[Chain, list[int]] = {}
    for one in net.replicas:  # everybody knows of everybody before this begins
        one.type("a")
    for _ in range(4):
        net.run(2)
        for log in logs:
            while log.writes:
                log.finish()
    net.run(10)
    assert all(len(one.dispatcher.agreement.members) == COUNT for one in net.replicas)
    for update in net.replicas[0].log:
        made[Chain(update.source, update.incarnation)] = [update.timestamp]

    for deed, number in steps:
        if deed == "type":
            update = net.replicas[number].dispatcher.local_update(typed("b"))
            made[Chain(update.source, update.incarnation)].append(update.timestamp)
        elif deed == "save" and logs[number].writes:
            logs[number].finish()
        elif deed == "link" and (number, number + 1) not in net.wires:
            net.link(number, number + 1)
        elif deed == "cut" and (number, number + 1) in net.wires:
            net.cut(number, number + 1)
        elif deed == "wait":
            net.run(number * 0.5)
        for one in net.replicas:
            agreement = one.dispatcher.agreement
            assert not any(lacks(log, made, agreement.stored_by_all) for log in logs)
            held = {c: head.sequence for c, head in one.dispatcher.received.items()}
            for chain, stamps in made.items():
                assert sum(s <= agreement.final for s in stamps) <= held.get(chain, 0)


class _SlowToRemember(MemoryLog):
    """Facts that somebody waits for are kept when told so."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[list[Fact], Saved]] = []

    def remember(self, facts: Iterable[Fact], saved: Saved | None = None) -> None:
        if saved is None:
            super().remember(facts)
        else:
            self.waiting.append((list(facts), saved))

    def finish(self, error: BaseException | None = None) -> None:
        facts, saved = self.waiting.pop(0)
        if error is None:
            super().remember(facts)
        saved(error)


def test_nobody_hears_of_a_promise_before_it_is_on_disk() -> None:
    log, time = _SlowToRemember(), VirtualTime()
    ana = replica(BO, log=log, scheduler=time)
    ana.type("a")
    time.pass_time(100)
    assert ana.dispatcher.bulletin.get(BO, STANDING) is None
    assert len(log.waiting) == 1, "one is enough until it is there"

    log.finish()

    assert said(ana).sequence == 1


def test_a_promise_that_the_disk_refuses_is_not_made_and_tried_again() -> None:
    log, time = _SlowToRemember(), VirtualTime()
    ana = replica(BO, log=log, scheduler=time)
    ana.type("a")
    time.pass_time(2)

    log.finish(LogFailed("the disk is full"))
    assert ana.dispatcher.bulletin.get(BO, STANDING) is None
    time.pass_time(2)
    log.finish()

    assert said(ana).promise > NOON


@pytest.mark.parametrize("is_kept", [False, True])
def test_after_a_crash_nothing_is_stamped_below_what_anybody_was_promised(is_kept: bool) -> None:
    log, time = _SlowToRemember(), VirtualTime()
    ana = replica(BO, log=log, scheduler=time)
    ana.type("a")
    time.pass_time(2)
    log.finish()
    promised = said(ana).promise
    time.pass_time(20)
    ana.type("b")
    time.pass_time(2)
    if is_kept:
        # The program is killed before it can tell anybody.
        super(_SlowToRemember, log).remember(log.waiting[0][0])
        promised = decode_report(log.waiting[0][0][0].value).promise

    again = replica(BO, log=log, scheduler=VirtualTime(NOON - 10 * MAX_AHEAD // 20))
    again.type("c")

    assert again.log[-1].timestamp > promised
    assert again.dispatcher.chain == ana.dispatcher.chain


def test_what_was_promised_in_an_incarnation_without_updates_binds_after_a_restart() -> None:
    log, time = MemoryLog(), VirtualTime()
    ana = replica(BO, log=log, scheduler=time, incarnation=Incarnation(9))
    ana.dispatcher.receive([forge(Chain(SourceId(b"Z" * 32), Incarnation(0)), typed("z")).raw])
    time.pass_time(5)
    assert (said(ana).incarnation, said(ana).sequence) == (9, 0)
    promised = said(ana).promise

    again = replica(BO, log=log, scheduler=VirtualTime(NOON - 1_000_000))
    again.type("c")

    assert again.dispatcher.chain.incarnation == 9
    assert again.log[-1].timestamp > promised


def test_who_comes_back_promises_nothing_before_somebody_knows_its_past() -> None:
    log, time = MemoryLog(), VirtualTime()
    ana = replica(BO, log=log, scheduler=time)
    ana.type("a")
    time.pass_time(5)
    before = said(ana)
    ana.dispatcher.close()
    again = replica(BO, log=log, scheduler=time)
    again.dispatcher.agreement.report(is_reminder=True)
    time.pass_time(100)
    assert said(again).promise == before.promise

    again.dispatcher.compare({again.dispatcher.chain: (1, b"")}, whole=True)
    again.dispatcher.agreement.report(is_reminder=True)

    assert said(again).promise > before.promise


def test_who_is_quiet_writes_no_promises() -> None:
    log = _SlowToRemember()
    net = Net(2, chain_of(2), logs=[log, MemoryLog()])
    net.replicas[1].type("ab")
    for _ in range(300):
        net.run(0.1)
        while log.waiting:
            log.finish()

    net.run(600)

    assert log.waiting == []
