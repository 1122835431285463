"""The protocol as bytes, to compare with: what `docs/vectors/` holds, made anew."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.facts.stability import STANDING, Report, encode_report
from redux_scuttlebutt.sync.own.author import Author
from redux_scuttlebutt.sync.trust.channel import Channel
from redux_scuttlebutt.sync.trust.handshake import Answerer, Dialler, Fresh
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import RoomKey
from redux_scuttlebutt.sync.trust.sealing import NONCE_BYTES, IdentitySigner, RoomCipher
from redux_scuttlebutt.sync.wire import evidence as accuse
from redux_scuttlebutt.sync.wire.codec import encode as encode_action
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
from redux_scuttlebutt.sync.wire.run import KEYLESS, Chain, Head, Run

from .wire import forge

__all__ = [
    "FOLDER",
    "KEY",
    "MESSAGES",
    "RUNS",
    "admission_vectors",
    "as_text",
    "message_vectors",
    "plain",
    "plain_body",
    "run_vectors",
    "shake_hands",
]

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

KEY = RoomKey(bytes(range(160, 192)))
SEED = bytes(range(192, 224))
"""Amy's, who has a room with a key."""


def make_sealed_run(nonce: bytes, steps: list[int], actions: list[Any], after: Head | None) -> Run:
    """A run of version 1, of Amy's chain in the room of `KEY`."""
    head = after or Head(timestamp=NOON)
    amy = Identity(SEED)
    chain = Chain(amy.source, Incarnation(0))
    cipher = RoomCipher(KEY, nonce=lambda: nonce)
    author = Author(KEY.id, chain, after or Head(), IdentitySigner(amy), cipher)
    for number, action in enumerate(actions):
        stamp = head.timestamp + sum(steps[: number + 1])
        author.add(Timestamp(stamp), encode_action(action)[0])
    return author.close_run()


SEALED_FIRST = make_sealed_run(
    bytes(range(224, 224 + NONCE_BYTES)), [1], [{"type": "said", "payload": "hi"}], after=None
)
SEALED_SECOND = make_sealed_run(
    bytes(range(NONCE_BYTES)),
    [1_000_000, 300],
    [
        {"type": "said", "payload": "増える"},
        {"type": "drawn", "payload": {"at": [1, -2, 0.5], "ink": None, "thick": True}},
    ],
    after=SEALED_FIRST.head,
)

RUNS: Mapping[str, Run] = {
    "the first of a chain": FIRST,
    "the one that follows": SECOND,
    "64 updates in a late incarnation": LONG,
    "another first one, which makes a fork": OTHER,
    "signed and encrypted": SEALED_FIRST,
    "signed and encrypted, the one that follows": SEALED_SECOND,
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
    "beat, quiet": Beat(
        NOON + 9_000_000, NOON, 1_234, 0.0, 1.0, bytes(range(8)), bytes(range(8, 16))
    ),
    "want": Want(bytes(range(128, 160)), 32 * 1024),
    "chunk": Chunk(bytes(range(128, 160)), 32 * 1024, 32 * 1024 + 5, b"pixel"),
    "chunk, not here": Chunk(bytes(range(128, 160)), 0, 0, b""),
    "bye": Bye("closed", redial=True),
    "bye for good": Bye("this is another room", redial=False),
}
"""One of each kind at least. A new name makes a new vector; what is there stays as it is."""


ADMISSIONS: Mapping[str, Mapping[str, Any]] = {
    "two members": {"relay": False, "offers": b""},
    "a member and a relay": {"relay": True, "offers": b""},
    "two members of a later version": {"relay": False, "offers": b"\x81\xa4more\x01"},
}
"""A new name makes a new vector; what is there stays as it is."""


def drawn(first: int) -> Fresh:
    """What is never drawn twice, drawn for everybody to see."""
    return Fresh(bytes(range(first, first + 32)), bytes([first] * 16), bytes([first + 1] * 24))


def shake_hands(
    room_secret: bytes, seeds: tuple[bytes, bytes], fresh: tuple[Fresh, Fresh], **how: Any
) -> dict[str, Any]:
    """One handshake and two frames behind it: all that is sent, and the keys of the streams."""
    room, (ana, bo) = RoomKey(room_secret), (Identity(seeds[0]), Identity(seeds[1]))
    relay = bo.source if how["relay"] else None
    dialler = Dialler(ana, room, fresh[0], relay=relay, offers=how["offers"])
    answerer = Answerer(bo, None if relay else room, lambda: fresh[1], offers=how["offers"])
    second = answerer.answer(dialler.first)
    third, here = dialler.answer(second)
    there = answerer.admit(third)
    assert (here.peer, there.peer) == (bo.source, ana.source)
    channels = Channel(here), Channel(there)
    return {
        "first": dialler.first.hex(),
        "second": second.hex(),
        "third": third.hex(),
        "dialler's stream": here.sending.key.hex(),
        "dialled's stream": here.receiving.key.hex(),
        "dialler says hi": channels[0].seal(b"hi").hex(),
        "dialled says bye": channels[1].seal(b"bye", last=True).hex(),
    }


def admission_vectors() -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []
    for name, how in ADMISSIONS.items():
        seeds = bytes([65] * 32), bytes([66] * 32)
        fresh = drawn(10), drawn(60)
        said = shake_hands(ROOM, seeds, fresh, **how)
        sides = [
            {
                "seed": seed.hex(),
                "secret": side.secret.hex(),
                "nonce": side.nonce.hex(),
                "header": side.header.hex(),
            }
            for seed, side in zip(seeds, fresh, strict=True)
        ]
        given = {"room": ROOM.hex(), "dialler": sides[0], "dialled": sides[1]}
        vectors.append({"name": name, **given, "relay": how["relay"]})
        vectors[-1] |= {"offers": how["offers"].hex(), **said}
    return vectors


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
            "body": dict(
                zip(("steps", "actions"), msgspec.msgpack.decode(plain_body(run)), strict=True)
            ),
            "hash": run.hash.hex(),
            "raw": run.raw.hex(),
            **_secrets(run),
        }
        for name, run in RUNS.items()
    ]


def plain_body(run: Run) -> bytes:
    """What the author of one of `RUNS` encrypted."""
    if run.header.version == KEYLESS:
        return run.body
    return RoomCipher(KEY).decrypt(run.body, run.header.context())


def _secrets(run: Run) -> dict[str, str]:
    """What a run of version 1 was made with, so that others can make it, too."""
    if run.header.version == KEYLESS:
        return {}
    return {
        "seed": SEED.hex(),
        "room secret": KEY.secret.hex(),
        "key of content": KEY.derive("content 0").hex(),
        "nonce": run.body[:NONCE_BYTES].hex(),
        "plain": plain_body(run).hex(),
    }


def as_text(vectors: list[dict[str, Any]]) -> str:
    """What the file has to hold."""
    return json.dumps(vectors, indent=2, ensure_ascii=False) + "\n"
