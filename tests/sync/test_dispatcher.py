import logging
from collections.abc import Iterable
from typing import Any

import pytest

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.rewind import Rewind
from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.store.undo import redo, undo
from redux_scuttlebutt.store.update import Incarnation, Update
from redux_scuttlebutt.sync.clock import MAX_AHEAD, LamportClock
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.pair import pair
from redux_scuttlebutt.sync.scheduler import Inline
from redux_scuttlebutt.sync.wire.run import Chain
from support.logs import ImpatientLog, SlowLog
from support.replica import ANA, BO, CY, Replica, assert_equal, replica, text, typed
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire, entry, forge

BO_CHAIN = Chain(BO, Incarnation(0))


def timed(log: MemoryLog | None = None, **options: Any) -> tuple[Replica, VirtualTime]:
    """Ana, on virtual time, with her log folded."""
    time = VirtualTime()
    ana = replica(ANA, scheduler=time, log=log or MemoryLog(), **options)
    time.settle()
    return ana, time


# Own actions


def test_an_action_is_stamped_named_folded_and_returned() -> None:
    ana, time = timed()

    update = ana.dispatcher.local_update(typed("a"))

    assert update == Update(time.now(), ANA, 0, 1, typed("a"))  # pyright: ignore[reportArgumentType]
    assert ana.state == "a"
    assert ana.log == [update]


def test_without_arguments_it_needs_nothing_and_has_a_key_of_its_own() -> None:
    first, second = Dispatcher(), Dispatcher()
    store = create_store(text, None, scuttlebutt(first))

    store.dispatch(typed("a"))

    assert store.get_state() == "a"
    assert len(first.source) == 32
    assert first.source != second.source
    assert first.is_ready
    assert first.is_settled
    assert first.unsaved == 0


def test_a_lone_update_closes_its_run_at_the_end_of_the_turn() -> None:
    ana, time = timed()
    ana.type("a")
    assert (ana.dispatcher.unsaved, dict(ana.dispatcher.stored)) == (1, {})

    time.settle()

    assert ana.dispatcher.unsaved == 0
    assert ana.dispatcher.stored[ana.dispatcher.chain].sequence == 1


def test_updates_share_a_run_while_the_disk_is_busy() -> None:
    log = SlowLog()
    ana, time = timed(log)

    ana.type("a")
    time.settle()
    ana.type("bc")
    time.pass_time(0.03)
    ana.type("d")
    time.settle()
    assert [run.header.updates for run in log.finish()] == [1]
    time.settle()

    assert [run.header.updates for run in log.finish()] == [3]


def test_updates_wait_for_the_disk_40_ms_at_most() -> None:
    log = SlowLog()
    ana, time = timed(log)
    ana.type("a")
    time.settle()

    ana.type("b")
    time.pass_time(0.04)
    ana.type("c")
    time.pass_time(0.04)
    log.finish()

    assert [run.header.updates for run in log.finish()] == [1, 1]


def test_64_updates_close_a_run_without_waiting() -> None:
    log = MemoryLog()
    ana, time = timed(log)

    ana.type("ab" * 100)
    assert [stored.run.header.updates for stored in log.all()] == [64, 64, 64]

    time.pass_time(0.04)
    assert [stored.run.header.updates for stored in log.all()] == [64, 64, 64, 8]


def test_56_kib_close_a_run_without_waiting() -> None:
    log = MemoryLog()
    ana, time = timed(log)

    for _ in range(5):
        ana.store.dispatch(typed("a" * 20_000))

    assert [stored.run.header.updates for stored in log.all()] == [2, 2]
    time.pass_time(0.04)
    assert [stored.run.header.updates for stored in log.all()] == [2, 2, 1]


def test_flushing_closes_the_run_now_and_once() -> None:
    log = MemoryLog()
    ana, time = timed(log)
    ana.type("ab")

    ana.dispatcher.flush()
    ana.dispatcher.flush()
    time.pass_time(1)

    assert [stored.run.header.updates for stored in log.all()] == [2]


def test_nothing_leaves_before_it_is_on_disk() -> None:
    log = SlowLog()
    ana, time = timed(log)
    bo = replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("abc")
    time.pass_time(1)
    wire.carry()
    assert ana.state == "abc"
    assert ana.dispatcher.unsaved == 3
    assert wire.runs() == []

    log.finish()
    wire.carry()
    assert [run.header.updates for run in wire.runs()] == [3]
    assert bo.state == "abc"
    assert ana.dispatcher.unsaved == 0


