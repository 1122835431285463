"""A disk in virtual time: what is written reaches it late, and a power cut takes that back."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.log.log import Damage, Kept, Log, Saved, Stored, follows
from redux_scuttlebutt.sync.wire.messages import MAX_FRAME_BYTES
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .plan import DiskPlan

__all__ = ["Contents", "Disk", "Fault", "Life", "SimDisk"]

Fault = Literal["full", "fail"]


class Contents(NamedTuple):
    """What lies on a disk: runs that count, and those behind a hole in their chain."""

    runs: Sequence[Run]
    aside: Sequence[Run]


class Life(Protocol):
    """What a disk needs of the program that uses it, until that ends."""

    def after(self, delay_us: int, callback: Callable[[], object]) -> None:
        """Call `callback` then, unless the program has ended."""
        ...

    @property
    def is_doomed(self) -> bool:
        """Whether the next effect is one that the program will not see."""
        ...

    def effect(self) -> None:
        """Something is done that can be seen from outside: here the program may be killed."""
        ...


class Disk(Protocol):
    """What survives the end of a program."""

    @property
    def fault(self) -> Fault | None:
        """What is wrong with it at present."""
        ...

    @fault.setter
    def fault(self, fault: Fault | None) -> None: ...

    def open(self, life: Life) -> Log:
        """The log as a program finds it that starts now."""
        ...

    def heads(self) -> Mapping[Chain, Head]:
        """How far each chain would be there after a power cut."""
        ...

    def contents(self) -> Contents:
        """What would be there after a power cut."""
        ...

    def kill(self) -> None:
        """The program has ended; what it handed to the system is written."""
        ...

    def lose_power(self, share: float) -> None:
        """Forget what was not synced, but for a prefix: that share of it."""
        ...

    def copy(self) -> None: ...

    def restore(self) -> bool:
        """Put the copy back; whether there is one."""
        ...

    def flip(self, which: int) -> Chain | None:
        """Damage one run: it is gone, and what follows in its chain is set aside."""
        ...


class _Job(NamedTuple):
    """Runs to add; with a chain, after what is to be removed from it, behind `after`."""

    runs: Sequence[Stored]
    saved: Saved
    chain: Chain | None = None
    after: int = 0


class SimDisk:
    """Fulfils `Disk`. A write is one transaction: all of its runs are there, or none."""

    def __init__(self, plan: DiskPlan, most_bytes: int) -> None:
        self._plan = plan
        self._most_bytes = most_bytes
        self._copy: _Copy | None = None
        self.fault: Fault | None = None
        self.cached: list[_Job] = []  # written, not synced
        self.known: dict[tuple[SourceId, str], Fact] = {}  # synced at once; nobody waits for it
        self.evidence: dict[Chain, Kept] = {}  # likewise
        self.blobs: dict[bytes, bytes] = {}
        self.aside: dict[Chain, dict[int, Stored]] = {}  # by the first update, behind holes
        self.holes: list[Damage] = []
        self._take([])

    def _take(self, rows: Sequence[Stored]) -> None:
        self.rows: list[Stored] = []
        self._heads: dict[Chain, Head] = {}
        self._chains: dict[Chain, list[Run]] = {}
        self._add(rows)

    def _add(self, rows: Sequence[Stored]) -> None:
        for stored in rows:
            self.rows.append(stored)
            self._heads[stored.run.chain] = stored.run.head
            self._chains.setdefault(stored.run.chain, []).append(stored.run)
            self.aside.get(stored.run.chain, {}).pop(stored.run.header.first, None)

    def open(self, life: Life) -> Log:
        return _Log(self, life, self._plan)

    def heads(self) -> Mapping[Chain, Head]:
        return self._heads

    def contents(self) -> Contents:
        behind = [s.run for places in self.aside.values() for s in places.values()]
        return Contents([s.run for s in self.rows], behind)

    def chain(self, chain: Chain) -> Sequence[Run]:
        return self._chains.get(chain, [])

    def sync(self) -> None:
        """The oldest write is safe now."""
        job = self.cached.pop(0)
        if job.chain is not None:
            self._cut(job.chain, job.after)
        self._add(job.runs)

    def _cut(self, chain: Chain, after: int) -> None:
        self._take([s for s in self.rows if s.run.chain != chain or s.run.header.first <= after])
        places = self.aside.get(chain, {})
        self.aside[chain] = {first: s for first, s in places.items() if first <= after}
        self.holes = [h for h in self.holes if h.chain != chain or h.first <= after]

    def drop(self) -> None:
        """The oldest write could not be synced, and is rolled back."""
        self.cached.pop(0)

    def be_generous(self) -> None:
        """Give as much as is asked for, from now on."""
        self._most_bytes = 1_000_000

    def limit(self, max_bytes: int) -> int:
        """The most to give to whoever asks for `max_bytes`; less than that only for a frame."""
        return min(max_bytes, self._most_bytes) if max_bytes <= MAX_FRAME_BYTES else max_bytes

    def kill(self) -> None:
        # A program that starts on what the system still holds in its cache must sync it
        # before it says that it has it; that the real log does so has a test of its own.
        while self.cached:
            self.sync()

    def lose_power(self, share: float) -> None:
        for _ in range(round(len(self.cached) * share)):
            self.sync()
        self.cached.clear()

    def copy(self) -> None:
        aside = {chain: dict(places) for chain, places in self.aside.items()}
        self._copy = _Copy(
            list(self.rows),
            aside,
            list(self.holes),
            dict(self.known),
            dict(self.evidence),
            dict(self.blobs),
        )

    def restore(self) -> bool:
        copied = self._copy
        if copied is None:
            return False
        self.aside = {chain: dict(places) for chain, places in copied.aside.items()}
        self.holes = list(copied.holes)
        self.known, self.blobs = dict(copied.known), dict(copied.blobs)
        self.evidence = dict(copied.evidence)
        self._take(list(copied.rows))
        return True

    def flip(self, which: int) -> Chain | None:
        if not self.rows:
            return None
        hit = self.rows[which % len(self.rows)].run
        chain, first = hit.chain, hit.header.first
        behind = [s for s in self.rows if s.run.chain == chain and s.run.header.first > first]
        self._take([s for s in self.rows if s.run.chain != chain or s.run.header.first < first])
        self.aside.setdefault(chain, {}).update((s.run.header.first, s) for s in behind)
        self.holes.append(Damage(chain, first, hit.last, "bytes changed on disk"))
        return chain


class _Copy(NamedTuple):
    rows: Sequence[Stored]
    aside: Mapping[Chain, Mapping[int, Stored]]
    holes: Sequence[Damage]
    known: Mapping[tuple[SourceId, str], Fact]
    evidence: Mapping[Chain, Kept]
    blobs: Mapping[bytes, bytes]


class _Log:
    """Fulfils `Log` for one life of a program."""

    def __init__(self, disk: SimDisk, life: Life, plan: DiskPlan) -> None:
        self._disk = disk
        self._life = life
        self._plan = plan
        self._ahead = dict(disk.heads())
        self._were_aside = {run.hash for run in disk.contents().aside}
        self._jobs: deque[_Job] = deque()
        self._is_closed = False

    def heads(self) -> Mapping[Chain, Head]:
        return dict(self._disk.heads())

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        new, ends = self._plan_for(runs)
        self._ahead |= ends
        self._put(_Job(new, saved))

    def _plan_for(self, runs: Sequence[Stored]) -> tuple[list[Stored], dict[Chain, Head]]:
        """What there is to write, with what joins on from behind a hole; and where it ends."""
        if self._is_closed:
            raise ValueError("the log is closed")
        new: list[Stored] = []
        ends: dict[Chain, Head] = {}
        for stored in runs:
            run = stored.run
            before = ends.get(run.chain) or self._ahead.get(run.chain, Head())
            if run.last <= before.sequence and run.hash in self._were_aside:
                continue  # taken back already: who sent it could not know
            if run.header.first != before.sequence + 1:
                raise ValueError(
                    f"a run from {run.header.first} does not follow on {before.sequence}"
                )
            new.append(stored)
            places = self._disk.aside.get(run.chain, {})
            while (joining := places.get(new[-1].run.last + 1)) is not None:
                if not follows(joining.run, new[-1].run.head):
                    break
                new.append(joining)
            ends[run.chain] = new[-1].run.head
        return new, ends

    def withdraw(
        self, chain: Chain, after: int, done: Saved, instead: Sequence[Stored] = ()
    ) -> None:
        new, ends = self._plan_for(instead)
        waiting = [s.run for job in self._jobs for s in job.runs if s.run.chain == chain]
        left = [r for r in (*self._disk.chain(chain), *waiting) if r.header.first <= after]
        self._ahead.pop(chain, None)
        if left:
            self._ahead[chain] = left[-1].head
        self._ahead |= ends
        self._put(_Job(new, done, chain, after))

    def _put(self, job: _Job) -> None:
        self._life.effect()
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._life.after(self._plan.write_us, self._write)

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        most = self._disk.limit(max_bytes)
        found: list[Run] = []
        total = 0
        runs = self._disk.chain(chain)
        for place in range(_first_behind(runs, sequence), len(runs)):
            total += len(runs[place].raw)
            if found and total > most:
                break
            found.append(runs[place])
        return found

    def all(self) -> Iterator[Stored]:
        yield from tuple(self._disk.rows)

    def close(self) -> None:
        self._is_closed = True

    # What else a log keeps

    @property
    def damaged(self) -> Sequence[Damage]:
        heads = self._disk.heads()
        return [h for h in self._disk.holes if heads.get(h.chain, Head()).sequence < h.first]

    @property
    def notice(self) -> str | None:
        return None

    def facts(self) -> list[Fact]:
        return list(self._disk.known.values())

    def remember(self, facts: Iterable[Fact], saved: Saved | None = None) -> None:
        if saved is not None:
            facts = list(facts)
            self._life.after(self._plan.sync_us, lambda: self._remember(facts, saved))
        else:
            self._remember(facts, _nothing)

    def _remember(self, facts: Iterable[Fact], saved: Saved) -> None:
        self._life.effect()
        for fact in facts:
            known = self._disk.known.get((fact.source, fact.key))
            if known is None or fact.version >= known.version:
                self._disk.known[fact.source, fact.key] = fact
        saved(None)

    def evidence(self) -> Mapping[Chain, Kept]:
        return dict(self._disk.evidence)

    def keep_evidence(self, chain: Chain, kept: Kept) -> None:
        self._disk.evidence[chain] = kept

    def blob(self, hash: bytes) -> bytes | None:
        return self._disk.blobs.get(hash)

    def blob_hashes(self) -> Sequence[bytes]:
        return list(self._disk.blobs)

    def keep_blob(self, hash: bytes, data: bytes, done: Saved) -> None:
        self._disk.blobs.setdefault(hash, data)
        self._life.after(self._plan.sync_us, lambda: done(None))

    # How

    def _write(self) -> None:
        if self._disk.fault == "full":
            self._give_up("the disk is full")
            return
        self._disk.cached.append(self._jobs[0])
        self._life.effect()
        self._life.after(self._plan.sync_us, self._sync)

    def _sync(self) -> None:
        if self._disk.fault == "fail":
            self._disk.fault = None
            self._disk.drop()
            self._give_up("the disk reports an error")
            return
        self._disk.sync()
        self._life.effect()
        self._life.after(self._plan.report_us, self._report)

    def _report(self) -> None:
        job = self._jobs.popleft()
        if self._jobs:
            self._life.after(self._plan.write_us, self._write)
        job.saved(None)

    def _give_up(self, reason: str) -> None:
        """What was appended since stands on what failed."""
        jobs, self._jobs = self._jobs, deque()
        self._ahead = dict(self._disk.heads())
        for job in jobs:
            job.saved(LogFailed(reason))


def _nothing(_error: BaseException | None) -> None:
    pass


def _first_behind(runs: Sequence[Run], sequence: int) -> int:
    low, high = 0, len(runs)
    while low < high:
        middle = (low + high) // 2
        if runs[middle].header.first <= sequence:
            low = middle + 1
        else:
            high = middle
    return low
