"""What users of redux-scuttlebutt 0.3 saw go wrong, and what they see here.

The comments number the rows of the list of its limits. Left out is what cannot apply:
calling back twice (12), `Symbol.observable` (32), devtools (33), a global window (34) and
names that were exported but not defined (35). What takes sockets and files has its tests
with these: a server whose clients come and go (20) and leaf and hub (23) in
`test_network.py`, damaged and cut files (29) in `test_sqlite_damage.py` and
`test_power_cut.py`.
"""

import datetime
import logging
import math
from types import MappingProxyType
from typing import Any

import pytest

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.clock import LamportClock
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.pair import Link, pair
from redux_scuttlebutt.sync.wire.messages import Delta, Digest, encode
from redux_scuttlebutt.sync.wire.run import SEALED, Chain, Run
from support.logs import SlowLog
from support.replica import ANA, BO, CY, DI, Replica, assert_equal, replica, text, typed
from support.sealed import AMY, BOB, ROOM, member, signed_run
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire, forge, seal

CYS = Chain(CY, Incarnation(0))


def joined() -> tuple[Replica, Replica, Link]:
    ana, bo = replica(ANA), replica(BO)
    return ana, bo, pair(ana.dispatcher, bo.dispatcher)


# A. Actions lost or replicas diverging, without anyone misbehaving


def test_dispatching_from_a_subscriber_loses_nothing() -> None:  # 1
    ana, bo, link = joined()

    def react() -> None:
        if ana.state == "x":
            ana.type("y")

    ana.store.subscribe(react)
    ana.type("x")
    assert (ana.state, bo.state) == ("xy", "xy")

    link.cut()
    link.join()
    assert_equal(ana, bo)


def test_dispatching_from_a_subscriber_on_what_others_did_loses_nothing() -> None:  # 1
    ana, bo, _ = joined()

    def answer() -> None:
        if len(bo.state) < 10 and bo.state.endswith("p"):
            bo.type("q")

    bo.store.subscribe(answer)
    ana.type("ppp")

    assert ana.state == bo.state == "pqpqpq"
    assert_equal(ana, bo)


def test_dispatching_from_an_action_listener_loses_nothing() -> None:  # 1
    ana, bo, _ = joined()

    def react(_updates: object) -> None:
        if ana.state == "x":
            ana.type("y")

    ana.dispatcher.on("action", react)
    ana.type("x")

    assert ana.state == "xy"
    assert_equal(ana, bo)


@pytest.mark.parametrize("count", [100, 101, 250, 1000])
def test_a_burst_within_one_frame_loses_nothing(count: int) -> None:  # 2
    time = VirtualTime()
    ana, bo = replica(ANA, scheduler=time), replica(BO, scheduler=time)
    time.settle()
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    heard: list[str] = []
    bo.store.subscribe(lambda: heard.append(bo.state))

    ana.type("a" * count)
    time.pass_time(0.04)
    wire.carry()
    time.settle()

    assert heard[-1] == ana.state == "a" * count
    assert_equal(ana, bo)


def test_a_burst_of_others_calls_the_subscribers_once_per_turn() -> None:  # 2, 26
    time = VirtualTime()
    bo = replica(BO, scheduler=time)
    ana = replica(ANA)
    ana.type("a" * 1000)
    time.settle()
    heard: list[str] = []
    bo.store.subscribe(lambda: heard.append(bo.state))

    Wire(ana.dispatcher, bo.dispatcher).carry()
    time.settle()

    assert heard == ["a" * 1000]


def failing_once() -> Any:
    """A reducer that raises at one call, whatever the action, as a bug of the day would."""
    calls = 0

    def reducer(state: str | None, action: Any) -> Any:
        nonlocal calls
        calls += action["type"] == "typed"
        if action["type"] == "typed" and calls == 2:
            raise KeyError("a bug of the day")
        return text(state, action)

    return reducer


