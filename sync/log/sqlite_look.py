"""A look into the file of a log that changes nothing: for whoever wants to know how it is."""

from dataclasses import dataclass
from pathlib import Path

import apsw

from ..errors import BadRun, LogFailed
from ..wire.run import Run
from .sqlite_file import Connection, give_up, open_reader, reason

__all__ = ["Looked", "look"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the file holds.

    Attributes:
        format: `PRAGMA user_version`.
        check: what SQLite says of the file; "ok" if nothing is wrong.
        newest: the newest timestamp of any chain's last run, 0 where there is none.
        ahead: how many chains end after the time that was asked about.
    """

    format: int
    check: str
    runs: int
    chains: int
    updates: int
    damaged: int
    set_aside: int
    newest: int
    ahead: int


def look(path: Path, *, ahead_of: int) -> Looked:
    """Look into the log at `path`; `ahead_of` is a timestamp.

    Raises:
        LogFailed: it cannot be read at all.
    """
    reader = open_reader(path, None)
    try:
        return _look(reader, ahead_of)
    except BadRun as error:
        raise LogFailed(f"{path} cannot be read: {error}") from error
    except apsw.Error as error:
        raise LogFailed(f"{path} cannot be read: {reason(error)}") from error
    finally:
        give_up(reader)


def _look(reader: Connection, ahead_of: int) -> Looked:
    def number(query: str) -> int:
        return int(reader.execute(query).get or 0)

    def rows(table: str) -> int:
        is_there = reader.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).get
        return number(f"SELECT count(*) FROM {table}") if is_there else 0

    ends = "SELECT raw, max(last) FROM runs GROUP BY source, incarnation"
    stamps = [Run(bytes(raw)).header.last_timestamp for raw, _ in reader.execute(ends)]
    return Looked(
        format=number("PRAGMA user_version"),
        check=str(reader.execute("PRAGMA quick_check(1)").get),
        runs=rows("runs"),
        chains=len(stamps),
        updates=number("SELECT sum(last - first + 1) FROM runs"),
        damaged=rows("damaged"),
        set_aside=rows("set_aside"),
        newest=max(stamps, default=0),
        ahead=sum(stamp > ahead_of for stamp in stamps),
    )