def test_what_came_from_others_is_not_passed_on_before_it_is_on_disk() -> None:
    log = SlowLog()
    bo, cy = replica(BO, log=log), replica(CY)
    wire = Wire(bo.dispatcher, cy.dispatcher).carry()

    bo.dispatcher.receive([forge(Chain(ANA, Incarnation(0)), typed("a")).raw])
    wire.carry()
    assert (bo.state, cy.state, wire.runs()) == ("a", "", [])

    log.finish()
    wire.carry()
    assert cy.state == "a"


def test_a_disk_that_was_full_for_a_while_loses_nothing() -> None:
    log = SlowLog()
    ana, time = timed(log)
    bo = replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    problems: list[str | None] = []
    ana.dispatcher.on("problem", problems.append)

    ana.type("ab")
    time.pass_time(0.04)
    log.finish(OSError("no space left"))
    ana.type("cd")
    time.pass_time(2)
    while log.writes:
        log.finish()
    wire.carry()

    assert problems == ["no space left", None]
    assert_equal(ana, bo)
    assert bo.state == "abcd"


@pytest.mark.parametrize("bad", [float("nan"), b"bytes", {1: 2}, 2**53, "\ud800"], ids=ascii)
def test_what_cannot_be_sent_raises_at_the_caller_and_nothing_is_logged(bad: Any) -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)

    with pytest.raises((TypeError, ValueError)):
        ana.store.dispatch(typed(bad))
    ana.type("a")

    assert_equal(ana, bo)
    assert [update.sequence for update in ana.log] == [1]


def test_what_the_reducer_refuses_raises_at_the_caller_and_nothing_is_logged() -> None:
    ana = replica(ANA)
    ana.type("x")

    with pytest.raises(Refused):
        ana.type("x")
    with pytest.raises(Refused, match="no y behind a vowel"):
        ana.type("ay")

    assert ana.state == "xa"
    assert [update.sequence for update in ana.log] == [1, 2]


def test_whatever_the_reducer_raises_reaches_the_caller_and_nothing_is_logged() -> None:
    def reducer(state: str | None, action: Any) -> str:
        return (state or "") + action.get("payload", "")

    ana = replica(ANA, reducer)
    with pytest.raises(TypeError):
        ana.store.dispatch(typed(7))  # pyright: ignore[reportArgumentType]

    assert ana.log == []
    assert dict(ana.dispatcher.received) == {}


def test_the_author_folds_what_everybody_folds() -> None:
    seen: list[Any] = []

    def reducer(state: list[Any] | None, action: Any) -> list[Any]:
        if action["type"] != "typed":
            return state or []
        seen.append(action)
        return [*(state or []), action["payload"]]

    ana = replica(ANA, reducer)
    mine = {"type": "typed", "payload": [1]}
    ana.store.dispatch(mine)
    mine["payload"] = [2]

    assert seen[-1] is not mine
    assert ana.state == [[1]]
    assert ana.log[0].action == {"type": "typed", "payload": [1]}


def test_a_reducer_that_dispatches_is_told_not_to() -> None:
    ana: Replica

    def reducer(state: str | None, action: Any) -> Any:
        if action["type"] == "typed":
            ana.dispatcher.local_update(typed("again"))
        return text(state, action)

    ana = replica(ANA, reducer)

    with pytest.raises(RuntimeError, match="must not dispatch"):
        ana.type("a")
    assert ana.log == []


def test_a_stamp_lies_behind_everything_seen() -> None:
    ana, time = timed()
    ana.dispatcher.receive([forge(BO_CHAIN, typed("b"), timestamps=[NOON + 30_000_000]).raw])
    time.settle()

    ana.type("a")

    assert ana.state == "ba"
    assert ana.log[-1].timestamp == NOON + 30_000_001


# Runs of others


def test_a_batch_of_others_is_shown_and_told_once() -> None:
    ana = replica(ANA)
    shown: list[str] = []
    told: list[Iterable[Update]] = []
    ana.store.subscribe(lambda: shown.append(ana.state))
    ana.dispatcher.on("action", told.append)
    first = forge(BO_CHAIN, typed("a"), typed("b"))
    second = forge(BO_CHAIN, typed("c"), after=first.head)

    delivery = ana.dispatcher.receive([first.raw, second.raw])

    assert shown == ["abc"]
    assert told == [delivery.updates]