def test_a_reducer_that_raised_once_applies_what_comes_after() -> None:  # 3
    ana, bo = replica(ANA), replica(BO, failing_once())
    pair(ana.dispatcher, bo.dispatcher)

    ana.type("abcde")

    assert bo.state == "acde"
    assert len(bo.log) == 5
    assert bo.dispatcher.history.refusal(bo.log[1]) == (
        "the reducer raised KeyError: 'a bug of the day'"
    )


def test_a_reducer_that_raised_once_can_fold_it_all_again() -> None:  # 3, 5
    ana, bo = replica(ANA), replica(BO, failing_once())
    pair(ana.dispatcher, bo.dispatcher)
    ana.type("abc")

    bo.store.replace_reducer(text)

    assert_equal(ana, bo)


def test_a_late_joiner_sees_everything_that_is_not_folded_yet() -> None:  # 4
    ana, bo, cy = replica(ANA), replica(BO, scheduler=VirtualTime()), replica(CY)
    Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("ab")
    Wire(ana.dispatcher, bo.dispatcher).carry()
    assert bo.state == ""

    Wire(bo.dispatcher, cy.dispatcher).carry()

    assert cy.state == "ab"


def test_a_joiner_during_a_write_sees_it_afterwards() -> None:  # 4
    log = SlowLog()
    ana, bo = replica(ANA, log=log), replica(BO)
    ana.type("a")

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    log.finish()
    wire.carry()

    assert_equal(ana, bo)


def test_an_action_on_which_the_reducer_raises_is_refused_equally_everywhere() -> None:  # 5
    ana, bo = replica(ANA), replica(BO)
    link = pair(ana.dispatcher, bo.dispatcher)
    ana.type("b")
    link.cut()
    ana.type("y")  # allowed behind "b", and no more once "a" is in between
    late = forge(CYS, typed("a"), timestamps=[NOON])
    bo.dispatcher.receive([late.raw])

    link.join()

    assert_equal(ana, bo)
    [refused] = [u for u in ana.log if ana.dispatcher.history.refusal(u)]
    assert refused.action == typed("y")
    assert ana.dispatcher.history.refusal(refused) == "no y behind a vowel"


def test_a_reducer_that_raises_during_a_replay_leaves_no_stale_states() -> None:  # 5
    ana = replica(ANA)
    ana.type("byc")
    assert ana.dispatcher.history.states(0, 3) == ["", "b", "by", "byc"]

    ana.dispatcher.receive([forge(CYS, typed("e"), timestamps=[NOON]).raw])

    assert ana.dispatcher.history.states(0, 4) == ["", "b", "be", "be", "bec"]
    assert ana.state == "bec"


def test_a_failure_of_the_machine_is_no_refusal_and_loses_nothing() -> None:  # 5
    tired = True

    def reducer(state: str | None, action: Any) -> Any:
        if tired and action.get("payload") == "b":
            raise RecursionError
        return text(state, action)

    ana, bo = replica(ANA), replica(BO, reducer)
    pair(ana.dispatcher, bo.dispatcher)
    ana.type("abc")
    assert (bo.state, len(bo.log)) == ("a", 3)
    assert bo.dispatcher.history.stopped is not None

    tired = False
    bo.dispatcher.resume()

    assert_equal(ana, bo)


def test_unequal_initial_states_are_told_and_not_merged() -> None:  # 6
    ana, bo = replica(ANA, first="201"), replica(BO, first="1")
    ana.type("a")

    with pytest.raises(ConnectionError, match="our states differ before the first action"):
        pair(ana.dispatcher, bo.dispatcher)

    assert (ana.state, bo.state) == ("201a", "1")


def test_an_initial_state_that_all_have_counts() -> None:  # 6
    ana, bo = replica(ANA, first="201"), replica(BO, first="201")
    pair(ana.dispatcher, bo.dispatcher)

    bo.type("b")

    assert ana.state == bo.state == "201b"


