"""Reading the log's file, beside whoever writes to it."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from ...store.update import SourceId
from ..errors import BadRun, LogFailed
from ..facts.facts import Fact
from ..wire.run import Chain, Run, chain_of
from .chain_heads import Step
from .log import Kept, Stored
from .sqlite_file import open_reader, reason

__all__ = ["SqliteReader"]

_PAGE = 64
"""Runs read at once; at most 57 KiB each."""

_CHAIN = (
    "SELECT id, raw FROM runs WHERE source = ? AND incarnation = ? AND first > ? ORDER BY first"
)
_BEGINS_AT = """
    SELECT id, raw FROM runs WHERE source = ? AND incarnation = ? AND first <= ?
    ORDER BY first DESC LIMIT 1
"""
_FACTS = "SELECT source, key, version, value, signature FROM facts ORDER BY id"
_EVIDENCE = "SELECT source, incarnation, raw, again_from FROM evidence ORDER BY id"
_ALL = "SELECT id, arrived, raw FROM runs WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"


class SqliteReader:
    """What is committed to the file `path`. To be used from one thread.

    Each method raises LogFailed, naming the file, when it cannot be read or is damaged,
    and ValueError once the reader is closed.
    """

    def __init__(self, path: Path, vfs: str | None) -> None:
        self._path = path
        self._connection = open_reader(path, vfs)

    def begins_at(self, chain: Chain, after: int) -> Step | None:
        """The last run of `chain` that begins at `after` or before."""
        with self._reading():
            rows = self._connection.execute(_BEGINS_AT, (*chain, after)).fetchall()
        for row_id, raw in rows:
            run = self._run(row_id, raw)
            return Step(chain, run.header.first, run.head)
        return None

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

    def facts(self) -> dict[tuple[SourceId, str], Fact]:
        """The newest fact for each source and key."""
        with self._reading():
            rows = self._connection.execute(_FACTS).fetchall()
        facts = (Fact(SourceId(source), *rest) for source, *rest in rows)
        return {(fact.source, fact.key): fact for fact in facts}

    def evidence(self) -> dict[Chain, Kept]:
        """As `Log.evidence`."""
        with self._reading():
            rows = self._connection.execute(_EVIDENCE).fetchall()
        return {
            chain_of(source, incarnation): Kept(raw, again_from)
            for source, incarnation, raw, again_from in rows
        }

    def blob(self, hash: bytes) -> bytes | None:
        """As `Log.blob`."""
        with self._reading():
            return self._connection.execute("SELECT data FROM blobs WHERE hash = ?", (hash,)).get

    def blob_hashes(self) -> list[bytes]:
        """As `Log.blob_hashes`."""
        with self._reading():
            rows = self._connection.execute("SELECT hash FROM blobs ORDER BY id").fetchall()
        return [hash for (hash,) in rows]

    def people(self) -> dict[SourceId, str]:
        """The last name that each source was heard to use, in the order in which they did."""
        select = "SELECT source, name FROM people ORDER BY seen, source"
        with self._reading():
            rows = self._connection.execute(select).fetchall()
        return {SourceId(source): name for source, name in rows}

    def verified(self) -> set[SourceId]:
        """Whose keys were compared on this device, and matched."""
        select = "SELECT source FROM people WHERE verified IS NOT NULL"
        with self._reading():
            rows = self._connection.execute(select).fetchall()
        return {SourceId(source) for (source,) in rows}

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
            # It was whole when the log was opened; opening it again sets it aside.
            raise LogFailed(
                f"{self._path} is damaged: row {row_id}: {error}. Start again to mend it."
            ) from error
