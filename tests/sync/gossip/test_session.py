from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.clock import LamportClock
from redux_scuttlebutt.sync.facts.bulletin import PRESENCE
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.gossip.heartbeat import IDLE_SECONDS
from redux_scuttlebutt.sync.gossip.session import Session, Stage
from redux_scuttlebutt.sync.wire.messages import (
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    PROTOCOL,
    Beat,
    Bye,
    Delta,
    Digest,
    Facts,
    FactsDigest,
    Hello,
    Message,
    Newest,
    SentFact,
    encode,
)
from redux_scuttlebutt.sync.wire.run import Chain, write_body
from support.logs import ImpatientLog, SlowLog
from support.replica import ANA, BO, CY, DI, assert_equal, replica, typed
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire, entry, forge, seal

ANAS, BOS, CYS, DIS = (Chain(source, Incarnation(0)) for source in (ANA, BO, CY, DI))


def numbered(number: int) -> Chain:
    return Chain(SourceId(number.to_bytes(32, "big")), Incarnation(0))


# Greeting


def test_both_say_hello_first_and_then_how_far_they_are() -> None:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="増える")
    ana.type("a")

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert [type(frame.message) for frame in wire.frames[:4]] == [Hello, Hello, Digest, Digest]
    assert [session.stage for session in wire.sessions] == [Stage.OPEN, Stage.OPEN]
    assert [(session.peer, session.name) for session in wire.sessions] == [
        (BO, "増える"),
        (ANA, "Ana"),
    ]
    assert all(session.was_open and session.is_quiet for session in wire.sessions)


def test_opening_and_hearing_are_told() -> None:
    ana, bo = replica(ANA), replica(BO)
    told: list[str] = []
    session = Session(
        ana.dispatcher,
        lambda: None,
        lambda session: told.append(f"opened {session.stage.value}"),
        lambda session: told.append(f"heard {len(session.held)}"),
    )
    other = Session(bo.dispatcher, lambda: None)
    bo.type("b")

    for _ in range(2):
        frame = other.next_frame()
        assert frame is not None
        session.receive(frame)
        answer = session.next_frame()
        assert answer is not None
        other.receive(answer)

    assert told == ["opened open", "heard 1"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"protocol": PROTOCOL + 1}, "we speak protocol 3, you 4: update"),
        ({"room": b"r" * 32}, "this is another room"),
        ({"source": ANA}, "this is the same device"),
        ({"clock": "lamport"}, "this room's clock is hybrid, yours is lamport"),
        ({"first_state": b"s" * 32}, "our states differ before the first action"),
    ],
)
def test_whoever_cannot_be_compared_is_told_why_and_nothing_is_merged(
    change: dict[str, Any], reason: str
) -> None:
    ana = replica(ANA)
    ana.type("a")
    stranger = Stranger(ana.dispatcher)

    stranger.say(stranger.hello(**change))
    stranger.send(forge(CYS, typed("c")))

    heard = stranger.hear()
    assert [type(message) for message in heard] == [Hello, Bye]
    assert isinstance(heard[1], Bye)
    assert heard[1].reason.startswith(reason)
    assert not heard[1].redial
    assert stranger.session.stage is Stage.OVER
    assert not stranger.session.was_open
    assert ana.state == "a"


def test_a_clock_of_another_kind_is_told_on_both_sides() -> None:
    wire = Wire(replica(ANA).dispatcher, replica(BO, clock=LamportClock()).dispatcher).carry()

    assert [session.over for session in wire.sessions] == [
        "this room's clock is hybrid, yours is lamport",
        "this room's clock is lamport, yours is hybrid",
    ]


@pytest.mark.parametrize(
    "message", [Digest([], whole=True), Delta([])], ids=lambda m: type(m).__name__
)
def test_nothing_is_heard_before_hello(message: Message) -> None:
    stranger = Stranger(replica(ANA).dispatcher)

    stranger.say(message)

    assert stranger.session.over == f"{type(message).__name__} at the wrong moment"