def test_types_with_one_at_sign_travel_and_with_two_stay_home() -> None:  # 7
    def types(state: tuple[str, ...] | None, action: Any) -> tuple[str, ...]:
        return (*(state or ()), action["type"]) if action["type"].endswith("ADD") else state or ()

    ana, bo, cy = (replica(source, types) for source in (ANA, BO, CY))
    pair(ana.dispatcher, bo.dispatcher)

    ana.store.dispatch({"type": "@app/ADD"})
    ana.store.dispatch({"type": "@@app/ADD"})
    ana.store.dispatch({"type": "ADD"})
    pair(bo.dispatcher, cy.dispatcher)

    assert ana.state == bo.state == cy.state == ("@app/ADD", "ADD")


def test_a_private_action_from_the_wire_reaches_no_reducer() -> None:  # 7
    seen: list[str] = []

    def reducer(state: str | None, action: Any) -> Any:
        seen.append(action["type"])
        return text(state, action)

    ana = replica(ANA, reducer)
    seen.clear()

    Stranger(ana.dispatcher).greet().send(forge(CYS, b"\x81\xa4type\xac@@redux/INIT"))

    assert seen == []


def cycle() -> dict[str, Any]:
    action: dict[str, Any] = {"type": "typed"}
    action["payload"] = action
    return action


@pytest.mark.parametrize(
    "action",
    [
        typed(math.nan),  # pyright: ignore[reportArgumentType]
        typed(math.inf),  # pyright: ignore[reportArgumentType]
        {"type": "typed", "payload": ...},
        {"type": "typed", "payload": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"type": "typed", "payload": b"bytes"},
        {"type": "typed", "payload": {1, 2}},
        {"type": "typed", "payload": 2**70},
        {"type": "typed", "payload": {1: "one"}},
        {"type": "typed", "payload": lambda: None},
        {"type": "typed", "payload": "\ud83d"},
        cycle(),
        {"type": "typed", "payload": "a" * 50_000},
    ],
    ids=[
        "NaN",
        "infinity",
        "undefined",
        "date",
        "bytes",
        "set",
        "bigint",
        "key that is no text",
        "function",
        "half a character",
        "cycle",
        "too long",
    ],
)
def test_what_cannot_be_sent_is_told_to_the_caller_and_spoils_no_later_sync(action: Any) -> None:
    ana, bo = replica(ANA), replica(BO)  # 8, 18
    ana.type("a")

    with pytest.raises((TypeError, ValueError)):
        ana.store.dispatch(action)
    assert ana.state == "a"
    ana.type("b")
    link = pair(ana.dispatcher, bo.dispatcher)
    link.cut()
    link.join()

    assert [update.action for update in bo.log] == [typed("a"), typed("b")]
    assert_equal(ana, bo)


def test_json_changes_no_action_for_the_others() -> None:  # 8
    def keep(state: Any, action: Any) -> Any:
        return (*(state or ()), action) if not action["type"].startswith("@@") else ()

    ana, bo = replica(ANA, keep), replica(BO, keep)
    pair(ana.dispatcher, bo.dispatcher)
    action: dict[str, Any] = {
        "type": "増える",
        "payload": [1, 1.0, True, None, -0.0],
        "meta": {"": {}},
        "error": False,
    }

    ana.store.dispatch(action)

    # The reducer is told who and when besides; the rest is what was dispatched.
    told: dict[str, Any] = {"": {}, "source": ANA.hex(), "timestamp": ana.log[0].timestamp}
    assert repr(ana.state) == repr(bo.state) == repr(({**action, "meta": told},))
    assert repr(ana.log[0].action) == repr(bo.log[0].action) == repr(action)