def test_a_batch_with_a_bad_run_changes_nothing() -> None:
    ana, time = timed()
    good = forge(BO_CHAIN, typed("a"), timestamps=[NOON + 1000])
    bad = forge(BO_CHAIN, typed("b"), after=good.head, timestamps=[5])

    with pytest.raises(BadRun):
        ana.dispatcher.receive([good.raw, bad.raw])
    time.settle()

    assert ana.log == []
    assert dict(ana.dispatcher.received) == {}
    assert ana.dispatcher.local_update(typed("c")).timestamp == NOON


def test_a_rewind_is_reported() -> None:
    ana = replica(ANA)
    rewinds: list[Rewind] = []
    ana.dispatcher.on("rewind", rewinds.append)
    ana.type("bc")

    ana.dispatcher.receive([forge(BO_CHAIN, typed("a")).raw])

    assert ana.state == "abc"
    assert [(len(r.late), r.depth, r.replayed) for r in rewinds] == [(1, 2, 3)]


def test_a_fork_is_told_of_once_and_kept_out() -> None:
    ana = replica(ANA)
    forks: list[Chain] = []
    ana.dispatcher.on("fork", forks.append)
    ana.dispatcher.receive([forge(BO_CHAIN, typed("a")).raw])

    for what in "bcd":
        ana.dispatcher.receive([forge(BO_CHAIN, typed(what)).raw])

    assert forks == [BO_CHAIN]
    assert ana.dispatcher.forks == {BO_CHAIN}
    assert ana.state == ""
    [quarantine] = ana.dispatcher.quarantined.values()
    assert [update.action["payload"] for update in quarantine.updates] == ["a"]


def test_the_same_run_from_many_neighbours_counts_once() -> None:
    ana = replica(ANA)
    run = forge(BO_CHAIN, typed("a"))

    for _ in range(3):
        ana.dispatcher.receive([run.raw, run.raw])

    assert ana.state == "a"


def test_a_parked_update_is_stored_and_passed_on_and_not_folded_yet() -> None:
    ana, time = timed()
    bo = replica(BO)
    far = forge(Chain(CY, Incarnation(0)), typed("f"), timestamps=[NOON + MAX_AHEAD + 10_000_000])

    ana.dispatcher.receive([far.raw])
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    time.settle()
    assert (ana.state, ana.dispatcher.parked) == ("", 1)
    assert [run.raw for run in wire.runs()] == [far.raw]
    assert ana.dispatcher.local_update(typed("a")).timestamp == NOON

    time.pass_time(10)
    assert (ana.state, ana.dispatcher.parked) == ("af", 0)


def test_without_an_event_loop_parked_updates_come_in_with_a_tick() -> None:
    now = [NOON]
    ana = replica(ANA, scheduler=Inline(now=lambda: now[0]))
    far = forge(BO_CHAIN, typed("f"), timestamps=[NOON + 2 * MAX_AHEAD])
    ana.dispatcher.receive([far.raw])
    ana.dispatcher.tick()
    assert ana.state == ""

    now[0] += MAX_AHEAD
    ana.dispatcher.tick()

    assert ana.state == "f"


# The log from before


def test_a_restart_finds_everything_again() -> None:
    log = MemoryLog()
    ana, bo = replica(ANA, log=log), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)
    ana.type("ab")
    bo.type("cd")
    ana.store.dispatch(undo(ana.log[0].name))
    before = ana.log

    again = replica(ANA, log=log)

    assert again.log == before
    assert again.state == ana.state == "bcd"
    assert state_hash(again.state) == state_hash(bo.state)


def test_a_restart_goes_on_in_the_same_chain() -> None:
    log, bo = MemoryLog(), replica(BO)
    replica(ANA, log=log).type("ab")

    again = replica(ANA, log=log)
    again.type("c")
    pair(again.dispatcher, bo.dispatcher)

    assert [(u.incarnation, u.sequence) for u in bo.log] == [(0, 1), (0, 2), (0, 3)]
    assert bo.state == "abc"


def test_a_restart_goes_on_in_the_newest_incarnation() -> None:
    log = MemoryLog()
    replica(ANA, log=log).type("a")
    in_doubt = replica(ANA, log=log, incarnation=Incarnation(7))
    in_doubt.type("b")

    again = replica(ANA, log=log)

    assert in_doubt.dispatcher.chain.incarnation == 7
    assert again.dispatcher.chain == in_doubt.dispatcher.chain
    assert again.state == "ab"


