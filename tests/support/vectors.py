"""The protocol as bytes, to compare with: what `docs/vectors/` holds, made anew."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.facts.stability import STANDING, Report, encode_report
from redux_scuttlebutt.sync.wire import evidence as accuse
from redux_scuttlebutt.sync.wire.messages import (
    Beat,
    Bye,
    Chunk,
    Delta,
    Digest,
    Entry,
    Evidence,
    Facts,
    FactsDigest,
    Hello,
    Message,
    Newest,
    SentFact,
    Want,
    encode,
)
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .wire import forge

__all__ = ["FOLDER", "MESSAGES", "RUNS", "as_text", "message_vectors", "plain", "run_vectors"]

FOLDER = Path(__file__).parents[2] / "docs" / "vectors"

ROOM = bytes(range(32))
ANA = Chain(SourceId(bytes(range(32, 64))), Incarnation(0))
BO = Chain(SourceId(bytes(range(64, 96))), Incarnation(2**32 - 1))
NOON = 1_790_000_000_000_000


def make_run(chain: Chain, steps: list[int], actions: list[Any], after: Head | None = None) -> Run:
    """A run of version 0 whose timestamps are that far from the one before."""
    head = after or Head(timestamp=NOON)
    timestamps = [head.timestamp + sum(steps[: n + 1]) for n in range(len(steps))]
    return forge(chain, *actions, after=head, timestamps=timestamps, room=ROOM)


FIRST = make_run(ANA, [1], [{"type": "said", "payload": "hi"}])
SECOND = make_run(
    ANA,
    [1_000_000, 1, 300],
    [
        {"type": "said", "payload": "増える"},
        {"type": "drawn", "payload": {"at": [1, -2, 0.5], "ink": None, "thick": True}},
        {"type": "moved", "payload": 2**53 - 1, "meta": {"by": ["a"] * 16, "minus": -(2**31)}},
    ],
    after=FIRST.head,
)
LONG = make_run(
    BO, [2**40] + [1] * 63, [{"type": "counted", "payload": number} for number in range(64)]
)

OTHER = make_run(ANA, [1, 5], [{"type": "said", "payload": word} for word in ("hi", "ho")])
"""Ana's first runs, as she told them somebody else."""

PROMISE = Fact(
    ANA.source,
    STANDING,
    NOON,
    encode_report(Report(ANA.incarnation, 1, NOON + 1_000_001, NOON)),
    bytes(64),
)


def sure(evidence: accuse.Evidence | None) -> accuse.Evidence:
    assert evidence is not None
    return evidence


FORK = sure(accuse.Evidence.pair(*map(accuse.SignedHeader.of, (FIRST, OTHER))))
BROKEN = sure(accuse.Evidence.promise(accuse.SignedHeader.of(SECOND), PROMISE))

RUNS: Mapping[str, Run] = {
    "the first of a chain": FIRST,
    "the one that follows": SECOND,
    "64 updates in a late incarnation": LONG,
    "another first one, which makes a fork": OTHER,
}
"""A new name makes a new vector; what is there stays as it is."""


def entry(run: Run) -> Entry:
    return Entry(run.header.source, run.header.incarnation, run.last, run.hash[:8])


MESSAGES: Mapping[str, Message] = {
    "hello": Hello(
        protocol=3,
        room=ROOM,
        source=ANA.source,
        name="Ana 増",
        first_state=bytes(range(96, 128)),
        clock="hybrid",
        reducer=3,
        program="redux-scuttlebutt/0.1.0",
        now=NOON,
        abilities=["facts", "beats", "blobs"],
    ),
    "digest, empty": Digest([], whole=True),
    "digest, whole": Digest([entry(SECOND), entry(LONG)], whole=True),
    "digest, more to come": Digest([entry(SECOND)], whole=True, more=True),
    "digest, acknowledging": Digest([entry(FIRST)], whole=False),
    "digest, with a fork": Digest(
        [Entry(ANA.source, ANA.incarnation, 0, bytes(8), FORK.mark)], whole=False
    ),
    "evidence, empty": Evidence([]),
    "evidence": Evidence([FORK.raw, BROKEN.raw]),
    "delta, empty": Delta([]),
    "delta": Delta([FIRST.raw, SECOND.raw]),
    "digest of facts, empty": FactsDigest([]),
    "digest of facts": FactsDigest([Newest(ANA.source, NOON), Newest(BO.source, 7)], more=True),
    "facts": Facts(
        [
            SentFact(ANA.source, "profile", NOON, b"\x93\xa3Ana\xa0\xa0", bytes(64)),
            SentFact(BO.source, "presence", 7, b"", bytes(64)),
        ]
    ),
    "beat, the first": Beat(NOON, 0, 0, 0.0, 1.0, bytes(8)),
    "beat": Beat(NOON + 5_000_000, NOON, 1_234, 25.0, 12.5, bytes(range(8))),
    "want": Want(bytes(range(128, 160)), 32 * 1024),
    "chunk": Chunk(bytes(range(128, 160)), 32 * 1024, 32 * 1024 + 5, b"pixel"),
    "chunk, not here": Chunk(bytes(range(128, 160)), 0, 0, b""),
    "bye": Bye("closed", redial=True),
    "bye for good": Bye("this is another room", redial=False),
}
"""One of each kind at least. A new name makes a new vector; what is there stays as it is."""


def plain(value: Any) -> Any:
    """Decoded fields for people and JSON: bytes as hex."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    return value


def message_vectors() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "kind": type(message).__struct_config__.tag,
            "fields": plain(message),
            "frame": encode(message).hex(),
        }
        for name, message in MESSAGES.items()
    ]


def run_vectors() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "header": {field: plain(value) for field, value in run.header._asdict().items()},
            "signature": run.signature.hex(),
            "body": dict(zip(("steps", "actions"), msgspec.msgpack.decode(run.body), strict=True)),
            "hash": run.hash.hex(),
            "raw": run.raw.hex(),
        }
        for name, run in RUNS.items()
    ]


def as_text(vectors: list[dict[str, Any]]) -> str:
    """What the file has to hold."""
    return json.dumps(vectors, indent=2, ensure_ascii=False) + "\n"