def test_hello_is_said_once() -> None:
    stranger = Stranger(replica(ANA).dispatcher).greet()

    stranger.say(stranger.hello())

    assert stranger.session.over == "Hello at the wrong moment"


def test_a_long_name_is_cut_not_refused() -> None:
    wire = Wire(replica(ANA, name="増" * 500).dispatcher, replica(BO).dispatcher).carry()

    assert wire.sessions[1].name == "増" * 200


# Goodbye


def test_a_goodbye_says_why_and_whether_to_dial_again() -> None:
    wire = Wire(replica(ANA).dispatcher, replica(BO).dispatcher).carry()

    wire.sessions[0].end("disconnected", redial=False)
    wire.carry()

    assert [session.over for session in wire.sessions] == ["disconnected", "disconnected"]
    assert not wire.sessions[1].may_redial


def test_an_ended_session_sends_nothing_but_the_goodbye_and_hears_nothing() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("a")
    wire.frames.clear()

    wire.sessions[0].end("enough")
    wire.sessions[0].end("again")
    wire.sessions[0].receive(b"anything")
    wire.carry()

    assert [frame.message for frame in wire.frames] == [Bye("enough", redial=True)]
    assert bo.state == ""


def test_a_session_that_is_over_listens_to_nothing_any_more() -> None:
    ana = replica(ANA)
    woken: list[int] = []
    session = Session(ana.dispatcher, lambda: woken.append(1))
    session.lost()

    ana.type("a")

    assert (woken, session.over, session.next_frame() is None) == ([], "the link was lost", False)


def test_a_reason_too_long_for_a_frame_is_cut() -> None:
    stranger = Stranger(replica(ANA).dispatcher).greet()
    stranger.hear()

    stranger.session.end("増" * 1000)

    assert stranger.hear() == [Bye("増" * 200, redial=True)]


# Deltas


def test_a_delta_holds_what_the_other_lacks_and_nothing_else() -> None:
    ana = replica(ANA)
    ana.type("abcd")

    [second] = ana.dispatcher.runs_after(ANAS, 1, max_bytes=1)
    stranger = Stranger(ana.dispatcher).greet(entry(ANAS, 2, second.hash[:8]))

    assert [run.header.first for run in stranger.hear_runs()] == [3, 4]


def test_what_is_new_is_sent_as_soon_as_it_is_on_disk() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    wire.frames.clear()

    ana.type("a")
    wire.carry()

    assert bo.state == "a"
    assert [run.header.first for run in wire.runs(ana.dispatcher)] == [1]


def test_an_update_is_not_sent_back_to_where_it_came_from() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("abc")
    wire.carry()

    assert wire.runs(bo.dispatcher) == []


def test_each_update_is_sent_once_over_a_healthy_link() -> None:
    ana, bo = replica(ANA), replica(BO)
    ana.type("abc")
    bo.type("de")
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("fg")
    wire.carry()

    firsts = [(run.chain, run.header.first) for run in wire.runs()]
    assert len(firsts) == len(set(firsts)) == 7
    assert_equal(ana, bo)


def test_a_quiet_link_stays_quiet() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("a")
    wire.carry()
    wire.frames.clear()

    wire.carry()

    assert wire.frames == []


def test_who_points_at_something_all_the_time_keeps_nobody_from_comparing() -> None:
    time = VirtualTime()
    ana = replica(ANA, scheduler=time)
    time.settle()
    stranger = Stranger(ana.dispatcher, BO)
    stranger.say(stranger.hello(abilities=["facts", "beats"]))
    for message in (Digest([], whole=True), FactsDigest([])):
        stranger.say(message)
    beat = Beat(1, 0, 0, 0.0, 0.0, b"another!")
    time.pass_time(IDLE_SECONDS)
    stranger.hear()

    heard: list[Message] = []
    for number in range(1, 4):
        ana.dispatcher.bulletin.say(PRESENCE, b"here")
        stranger.say(Facts([SentFact(BO, PRESENCE, number, b"there", bytes(64))]))
        time.pass_time(IDLE_SECONDS)
        heard += stranger.hear()
        stranger.say(beat)
    heard += stranger.hear()

    assert any(isinstance(message, Facts) for message in heard)
    assert any(isinstance(message, Digest) for message in heard)