def test_an_action_before_the_log_is_folded_comes_after_it() -> None:
    log = MemoryLog()
    replica(ANA, log=log).type("ab")
    time = VirtualTime()
    again = replica(ANA, log=log, scheduler=time)
    assert not again.dispatcher.is_ready

    again.type("c")

    assert again.dispatcher.is_ready
    assert again.state == "abc"


def test_ready_is_told_once_the_log_from_before_is_folded() -> None:
    log = MemoryLog()
    replica(ANA, log=log).type("ab")
    time = VirtualTime()
    again = replica(ANA, log=log, scheduler=time)
    states: list[str] = []
    again.dispatcher.on("ready", lambda: states.append(again.state))

    time.settle()

    assert states == ["ab"]


def test_acting_when_it_is_ready_does_not_disturb_the_action_that_made_it_ready() -> None:
    log = MemoryLog()
    replica(ANA, log=log).type("ab")
    time = VirtualTime()
    again = replica(ANA, log=log, scheduler=time)
    again.dispatcher.on("ready", lambda: again.type("r"))

    again.type("q")
    time.pass_time(1)

    assert sorted(again.state) == list("abqr")
    assert [update.sequence for update in again.dispatcher.history.own(ANA)] == [1, 2, 3, 4]


def test_an_action_before_the_log_is_folded_is_stamped_behind_all_of_it() -> None:
    log = MemoryLog()
    before = replica(ANA, log=log, clock=LamportClock())
    before.type("a")
    before.dispatcher.receive([forge(BO_CHAIN, typed("b"), timestamps=[100]).raw])
    again = replica(ANA, log=log, clock=LamportClock(), scheduler=VirtualTime())

    again.type("c")

    assert again.state == "abc"


def test_what_arrives_before_the_log_is_folded_is_folded_once() -> None:
    time = VirtualTime()
    ana = replica(ANA, scheduler=time)

    ana.dispatcher.receive([forge(BO_CHAIN, typed("b")).raw])
    time.settle()

    assert ana.state == "b"


def test_what_was_done_before_there_is_a_store_is_in_it() -> None:
    dispatcher = Dispatcher(source=ANA)
    dispatcher.local_update(typed("a"))
    dispatcher.receive([forge(BO_CHAIN, typed("b")).raw])

    store = create_store(text, None, scuttlebutt(dispatcher))

    assert sorted(store.get_state()) == ["a", "b"]


# Our own past


def copied_early(letters: str) -> tuple[MemoryLog, Replica]:
    """Ana's log as it was after the first of `letters`, and Bo, who has got them all."""
    log, bo = MemoryLog(), replica(BO)
    ana = replica(ANA, log=log)
    link = pair(ana.dispatcher, bo.dispatcher)
    ana.type(letters)
    link.cut()
    backup = MemoryLog()
    backup.append([next(log.all())], lambda error: None)
    return backup, bo


def test_a_digest_that_knows_more_of_us_than_we_do_opens_a_new_incarnation() -> None:
    ana = replica(ANA)
    first = ana.dispatcher.chain
    ana.type("a")

    Stranger(ana.dispatcher).greet(entry(first, 5))
    ana.type("b")

    second = ana.dispatcher.chain
    assert second.incarnation > first.incarnation
    assert [u.name for u in ana.log] == [(*second, 1), (*second, 2)]
    assert ana.state == "ab"
    assert first not in ana.dispatcher.stored


def test_a_digest_that_knows_another_run_of_us_opens_a_new_incarnation() -> None:
    ana = replica(ANA)
    first = ana.dispatcher.chain
    ana.type("ab")

    Stranger(ana.dispatcher).greet(entry(first, 1, b"another!"))

    assert ana.dispatcher.chain.incarnation > first.incarnation
    assert ana.state == "ab"


def test_a_digest_that_knows_what_we_know_changes_nothing() -> None:
    ana = replica(ANA)
    first = ana.dispatcher.chain
    ana.type("abc")
    runs = ana.dispatcher.runs_after(first, 0, max_bytes=10_000)

    for run in runs:
        Stranger(ana.dispatcher).greet(entry(first, run.last, run.hash[:8]))

    assert ana.dispatcher.chain == first
    assert [u.name for u in ana.log] == [(*first, n) for n in (1, 2, 3)]


