"""A disk that fills up, fails or loses its power, as a file system of SQLite's."""

from collections.abc import Callable
from pathlib import Path

import apsw

__all__ = ["BadDisk"]


class BadDisk(apsw.VFS):
    """Works until told otherwise.

    Attributes:
        before_write, before_sync: called before each write or sync, on the thread that
            wants it; they may wait, or raise one of apsw's errors.
        syncs: how many there were.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.before_write: Callable[[], object] = _nothing
        self.before_sync: Callable[[], object] = _nothing
        self.syncs = 0
        self._synced: dict[str, bytes] = {}
        self._deleted: set[str] = set()
        super().__init__(name, "")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:
        return _File(self, name or "", flags)

    def fail(self, error: type[apsw.Error]) -> None:
        """Refuse all writes from now on."""

        def refuse() -> None:
            raise error("as told")

        self.before_write = refuse

    def mend(self) -> None:
        """Work again."""
        self.before_write = self.before_sync = _nothing

    def lose_power(self, folder: Path) -> None:
        """Put into `folder` what is found afterwards: each file as of its last sync."""
        folder.mkdir()
        for path, content in self._synced.items():
            (folder / Path(path).name).write_bytes(content)

    def note_sync(self, path: str, content: bytes) -> None:
        """Take note that `path` is on disk with this content."""
        self.syncs += 1
        if path not in self._synced:
            # SQLite syncs the folder with a new file, and with it what was deleted.
            for deleted in self._deleted:
                self._synced.pop(deleted, None)
            self._deleted.clear()
        self._synced[path] = content

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        if syncdir:
            self._synced.pop(filename, None)
        else:
            self._deleted.add(filename)


class _File(apsw.VFSFile):
    def __init__(self, disk: BadDisk, name: apsw.URIFilename | str, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = name if isinstance(name, str) else name.filename()

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.before_write()
        super().xWrite(data, offset)  # pyright: ignore[reportUnknownMemberType]

    def xSync(self, flags: int) -> None:
        self._disk.before_sync()
        super().xSync(flags)
        # Not by opening it once more: closing that would take away SQLite's locks.
        self._disk.note_sync(self._path, super().xRead(super().xFileSize(), 0))


def _nothing() -> None:
    pass
