"""A peer that says much and reads nothing: what that makes others remember."""

import tracemalloc
from collections.abc import Callable

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.facts.bulletin import PRESENCE
from redux_scuttlebutt.sync.gossip.fetch import CHUNK_BYTES
from redux_scuttlebutt.sync.gossip.session import Session, Stage
from redux_scuttlebutt.sync.wire.messages import (
    MAX_ENTRIES,
    Beat,
    Delta,
    Digest,
    Entry,
    Facts,
    FactsDigest,
    Message,
    Newest,
    Want,
    encode,
)
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run
from support.conversation import (
    person,
)
from support.hostile_story import TALK, weight
from support.keyed_signer import KeyedSigner, signed_fact
from support.replica import ANA, BO
from support.virtual_time import NOON, VirtualTime
from support.wire import entry, forge


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
    time = VirtualTime()
    ana = person(ANA, time, TALK.bos_past)  # so that our own digest is not empty
    session = Session(ana.dispatcher, lambda: None)
    session.receive(TALK.frames[0])
    session.receive(encode(Digest([], whole=True)))
    frames = [encode(flood(number)) for number in range(60)]
    for frame in frames[:30]:
        session.receive(frame)
        time.settle()

    tracemalloc.start()
    for frame in frames[30:]:
        session.receive(frame)
        time.settle()
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
