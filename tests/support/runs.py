"""Runs to put into logs: real ones, signed by nobody."""

from itertools import count

from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp
from redux_scuttlebutt.sync.log.log import Stored
from redux_scuttlebutt.sync.own.author import Author
from redux_scuttlebutt.sync.trust.strategies import NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.codec import encode
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

__all__ = ["ANA", "BO", "make_runs", "stored"]

ANA = Chain(SourceId(b"A" * 32), Incarnation(1))
BO = Chain(SourceId(b"B" * 32), Incarnation(2**32 - 1))


def make_runs(
    chain: Chain, runs: int, *, after: Head | None = None, updates: int = 2, text: str = "増える"
) -> list[Run]:
    """That many runs of `chain`, each of `updates` updates, that follow on `after`."""
    head = after or Head()
    author = Author(bytes(32), chain, head, NullSigner(), NullCipher())
    action, _ = encode({"type": "said", "payload": text})
    stamps = count(head.timestamp + 1)
    made: list[Run] = []
    for _ in range(runs):
        for _ in range(updates):
            author.add(Timestamp(next(stamps)), action)
        made.append(author.close_run())
    return made


def stored(*runs: Run) -> list[Stored]:
    """`runs` as they arrived, a microsecond apart."""
    return [Stored(run, arrived) for run, arrived in zip(runs, count(1_790_000_000_000_000))]
