"""Whatever a peer sends: it is taken in and all are equal, or its session ends with a reason."""

import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any, cast

import pytest
from hypothesis import given, settings

from redux_scuttlebutt.store.update import Incarnation, SourceId, Update
from redux_scuttlebutt.sync.log import MemoryLog, Stored
from redux_scuttlebutt.sync.messages import (
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    Bye,
    Delta,
    Digest,
    Message,
    decode,
    encode,
)
from redux_scuttlebutt.sync.run import Chain, Head, Run
from redux_scuttlebutt.sync.session import Session, Stage
from support.hostile import Change, changes, distort
from support.keyed_signer import KeyedSigner
from support.replica import ANA, BO, CY, DI, Replica, assert_equal, replica
from support.virtual_time import NOON, VirtualTime
from support.wire import Wire, entry, forge

# 2,000 of each kind as a rule, 100,000 at night.
EXAMPLES = {"ci": 2_000, "nightly": 100_000}[settings.get_current_profile_name()]


def person(source: Any, past: Iterable[Stored] = ()) -> Replica:
    """A replica that signs, with `past` in its log."""
    log = MemoryLog()
    log.append(list(past), lambda error: None)
    return replica(source, log=log, signer=KeyedSigner(source))


class Conversation:
    """What Bo says to Ana, who has some of his and some of her own; recorded once."""

    def __init__(self) -> None:
        ana, bo, cy = [self.writer(source) for source in (ANA, BO, CY)]
        for one, words in ((bo, ["ab", "c" * 9]), (cy, ["de"]), (ana, ["fgh"])):
            self.write(one, words)
        Wire(ana.dispatcher, bo.dispatcher).carry().lose()
        self.write(ana, ["r"])
        self.anas_past = self.past(ana)
        for one, words in ((cy, ["i", "jk"]), (bo, ["lmn", "o"])):
            self.write(one, words)
        Wire(bo.dispatcher, cy.dispatcher).carry().lose()

        wire = Wire(ana.dispatcher, bo.dispatcher).carry()
        self.write(bo, ["pq"])
        wire.carry()
        wire.sessions[1].end("going home")
        wire.carry()
        self.frames = [encode(f.message) for f in wire.frames if f.sender is bo.dispatcher]
        self.bos_past = self.past(bo)
        self.updates = {update.name: update for update in bo.log}

    def writer(self, source: Any) -> Replica:
        return replica(source, scheduler=VirtualTime(), signer=KeyedSigner(source))

    def write(self, one: Replica, words: list[str]) -> None:
        """One run for each word."""
        for word in words:
            one.type(word)
            one.dispatcher.flush()
            cast("VirtualTime", one.dispatcher.scheduler).settle()

    def past(self, one: Replica) -> list[Stored]:
        found: list[Stored] = []
        for chain in one.dispatcher.stored:
            runs = one.dispatcher.runs_after(chain, 0, max_bytes=2**30)
            found += [Stored(run, NOON) for run in runs]
        return found


TALK = Conversation()


def weight(session: Session) -> int:
    """How many things a session has in its containers."""
    fields: dict[str, Any] = vars(session)
    knowledge = cast("dict[str, Any]", fields["_knowledge"].__dict__)
    containers: list[Any] = [*fields.values(), *knowledge.values()]
    return sum(len(c) for c in containers if type(c) in (dict, list, set))


def drain(session: Session) -> list[bytes]:
    """What it has to say at present."""
    said: list[bytes] = []
    while (frame := session.next_frame()) is not None:
        said.append(frame)
        assert len(said) < 100, "it does not stop talking"
    return said


def of_others(log: Iterable[Update]) -> dict[Any, Update]:
    return {update.name: update for update in log if update.source in (BO, CY)}


def test_the_conversation_holds_every_kind_of_message() -> None:
    kinds = [type(decode(frame)).__name__ for frame in TALK.frames]

    assert {*kinds} == {"Hello", "Digest", "Delta", "Bye"}
    assert kinds.count("Delta") >= 2
    assert max(Run(stored.run.raw).header.updates for stored in TALK.bos_past) == 9


