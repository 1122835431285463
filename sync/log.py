"""The log of a replica: every run it has, as it was sent, in the order of arrival."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from .facts import Fact
from .run import Chain, Head, Run

__all__ = ["Log", "MemoryLog", "Saved", "Stored"]

Saved = Callable[[BaseException | None], object]
"""Told once runs are on disk, or with the error that kept them from it."""


class Stored(NamedTuple):
    """A run in the log, and when it came here (microseconds since 1970)."""

    run: Run
    arrived: int


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

    def withdraw(self, chain: Chain, after: int, done: Saved) -> None:
        """Remove the runs of `chain` that begin behind `after`, all or none."""
        ...

    def facts(self) -> Sequence[Fact]: ...

    def remember(self, facts: Iterable[Fact]) -> None: ...

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """The saved runs of `chain` that begin behind `sequence`, in its order.

        As many as fit into `max_bytes` together, but at least one where there is one.
        """
        ...

    def all(self) -> Iterator[Stored]:
        """Every saved run, in the order of arrival."""
        ...

    def close(self) -> None:
        """Write what is waiting, and let go of the file."""
        ...


class MemoryLog:
    """A log that lasts as long as its process: for tests, examples and simulation."""

    def __init__(self) -> None:
        self._heads: dict[Chain, Head] = {}
        self._chains: dict[Chain, list[Run]] = {}
        self._arrivals: list[Stored] = []
        self._facts: dict[tuple[bytes, str], Fact] = {}

    def heads(self) -> Mapping[Chain, Head]:
        return dict(self._heads)

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        ends = dict(self._heads)
        for stored in runs:
            run = stored.run
            if run.header.first != ends.get(run.chain, Head()).sequence + 1:
                raise ValueError(f"the run from {run.header.first} does not follow its chain")
            ends[run.chain] = run.head
        for stored in runs:
            self._arrivals.append(stored)
            self._chains.setdefault(stored.run.chain, []).append(stored.run)
            self._heads[stored.run.chain] = stored.run.head
        saved(None)

    def withdraw(self, chain: Chain, after: int, done: Saved) -> None:
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
        done(None)

    def facts(self) -> Sequence[Fact]:
        return list(self._facts.values())

    def remember(self, facts: Iterable[Fact]) -> None:
        self._facts.update(((fact.source, fact.key), fact) for fact in facts)

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

    def close(self) -> None:
        pass