def test_a_redundant_path_is_quiet() -> None:
    ana, bo, cy = (replica(source) for source in (ANA, BO, CY))
    ana.type("a")
    stranger = Stranger(bo.dispatcher, DI).greet()
    stranger.hear()
    [run] = ana.dispatcher.runs_after(ANAS, 0, max_bytes=1)
    cy.dispatcher.receive([run.raw])
    bo.dispatcher.receive([run.raw])

    # The stranger has it, too: it says so by sending it before it got ours.
    stranger.send(run)

    assert stranger.hear_runs() == []


def test_what_arrived_and_is_on_disk_is_acknowledged() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("abc")
    wire.carry()

    assert wire.sessions[0].held == {ANAS: 3}


def test_what_arrived_is_acknowledged_once_it_is_on_disk_and_not_before() -> None:
    log = SlowLog()
    ana, bo = replica(ANA), replica(BO, log=log)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("abc")
    wire.carry()
    assert bo.state == "abc"
    assert wire.sessions[0].held == {}

    while log.writes:
        log.finish()
    wire.carry()
    assert wire.sessions[0].held == {ANAS: 3}


def test_a_large_catch_up_comes_in_frames_of_at_most_64_kib() -> None:
    ana, bo = replica(ANA), replica(BO)
    for number in range(40):
        ana.store.dispatch(typed(f"{number:05}" * 2000))

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_equal(ana, bo)
    deltas = wire.said(Delta)
    assert max(len(encode(delta)) for delta in deltas) <= MAX_FRAME_BYTES
    assert len(deltas) < 15


def test_a_long_chain_does_not_keep_the_others_waiting() -> None:
    ana = replica(ANA)
    for _ in range(30):
        ana.store.dispatch(typed("a" * 30_000))
    ana.dispatcher.receive([forge(BOS, typed("b")).raw])
    stranger = Stranger(ana.dispatcher).greet()

    frames = [m for m in stranger.hear() if isinstance(m, Delta)]

    chains = [{run[33:65] for run in delta.runs} for delta in frames]
    assert BO in chains[0] | chains[1]


def test_many_short_chains_fill_a_frame() -> None:
    ana = replica(ANA)
    ana.dispatcher.receive([forge(numbered(n), typed("n")).raw for n in range(1, 1001)])
    stranger = Stranger(ana.dispatcher).greet()

    *full, _last = (message for message in stranger.hear() if isinstance(message, Delta))

    assert len(full) > 1
    assert min(len(encode(delta)) for delta in full) > 0.9 * MAX_FRAME_BYTES - 4096


def test_two_long_runs_of_two_sources_go_in_two_frames() -> None:
    ana = replica(ANA, log=ImpatientLog())
    ana.dispatcher.receive([forge(BOS, typed("b" * 20_000)).raw])
    ana.dispatcher.receive([forge(CYS, typed("c" * 47_000), typed("c" * 6000)).raw])

    stranger = Stranger(ana.dispatcher, DI).greet()

    assert len(stranger.hear_runs()) == 2


def test_a_digest_that_ends_in_the_middle_of_a_run_keeps_nothing_else_from_being_sent() -> None:
    ana = replica(ANA, log=ImpatientLog())
    ana.dispatcher.receive([forge(BOS, typed("b"), typed("c")).raw])
    stranger = Stranger(ana.dispatcher).greet(entry(BOS, 1))
    stranger.hear()

    ana.type("a")

    assert [run.chain for run in stranger.hear_runs()] == [ANAS]


