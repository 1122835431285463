"""The log on disk, kept by SQLite: what was reported saved survives kill -9 and a power cut.

A commit waits for the disk, 4 ms or so, hence one thread commits for all: whatever came
in meanwhile shares the next commit. Reading goes on beside it, over a connection of its own.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread
from typing import NamedTuple

import apsw

from ..store.update import SourceId
from .errors import LogFailed
from .log import Saved, Stored
from .run import Chain, Head, Run
from .sqlite_file import open_writer, reason
from .sqlite_reader import SqliteReader

__all__ = ["Deliver", "SqliteLog"]

Deliver = Callable[[Callable[[], object]], object]
"""Hands a callback to the owner's thread, such as `loop.call_soon_threadsafe`."""

COMMIT_WINDOW_S = 0.005
"""Commits begin at least this far apart, unless the log is being closed."""

_ADD_RUN = "INSERT INTO runs(source, incarnation, first, last, arrived, raw) VALUES(?,?,?,?,?,?)"
_ADD_PERSON = "INSERT OR REPLACE INTO people(source, name, seen) VALUES(?,?,?)"


class _Job(NamedTuple):
    """What goes into the file with one call: all of its rows or none."""

    statement: str
    rows: Sequence[tuple[bytes | int | str, ...]]
    heads: Mapping[Chain, Head]
    saved: Saved


class SqliteLog:
    """Fulfils `Log` with the file `path`. To be used from one thread, its owner's.

    Args:
        path: made if there is none, mode 0600. One log per file at a time.
        deliver: how `saved` is brought to the owner's thread. With None there is no
            other thread: `append` returns once `saved` has been called.
        vfs: name of the SQLite file system to use; a test may have a bad one.

    Raises:
        LogFailed: the file is of a newer version, damaged, or cannot be used. Its text
            names the file.
    """

    def __init__(self, path: Path, *, deliver: Deliver | None, vfs: str | None = None) -> None:
        self._path = path
        self._deliver = deliver
        self._writer = open_writer(path, vfs)
        try:
            self._reader = SqliteReader(path, vfs)
            try:
                self._heads = self._reader.heads()
                self._people = self._reader.people()
            except BaseException:
                self._reader.close()
                raise
        except BaseException:
            self._writer.close()
            raise
        # How far each chain will be once everything that waits is on disk.
        self._ahead = dict(self._heads)
        self._waiting: list[_Job] = []
        self._done: deque[tuple[_Job, LogFailed | None]] = deque()
        self._failed: LogFailed | None = None
        self._is_closed = False
        self._changed = Condition()
        self._thread = None
        if deliver is not None:
            self._thread = Thread(target=self._write_on, name="log writer", daemon=True)
            self._thread.start()

    # What the owner calls

    def heads(self) -> Mapping[Chain, Head]:
        """How far each chain is on disk."""
        with self._changed:
            return dict(self._heads)

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        """As `Log.append`. When writing fails, whatever was appended since fails with it.

        So no chain gets a gap: the owner appends again, in the old order, and may do so
        in `saved` or much later.

        Raises:
            ValueError: a run does not follow on the last one of its chain, or the log
                is closed; nothing of `runs` is written, `saved` is not called.
        """
        heads: dict[Chain, Head] = {}
        for run, _ in runs:
            before = heads.get(run.chain) or self._ahead.get(run.chain, Head())
            if run.header.first != before.sequence + 1:
                raise ValueError(
                    f"a run from {run.header.first} does not follow on {before.sequence}"
                )
            heads[run.chain] = run.head
        rows = [(*run.chain, run.header.first, run.last, arrived, run.raw) for run, arrived in runs]
        self._ahead |= heads
        self._put(_Job(_ADD_RUN, rows, heads, saved))

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """As `Log.runs_after`; LogFailed where the file cannot be read."""
        return self._reader.runs_after(chain, sequence, max_bytes=max_bytes)

    def all(self) -> Iterator[Stored]:
        """Every run that is saved when the first is asked for; LogFailed as above."""
        return self._reader.all()

    def people(self) -> Mapping[SourceId, str]:
        """The last name that each source was heard to use."""
        return dict(self._people)

    def remember_person(self, source: SourceId, name: str) -> None:
        """Keep the name of `source`, heard just now, for when it is away."""
        self._put(_Job(_ADD_PERSON, [(source, name, time.time_ns() // 1000)], {}, _ignore))
        self._people[source] = name

    def close(self) -> None:
        """Write what waits, tell each `saved` about it, and let go of the file.

        Closing again does nothing.
        """
        if self._is_closed:
            return
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        try:
            self._report()
        finally:
            self._reader.close()
            # The last connection moves what the write-ahead file holds into the main one
            # and takes it away. On a full disk it stays, and nothing is lost either.
            with suppress(apsw.Error):
                self._writer.close()

    # How runs get to disk

    def _put(self, job: _Job) -> None:
        if self._is_closed:
            raise ValueError(f"{self._path} is closed")
        if self._thread is None:
            self._commit([job])
            self._report()
            return
        with self._changed:
            self._waiting.append(job)
            if len(self._waiting) == 1:
                self._changed.notify()

    def _write_on(self) -> None:
        """Commit what waits, again and again, on a thread of its own."""
        began = float("-inf")
        while True:
            with self._changed:
                self._changed.wait_for(self._is_due)
                pause = began + COMMIT_WINDOW_S - time.monotonic()
                self._changed.wait_for(lambda: self._is_closed, timeout=pause)
                if self._failed is not None or not self._waiting:
                    return
                jobs, self._waiting = self._waiting, []
            began = time.monotonic()
            self._commit(jobs)
            # A loop that has ended hears nothing more; `close` will tell.
            with suppress(RuntimeError):
                assert self._deliver is not None
                self._deliver(self._report)

    def _is_due(self) -> bool:
        return self._is_closed or (self._failed is None and bool(self._waiting))

    def _commit(self, jobs: Sequence[_Job]) -> None:
        """Write `jobs` in one transaction, and note how that went."""
        failed = None
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for job in jobs:
                self._writer.executemany(job.statement, job.rows)
            self._writer.execute("COMMIT")
        except Exception as error:  # Whatever it is, the owner must hear of it.
            with suppress(apsw.Error):
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
            failed = LogFailed(f"{self._path} could not be written: {reason(error)}")
            failed.__cause__ = error
        with self._changed:
            self._failed = failed
            self._done.extend((job, failed) for job in jobs)
            if failed is None:
                for job in jobs:
                    self._heads.update(job.heads)

    def _report(self) -> None:
        """Tell each `saved` what is done, on the owner's thread."""
        with self._changed:
            if self._failed is not None:
                # What was appended since stands on what failed. The writer has been
                # waiting, so none of it is on disk.
                self._done.extend((job, self._failed) for job in self._waiting)
                self._waiting.clear()
                self._ahead = dict(self._heads)
                self._failed = None
        while self._done:
            job, failed = self._done.popleft()
            try:
                job.saved(failed)
            except BaseException:
                if self._done and self._deliver is not None and not self._is_closed:
                    self._deliver(self._report)
                raise


def _ignore(_error: BaseException | None) -> None:
    pass
