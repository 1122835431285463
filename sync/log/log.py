"""The log of a replica: every run it has, as it was sent, in the order of arrival."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from ...store.update import SourceId
from ..facts.facts import Fact
from ..wire.run import Chain, Head, Run

__all__ = [
    "MAX_BLOB_BYTES",
    "Damage",
    "Kept",
    "Log",
    "MemoryLog",
    "Saved",
    "Stored",
    "check_blob",
    "check_fact",
    "follows",
]

MAX_BLOB_BYTES = 8 * 2**20

Saved = Callable[[BaseException | None], object]
"""Told once runs are on disk, or with the error that kept them from it."""


class Stored(NamedTuple):
    """A run in the log, and when it came here (microseconds since 1970)."""

    run: Run
    arrived: int


class Damage(NamedTuple):
    """Runs that were lost to damage: a hole in their chain, until a peer sends them again.

    What lies behind the hole is kept, but does not count before the hole is filled.
    `last` is what the log was told once; behind a lost end it is unknown, and `first`.
    """

    chain: Chain
    first: int
    last: int
    reason: str


class Kept(NamedTuple):
    """Evidence about one chain, and how much of what it concerns was issued again by us.

    `again_from` is the first sequence of the chain, ours, that was; 0 if none was.
    """

    evidence: bytes
    again_from: int = 0


class Log(Protocol):
    """What every log offers. Runs of a chain are appended in its order, without gaps."""

    def heads(self) -> Mapping[Chain, Head]:
        """How far each chain is on disk."""
        ...

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        """Write `runs` down, all or none, and tell `saved` once they would survive a power cut.

        Returns at once. `saved` is called on the caller's thread, in the order of the
        calls, never before `append` of the same runs began; with an exception, none of
        `runs` is in the log, nor anything appended after them before `saved` said so.

        Raises:
            ValueError: a run does not follow its chain, or the log is closed.
        """
        ...

    def withdraw(
        self, chain: Chain, after: int, done: Saved, instead: Sequence[Stored] = ()
    ) -> None:
        """Remove the runs of `chain` that begin behind `after`, and append those `instead`.

        All of it happens or nothing, whenever the power is cut. Ordered with `append` and
        told like it: all that was appended before is on disk before, and the next run of
        `chain` follows on what is left. The runs `instead` are of other chains.

        Raises:
            ValueError: a run of `instead` does not follow its chain, or the log is closed.
            LogFailed: what is left cannot be read; nothing will be removed.
        """
        ...

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """The saved runs of `chain` that begin behind `sequence`, in its order.

        As many as fit into `max_bytes` together, but at least one where there is one.
        """
        ...

    def all(self) -> Iterator[Stored]:
        """Every saved run, in the order of arrival."""
        ...

    @property
    def damaged(self) -> Sequence[Damage]:
        """The holes that are not filled yet.

        The owner of a chain that is named here must not go on in it.
        """
        ...

    @property
    def notice(self) -> str | None:
        """What people should know about how the log was opened."""
        ...

    def facts(self) -> list[Fact]:
        """The newest fact for each source and key."""
        ...

    def remember(self, facts: Iterable[Fact], saved: Saved | None = None) -> None:
        """Keep `facts` in place of older ones; those older than what is known change nothing.

        Returns at once. What a full disk keeps out is written later, unless somebody waits
        for it: `saved` is told like that of `append`.

        Raises:
            ValueError: one of them cannot be kept, or the log is closed.
        """
        ...

    def evidence(self) -> Mapping[Chain, Kept]:
        """What is kept against each chain."""
        ...

    def keep_evidence(self, chain: Chain, kept: Kept) -> None:
        """Keep `kept` against `chain`, instead of what was kept before.

        Returns at once and tells nobody: what a full disk keeps out is written later. The
        runs of the chain stay as they are.

        Raises:
            ValueError: the log is closed.
        """
        ...

    def blob(self, hash: bytes) -> bytes | None:
        """What was kept under `hash`; the caller sees whether it still has that hash."""
        ...

    def blob_hashes(self) -> Sequence[bytes]:
        """Of all blobs that are saved, in the order of arrival."""
        ...

    def keep_blob(self, hash: bytes, data: bytes, done: Saved) -> None:
        """Keep `data`, told like `append`. One that is kept already stays as it is.

        Raises:
            ValueError: longer than `MAX_BLOB_BYTES`, or the log is closed.
        """
        ...

    def close(self) -> None:
        """Write what is waiting, and let go of the file."""
        ...


def follows(run: Run, head: Head) -> bool:
    """Whether `run` is the next one of a chain that ends in `head`."""
    return run.header.first == head.sequence + 1 and run.header.previous == head.hash


def check_fact(fact: Fact) -> None:
    """Raise ValueError unless a log can keep `fact`: its key is text, its version 63 bits."""
    fact.key.encode()
    if not 0 <= fact.version < 2**63:
        raise ValueError(f"the version of a fact is {fact.version}, expected 0 to 2**63 - 1")


def check_blob(data: bytes) -> None:
    """Raise ValueError if `data` is longer than a log keeps."""
    if len(data) > MAX_BLOB_BYTES:
        raise ValueError(f"a blob of {len(data)} bytes, at most {MAX_BLOB_BYTES} are kept")


class MemoryLog:
    """A log that lasts as long as its process: for tests, examples and simulation."""

    def __init__(self) -> None:
        self._heads: dict[Chain, Head] = {}
        self._chains: dict[Chain, list[Run]] = {}
        self._arrivals: list[Stored] = []
        self._facts: dict[tuple[SourceId, str], Fact] = {}
        self._evidence: dict[Chain, Kept] = {}
        self._blobs: dict[bytes, bytes] = {}

    def heads(self) -> Mapping[Chain, Head]:
        return dict(self._heads)

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        self._check(runs)
        self._add(runs)
        saved(None)

    def withdraw(
        self, chain: Chain, after: int, done: Saved, instead: Sequence[Stored] = ()
    ) -> None:
        self._check(instead)
        left = [run for run in self._chains.pop(chain, []) if run.header.first <= after]
        self._heads.pop(chain, None)
        if left:
            self._chains[chain] = left
            self._heads[chain] = left[-1].head
        self._arrivals = [
            stored
            for stored in self._arrivals
            if stored.run.chain != chain or stored.run.header.first <= after
        ]
        self._add(instead)
        done(None)

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        found: list[Run] = []
        total = 0
        for run in self._chains.get(chain, []):
            if run.header.first > sequence:
                total += len(run.raw)
                if found and total > max_bytes:
                    break
                found.append(run)
        return found

    def all(self) -> Iterator[Stored]:
        yield from tuple(self._arrivals)

    @property
    def damaged(self) -> Sequence[Damage]:
        return ()

    @property
    def notice(self) -> str | None:
        return None

    def facts(self) -> list[Fact]:
        return list(self._facts.values())

    def remember(self, facts: Iterable[Fact], saved: Saved | None = None) -> None:
        facts = list(facts)
        for fact in facts:
            check_fact(fact)
        for fact in facts:
            known = self._facts.get((fact.source, fact.key))
            if known is None or fact.version >= known.version:
                self._facts[fact.source, fact.key] = fact
        if saved is not None:
            saved(None)

    def evidence(self) -> Mapping[Chain, Kept]:
        return dict(self._evidence)

    def keep_evidence(self, chain: Chain, kept: Kept) -> None:
        self._evidence[chain] = kept

    def blob(self, hash: bytes) -> bytes | None:
        return self._blobs.get(hash)

    def blob_hashes(self) -> Sequence[bytes]:
        return list(self._blobs)

    def keep_blob(self, hash: bytes, data: bytes, done: Saved) -> None:
        check_blob(data)
        self._blobs.setdefault(hash, data)
        done(None)

    def close(self) -> None:
        pass

    def _check(self, runs: Sequence[Stored]) -> None:
        ends = dict(self._heads)
        for stored in runs:
            run = stored.run
            if not follows(run, ends.get(run.chain, Head())):
                raise ValueError(f"the run from {run.header.first} does not follow its chain")
            ends[run.chain] = run.head

    def _add(self, runs: Sequence[Stored]) -> None:
        for stored in runs:
            self._arrivals.append(stored)
            self._chains.setdefault(stored.run.chain, []).append(stored.run)
            self._heads[stored.run.chain] = stored.run.head