def test_what_was_done_on_an_old_backup_is_done_again_in_a_new_incarnation() -> None:
    backup, bo = copied_early("abc")
    renewed: list[tuple[str, int]] = []

    again = replica(ANA, log=backup)

    def note(why: str, updates: list[Update]) -> None:
        renewed.append((why, len(updates)))

    again.dispatcher.on("renewed", note)
    again.type("de")
    again.store.dispatch(undo(again.log[-1].name))
    again.store.dispatch(redo(again.log[-2].name))
    again.type("f")
    again.store.dispatch(undo(again.log[-1].name))
    pair(again.dispatcher, bo.dispatcher)

    assert_equal(again, bo)
    assert bo.state == "abcde"
    assert renewed == [("somebody knows another past of this device", 6)]


def test_what_was_given_away_is_not_issued_again() -> None:
    backup, bo = copied_early("abc")
    cy = replica(CY)
    again = replica(ANA, log=backup)
    pair(again.dispatcher, cy.dispatcher)
    again.type("d")

    pair(again.dispatcher, bo.dispatcher)
    again.type("e")

    # Two runs stand at one place now: nobody folds either of them.
    assert cy.state == bo.state == again.state == "ae"
    assert_equal(cy, bo, again)
    assert [update.action["payload"] for update in again.dispatcher.own_quarantined] == ["d"]


def test_a_clock_set_back_by_hours_parks_only_what_was_stamped_before() -> None:
    log, bo = MemoryLog(), replica(BO)
    hours = 5 * 3600 * 1_000_000
    ahead = replica(ANA, log=log, scheduler=Inline(now=lambda: NOON + hours))
    ahead.type("a")
    ahead.dispatcher.close()

    ana = replica(ANA, log=log)
    pair(ana.dispatcher, bo.dispatcher)
    ana.type("b")

    assert ana.state == bo.state == "b"
    assert ana.dispatcher.parked == bo.dispatcher.parked == 1


def test_a_replica_put_back_from_an_old_backup_gets_its_lost_past_again() -> None:
    backup, bo = copied_early("abcde")

    again = replica(ANA, log=backup)
    pair(again.dispatcher, bo.dispatcher)
    again.type("f")

    assert_equal(again, bo)
    assert bo.state == "abcdef"


def test_what_a_wrong_clock_stamped_can_be_done_now_and_happens_once() -> None:
    log, bo = MemoryLog(), replica(BO, scheduler=(time := VirtualTime()))
    hours = 5 * 3600 * 1_000_000
    ahead = replica(ANA, log=log, scheduler=Inline(now=lambda: NOON + hours))
    link = pair(ahead.dispatcher, bo.dispatcher)
    ahead.type("ab")
    ahead.store.dispatch(undo(ahead.log[0].name))
    ahead.store.dispatch(undo(ahead.log[1].name))
    ahead.store.dispatch(redo(ahead.log[1].name))
    ahead.type("cd")
    link.cut()
    ahead.dispatcher.close()
    ana = replica(ANA, log=log, scheduler=time)
    pair(ana.dispatcher, bo.dispatcher)
    time.settle()
    assert (ana.state, bo.state) == ("", "")
    assert len(ana.dispatcher.own_parked) == 4

    again = ana.dispatcher.issue_parked_again()
    time.pass_time(1)

    assert len(again) == 7
    assert ana.state == bo.state == "bcd"
    assert ana.dispatcher.own_parked == []
    time.pass_time(6 * 3600)
    assert ana.dispatcher.parked == bo.dispatcher.parked == 0
    assert ana.state == bo.state == "bcd"
    assert_equal(ana, bo)


def test_a_forged_run_in_our_name_does_not_silence_us() -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(ana.dispatcher.chain, typed("forged")))
    ana.type("abc")

    assert len({update.name for update in ana.log}) == len(ana.log)
    assert_equal(ana, bo)


def test_a_forged_run_in_our_name_does_not_stop_what_is_not_on_disk_yet() -> None:
    ana, time = timed()
    bo = replica(BO)
    ana.type("abc")

    ana.dispatcher.receive([forge(ana.dispatcher.chain, typed("forged")).raw])
    time.pass_time(1)
    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert ana.dispatcher.unsaved == 0
    assert_equal(ana, bo)


# Undo, reducers, listeners


