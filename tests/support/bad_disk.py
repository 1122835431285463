"""A file system whose disk fills up, fails or forgets, for SQLite."""

import apsw

__all__ = ["BadDisk"]


class _File(apsw.VFSFile):
    def __init__(self, disk: "BadDisk", filename: apsw.URIFilename | str, flags: list[int]) -> None:
        super().__init__("", filename, flags)
        self._disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._disk.write_error is not None:
            raise self._disk.write_error("as told")
        super().xWrite(data, offset)  # pyright: ignore[reportUnknownMemberType]

    def xSync(self, flags: int) -> None:
        self._disk.syncs += 1
        if self._disk.sync_error is not None:
            raise self._disk.sync_error("as told")
        super().xSync(flags)


class BadDisk(apsw.VFS):
    """Works until told otherwise: set `write_error` or `sync_error` to a class of apsw's errors."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.write_error: type[apsw.Error] | None = None
        self.sync_error: type[apsw.Error] | None = None
        self.syncs = 0
        super().__init__(name, "")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:
        return _File(self, name or "", flags)
