"""The file of the log: opened so that what is committed survives a power cut, and migrated."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import apsw

from ..errors import LogFailed
from ..home.files import open_private, sync_folder
from .sqlite_format import MIGRATIONS

__all__ = [
    "Connection",
    "Cursor",
    "LogDamaged",
    "Value",
    "give_up",
    "open_reader",
    "open_writer",
    "reason",
]

Value = bytes | int | str | None
"""What a column may hold here."""


class LogDamaged(LogFailed):
    """SQLite cannot make sense of the file."""


class Cursor(Protocol):
    """The rows a statement gives, as we use those of apsw."""

    @property
    def get(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...
    def close(self) -> None: ...


class Connection(Protocol):
    """An open database, as we use those of apsw.

    Its own types refer to one that only Python 3.12 has, and so say nothing before.
    """

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, statements: str, bindings: Sequence[Value] = ()) -> Cursor: ...
    def executemany(
        self, statements: str, sequenceofbindings: Iterable[Sequence[Value]]
    ) -> object: ...
    def config(self, op: int, *args: int) -> int: ...
    def pragma(self, name: str, value: int | str = ...) -> Any: ...
    def set_wal_hook(self, callable: Callable[[Any, str, int], int] | None) -> None: ...
    def wal_checkpoint(self) -> tuple[int, int]: ...
    def set_busy_timeout(self, milliseconds: int) -> None: ...
    def close(self) -> None: ...


_BUSY_MS = 5_000

_READ = apsw.SQLITE_OPEN_READONLY
_WRITE = apsw.SQLITE_OPEN_READWRITE

_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    # In WAL mode, NORMAL commits without waiting for the disk: a power cut then takes
    # back what was reported saved, although kill -9 never does. FULL waits.
    "synchronous": 2,
    # macOS answers fsync before the disk has the data; only this waits. Others ignore it.
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
}


def open_writer(path: Path, vfs: str | None) -> Connection:
    """A connection that may write `path`; the file is made if need be, and of mode 0600.

    After an unclean end it is checked first, which takes a moment per 100 MB.

    Raises:
        LogFailed: of a newer version (then nothing is changed), not a log at all,
            read-only, or on a disk that does not let it be kept safely.
        LogDamaged: what is in it cannot be read as a whole.
    """
    try:
        # A clean end takes this file away.
        is_unclean = path.with_name(f"{path.name}-wal").exists()
        os.close(open_private(path))
    except OSError as error:
        raise LogFailed(f"{path} cannot be opened: {error.strerror}") from error
    try:
        connection: Connection = apsw.Connection(str(path), flags=_WRITE, vfs=vfs)
    except apsw.Error as error:
        raise LogFailed(f"{path} cannot be opened: {reason(error)}") from error
    try:
        connection.set_busy_timeout(_BUSY_MS)
        _refuse_newer(path, connection)
        if is_unclean:
            _check(path, connection)
        _set_pragmas(path, connection)
        if is_unclean:
            _sync(connection)
        # The change to WAL went through a rollback journal. SQLite deletes it without
        # syncing the folder; if it came back after a power cut, it would undo the change,
        # and with it everything that the write-ahead log holds.
        sync_folder(path.parent)
        _migrate(connection)
    except (apsw.Error, OSError) as error:
        give_up(connection)
        # A file of another kind has nothing of ours beside it.
        is_damaged = isinstance(error, apsw.CorruptError) or (
            is_unclean and isinstance(error, apsw.NotADBError)
        )
        failed = LogDamaged if is_damaged else LogFailed
        raise failed(f"{path} cannot be opened: {reason(error)}") from error
    except BaseException:
        give_up(connection)
        raise
    return connection


def open_reader(path: Path, vfs: str | None) -> Connection:
    """A connection that only reads `path`, for use beside a writer.

    Raises:
        LogFailed: it cannot be opened.
    """
    try:
        connection: Connection = apsw.Connection(str(path), flags=_READ, vfs=vfs)
        connection.set_busy_timeout(_BUSY_MS)
    except apsw.Error as error:
        raise LogFailed(f"{path} cannot be opened: {reason(error)}") from error
    return connection


def give_up(connection: Connection) -> None:
    """Close `connection` and leave all files as they are."""
    with suppress(apsw.Error):
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.close()


def reason(error: Exception) -> str:
    """What `error` means, for people."""
    match error:
        case apsw.FullError():
            return "the disk is full"
        case apsw.ReadOnlyError() | apsw.PermissionsError():
            return "it may only be read"
        case apsw.NotADBError():
            return "it is not a log of this program, or damaged"
        case apsw.CorruptError():
            return "it is damaged"
        case apsw.IOError():
            return "the disk reports an error"
        case _:
            return f"{type(error).__name__}: {error}"


def _refuse_newer(path: Path, connection: Connection) -> None:
    version = connection.pragma("user_version")
    if version > len(MIGRATIONS):
        raise LogFailed(
            f"{path} was made by a newer version (format {version}, this program knows "
            f"{len(MIGRATIONS)}). Update to open it."
        )


def _check(path: Path, connection: Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").get
    if found != "ok":
        # Its first line only names the database.
        raise LogDamaged(f"{path} is damaged: {found.splitlines()[-1]}")


def _set_pragmas(path: Path, connection: Connection) -> None:
    for name, wanted in _PRAGMAS.items():
        connection.pragma(name, wanted)
        got = connection.pragma(name)
        if got != wanted:
            raise LogFailed(f"{path} cannot be kept safely: {name} is {got!r}, not {wanted!r}")


def _sync(connection: Connection) -> None:
    """Bring what a killed program had written to the disk, and not only to its cache.

    It is found and read like all the rest, so that peers would hear of it, and a power
    cut could take it back after all.
    """
    # On a full disk nothing can be moved into the main file. The write-ahead file has
    # been synced by then, which is what counts.
    with suppress(apsw.FullError):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _migrate(connection: Connection) -> None:
    for version in range(connection.pragma("user_version"), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(MIGRATIONS[version])
            connection.pragma("user_version", version + 1)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
