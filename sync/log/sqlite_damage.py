"""Damaged rows of the log: found when it is opened, set aside, and named.

A run whose bytes changed on disk leaves a hole in its chain. What lies behind the hole
is kept in `set_aside`, since it may be ours and nobody else may have it; it counts again
once the hole is filled. So `runs` holds chains without holes only, and all reading and
appending can rely on that.
"""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ...store.update import Incarnation, SourceId
from ..errors import BadRun
from ..wire.run import Chain, Head, Run
from .chain_heads import Aside
from .log import Damage, follows
from .sqlite_file import Connection, Value
from .sqlite_format import FILLED, TAKE_BACK, TAKEN, checksum

__all__ = ["Checked", "check_runs", "note_lost_ends", "transaction"]

_ROWS = "SELECT id, source, incarnation, first, last, raw, crc FROM {} ORDER BY id"
_ADD_DAMAGE = """
    INSERT INTO damaged(source, incarnation, first, last, arrived, raw, reason)
    VALUES(?,?,?,?,?,?,?)
"""
_DAMAGE = """
    INSERT INTO damaged(source, incarnation, first, last, arrived, raw, reason)
    SELECT source, incarnation, ?, max(last, ?), arrived, raw, ? FROM {} WHERE id = ?
"""
_SET_ASIDE = """
    INSERT INTO set_aside(source, incarnation, first, last, arrived, raw, crc)
    SELECT ?, ?, ?, ?, arrived, raw, ? FROM runs WHERE id = ?
"""
_ADD_CHECKSUM = "UPDATE runs SET crc = ? WHERE id = ?"
_DAMAGES = "SELECT source, incarnation, first, last, reason FROM damaged ORDER BY id"


class Checked(NamedTuple):
    """What is in a log whose every row was looked at."""

    heads: Mapping[Chain, Head]
    aside: Mapping[Chain, Sequence[Aside]]
    damaged: list[Damage]


class _Row(NamedTuple):
    id: int
    source: bytes
    incarnation: int
    first: int
    last: int
    raw: bytes
    crc: int | None

    @property
    def chain(self) -> Chain:
        """Where the row was put; only a name, for the bytes may have changed here, too."""
        return Chain(SourceId(self.source), Incarnation(self.incarnation))

    def is_in_place(self, run: Run) -> bool:
        return (self.chain, self.first, self.last) == (run.chain, run.header.first, run.last)

    def read(self) -> Run:
        """The run in it; BadRun if it is not as it was written."""
        if self.crc is not None and checksum(self.raw) != self.crc:
            raise BadRun("bytes changed on disk")
        run = Run(self.raw)
        if self.crc is None and not self.is_in_place(run):
            raise BadRun("it is not the run that was put here")
        return run


class _End(NamedTuple):
    """Where a chain ends for now: its head, the one before, and the row of the last run."""

    head: Head
    before: Head
    row: _Row


class _Check:
    """Goes through the rows in the order of arrival, which is that of each chain."""

    def __init__(self) -> None:
        self.ends: dict[Chain, _End] = {}
        self.holes: set[Chain] = set()
        self.writes: list[tuple[str, tuple[Value, ...]]] = []

    def look_at(self, row: _Row) -> None:
        try:
            run = row.read()
        except BadRun as error:
            self._damage(row, self._next(row), str(error))
            self.holes.add(row.chain)
            return
        chain = run.chain
        end = self.ends.get(chain)
        head = end.head if end else Head()
        if chain in self.holes:
            self._set_aside(row, run)
        elif follows(run, head) and row.is_in_place(run):
            self.ends[chain] = _End(run.head, head, row)
            if row.crc is None:
                self.writes.append((_ADD_CHECKSUM, (checksum(row.raw), row.id)))
            return
        elif follows(run, head):
            # The bytes are those that were written, so it is the columns that changed.
            # It is taken back in its right place.
            self._set_aside(row, run)
        elif run.header.first > head.sequence + 1:
            hole = (*chain, head.sequence + 1, run.header.first - 1, 0, b"", "it is missing")
            self.writes.append((_ADD_DAMAGE, hole))
            self._set_aside(row, run)
        else:
            self._damage(row, self._next(row), "it does not follow on the one before")
            if end is not None and end.row.crc is None and run.header.first == head.sequence + 1:
                # Without a checksum, the header of the one before is in doubt as well.
                self._damage(end.row, end.row.first, "the next one follows on another")
                self.ends[chain] = _End(end.before, end.before, end.row)
        self.holes.add(chain)

    def _next(self, row: _Row) -> int:
        """Where the hole begins that `row` leaves: behind the last run that counts."""
        if row.chain in self.holes:
            return row.first
        end = self.ends.get(row.chain)
        return end.head.sequence + 1 if end else 1

    def _damage(self, row: _Row, first: int, why: str) -> None:
        self.writes.append((_DAMAGE.format("runs"), (first, first, why, row.id)))
        self.writes.append(("DELETE FROM runs WHERE id = ?", (row.id,)))

    def _set_aside(self, row: _Row, run: Run) -> None:
        place = (*run.chain, run.header.first, run.last, checksum(row.raw), row.id)
        self.writes.append((_SET_ASIDE, place))
        self.writes.append(("DELETE FROM runs WHERE id = ?", (row.id,)))


