"""A disk that fills up, fails or loses its power, as a file system of SQLite's."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import apsw

__all__ = ["BadDisk"]


class BadDisk(apsw.VFS):
    """Works until told otherwise. What is there before it is used counts as synced.

    Attributes:
        before_write, before_sync: called before each write or sync, on the thread that
            wants it; they may wait, or raise one of apsw's errors.
        writes, syncs: how many there were.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.before_write: Callable[[], object] = _nothing
        self.before_sync: Callable[[], object] = _nothing
        self.writes = 0
        self.syncs = 0
        self._seen: set[str] = set()
        self._synced: dict[str, bytearray] = {}
        self._unsynced: dict[str, list[_Change]] = {}
        self._deleted: set[str] = set()
        super().__init__(name, "")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:
        path = name if isinstance(name, str) else name.filename() if name else ""
        if path not in self._seen:
            self._seen.add(path)
            if Path(path).is_file():
                self._synced[path] = bytearray(Path(path).read_bytes())
        return _File(self, path, name or "", flags)

    def fail(self, error: type[apsw.Error]) -> None:
        """Refuse all writes from now on."""
        self.fail_at(0, error)

    def fail_at(self, write: int, error: type[apsw.Error] = apsw.FullError) -> None:
        """Let so many writes pass, and refuse all behind them."""
        left = write

        def refuse() -> None:
            nonlocal left
            if not left:
                raise error("as told")
            left -= 1

        self.before_write = refuse

    def mend(self) -> None:
        """Work again."""
        self.before_write = self.before_sync = _nothing

    def lose_power(
        self, folder: Path, chance: Random | None = None, *, is_torn: bool = False
    ) -> None:
        """Put into `folder` what is found afterwards.

        Args:
            chance: without it, each file is as of its last sync. With it, some of what
                was written since is there as well: as many writes of each file, the
                oldest ones, as it draws.
            is_torn: of the write behind those, the beginning is there, too.
        """
        folder.mkdir()
        found = {path: bytes(content) for path, content in self._synced.items()}
        for path, changes in sorted(self._unsynced.items()) if chance else ():
            assert chance is not None
            content = bytearray(found.get(path, b""))
            count = chance.randint(0, len(changes))
            for change in changes[:count]:
                change.apply(content, 1.0)
            if is_torn and count < len(changes):
                changes[count].apply(content, chance.random())
            if content or path in found:
                found[path] = bytes(content)
        for path, content in found.items():
            (folder / Path(path).name).write_bytes(content)

    def take_over(self, path: Path, synced: bytes) -> None:
        """What is in the file `path` is only in the system's cache, but for `synced`."""
        self._seen.add(str(path))
        self._synced[str(path)] = bytearray(synced)
        self._unsynced[str(path)] = [_Change(0, path.read_bytes())]

    def note_change(self, path: str, change: "_Change") -> None:
        """Take note that `path` was changed, without a sync so far."""
        self.writes += 1
        self._unsynced.setdefault(path, []).append(change)

    def note_sync(self, path: str) -> None:
        """Take note that `path` is on disk as it is now."""
        self.syncs += 1
        if path not in self._synced:
            # SQLite syncs the folder with a new file, and with it what was deleted.
            for deleted in self._deleted:
                self._synced.pop(deleted, None)
            self._deleted.clear()
        content = self._synced.setdefault(path, bytearray())
        for change in self._unsynced.pop(path, ()):
            change.apply(content, 1.0)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self._unsynced.pop(filename, None)
        if syncdir:
            self._synced.pop(filename, None)
        else:
            self._deleted.add(filename)


class _Change:
    """Bytes that are written at `offset`, or, without bytes, the end of a file put there."""

    def __init__(self, offset: int, data: bytes | None) -> None:
        self.offset = offset
        self.data = data

    def apply(self, content: bytearray, share: float) -> None:
        if self.data is None:
            del content[self.offset :]
            return
        content.extend(bytes(max(0, self.offset - len(content))))
        data = self.data[: int(share * len(self.data))]
        content[self.offset : self.offset + len(data)] = data


class _File(apsw.VFSFile):
    def __init__(
        self, disk: BadDisk, path: str, name: apsw.URIFilename | str, flags: list[int]
    ) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = path

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.before_write()
        super().xWrite(data, offset)  # pyright: ignore[reportUnknownMemberType]
        self._disk.note_change(self._path, _Change(offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._disk.note_change(self._path, _Change(newsize, None))

    def xSync(self, flags: int) -> None:
        self._disk.before_sync()
        super().xSync(flags)
        self._disk.note_sync(self._path)


def _nothing() -> None:
    pass
