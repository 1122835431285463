"""Copying what can be read of a database that SQLite cannot make sense of as a whole."""

from collections.abc import Iterator
from contextlib import suppress

import apsw

from .sqlite_damage import transaction
from .sqlite_file import Connection, Value

__all__ = ["salvage"]

_MIN_ROW_BYTES = {
    "runs": 250,
    "set_aside": 250,
    "damaged": 50,
    "facts": 50,
    "blobs": 50,
    "evidence": 250,
}
"""No row is shorter: so many rows a table in a file of a given size has at most."""

_Row = tuple[Value, ...]
_UNREADABLE = (apsw.CorruptError, apsw.NotADBError, apsw.IOError, apsw.SQLError)


def salvage(damaged: Connection, copy: Connection, size: int) -> None:
    """Add to `copy`, which is empty and of the newest format, every row that can be read.

    Args:
        damaged: of any format.
        size: of its main file, in bytes.

    Raises:
        apsw.Error: `copy` cannot be written.
    """
    for table in _MIN_ROW_BYTES:
        with transaction(copy):
            columns = _columns(damaged, copy, table)
            if "id" in columns:
                for row in _by_id(damaged, table, columns, size):
                    _add(copy, table, columns, row)
    with transaction(copy):
        columns = _columns(damaged, copy, "people")
        for order in ("ASC", "DESC") if columns else ():
            # It has no ids to ask for. From both ends, only what lies between two damaged
            # places is not reached.
            names = ", ".join(columns)
            rows: list[_Row] = []
            with suppress(*_UNREADABLE):
                for row in damaged.execute(f"SELECT {names} FROM people ORDER BY source {order}"):
                    rows.append(row)
            for row in rows:
                _add(copy, "people", columns, row)


def _columns(damaged: Connection, copy: Connection, table: str) -> list[str]:
    """Those that `table` has in both; none where the damaged one is not to be read."""
    with suppress(*_UNREADABLE):
        old = {row[1] for row in damaged.execute(f"PRAGMA table_info({table})")}
        return [row[1] for row in copy.execute(f"PRAGMA table_info({table})") if row[1] in old]
    return []


def _by_id(damaged: Connection, table: str, columns: list[str], size: int) -> Iterator[_Row]:
    """The rows of `table` in the order of their ids, page by page, then one by one."""
    select = f"SELECT {', '.join(columns)} FROM {table}"
    read = 0
    try:
        for row in damaged.execute(f"{select} ORDER BY id"):
            read = row[0]
            yield row
    except _UNREADABLE:
        for row_id in range(read + 1, _last_id(damaged, table, size) + 1):
            with suppress(*_UNREADABLE):
                yield from damaged.execute(f"{select} WHERE id = ?", (row_id,)).fetchall()


def _last_id(damaged: Connection, table: str, size: int) -> int:
    """At least the highest id in `table`."""
    with suppress(*_UNREADABLE):
        return damaged.execute(f"SELECT ifnull(max(id), 0) FROM {table}").get
    return size // _MIN_ROW_BYTES[table]


def _add(copy: Connection, table: str, columns: list[str], row: _Row) -> None:
    marks = ", ".join("?" * len(columns))
    # A row whose columns changed may be none that the table takes.
    with suppress(apsw.ConstraintError):
        copy.execute(f"INSERT OR IGNORE INTO {table}({', '.join(columns)}) VALUES({marks})", row)