def check_runs(connection: Connection) -> Checked:
    """Look at every run in the log; move what does not count, and take back what does again.

    Raises:
        apsw.Error: the file cannot be read, or not be written though it had to.
    """
    check = _Check()
    for row in connection.execute(_ROWS.format("runs")):
        check.look_at(_Row(*row))
    heads = {chain: end.head for chain, end in check.ends.items() if end.head.sequence}
    has_aside = connection.execute("SELECT EXISTS (SELECT * FROM set_aside)").get
    aside: Mapping[Chain, Sequence[Aside]] = {}
    if check.writes or has_aside:
        with transaction(connection):
            for sql, bindings in check.writes:
                connection.execute(sql, bindings)
            aside = _join(connection, heads)
            _forget_filled(connection, heads)
    damaged = [
        Damage(Chain(SourceId(source), Incarnation(incarnation)), first, last, why)
        for source, incarnation, first, last, why in connection.execute(_DAMAGES)
    ]
    return Checked(heads, aside, damaged)


def note_lost_ends(connection: Connection, heads: Mapping[Chain, Head]) -> None:
    """Note that each chain may have gone on, in a part of the file that is lost."""
    why = "what followed may be lost"
    with transaction(connection):
        for chain, head in heads.items():
            following = head.sequence + 1
            connection.execute(_ADD_DAMAGE, (*chain, following, following, 0, b"", why))


@contextmanager
def transaction(connection: Connection) -> Generator[None]:
    """Everything or nothing of what is executed meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _join(connection: Connection, heads: dict[Chain, Head]) -> dict[Chain, list[Aside]]:
    """Take back what follows on `heads`, which grow by it; the rest of what is set aside."""
    places: dict[Chain, dict[tuple[int, bytes], tuple[_Row, Head]]] = defaultdict(dict)
    unreadable: list[tuple[_Row, str]] = []
    for row in map(_Row._make, connection.execute(_ROWS.format("set_aside"))):
        try:
            run = row.read()
        except BadRun as error:
            unreadable.append((row, str(error)))
            continue
        places[run.chain][run.header.first, run.header.previous] = row._replace(raw=b""), run.head
    for row, why in unreadable:
        connection.execute(_DAMAGE.format("set_aside"), (row.first, row.first, why, row.id))
        connection.execute(TAKEN, (row.id,))
    aside: dict[Chain, list[Aside]] = {}
    for chain, rows in places.items():
        head = heads.get(chain, Head())
        while (found := rows.pop((head.sequence + 1, head.hash), None)) is not None:
            row, head = found
            connection.execute(TAKE_BACK, (row.id,))
            connection.execute(TAKEN, (row.id,))
            heads[chain] = head
        if rows:
            aside[chain] = [Aside(row.id, *key, head) for key, (row, head) in rows.items()]
    return aside


def _forget_filled(connection: Connection, heads: Mapping[Chain, Head]) -> None:
    for source, incarnation, *_ in connection.execute(_DAMAGES).fetchall():
        head = heads.get(Chain(source, incarnation), Head())
        connection.execute(FILLED, (source, incarnation, head.sequence))
