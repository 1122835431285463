"""The log on disk, kept by SQLite: what was reported saved survives kill -9 and a power cut.

Reading goes on beside the thread that writes, over a connection of its own.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import apsw

from ...store.update import SourceId
from ..facts.facts import Fact
from ..wire.run import Chain, Head, Run
from .chain_heads import ChainHeads, Step
from .group_commit import Deliver, GroupCommit, Job, Statement
from .log import Damage, Kept, Saved, Stored, check_blob, check_fact
from .sqlite_format import ADD_RUN, FILLED, TAKE_BACK, TAKEN, checksum
from .sqlite_open import open_log
from .sqlite_reader import SqliteReader

__all__ = ["Deliver", "SqliteLog"]

_BEHIND = "WHERE source = ? AND incarnation = ? AND first > ?"
_ADD_PERSON = """
    INSERT INTO people(source, name, seen) VALUES(?,?,?)
    ON CONFLICT(source) DO UPDATE SET name = excluded.name, seen = excluded.seen
"""
_VERIFY_PERSON = """
    INSERT INTO people(source, name, seen, verified) VALUES(?,?,?,?)
    ON CONFLICT(source) DO UPDATE SET verified = excluded.verified
"""
_ADD_FACT = """
    INSERT INTO facts(source, key, version, value, signature) VALUES(?,?,?,?,?)
    ON CONFLICT(source, key) DO UPDATE
    SET version = excluded.version, value = excluded.value, signature = excluded.signature
    WHERE excluded.version >= version
"""
_ADD_EVIDENCE = """
    INSERT INTO evidence(source, incarnation, raw, again_from) VALUES(?,?,?,?)
    ON CONFLICT(source, incarnation) DO UPDATE
    SET raw = excluded.raw, again_from = excluded.again_from
