"""Our own updates, and what becomes of them when our past or our clock is in doubt."""

from collections.abc import Callable
from typing import Any

import pytest

from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.update import Incarnation, Update
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.intake.needs import NEEDED
from redux_scuttlebutt.sync.log.log import Log, MemoryLog
from redux_scuttlebutt.sync.pair import pair
from redux_scuttlebutt.sync.scheduler import Inline
from redux_scuttlebutt.sync.wire.run import Head
from support.logs import SlowLog
from support.replica import ANA, BO, CY, Replica, assert_equal, replica, text, typed
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire, entry, forge


def letters(log: Log) -> str:
    """What a replica that starts from `log` now would have in its history, in the order."""
    copy = MemoryLog()
    for stored in log.all():
        copy.append([stored], lambda error: None)
    return "".join(update.action["payload"] for update in replica(ANA, log=copy).log)


def doubt(one: Replica | Dispatcher) -> None:
    """Let somebody say that they have more of us than we."""
    dispatcher = one.dispatcher if isinstance(one, Replica) else one
    chain = dispatcher.chain
    last = dispatcher.received.get(chain, Head()).sequence
    Stranger(dispatcher).greet(entry(chain, last + 1, b"whatever"))


def test_what_was_saved_is_on_disk_once_at_every_moment_of_a_new_beginning() -> None:
    log = SlowLog()
    ana = replica(ANA, log=log)
    ana.type("abc")
    while log.writes:
        log.finish()

    doubt(ana)

    seen = [letters(log)]
    while log.writes:
        log.finish()
        seen.append(letters(log))
    assert set(seen) == {"abc"}
    assert ana.state == "abc"
    assert ana.dispatcher.unsaved == 0


def test_a_disk_that_fails_in_the_middle_of_a_new_beginning_is_tried_again() -> None:
    log, time = SlowLog(), VirtualTime()
    ana = replica(ANA, log=log, scheduler=time)
    ana.type("ab")
    ana.dispatcher.flush()
    log.finish()
    old = ana.dispatcher.chain

    doubt(ana)
    assert ana.dispatcher.unsaved == 2
    assert old not in ana.dispatcher.stored
    ana.type("c")
    log.finish(OSError("the disk is full"))
    assert letters(log) == "ab"
    time.pass_time(2)
    while log.writes:
        log.finish()

    assert letters(log) == "abc"
    assert list(log.heads()) == [ana.dispatcher.chain]
    assert ana.dispatcher.unsaved == 0


def test_two_new_beginnings_before_the_disk_is_done_with_the_first() -> None:
    log = SlowLog()
    ana = replica(ANA, log=log)
    ana.type("ab")
    while log.writes:
        log.finish()

    doubt(ana)
    doubt(ana)
    assert ana.dispatcher.unsaved == 2

    seen: list[str] = []
    while log.writes:
        log.finish()
        seen.append(letters(log))
        assert set(ana.dispatcher.stored) <= {ana.dispatcher.chain}
    assert set(seen) == {"ab"}
    assert list(log.heads()) == [ana.dispatcher.chain]
    assert ana.dispatcher.unsaved == 0


def test_a_write_in_hand_when_we_begin_anew_brings_nothing_back() -> None:
    log, bo = SlowLog(), replica(BO)
    ana = replica(ANA, log=log)
    ana.type("ab")
    assert len(log.writes) == 1

    doubt(ana)
    while log.writes:
        log.finish()

    assert letters(log) == "ab"
    Wire(ana.dispatcher, bo.dispatcher).carry()
    assert_equal(ana, bo)


def test_what_is_withdrawn_reaches_nobody_even_while_it_is_still_on_disk() -> None:
    log, bo = SlowLog(), replica(BO)
    ana = replica(ANA, log=log)
    ana.type("ab")
    while log.writes:
        log.finish()
    old = ana.dispatcher.chain
    doubt(ana)
    assert old in log.heads()

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    assert wire.runs() == []
    while log.writes:
        log.finish()
    wire.carry()

    assert {run.chain for run in wire.runs()} == {ana.dispatcher.chain}
    assert_equal(ana, bo)


@pytest.mark.parametrize("event", ["action", "stored", "withdrawn", "renewed", "rewind", "settled"])
@pytest.mark.parametrize("scheduler", [lambda: Inline(now=lambda: NOON), VirtualTime])
def test_whoever_acts_on_hearing_of_a_new_beginning_loses_nothing(
    event: Any, scheduler: Callable[[], Any]
) -> None:
    log, clock = MemoryLog(), scheduler()
    ana, bo = replica(ANA, log=log, scheduler=clock), replica(BO)
    ana.type("a" * 70)
    ana.dispatcher.flush()
    ana.type("b")
    answers = list("cde")

    def answer(*_details: object) -> None:
        if answers:
            ana.store.dispatch(typed(answers.pop(0)))

    ana.dispatcher.on(event, answer)

    doubt(ana)
    if isinstance(clock, VirtualTime):
        clock.pass_time(1)

    names = [update.name for update in ana.log]
    typed_here = [update.action["payload"] for update in ana.log]
    assert len(set(names)) == len(names)
    assert sorted(typed_here) == sorted("a" * 70 + "b" + "cde"[: 3 - len(answers)])
    assert letters(log) == "".join(typed_here)
    assert {update[2] for update in ana.log} == {ana.dispatcher.chain.incarnation}
    Wire(ana.dispatcher, bo.dispatcher).carry()
    assert_equal(ana, bo)


