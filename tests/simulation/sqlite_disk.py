"""The real log of SQLite on a file system that forgets what was not synced.

A crash that only the program suffers keeps what was written; a power cut goes back to
what was synced. The folders lie in memory where the machine has such a place, so that a
sync costs nothing; that it was asked for is what counts here.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import apsw

from redux_scuttlebutt.sync.log.log import Log, Saved, Stored
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run
from support.bad_disk import BadDisk

from .disk import Contents, Fault, Life

__all__ = ["SqliteDisk", "scratch"]

_names = count()


class SqliteDisk:
    """Fulfils `Disk` with files below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._copied: Path | None = None
        self._log: SqliteLog | None = None
        self._disk: BadDisk | None = None
        self._fault: Fault | None = None
        self._safe: dict[str, bytes] = {}  # by name, what was synced when the program ended
        self._life: Life | None = None
        # As files and as synced contents, where the program ends between write and sync.
        self._killed: tuple[Path, dict[str, bytes]] | None = None
        self._here = self._next_folder()
        self._here.mkdir()

    @property
    def fault(self) -> Fault | None:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        self._fault = fault
        if self._disk is None:
            return
        self._disk.mend()
        self._disk.before_sync = self._remember
        if fault == "full":
            self._disk.fail(apsw.FullError)
        elif fault == "fail":
            self._disk.before_sync = _fail

    def open(self, life: Life) -> Log:
        self._disk = BadDisk(f"simulated-{next(_names)}")
        for name, content in self._safe.items():
            self._disk.take_over(self._here / name, content)
        self._log = _Watched(self._here / "log.db", deliver=None, vfs=self._disk.name)
        self._log.life = life
        self._life = life
        self._killed = None
        self.fault = self._fault
        return self._log

    def heads(self) -> Mapping[Chain, Head]:
        return {} if self._log is None else self._log.heads()

    def contents(self) -> Contents:
        folder = self._next_folder()
        shutil.copytree(self._here, folder, ignore=_shared_memory)
        log = SqliteLog(folder / "log.db", deliver=None)
        runs = [stored.run for stored in log.all()]
        log.close()
        connection = open_writer(folder / "log.db", None)
        behind = connection.execute("SELECT raw FROM set_aside ORDER BY id").fetchall()
        aside = [Run(bytes(raw)) for (raw,) in behind]
        connection.close()
        return Contents(runs, aside)

    def kill(self) -> None:
        kept, self._safe = self._killed or self._as_killed()
        self._move_to(kept)

    def lose_power(self, share: float) -> None:  # noqa: ARG002
        if self._killed is not None:
            _, self._safe = self._killed
            kept = self._next_folder()
            kept.mkdir()
            for name, content in self._safe.items():
                (kept / name).write_bytes(content)
        else:
            kept = self._synced()
            self._safe = _contents(kept)
        self._move_to(kept)

    def _remember(self) -> None:
        """Keep what is here, written and not synced, if this is where the program ends."""
        if self._life is not None and self._life.is_doomed and self._killed is None:
            self._killed = self._as_killed()

    def _as_killed(self) -> tuple[Path, dict[str, bytes]]:
        """A copy of what is here, and what of it a power cut would leave."""
        kept = self._next_folder()
        shutil.copytree(self._here, kept, ignore=_shared_memory)
        return kept, _contents(self._synced())

    def _synced(self) -> Path:
        """A new folder with what a power cut would leave."""
        assert self._disk is not None
        folder = self._next_folder()
        self._disk.lose_power(folder)
        return folder

    def copy(self) -> None:
        self._copied = self._next_folder()
        shutil.copytree(self._here, self._copied, ignore=_shared_memory)

    def restore(self) -> bool:
        if self._copied is None:
            return False
        kept = self._next_folder()
        shutil.copytree(self._copied, kept)
        self._safe = _contents(kept)
        self._here = kept
        return True

    def flip(self, which: int) -> Chain | None:
        kept = self._next_folder()
        shutil.copytree(self._here, kept, ignore=_shared_memory)
        if not (kept / "log.db").exists():
            return None
        connection = open_writer(kept / "log.db", None)
        rows = connection.execute(
            "SELECT id, source, incarnation, raw FROM runs ORDER BY id"
        ).fetchall()
        chain = None
        if rows:
            number, source, incarnation, raw = rows[which % len(rows)]
            chain = Chain(source, incarnation)
            content = bytearray(raw)
            content[which % len(raw)] ^= 1 << which % 8
            connection.execute("UPDATE runs SET raw = ? WHERE id = ?", (bytes(content), number))
        connection.close()
        self._safe = _contents(kept)
        self._here = kept
        return chain

    def close(self) -> None:
        """Let go of all files."""
        self._leave()

    def _move_to(self, folder: Path) -> None:
        self._leave()
        self._here = folder

    def _leave(self) -> None:
        if self._log is not None:
            assert self._disk is not None
            self._disk.mend()
            self._log.close()
            self._disk.unregister()
            self._log = self._disk = None

    def _next_folder(self) -> Path:
        self._number += 1
        return self._folder / str(self._number)


class _Watched(SqliteLog):
    """The program may be killed before and after each write."""

    life: Life

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        self.life.effect()
        super().append(runs, self._reporting(saved))

    def withdraw(
        self, chain: Chain, after: int, done: Saved, instead: Sequence[Stored] = ()
    ) -> None:
        self.life.effect()
        super().withdraw(chain, after, self._reporting(done), instead)

    def _reporting(self, saved: Saved) -> Saved:
        def report(error: BaseException | None) -> None:
            self.life.effect()
            saved(error)

        return report


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for the disks of one run, in memory if possible."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def _fail() -> None:
    raise apsw.IOError("as told")


def _shared_memory(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith("-shm")]