"""
_ADD_BLOB = "INSERT OR IGNORE INTO blobs(hash, size, data) VALUES(?,?,?)"


class _Planned(NamedTuple):
    """What appending some runs takes."""

    statements: Sequence[Statement]
    steps: Sequence[Step]


class SqliteLog:
    """Fulfils `Log` with the file `path`. To be used from one thread, its owner's.

    Args:
        path: made if there is none, mode 0600. One log per file at a time.
        deliver: how `saved` is brought to the owner's thread. With None there is no
            other thread: `append` returns once `saved` has been called.
        vfs: name of the SQLite file system to use; a test may have a bad one.

    Raises:
        LogFailed: the file is of a newer version, of another kind, or cannot be used.
            Its text names the file.
    """

    def __init__(self, path: Path, *, deliver: Deliver | None, vfs: str | None = None) -> None:
        self._path = path
        opened = open_log(path, vfs)
        try:
            self._reader = SqliteReader(path, vfs)
            try:
                self._people = self._reader.people()
                self._verified = self._reader.verified()
                self._facts = self._reader.facts()
                self._evidence = self._reader.evidence()
            except BaseException:
                self._reader.close()
                raise
        except BaseException:
            opened.writer.close()
            raise
        self._notice = opened.notice
        self._damaged = opened.checked.damaged
        self._heads = ChainHeads(opened.checked.heads, opened.checked.aside)
        # What a full disk kept out.
        self._owed: dict[tuple[SourceId, str], Fact] = {}
        self._owed_evidence: dict[Chain, Kept] = {}
        self._is_closed = False
        self._writer = opened.writer
        self._commits = GroupCommit(path, opened.writer, deliver, self._settle)

    @property
    def damaged(self) -> Sequence[Damage]:
        """The holes that are not filled yet."""
        heads = self._heads.saved
        return [d for d in self._damaged if heads.get(d.chain, Head()).sequence < d.first]

    @property
    def notice(self) -> str | None:
        """What had to be done to open the log, if anything had."""
        return self._notice

    def heads(self) -> Mapping[Chain, Head]:
        """How far each chain is on disk, as told so far."""
        return dict(self._heads.saved)

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        """As `Log.append`. When writing fails, whatever was appended since fails with it.

        So no chain gets a gap: the owner appends again, in the old order, and may do so
        in `saved` or much later. A run that fills a hole takes back those behind it, in
        the same transaction; when they are appended once more, they are there already.

        Raises:
            ValueError: a run does not follow on the last one of its chain, or the log
                is closed; nothing of `runs` is written, `saved` is not called.
        """
        planned = self._plan(runs)
        self._put(Job(planned.statements, planned.steps, saved))

    def withdraw(
        self, chain: Chain, after: int, done: Saved, instead: Sequence[Stored] = ()
    ) -> None:
        """As `Log.withdraw`; what is set aside behind `after` goes, too."""
        self._check_open()
        appended = self._plan(instead)
        step = self._heads.begun_at(chain, after)
        if step is None:
            step = self._reader.begins_at(chain, after)
        self._heads.forget_aside(chain, after)

        def withdrawn(error: BaseException | None) -> None:
            if error is None:
                self._damaged = [d for d in self._damaged if d.chain != chain or d.first <= after]
            done(error)

        rows = [(*chain, after)]
        tables = ("runs", "set_aside", "damaged")
        statements = [Statement(f"DELETE FROM {table} {_BEHIND}", rows) for table in tables]
        left = step or Step(chain, 0, Head())
        self._put(Job([*statements, *appended.statements], [left, *appended.steps], withdrawn))

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """As `Log.runs_after`; LogFailed where the file cannot be read."""
        return self._reader.runs_after(chain, sequence, max_bytes=max_bytes)

    def all(self) -> Iterator[Stored]:
        """Every run that is saved when the first is asked for; LogFailed as above."""
        return self._reader.all()

    def facts(self) -> list[Fact]:
        """As `Log.facts`, with those that are on their way to the disk."""
        return list(self._facts.values())

    def remember(self, facts: Iterable[Fact], saved: Saved | None = None) -> None:
        """As `Log.remember`."""
        facts = list(facts)
        for fact in facts:
            check_fact(fact)
        self._check_open()
        newer: dict[tuple[SourceId, str], Fact] = {}
        for fact in facts:
            known = self._facts.get((fact.source, fact.key))
            if known is None or fact.version >= known.version:
                newer[fact.source, fact.key] = self._facts[fact.source, fact.key] = fact
        if saved is not None:
            self._put(Job([Statement(_ADD_FACT, list(newer.values()))], (), saved))
        elif newer:
            self._owed |= newer
            self._put_owed()

    def evidence(self) -> Mapping[Chain, Kept]:
        """As `Log.evidence`, with what is on its way to the disk."""
        return dict(self._evidence)

    def keep_evidence(self, chain: Chain, kept: Kept) -> None:
        """As `Log.keep_evidence`."""
        self._check_open()
        self._evidence[chain] = self._owed_evidence[chain] = kept
        self._put_owed()

    def blob(self, hash: bytes) -> bytes | None:
        """As `Log.blob`; LogFailed where the file cannot be read."""
        return self._reader.blob(hash)

    def blob_hashes(self) -> Sequence[bytes]:
        """As `Log.blob_hashes`; LogFailed where the file cannot be read."""
        return self._reader.blob_hashes()

    def keep_blob(self, hash: bytes, data: bytes, done: Saved) -> None:
        """As `Log.keep_blob`."""
        check_blob(data)
        self._put(Job([Statement(_ADD_BLOB, [(hash, len(data), data)])], (), done))

    def people(self) -> Mapping[SourceId, str]:
        """The last name that each source was heard to use, in the order in which they did."""
        return dict(self._people)

    def verified(self) -> Collection[SourceId]:
        """Whose keys were compared on this device, and matched."""
        return frozenset(self._verified)

    def remember_person(self, source: SourceId, name: str) -> None:
        """Keep the name of `source`, heard just now, for when it is away."""
        row = (source, name, time.time_ns() // 1000)
        self._put(Job([Statement(_ADD_PERSON, [row])], (), _ignore))
        self._people.pop(source, None)
        self._people[source] = name

    def verify_person(self, source: SourceId, matches: bool) -> None:
        """Keep that the key of `source` was compared just now and matched, or does no longer."""
        now = time.time_ns() // 1000
        row = (source, self._people.get(source, ""), now, now if matches else None)
        self._put(Job([Statement(_VERIFY_PERSON, [row])], (), _ignore))
        if matches:
            self._verified.add(source)
        else:
            self._verified.discard(source)

    def close(self) -> None:
        """Write what waits, tell each `saved` about it, and let go of the file.

        Closing again does nothing.
        """
        if self._is_closed:
            return
        self._put_owed()
        self._is_closed = True
        try:
            self._commits.close()
        finally:
            self._reader.close()
            # The last connection moves what the write-ahead file holds into the main one
            # and takes it away. On a full disk it stays, and nothing is lost either.
            with suppress(apsw.Error):
                self._writer.close()

    def _plan(self, runs: Sequence[Stored]) -> "_Planned":
        plan = self._heads.plan(runs)
        statements = [
            Statement(
                ADD_RUN,
                [
                    (*run.chain, run.header.first, run.last, arrived, run.raw, checksum(run.raw))
                    for run, arrived in plan.new
                ],
            )
        ]
        if plan.taken:
            rows = [(place.row,) for place in plan.taken]
            statements += [Statement(TAKE_BACK, rows), Statement(TAKEN, rows)]
        if self._damaged:
            rows = [(*step.chain, step.head.sequence) for step in plan.steps]
            statements.append(Statement(FILLED, rows))
        return _Planned(statements, plan.steps)

    def _put(self, job: Job) -> None:
        self._check_open()
        self._put_owed()
        self._heads.begin(job.steps)
        self._commits.put(job)

    def _put_owed(self) -> None:
        """Write what is not on its way; should that fail, it is owed again."""
        if not (self._owed or self._owed_evidence):
            return
        owed, self._owed = self._owed, {}
        evidence, self._owed_evidence = self._owed_evidence, {}

        def written(error: BaseException | None) -> None:
            if error is not None:
                self._owed = owed | self._owed
                self._owed_evidence = evidence | self._owed_evidence

        statements = [
            Statement(_ADD_FACT, list(owed.values())),
            Statement(_ADD_EVIDENCE, [(*chain, *kept) for chain, kept in evidence.items()]),
        ]
        self._commits.put(Job([s for s in statements if s.rows], (), written))

    def _settle(self, jobs: Sequence[Job], has_failed: bool) -> None:
        for job in jobs:
            self._heads.settle(job.steps)
        if has_failed:
            self._heads.fail()

    def _check_open(self) -> None:
        if self._is_closed:
            raise ValueError(f"{self._path} is closed")


def _ignore(_error: BaseException | None) -> None:
    pass