def test_the_same_action_object_can_be_dispatched_again_and_again() -> None:  # 9
    ana, bo, _ = joined()
    action = {"type": "typed", "payload": "a", "meta": {"by": "Ana"}}

    for _ in range(3):
        assert ana.store.dispatch(action) is action

    assert action == {"type": "typed", "payload": "a", "meta": {"by": "Ana"}}
    assert bo.state == "aaa"
    assert_equal(ana, bo)


def test_a_shared_or_frozen_meta_can_be_dispatched_again_and_again() -> None:  # 9
    ana, bo, _ = joined()
    meta = MappingProxyType({"by": "Ana"})

    for letter in "ab":
        ana.store.dispatch({**typed(letter), "meta": meta})

    assert bo.state == "ab"
    assert [update.action["meta"] for update in bo.log] == [{"by": "Ana"}, {"by": "Ana"}]


# B. Verification and signing


def test_nobody_can_speak_as_somebody_else() -> None:  # 13
    amy = member(AMY)
    bob = signed_run(BOB, typed("forged"))

    for forged in (
        forge(amy.dispatcher.chain, typed("forged"), room=ROOM.id),
        seal(amy.dispatcher.chain, bob.body, [1], room=ROOM.id, version=SEALED),
        Run(bob.raw.replace(BOB.source, AMY.source)),
    ):
        stranger = Stranger(amy.dispatcher, BOB.source).greet()
        stranger.send(forged)
        assert stranger.session.over

    assert amy.log == []


# C. One bad frame


@pytest.mark.parametrize(
    "action",
    [
        b"\xc0",
        b"\xa1x",
        b"\x90",
        b"\x80",
        b"\x81\xa4type\xc0",
        b"\x81\xa4type\x07",
        b"\x81\xa4type\x90",
    ],
    ids=["null", "text", "array", "no type", "type null", "type number", "type array"],
)
def test_an_action_that_is_none_ends_only_the_session_that_brought_it(action: bytes) -> None:
    ana, bo = replica(ANA), replica(BO)  # 14
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    stranger = Stranger(ana.dispatcher, DI).greet()

    stranger.send(forge(CYS, action))
    assert stranger.session.over
    ana.type("a")
    wire.carry()
    late = Wire(ana.dispatcher, replica(CY).dispatcher).carry()

    assert_equal(ana, bo)
    assert [session.over for session in (*wire.sessions, *late.sessions)] == [None] * 4


@pytest.mark.parametrize("meta", [b"\xc0", b"\xa1x"], ids=["null", "text"])
def test_a_meta_of_any_kind_is_harmless(meta: bytes) -> None:  # 14
    ana = replica(ANA)
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(CYS, b"\x83\xa4type\xa5typed\xa7payload\xa1a\xa4meta" + meta))

    assert (stranger.session.over, ana.state) == (None, "a")


@pytest.mark.parametrize("name", [b"toString", b"hasOwnProperty", b"__proto__", b"__class__"])
def test_a_source_of_any_name_is_harmless(name: bytes) -> None:  # 14
    ana = replica(ANA)
    source = SourceId(name.ljust(32, b"\0"))

    Stranger(ana.dispatcher).greet().send(forge(Chain(source, Incarnation(0)), typed("a")))

    assert ana.state == "a"


def test_an_action_on_which_the_reducer_raises_ends_no_session() -> None:  # 14
    def strict(state: str | None, action: Any) -> str:
        return (state or "") + ("" if action["type"].startswith("@@") else action["payload"]["x"])

    ana = replica(ANA, strict)
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(CYS, {"type": "a"}, {"type": "a", "payload": {"x": "a"}}))

    assert (stranger.session.over, ana.state, len(ana.log)) == (None, "a", 2)


def test_timestamp_0_is_refused_and_floods_nobody() -> None:  # 15
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    wire.frames.clear()
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(CYS, typed("a"), timestamps=[0]))
    wire.carry()

    assert stranger.session.over == "a run stamped at or before the one it follows"
    assert (len(ana.log), len(bo.log), wire.frames) == (0, 0, [])


