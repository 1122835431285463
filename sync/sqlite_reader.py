"""Reading the log's file, beside whoever writes to it."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from ..store.update import SourceId
from .errors import BadRun, LogFailed
from .log import Stored
from .run import Chain, Head, Run
from .sqlite_file import open_reader, reason

__all__ = ["SqliteReader"]

_PAGE = 64
"""Runs read at once; at most 57 KiB each."""

_HEADS = """
    SELECT id, raw FROM runs JOIN (
        SELECT source, incarnation, max(first) AS first FROM runs GROUP BY source, incarnation
    ) USING (source, incarnation, first)
"""
_CHAIN = (
    "SELECT id, raw FROM runs WHERE source = ? AND incarnation = ? AND first > ? ORDER BY first"
)
_ALL = "SELECT id, arrived, raw FROM runs WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"


class SqliteReader:
    """What is committed to the file `path`. To be used from one thread.

    Each method raises LogFailed, naming the file, when it cannot be read or is damaged,
    and ValueError once the reader is closed.
    """

    def __init__(self, path: Path, vfs: str | None) -> None:
        self._path = path
        self._connection = open_reader(path, vfs)

    def heads(self) -> dict[Chain, Head]:
        """How far each chain goes."""
        with self._reading():
            newest = self._connection.execute(_HEADS).fetchall()
        runs = [self._run(row_id, raw) for row_id, raw in newest]
        return {run.chain: run.head for run in runs}

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """As `Log.runs_after`."""
        found: list[Run] = []
        total = 0
        with self._reading(), closing(self._connection.execute(_CHAIN, (*chain, sequence))) as rows:
            for row_id, raw in rows:
                total += len(raw)
                if found and total > max_bytes:
                    break
                found.append(self._run(row_id, raw))
        return found

    def all(self) -> Iterator[Stored]:
        """Every run that is there when the first is asked for, in the order of arrival."""
        with self._reading():
            newest = self._connection.execute("SELECT ifnull(max(id), 0) FROM runs").get
        row_id = 0
        while row_id < newest:
            # By the page: an open statement would keep all other reading in its past.
            with self._reading():
                page = self._connection.execute(_ALL, (row_id, newest, _PAGE)).fetchall()
            if not page:
                return
            for row_id, arrived, raw in page:
                yield Stored(self._run(row_id, raw), arrived)

    def people(self) -> dict[SourceId, str]:
        """The last name that each source was heard to use."""
        with self._reading():
            rows = self._connection.execute("SELECT source, name FROM people").fetchall()
        return {SourceId(source): name for source, name in rows}

    def close(self) -> None:
        """Let go of the file. Closing again does nothing."""
        self._connection.close()

    @contextmanager
    def _reading(self) -> Generator[None]:
        try:
            yield
        except apsw.ConnectionClosedError:
            raise ValueError(f"{self._path} is closed") from None
        except apsw.Error as error:
            raise LogFailed(f"{self._path} could not be read: {reason(error)}") from error

    def _run(self, row_id: int, raw: bytes) -> Run:
        try:
            return Run(raw)
        except BadRun as error:
            # Here a damaged row will be set aside and fetched again from a peer.
            raise LogFailed(f"{self._path} is damaged: row {row_id}: {error}") from error
