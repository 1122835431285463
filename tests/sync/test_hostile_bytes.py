"""Whatever a peer sends: it is taken in and all are equal, or its session ends with a reason."""

import tracemalloc
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, cast, get_args

import pytest
from hypothesis import given, settings

from redux_scuttlebutt.store.update import Incarnation, SourceId, Update
from redux_scuttlebutt.sync.bulletin import LINKS, PRESENCE, PROFILE, STANDING
from redux_scuttlebutt.sync.fetch import CHUNK_BYTES, blob_hash
from redux_scuttlebutt.sync.messages import (
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    Beat,
    Bye,
    Chunk,
    Delta,
    Digest,
    Entry,
    Facts,
    FactsDigest,
    Message,
    Newest,
    Want,
    decode,
    encode,
)
from redux_scuttlebutt.sync.run import Chain, Head, Run
from redux_scuttlebutt.sync.session import Session, Stage
from support.conversation import (
    ANAS_BLOB,
    BOS_BLOB,
    LATE_BLOB,
    STEP,
    Conversation,
    person,
    talk,
    wants,
)
from support.hostile import Change, changes, distort
from support.keyed_signer import KeyedSigner, signed_fact
from support.replica import ANA, BO, CY, DI, assert_equal
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire, entry, forge

# 2,000 of each kind as a rule, 100,000 at night.
EXAMPLES = {"ci": 2_000, "nightly": 100_000}[settings.get_current_profile_name()]

CONTAINERS = (dict, list, set, deque)

TALK = Conversation()


def parts(session: Session) -> list[object]:
    """The session and what it is made of."""
    fields: dict[str, Any] = vars(session)
    runs = fields["_runs"]
    found = [session, runs, runs.knowledge, runs.knowledge.window, fields["_beats"]]
    return [*found, *(part for name in ("_facts", "_blobs") if (part := fields[name]) is not None)]


def weight(session: Session) -> int:
    """How many things a session has in its containers."""
    containers = [c for part in parts(session) for c in vars(part).values()]
    sizes = [len(cast("list[Any]", c)) for c in containers if type(c) in CONTAINERS]
    return sum(sizes)


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
    messages = [decode(frame) for frame in TALK.frames]

    assert {type(message) for message in messages} == set(get_args(Message))
    assert sum(isinstance(message, Delta) for message in messages) >= 2
    assert max(Run(stored.run.raw).header.updates for stored in TALK.bos_past) == 9
    assert {f.key for m in messages if isinstance(m, Facts) for f in m.facts} == {
        PROFILE, PRESENCE, STANDING, LINKS,
    }  # fmt: skip
    assert any(isinstance(message, Beat) and message.echo for message in messages)
    assert {len(m.data) for m in messages if isinstance(m, Chunk)} > {0, 80}