def test_a_forged_update_silences_nobody() -> None:  # 16
    ana, bo, _ = joined()
    stranger = Stranger(bo.dispatcher, DI).greet()

    stranger.send(forge(ana.dispatcher.chain, typed("forged"), timestamps=[NOON + 50_000_000]))
    ana.type("abcde")

    assert_equal(ana, bo)
    assert sorted(set(ana.state)) >= list("abcde")


@pytest.mark.parametrize("timestamp", [2**53 - 1, NOON + 10 * 365 * 24 * 3600 * 1_000_000])
def test_a_huge_timestamp_silences_nobody(timestamp: int) -> None:  # 16
    ana, bo, _ = joined()
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(CYS, typed("future"), timestamps=[timestamp]))
    for _ in range(10):
        ana.type("a")
        bo.type("b")

    assert ana.state == bo.state == "ab" * 10
    assert ana.dispatcher.parked == bo.dispatcher.parked == 1
    assert max(update.timestamp for update in ana.log) < NOON + 60_000_000


@pytest.mark.parametrize("timestamp", [2**53, 2**63, 2**64 - 1])
def test_a_timestamp_of_2_to_the_53_is_refused(timestamp: int) -> None:  # 16
    ana = replica(ANA)
    stranger = Stranger(ana.dispatcher).greet()
    raw = bytearray(forge(CYS, typed("a"), timestamps=[1]).raw)
    raw[79:95] = timestamp.to_bytes(8, "big") * 2

    stranger.say(Delta([bytes(raw)]))

    assert stranger.session.over == f"the timestamp {timestamp} is not below 2**53"


def test_a_huge_timestamp_silences_nobody_where_the_clock_only_counts() -> None:  # 16
    ana = replica(ANA, clock=LamportClock())

    Stranger(ana.dispatcher).greet().send(forge(CYS, typed("c"), timestamps=[2**53 - 1]))
    ana.type("ab")

    assert sorted(ana.state.replace("c", "")) == ["a", "b"]


def test_after_a_frame_that_cannot_be_read_the_link_may_be_dialled_again() -> None:  # 17
    ana, bo = replica(ANA), replica(BO)
    ana.type("a")
    wire = Wire(ana.dispatcher, bo.dispatcher)
    wire.carry_one(0)
    wire.sessions[0].receive(b"not a frame")
    wire.carry()
    assert [session.may_redial for session in wire.sessions] == [True, True]

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_equal(ana, bo)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_truncated_frame_ends_that_session_and_the_next_one_repairs(part: float) -> None:
    ana, bo = replica(ANA), replica(BO)  # 17
    ana.type("abc")
    stranger = Stranger(bo.dispatcher, ANA).greet()
    runs = ana.dispatcher.runs_after(ana.dispatcher.chain, 0, max_bytes=10**6)
    frame = encode(Delta([run.raw for run in runs]))

    stranger.say(frame[: int(len(frame) * part)])
    assert stranger.session.over
    assert bo.log == []
    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_equal(ana, bo)


def test_the_longest_action_arrives_and_so_does_what_comes_after() -> None:  # 18
    ana, bo = replica(ANA), replica(BO)
    ana.store.dispatch(typed("a" * 49_000))
    with pytest.raises(ValueError, match="at most 49152 can be sent"):
        ana.store.dispatch(typed("a" * 50_000))
    ana.type("b")

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_equal(ana, bo)
    assert len(wire.said(Delta)) <= 2


# D. Connections


def test_offline_edits_are_sent_once_however_often_one_reconnected() -> None:  # 19
    ana, bo = replica(ANA), replica(BO)
    costs: list[tuple[int, int]] = []

    for _ in range(6):
        ana.type("ab" * 10)
        wire = Wire(ana.dispatcher, bo.dispatcher).carry()
        costs.append((len(wire.frames), len(wire.runs())))
        wire.lose()

    assert_equal(ana, bo)
    assert {runs for _, runs in costs} == {20}
    assert len({frames for frames, _ in costs}) == 1