# Digests


def test_a_digest_in_parts_is_understood() -> None:
    ana, bo = replica(ANA), replica(BO)
    runs = [forge(numbered(n), typed("n")) for n in range(1, 2502)]
    for one in (ana, bo):
        one.dispatcher.receive([run.raw for run in runs])

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    sizes = [len(digest.entries) for digest in wire.said(Digest, ana.dispatcher)]
    assert sizes == [MAX_ENTRIES, MAX_ENTRIES, 501]
    assert wire.sessions[1].held == {numbered(n): 1 for n in range(1, 2502)}


def test_nothing_is_sent_that_a_later_part_of_the_digest_names() -> None:
    ana = replica(ANA)
    ana.type("a")
    bo = replica(BO)
    bo.dispatcher.receive([forge(numbered(n), typed("n")).raw for n in range(1, MAX_ENTRIES + 1)])
    stranger = Stranger(ana.dispatcher)
    stranger.say(stranger.hello())
    stranger.hear()

    many = [entry(numbered(n), 1) for n in range(1, MAX_ENTRIES + 1)]
    stranger.say(Digest(many, whole=True, more=True))
    early = stranger.hear_runs()
    stranger.say(Digest([entry(ANAS, 1)], whole=True))

    assert early == []


def test_a_gap_is_repaired_by_a_whole_digest_once() -> None:
    ana = replica(ANA)
    first = forge(BOS, typed("a"))
    second = forge(BOS, typed("b"), after=first.head)
    third = forge(BOS, typed("c"), after=second.head)
    stranger = Stranger(ana.dispatcher).greet(entry(BOS, 3))
    stranger.hear()

    stranger.send(second)
    stranger.send(third)
    assert stranger.hear() == [Digest([], whole=True)]
    stranger.send(first, second, third)

    assert ana.state == "abc"
    assert stranger.session.over is None


def test_a_whole_digest_that_leaves_a_chain_out_says_that_it_is_not_there() -> None:
    ana = replica(ANA)
    ana.type("a")
    stranger = Stranger(ana.dispatcher).greet()
    assert len(stranger.hear_runs()) == 1

    stranger.say(Digest([], whole=True))

    assert len(stranger.hear_runs()) == 1


# Mistakes of the other side


@pytest.mark.parametrize(
    "message",
    [FactsDigest([]), Facts([]), Beat(1, 0, 0, 0.0, 0.0, bytes(8))],
    ids=lambda message: type(message).__name__,
)
def test_whoever_says_what_it_never_said_it_could_is_at_the_wrong_moment(message: Message) -> None:
    stranger = Stranger(replica(ANA).dispatcher).greet()

    stranger.say(message)

    assert stranger.session.over == f"{type(message).__name__} at the wrong moment"


def test_facts_do_not_keep_runs_waiting_nor_the_other_way_round() -> None:
    ana = replica(ANA)
    for n in range(200):
        source = SourceId(n.to_bytes(32, "big"))
        ana.dispatcher.bulletin.receive([Fact(source, "profile", 1, bytes(8000), bytes(64))])
    for _ in range(15):
        ana.store.dispatch(typed("a" * 45_000))
    stranger = Stranger(ana.dispatcher)
    stranger.say(stranger.hello(abilities=["facts"]))
    stranger.say(FactsDigest([]))
    stranger.say(Digest([], whole=True))

    kinds = [type(m) for m in stranger.hear() if isinstance(m, Delta | Facts)]

    assert kinds[:20] == [Delta, Facts] * 10 or kinds[:20] == [Facts, Delta] * 10


