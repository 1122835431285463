"""Runs to put into logs: real ones, signed by nobody."""

from hashlib import blake2b
from itertools import count

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.log.log import Stored
from redux_scuttlebutt.sync.wire.codec import encode
from redux_scuttlebutt.sync.wire.run import KEYLESS, Chain, Head, Header, Run, write_body

__all__ = ["ANA", "BO", "make_runs", "stored"]

ANA = Chain(SourceId(b"A" * 32), Incarnation(1))
BO = Chain(SourceId(b"B" * 32), Incarnation(2**32 - 1))


def make_runs(
    chain: Chain, runs: int, *, after: Head | None = None, updates: int = 2, text: str = "増える"
) -> list[Run]:
    """That many runs of `chain`, each of `updates` updates, that follow on `after`."""
    head = after or Head()
    made: list[Run] = []
    for _ in range(runs):
        actions = [encode({"type": "said", "payload": text})[0]] * updates
        timestamps = [head.timestamp + 1 + n for n in range(updates)]
        body = write_body(timestamps, actions)
        header = Header(
            version=KEYLESS,
            room=bytes(32),
            source=chain.source,
            incarnation=chain.incarnation,
            first=head.sequence + 1,
            updates=updates,
            first_timestamp=timestamps[0],
            last_timestamp=timestamps[-1],
            previous=head.hash,
            key_epoch=0,
            body_bytes=len(body),
            body_hash=blake2b(body, digest_size=32).digest(),
        )
        made.append(Run.build(header, body, bytes(64)))
        head = made[-1].head
    return made


def stored(*runs: Run) -> list[Stored]:
    """`runs` as they arrived, a microsecond apart."""
    return [Stored(run, arrived) for run, arrived in zip(runs, count(1_790_000_000_000_000))]