def test_six_reconnects_leave_one_listener() -> None:  # 19, 20
    ana, bo = replica(ANA), replica(BO)
    wires = [Wire(ana.dispatcher, bo.dispatcher).carry() for _ in range(6)]
    for wire in wires[:-1]:
        wire.lose()

    ana.type("a")
    for wire in wires:
        wire.frames.clear()
        wire.carry()

    assert [len(wire.runs()) for wire in wires] == [0, 0, 0, 0, 0, 1]


def test_no_update_is_echoed_to_where_it_came_from() -> None:  # 21
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    wire.frames.clear()

    ana.type("abcde")
    bo.type("fgh")
    wire.carry()

    assert [(len(d.runs)) for d in wire.said(Delta, ana.dispatcher)] == [5]
    assert [(len(d.runs)) for d in wire.said(Delta, bo.dispatcher)] == [3]
    assert len(wire.frames) <= 4


def test_one_action_in_a_star_of_n_costs_n_minus_1_runs() -> None:  # 21
    hub = replica(ANA)
    rim = [replica(SourceId(bytes([n]) * 32)) for n in range(1, 9)]
    wires = [Wire(hub.dispatcher, one.dispatcher).carry() for one in rim]
    for wire in wires:
        wire.frames.clear()

    rim[0].type("a")
    for wire in wires:
        wire.carry()

    assert sum(len(wire.runs()) for wire in wires) == 8
    assert_equal(hub, *rim)


def test_whoever_was_away_for_long_gets_and_gives_everything() -> None:  # 22
    log = MemoryLog()
    ana, bo = replica(ANA, log=log), replica(BO)
    ana.type("ab" * 100)
    bo.type("cd" * 100)

    again = replica(ANA, log=log)
    pair(again.dispatcher, bo.dispatcher)

    assert_equal(again, bo)
    assert len(bo.log) == 400


def test_a_slow_peer_makes_nobody_s_memory_grow() -> None:  # 24
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("ab" * 500)

    # Nothing is picked before the link can take a frame, and then a frame at a time.
    wire.carry_one(0)
    assert len(bo.log) < 1000
    wire.carry()

    assert_equal(ana, bo)


# E. Growth and cost


def test_two_long_diverged_histories_merge_with_one_rewind_per_batch() -> None:  # 26
    time = VirtualTime()
    ana, bo = replica(ANA, scheduler=time), replica(BO)
    time.settle()
    bo.type("b" * 500)
    time.pass_time(60)
    ana.type("a" * 500)
    time.pass_time(1)
    heard: list[int] = []
    ana.store.subscribe(lambda: heard.append(1))

    Wire(ana.dispatcher, bo.dispatcher).carry()
    time.settle()

    assert ana.state == "b" * 500 + "a" * 500
    [rewind] = ana.dispatcher.history.rewinds
    assert (len(rewind.late), rewind.replayed) == (500, 1000)
    assert heard == [1]


def test_a_restart_is_the_same_source() -> None:  # 27, 29
    log = MemoryLog()
    replica(ANA, log=log).type("abc")

    again = replica(ANA, log=log)
    again.type("d")

    assert (again.state, len(again.dispatcher.received)) == ("abcd", 1)


def test_text_of_any_script_survives_a_restart() -> None:  # 29
    log = MemoryLog()
    replica(ANA, log=log).type("増える🖋️" * 300)

    assert replica(ANA, log=log).state == "増える🖋️" * 300


# G. Not quite a redux store