@pytest.mark.parametrize(
    "mistake",
    [
        b"",
        b"\xc1",
        bytes(MAX_FRAME_BYTES + 1),
        encode(Delta([b"no run"])),
        encode(Delta([forge(CYS, typed("c"), room=b"r" * 32).raw])),
        encode(Delta([forge(CYS, typed("c"), timestamps=[0]).raw])),
        encode(Delta([seal(CYS, b"\xc1", [1]).raw])),
    ],
    ids=lambda frame: f"{len(frame)} bytes",
)
def test_a_mistake_ends_that_session_with_a_reason_and_no_other(mistake: bytes) -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    stranger = Stranger(ana.dispatcher).greet()
    stranger.hear()

    stranger.say(mistake)

    assert stranger.session.over
    assert [type(message) for message in stranger.hear()] == [Bye]
    ana.type("a")
    wire.carry()
    assert_equal(ana, bo)
    assert bo.state == "a"


def honest_frames() -> list[bytes]:
    """What Cy, who has three runs, says to Ana, who has two others."""
    runs = [forge(CYS, typed("a"), typed("b"), timestamps=[5, 9])]
    runs.append(forge(CYS, typed("増"), after=runs[0].head))
    runs.append(forge(DIS, typed("d"), typed("e"), typed("f")))
    hello = Stranger(replica(ANA).dispatcher).hello(abilities=["facts", "beats"])
    cy = [SentFact(CY, key, n, b"Cy", bytes(64)) for n, key in enumerate(("profile", "links"), 1)]
    return [
        encode(hello),
        encode(FactsDigest([Newest(CY, 2), Newest(DI, 1)])),
        encode(Facts(cy)),
        encode(Beat(NOON, NOON - 5, 3, 2.0, 1.0, b"12345678")),
        encode(Digest([entry(CYS, 3), entry(DIS, 3)], whole=True)),
        encode(Delta([runs[0].raw])),
        encode(Delta([runs[1].raw, runs[2].raw])),
        encode(Digest([entry(ANAS, 1)], whole=False)),
        encode(Digest([entry(CYS, 1)], whole=True)),
    ]


HONEST = honest_frames()


@st.composite
def altered(draw: st.DrawFn, frame: bytes) -> bytes:
    """`frame` as it is, or cut, lengthened, with bytes changed, or a part of it repeated."""
    changed = bytearray(frame)
    at = draw(st.integers(0, len(frame) - 1))
    match draw(st.sampled_from(["keep", "change", "change", "cut", "insert", "repeat", "drop"])):
        case "change":
            for _ in range(draw(st.integers(1, 3))):
                changed[draw(st.integers(0, len(frame) - 1))] = draw(st.integers(0, 255))
        case "cut":
            del changed[at:]
        case "insert":
            changed[at:at] = draw(st.binary(min_size=1, max_size=8))
        case "repeat":
            changed[at:at] = changed[at : at + draw(st.integers(1, 64))]
        case "drop":
            del changed[at : at + draw(st.integers(1, 8))]
        case _:
            pass
    return bytes(changed)


@st.composite
def conversations(draw: st.DrawFn) -> list[bytes]:
    """Honest frames in some order, each as it is or altered, and invalid bodies well sealed."""
    frames = [HONEST[0]] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 3)):
            frames.append(draw(altered(draw(st.sampled_from(HONEST)))))
        else:
            body = draw(altered(write_body([1, 2], [b"\x81\xa4type\xa1x"] * 2)))
            frames.append(encode(Delta([seal(CYS, body, [1, 2]).raw])))
    return frames


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_whatever_a_peer_says_it_is_taken_or_its_session_ends_with_a_reason(
    frames: list[bytes],
) -> None:
    ana, bo = replica(ANA, log=ImpatientLog()), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("a")
    stranger = Stranger(ana.dispatcher)

    for frame in frames:
        stranger.say(frame)
        stranger.hear()
    assert stranger.session.over != ""
    bo.type("b")
    wire.carry()

    assert [session.over for session in wire.sessions] == [None, None]
    assert_equal(ana, bo)
    assert ana.dispatcher.is_settled
