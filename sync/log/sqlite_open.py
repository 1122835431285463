"""Opening the log for good: migrated, looked through, and mended where SQLite gives up on it.

A file that SQLite cannot make sense of is copied, row by row, as far as it can be read.
The copy takes its place; the old file stays beside it, as `log.sqlite.damaged-1`.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

import apsw

from ..errors import LogFailed
from ..home.files import sync_folder
from .sqlite_damage import Checked, check_runs, note_lost_ends
from .sqlite_file import Connection, LogDamaged, give_up, open_reader, open_writer, reason
from .sqlite_salvage import salvage

__all__ = ["Opened", "open_log"]

# A copy has the second name once it is complete: from then on the old file only waits to
# be put away, which a power cut may interrupt anywhere.
_COPYING, _COPIED = "copying", "copied"


class Opened(NamedTuple):
    """An open log.

    Attributes:
        notice: what people should know of how it was opened.
    """

    writer: Connection
    checked: Checked
    notice: str | None


def open_log(path: Path, vfs: str | None) -> Opened:
    """Open the log at `path`, made if there is none, and mended if it is damaged.

    Raises:
        LogFailed: as `open_writer`, or there is no room to mend it; the text names the file.
    """
    try:
        _put_away(path)
        try:
            return Opened(*_open(path, vfs), None)
        except LogDamaged as error:
            notice = _mend(path, vfs, error)
        return Opened(*_open(path, vfs), notice)
    except OSError as error:
        raise LogFailed(f"{path} cannot be mended: {error.strerror}") from error


def _open(path: Path, vfs: str | None) -> tuple[Connection, Checked]:
    writer = open_writer(path, vfs)
    try:
        return writer, check_runs(writer)
    except apsw.Error as error:
        give_up(writer)
        failed = LogDamaged if isinstance(error, apsw.CorruptError) else LogFailed
        raise failed(f"{path} cannot be opened: {reason(error)}") from error
    except BaseException:
        give_up(writer)
        raise


def _mend(path: Path, vfs: str | None, damage: LogDamaged) -> str:
    """Put a copy in the place of `path`, of what can be read of it; what to tell people."""
    copy = _beside(path, _COPYING)
    _remove(copy)
    try:
        runs = _copy(path, copy, vfs)
    except (apsw.Error, LogFailed) as error:
        _remove(copy)
        why = reason(error) if isinstance(error, apsw.Error) else error
        raise LogFailed(f"{damage}. It cannot be mended: {why}") from error
    copy.rename(_beside(path, _COPIED))
    sync_folder(path.parent)
    kept = _put_away(path)
    found = f"{runs} runs could be read" if runs else "nothing in it could be read"
    return f"{damage}. {found.capitalize()}. The damaged file is kept as {kept}"


def _copy(path: Path, copy: Path, vfs: str | None) -> int:
    """Make `copy` of what can be read of `path`; how many runs that were."""
    writer = open_writer(copy, vfs)
    try:
        with suppress(LogFailed):
            reader = open_reader(path, vfs)
            try:
                salvage(reader, writer, path.stat().st_size)
            finally:
                give_up(reader)
        checked = check_runs(writer)
        named = {d.chain for d in checked.damaged}
        note_lost_ends(writer, {c: h for c, h in checked.heads.items() if c not in named})
        runs = writer.execute("SELECT (SELECT count(*) FROM runs) + count(*) FROM set_aside").get
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except BaseException:
        give_up(writer)
        raise
    writer.close()
    return runs


def _remove(copy: Path) -> None:
    for file in _files(copy):
        file.unlink(missing_ok=True)


def _put_away(path: Path) -> Path:
    """If there is a complete copy, let it take the place of `path`; where that is kept now."""
    kept = next(name for name in _kept(path) if not name.exists())
    copied = _beside(path, _COPIED)
    if copied.exists():
        # The write-ahead file first: it must not be taken for that of the copy. When only
        # some of this was done before a power cut, the rest is done under the same name.
        # The third is but an index of the second.
        main, ahead, index = _files(path)
        for file, name in ((ahead, _files(kept)[1]), (main, kept)):
            with suppress(FileNotFoundError):
                file.rename(name)
            sync_folder(path.parent)
        index.unlink(missing_ok=True)
        copied.rename(path)
        sync_folder(path.parent)
    return kept


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")


def _kept(path: Path) -> Iterator[Path]:
    return (_beside(path, f"damaged-{number}") for number in count(1))


def _files(path: Path) -> tuple[Path, Path, Path]:
    """The database file and those that SQLite has beside it."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