def test_dispatch_returns_the_action() -> None:  # 30
    ana = replica(ANA)
    action = typed("a")

    assert ana.store.dispatch(action) is action


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (print, "thunks and promises need a middleware"),
        ({"type": 7}, "needs a string 'type', this one has 7"),
        ({"payload": 1}, "needs a string 'type', this one has None"),
        ("INCREMENT", "an action is an object"),
        (None, "an action is an object"),
    ],
    ids=["thunk", "number", "no type", "text", "nothing"],
)
def test_what_is_no_action_is_told_so_in_words(action: Any, words: str) -> None:  # 30
    ana = replica(ANA)

    with pytest.raises(TypeError, match=words):
        ana.store.dispatch(action)

    assert ana.log == []


def test_another_reducer_gives_the_state_it_would_have_given() -> None:  # 31
    ana, bo, _ = joined()
    ana.type("ab")

    def reversed_text(state: str | None, action: Any) -> str:
        return action["payload"] + (state or "")

    for one in (ana, bo):
        one.store.replace_reducer(reversed_text)
    bo.type("c")

    assert ana.state == bo.state == "cba"


def test_the_state_is_another_one_after_a_change_and_the_same_one_without() -> None:  # 33
    def shapes(state: dict[str, int] | None, action: Any) -> dict[str, int]:
        if action["type"] != "added":
            return state or {}
        return {**(state or {}), action["payload"]: 1}

    ana = replica(ANA, shapes)
    before = ana.state
    ana.store.dispatch({"type": "added", "payload": "a"})
    after = ana.state
    ana.store.dispatch({"type": "@@devtools/LOOKED"})

    assert before == {}
    assert after == {"a": 1}
    assert ana.state is after


def test_nothing_is_written_to_the_console(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:  # 34
    with caplog.at_level(logging.DEBUG):
        ana, bo, link = joined()
        ana.type("a")
        link.cut()
        with pytest.raises(Refused):
            bo.type("xx")

    assert capsys.readouterr() == ("", "")
    assert caplog.records == []


def test_a_digest_says_no_more_than_how_far() -> None:  # 27
    ana, bo = replica(ANA), replica(BO)
    ana.type("ab" * 500)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    [digest] = wire.said(Digest, ana.dispatcher)[:1]

    assert len(encode(digest)) < 100
    assert state_hash(ana.state) == state_hash(bo.state)
    assert isinstance(wire.runs()[0], Run)


def test_an_action_that_is_refused_where_it_is_done_goes_nowhere() -> None:  # 10
    ana, bo, _ = joined()
    ana.type("x")

    with pytest.raises(Refused):
        ana.type("x")

    late = replica(CY)
    pair(bo.dispatcher, late.dispatcher)
    assert (ana.state, bo.state, late.state) == ("x", "x", "x")


def test_an_action_that_is_judged_by_the_state_ends_equal_everywhere() -> None:  # 11
    def at_most_three(state: str | None, action: Any) -> Any:
        before = state or ""
        if action["type"] != "typed":
            return before
        return REFUSED if len(before) == 3 else before + action["payload"]

    ana, bo = replica(ANA, at_most_three), replica(BO, at_most_three)
    ana.type("aaa")
    bo.type("bbb")

    pair(ana.dispatcher, bo.dispatcher)

    assert_equal(ana, bo)
    assert len(ana.state) == 3
    refused = [u for u in ana.log if ana.dispatcher.history.refusal(u) is not None]
    assert len(refused) == 3
    assert refused == [u for u in bo.log if bo.dispatcher.history.refusal(u) is not None]


def test_a_long_history_keeps_few_states() -> None:  # 25
    ana = replica(ANA)
    ana.type("a" * 5000)

    assert len(ana.dispatcher.history.checkpoint_places) <= 64


def test_a_newcomer_catches_up_on_thousands_of_actions_in_one_turn() -> None:  # 28
    ana = replica(ANA)
    ana.type("ab" * 2000)
    shown: list[int] = []
    bo = replica(BO)
    bo.store.subscribe(lambda: shown.append(len(bo.state)))

    pair(ana.dispatcher, bo.dispatcher)

    assert_equal(ana, bo)
    assert len(shown) < 50, "it was shown once per frame that arrived, not per action"