class Story:
    """Ana hears `frames` while she talks with Di; then Bo comes, who is honest."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.ana = person(ANA, self.time, TALK.anas_past)
        self.di = person(DI, self.time)
        self.good = Wire(self.ana.dispatcher, self.di.dispatcher)
        self.renewals: list[str] = []
        self.ana.dispatcher.on("renewed", self._renewed)
        self.ana.dispatcher.blobs.put(ANAS_BLOB)
        wants(self.ana)
        talk(self.time, self.good)  # Di has nothing of it

    def _renewed(self, reason: str, _updates: object) -> None:
        self.renewals.append(reason)

    def hear(self, frames: list[bytes]) -> Session:
        """Ana hears them, from one peer."""
        session = Session(self.ana.dispatcher, lambda: None)
        said = drain(session)
        for frame in frames:
            session.receive(frame)
            self.time.settle()
            said += drain(session)
        assert weight(session) < 10_000
        self.time.pass_time(STEP)
        said += drain(session)

        if session.stage is Stage.OVER:
            assert session.over is not None
            byes = [m for frame in said if isinstance(m := decode(frame), Bye)]
            assert len(byes) <= 1
            # Whoever did not say goodbye itself is told why.
            assert byes or session.over == "going home" or said_goodbye(frames)
        assert len(self.renewals) <= 1, "nobody signs a digest, so it may not cost more"
        assert self.good.sessions[0].stage is Stage.OPEN
        assert not self.ana.dispatcher.forks, "nobody wrote two runs for one place"
        return session

    def go_on(self) -> None:
        """Ana and Di do, and Bo comes."""
        ana, di, good = self.ana, self.di, self.good
        ana.type("s")
        di.type("t")
        talk(self.time, good)
        assert_equal(ana, di)

        bo = person(BO, self.time, TALK.bos_past)
        for blob in (BOS_BLOB, LATE_BLOB):  # Bo is asked no more for what was false from him
            di.dispatcher.blobs.put(blob)
        honest = Wire(ana.dispatcher, bo.dispatcher)
        talk(self.time, honest, good)
        ana.dispatcher.bulletin.say(PRESENCE, b"still here")
        self.time.pass_time(1.5)
        talk(self.time, honest, good)
        if ana.dispatcher.parked:  # their clock was believed; now there are others
            self.time.pass_time(70)
            talk(self.time, honest, good)

        assert [s.over for s in (*honest.sessions, *good.sessions)] == [None] * 4
        assert_equal(ana, bo, di)
        assert of_others(ana.log) == of_others(TALK.updates.values()), "none missing or forged"
        own = [update.action["payload"] for update in ana.log if update.source in (ANA, DI)]
        assert sorted(own) == list("fghrst")
        for other in (bo, di):
            fact = other.dispatcher.bulletin.get(ANA, PRESENCE)
            assert fact is not None
            assert fact.value == b"still here", "nobody keeps others from hearing Ana"
        for blob in (BOS_BLOB, LATE_BLOB):
            assert ana.dispatcher.blobs.get(blob_hash(blob)) == blob


def check(frames: list[bytes]) -> Session:
    """What has to hold whatever `frames` are."""
    story = Story()
    session = story.hear(frames)
    session.lost()
    story.go_on()
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


def endless_facts_digest(number: int) -> Message:
    newest = [Newest(chain(number * MAX_ENTRIES + n).source, 1 + n) for n in range(MAX_ENTRIES)]
    return FactsDigest(newest, more=True)


def claims_about_us(number: int) -> Message:
    return FactsDigest([Newest(ANA, NOON + number * 1000 + n) for n in range(MAX_ENTRIES)])


def changing_facts(number: int) -> Message:
    return Facts([signed_fact(BO, PRESENCE, 1 + number * 300 + n) for n in range(300)])


def other_pasts_of_us(number: int) -> Message:
    return Digest([Entry(ANA, Incarnation(number), 2**53 - 1, b"a claim!")] * 900, whole=True)


def restless_beats(number: int) -> Message:
    return Beat(2**53 - 1 - number, 1 + number, 2**53 - 1, 1e9, 0.0, number.to_bytes(8, "big"))


FLOODS = [
    endless_digest,
    many_acknowledgements,
    many_gaps,
    endless_facts_digest,
    claims_about_us,
    changing_facts,
    other_pasts_of_us,
    restless_beats,
]


def signed(run: Run) -> Run:
    signature = KeyedSigner(run.chain.source).sign(run.packed_header)
    return Run.build(run.header, run.body, signature)


@pytest.mark.parametrize("flood", FLOODS)
def test_a_peer_that_only_talks_makes_nobody_remember_without_end(
    flood: Callable[[int], Message],
) -> None:
    ana = person(ANA, VirtualTime(), TALK.bos_past)  # so that our own digest is not empty
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
    assert grown < max(sum(map(len, frames[30:])) / 10, 2_000)
    assert weight(session) < 25_000, "so many chains are remembered, twice"


def test_who_asks_for_blobs_and_never_reads_is_told_to_end() -> None:
    ana = person(ANA, VirtualTime())
    session = Session(ana.dispatcher, lambda: None)
    session.receive(TALK.frames[0])

    for number in range(100):
        session.receive(encode(Want(number.to_bytes(32, "big"), number * CHUNK_BYTES)))

    assert session.over == "more than 16 chunks are asked for at once"
    assert weight(session) < 50


def test_who_only_claims_to_be_somebody_does_not_make_us_forget_their_clock() -> None:
    story = Story()
    offsets = story.ana.dispatcher.offsets
    for _ in range(3):
        story.time.pass_time(STEP)
        talk(story.time, story.good)
    assert offsets.offset_to(DI) == 0

    liar = Stranger(story.ana.dispatcher, DI)
    liar.say(liar.hello(room=bytes(31) + b"x"))

    assert liar.session.over == "this is another room"
    assert offsets.offset_to(DI) == 0


@pytest.mark.parametrize("echo", [0, 1, NOON - 1, NOON, NOON + 1, 2**53 - 1])
@pytest.mark.parametrize("held", [0, NOON + 5, 2**53 - 1])
@pytest.mark.parametrize("sent", [0, 1, NOON, 2**53 - 1])
def test_beats_with_absurd_times_do_not_move_a_clock_that_two_agree_on(
    sent: int, echo: int, held: int
) -> None:
    # More was held than was ever sent, or it was asked for before anybody was there.
    story = Story()
    for _ in range(2):
        story.time.pass_time(STEP)
        talk(story.time, story.good)
    session = story.hear(
        [TALK.frames[0], *[encode(Beat(sent, echo, held, 1.0, 1.0, bytes(8)))] * 5]
    )

    assert session.over is None
    assert abs(story.ana.dispatcher.now() - story.time.now()) < 60_000_000
    session.lost()
    story.go_on()