def test_undo_and_redo_reach_everybody() -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)
    ana.type("a")
    bo.type("b")

    ana.store.dispatch(undo(ana.log[0].name))
    assert (ana.state, bo.state) == ("b", "b")
    ana.store.dispatch(redo(ana.log[0].name))

    assert (ana.state, bo.state) == ("ab", "ab")


def test_nobody_can_undo_what_somebody_else_did() -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)
    ana.type("a")

    with pytest.raises(Refused, match="only whoever made an action"):
        bo.store.dispatch(undo(ana.log[0].name))

    assert len(bo.log) == 1


def test_an_undo_is_shown_once() -> None:
    ana = replica(ANA)
    ana.type("ab")
    shown: list[str] = []
    ana.store.subscribe(lambda: shown.append(ana.state))

    ana.store.dispatch(undo(ana.log[0].name))

    assert shown == ["b"]


def test_a_replaced_reducer_folds_everything_again() -> None:
    ana = replica(ANA)
    ana.type("ab")

    def shouted(state: str | None, action: Any) -> str:
        return (state or "") + action["payload"].upper()

    ana.store.replace_reducer(shouted)
    assert ana.state == "AB"
    ana.type("c")

    assert ana.state == "ABC"


def test_one_dispatcher_serves_one_store() -> None:
    ana = replica(ANA)

    with pytest.raises(RuntimeError, match="serves one store"):
        create_store(text, None, scuttlebutt(ana.dispatcher))


def test_there_is_no_history_without_a_store() -> None:
    with pytest.raises(RuntimeError, match="once a store was made"):
        _ = Dispatcher(source=ANA).history


def test_a_first_state_without_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        replica(ANA, lambda state, action: object())


def test_a_subscriber_that_raises_on_what_somebody_else_did_is_the_application_s_problem(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    def fail() -> None:
        raise RuntimeError("as told")

    off = bo.store.subscribe(fail)
    with caplog.at_level(logging.CRITICAL + 1):
        ana.type("ab")
        wire.carry()
    off()
    ana.type("c")
    wire.carry()

    assert wire.sessions[1].over is None
    assert_equal(ana, bo)


def test_a_listener_of_stored_that_raises_keeps_nothing_from_being_sent() -> None:
    ana, bo = replica(ANA), replica(BO)

    def fail(_chains: object) -> None:
        raise RuntimeError("as told")

    ana.dispatcher.on("stored", fail)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    with pytest.raises(RuntimeError, match="as told"):
        ana.type("a")
    wire.carry()

    assert bo.state == "a"


def test_action_listeners_hear_of_updates_in_their_order() -> None:
    ana = replica(ANA)
    heard: list[Update] = []
    ana.dispatcher.on("action", heard.extend)

    def echo() -> None:
        if ana.state == "a":
            ana.type("b")

    ana.store.subscribe(echo)
    ana.type("a")

    assert heard == ana.log


def test_closing_writes_down_what_is_open() -> None:
    log = MemoryLog()
    ana, _ = timed(log)
    ana.type("ab")

    ana.dispatcher.close()

    assert [stored.run.header.updates for stored in log.all()] == [2]


def test_time_alone_causes_no_work() -> None:
    ana, time = timed(ImpatientLog())
    ana.type("a")
    time.pass_time(60)

    assert time.timers == 1  # to be heard once an hour
    assert not time.turn()


def test_a_neighbour_whose_clock_is_hours_behind_does_not_make_us_wait() -> None:
    ana, bo = replica(ANA), replica(BO)
    hours = 5 * 3600 * 1_000_000
    for _ in range(8):
        ana.dispatcher.sample_clock(CY, NOON, NOON - hours, NOON - hours, NOON)
    assert ana.dispatcher.offsets.correction == -hours

    bo.type("b")
    pair(ana.dispatcher, bo.dispatcher)

    assert (ana.state, ana.dispatcher.parked) == ("b", 0)


def test_a_run_that_was_shown_gives_away_nothing_of_what_lies_behind_it() -> None:
    ana = replica(ANA)
    first = ana.dispatcher.chain
    ana.type("abc")

    shown = ana.dispatcher.run_at(first, 1)
    Stranger(ana.dispatcher).greet(entry(first, 5))

    second = ana.dispatcher.chain
    assert shown is not None
    assert shown.last == 1
    assert [u.name for u in ana.log] == [(*first, 1), (*second, 1), (*second, 2)]
    assert ana.state == "abc"