def test_acting_while_our_last_run_is_put_aside_is_not_lost() -> None:
    # Nothing can be taken back, so the open run is closed in the chain that ends.
    time = VirtualTime()
    ana, cy = replica(ANA, scheduler=time), replica(CY)
    ana.type("a")
    ana.dispatcher.flush()
    Wire(ana.dispatcher, cy.dispatcher).carry()

    def answer(_chains: object) -> None:
        if len(ana.log) < 3:
            ana.type("c")

    ana.dispatcher.on("stored", answer)

    doubt(ana)
    ana.type("b")
    time.pass_time(1)

    assert sorted(u.action["payload"] for u in ana.log) == ["a", "b", "c"]
    Wire(ana.dispatcher, cy.dispatcher).carry()
    assert_equal(ana, cy)


def test_of_what_was_made_since_the_start_only_what_nobody_has_is_issued_again() -> None:
    log, bo = SlowLog(), replica(BO)
    ana = replica(ANA, log=log)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    renewed: list[str] = []
    first = ana.dispatcher.chain
    ana.type("ab")
    while log.writes:
        log.finish()
    wire.carry()
    ana.type("cd")
    log.finish()

    def note(_reason: str, updates: list[Update]) -> None:
        renewed.extend(update.action["payload"] for update in updates)

    ana.dispatcher.on("renewed", note)
    doubt(ana)
    while log.writes:
        log.finish()
    wire.carry()

    assert renewed == ["c", "d"]
    assert log.heads()[first].sequence == 2
    assert letters(log) == ana.state == "abcd"
    assert_equal(ana, bo)
    assert bo.dispatcher.forks == ana.dispatcher.forks == set()


def test_another_past_that_a_peer_learns_of_late_is_taken_over_without_a_fork() -> None:
    log = MemoryLog()
    before = replica(ANA, log=log)
    before.type("a")
    backup = MemoryLog()
    backup.append(list(log.all()), lambda error: None)
    before.type("b")
    bo, cy = replica(BO), replica(CY)
    Wire(before.dispatcher, bo.dispatcher).carry()
    held = SlowLog()
    for stored in backup.all():
        held.append([stored], lambda error: None)
        held.finish()
    ana = replica(ANA, log=held)
    wire = Wire(ana.dispatcher, cy.dispatcher).carry()

    ana.type("c")  # on its way to the disk, so Cy has not got it
    Wire(bo.dispatcher, cy.dispatcher).carry()
    wire.carry()
    while held.writes:
        held.finish()
    wire.carry()

    assert ana.state == cy.state == "abc"
    assert ana.dispatcher.forks == set()


def test_a_fork_of_our_own_chain_does_not_silence_us() -> None:
    ana, bo, cy = replica(ANA), replica(BO), replica(CY)
    ana.type("ab")
    Wire(ana.dispatcher, bo.dispatcher).carry()
    chain = ana.dispatcher.chain
    forged = forge(chain, typed("z"), typed("z"))
    cy.dispatcher.receive([forged.raw])
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forged)
    ana.type("c")
    wire = Wire(ana.dispatcher, cy.dispatcher).carry()

    assert ana.dispatcher.forks == {chain}
    assert "c" in [update.action["payload"] for update in cy.log]
    assert [session.over for session in wire.sessions] == [None, None]


def test_a_clock_set_back_takes_back_only_what_nobody_has_got() -> None:
    now = [NOON + 2 * MAX_AHEAD]
    log, bo = MemoryLog(), replica(BO)
    ana = replica(ANA, log=log, scheduler=Inline(now=lambda: now[0]))
    link = pair(ana.dispatcher, bo.dispatcher)
    ana.type("a")
    link.cut()
    ana.type("b")

    now[0] = NOON
    ana.type("c")

    assert [(u.action["payload"], u[2]) for u in ana.log] == [
        ("b", ana.dispatcher.chain.incarnation),
        ("c", ana.dispatcher.chain.incarnation),
        ("a", 0),
    ]
    pair(ana.dispatcher, bo.dispatcher)
    assert bo.state == "bc"  # what Bo had before waits there for its time


def test_a_device_that_is_said_to_be_a_copy_begins_anew_at_once() -> None:
    log = MemoryLog()
    before = replica(ANA, log=log)
    before.type("a")

    ana = replica(ANA, log=log, incarnation=Incarnation(7))
    ana.type("b")

    assert [update[2] for update in ana.log] == [0, 7]


# The reducer's version


def test_the_first_who_needs_a_newer_reducer_says_so_before_its_first_action() -> None:
    log = MemoryLog()
    ana = replica(ANA, log=log, reducer_version=2)

    ana.type("ab")

    assert [update.action["type"] for update in ana.log] == [NEEDED, "typed", "typed"]
    again = replica(BO, log=log, reducer_version=2)
    again.type("c")
    assert [update.action["type"] for update in again.log].count(NEEDED) == 1


def test_a_reducer_that_refuses_what_it_does_not_know_can_be_of_a_newer_version() -> None:
    def strict(state: Any, action: Any) -> Any:
        if action["type"] != "typed" and not action["type"].startswith("@@"):
            raise ValueError(f"unknown action {action['type']!r}")
        return text(state, action)

    ana = replica(ANA, strict, first="", reducer_version=2)

    ana.type("a")

    assert ana.state == "a"
    assert [update.action["type"] for update in ana.log] == [NEEDED, "typed"]


def test_a_refused_first_action_leaves_the_version_to_the_next() -> None:
    ana = replica(ANA, reducer_version=2)

    with pytest.raises(Refused):
        ana.type("y")
    ana.type("a")

    assert [update.action["type"] for update in ana.log] == [NEEDED, "typed"]
