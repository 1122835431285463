"""One thread commits for all, since each commit waits for the disk, 4 ms or so.

Whatever came in meanwhile shares the next commit.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread
from typing import NamedTuple

import apsw

from ..errors import LogFailed
from .chain_heads import Step
from .log import Saved
from .sqlite_file import Connection, Value, reason

__all__ = ["Deliver", "GroupCommit", "Job", "Statement"]

Deliver = Callable[[Callable[[], object]], object]
"""Hands a callback to the owner's thread, such as `loop.call_soon_threadsafe`."""

COMMIT_WINDOW_S = 0.005
"""Commits begin at least this far apart, unless the log is being closed."""

CHECKPOINT_PAGES = 1000
"""So long may the write-ahead file grow before its pages move into the main one."""


class Statement(NamedTuple):
    """What is executed once for each of `rows`."""

    sql: str
    rows: Sequence[tuple[Value, ...]]


class Job(NamedTuple):
    """What goes into the file with one call: all of it or nothing."""

    statements: Sequence[Statement]
    steps: Sequence[Step]
    saved: Saved


class GroupCommit:
    """Commits jobs in the order in which they were put. To be used from one thread.

    Args:
        path: to be named when writing fails.
        writer: is used on another thread, until `close`.
        deliver: how reports are brought to the owner's thread. With None there is no
            other thread: `put` returns once the job was told.
        settled: told on the owner's thread, before any `saved`, of all jobs that are on
            disk now, and whether whatever was put behind them failed.
    """

    def __init__(
        self,
        path: Path,
        writer: Connection,
        deliver: Deliver | None,
        settled: Callable[[Sequence[Job], bool], object],
    ) -> None:
        self._path = path
        self._writer = writer
        self._deliver = deliver
        self._settled = settled
        self._pages = 0
        # In place of SQLite's own checkpoints, which are part of a commit: should one fail,
        # the commit would seem to have failed, too.
        writer.set_wal_hook(self._note_pages)
        self._waiting: list[Job] = []
        self._done: list[tuple[Job, LogFailed | None]] = []
        self._untold: deque[tuple[Job, LogFailed | None]] = deque()
        self._failed: LogFailed | None = None
        self._is_closed = False
        self._changed = Condition()
        self._thread = None
        if deliver is not None:
            self._thread = Thread(target=self._write_on, name="log writer", daemon=True)
            self._thread.start()

    def put(self, job: Job) -> None:
        """Write `job`; when writing fails, whatever was put since fails with it."""
        if self._thread is None:
            self._commit([job])
            self._checkpoint()
            self._report()
            return
        with self._changed:
            self._waiting.append(job)
            if len(self._waiting) == 1:
                self._changed.notify()

    def close(self) -> None:
        """Write what waits, and tell each `saved` about it."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self._report()

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
            self._checkpoint()

    def _is_due(self) -> bool:
        return self._is_closed or (self._failed is None and bool(self._waiting))

    def _commit(self, jobs: Sequence[Job]) -> None:
        """Write `jobs` in one transaction, and note how that went."""
        failed = None
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for job in jobs:
                for sql, rows in job.statements:
                    self._writer.executemany(sql, rows)
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

    def _note_pages(self, _connection: object, _database: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK

    def _checkpoint(self) -> None:
        """Empty the write-ahead file if it is long; on a full disk it only gets longer."""
        if self._pages >= CHECKPOINT_PAGES:
            with suppress(apsw.Error):
                self._writer.wal_checkpoint()

    def _report(self) -> None:
        """Tell each `saved` what is done, on the owner's thread."""
        with self._changed:
            done, self._done = self._done, []
            failed, self._failed = self._failed, None
            if failed is not None:
                # What was put since stands on what failed. The writer has been waiting,
                # so none of it is on disk.
                done += [(job, failed) for job in self._waiting]
                self._waiting.clear()
        self._settled([job for job, error in done if error is None], failed is not None)
        self._untold += done
        while self._untold:
            job, error = self._untold.popleft()
            try:
                job.saved(error)
            except BaseException:
                if self._untold and self._deliver is not None and not self._is_closed:
                    self._deliver(self._report)
                raise