def check(frames: list[bytes]) -> Session:
    """Let Ana hear `frames` while she talks with Di; then Bo comes, who is honest."""
    ana, bo, di = person(ANA, TALK.anas_past), person(BO, TALK.bos_past), person(DI)
    good = Wire(ana.dispatcher, di.dispatcher).carry()
    session = Session(ana.dispatcher, lambda: None)
    said = drain(session)

    for frame in frames:
        session.receive(frame)
        said += drain(session)
        assert weight(session) < 200

    if session.stage is Stage.OVER:
        assert session.over is not None
        byes = [m for frame in said if isinstance(m := decode(frame), Bye)]
        assert len(byes) <= 1
        # Whoever did not say goodbye itself is told why.
        assert byes or session.over == "going home" or said_goodbye(frames)
    assert good.sessions[0].stage is Stage.OPEN
    ana.type("s")
    di.type("t")
    good.carry()
    assert_equal(ana, di)
    assert not ana.dispatcher.forks, "nobody wrote two runs for one place"

    session.lost()
    honest = Wire(ana.dispatcher, bo.dispatcher).carry()
    good.carry()
    honest.carry()

    assert [s.over for s in (*honest.sessions, *good.sessions)] == [None] * 4
    assert_equal(ana, bo, di)
    assert of_others(ana.log) == of_others(TALK.updates.values()), "nothing is missing or forged"
    own = [update.action["payload"] for update in ana.log if update.source in (ANA, DI)]
    assert sorted(own) == list("fghrst")
    return session


def said_goodbye(frames: list[bytes]) -> bool:
    for frame in frames:
        try:
            if isinstance(decode(frame), Bye):
                return True
        except Exception:
            continue
    return False


def test_what_was_said_is_taken_in() -> None:
    assert check(TALK.frames).over == "going home"


@given(changes)
@settings(max_examples=EXAMPLES)
def test_altered_frames_are_taken_in_or_end_the_session(altered: list[Change]) -> None:
    check(distort(TALK.frames, altered))


@pytest.mark.parametrize("length", range(0, max(map(len, TALK.frames)), 97))
def test_every_frame_may_end_anywhere(length: int) -> None:
    for number, frame in enumerate(TALK.frames):
        if length < len(frame):
            check([*TALK.frames[:number], frame[:length]])


def test_a_frame_over_64_kib_ends_the_session() -> None:
    session = check([TALK.frames[0], bytes(MAX_FRAME_BYTES + 1)])

    assert session.over == "a frame of 65537 bytes, at most 65536 are read"


# Floods: a peer that says much and reads nothing


def chain(number: int) -> Chain:
    return Chain(SourceId(number.to_bytes(32, "big")), Incarnation(0))


def endless_digest(number: int) -> Message:
    entries = [entry(chain(number * MAX_ENTRIES + n), 1) for n in range(MAX_ENTRIES)]
    return Digest(entries, whole=True, more=True)


def many_acknowledgements(number: int) -> Message:
    entries = [entry(chain(number * MAX_ENTRIES + n), 1) for n in range(MAX_ENTRIES)]
    return Digest(entries, whole=False)


def many_gaps(number: int) -> Message:
    runs = [chain(number * 100 + n) for n in range(100)]
    return Delta([signed(forge(c, {"type": "x"}, after=Head(5, b"h" * 32))).raw for c in runs])


def signed(run: Run) -> Run:
    signature = KeyedSigner(run.chain.source).sign(run.packed_header)
    return Run.build(run.header, run.body, signature)


@pytest.mark.parametrize("flood", [endless_digest, many_acknowledgements, many_gaps])
def test_a_peer_that_only_talks_makes_nobody_remember_without_end(
    flood: Callable[[int], Message],
) -> None:
    ana = person(ANA, TALK.bos_past)  # so that our own digest is not empty
    session = Session(ana.dispatcher, lambda: None)
    session.receive(TALK.frames[0])
    session.receive(encode(Digest([], whole=True)))
    frames = [encode(flood(number)) for number in range(60)]
    for frame in frames[:30]:
        session.receive(frame)

    tracemalloc.start()
    for frame in frames[30:]:
        session.receive(frame)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert session.stage is Stage.OPEN
    assert grown < sum(map(len, frames[30:])) / 10
