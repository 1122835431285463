"""The data folder of one replica: who it is, its rooms, and which was open last.

lock  identity.key  rooms.json  rooms/ID/room.key  rooms/ID/log.sqlite
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

from ..errors import FolderFailed, FolderInUse
from ..trust.identity import Identity
from ..trust.room import RoomKey
from .files import make_private_folder, open_private, replace_private
from .key_file import create_key, load_key

__all__ = ["LAST_ROOM", "DataFolder", "RoomFolder", "default_data_path", "find_room"]

LAST_ROOM = "last"
"""Stands for the room that was open last."""


def default_data_path() -> Path:
    """Where this system keeps what programs remember for the user."""
    return platformdirs.user_data_path("redux-scuttlebutt", appauthor=False)


class _Rooms(msgspec.Struct, frozen=True):
    """What `rooms.json` says, by the hex ids of rooms."""

    own: str
    last: str


@dataclass(frozen=True, slots=True)
class RoomFolder:
    """Where one room is kept.

    Attributes:
        room: its key, which names it, too.
        path: the folder with its files, `log_path` among them.
    """

    room: RoomKey
    path: Path

    @property
    def log_path(self) -> Path:
        return self.path / "log.sqlite"


class DataFolder:
    """A data folder that no other program has open until `close`. Open it by `open`."""

    def __init__(self, path: Path, lock: int) -> None:
        self._path = path
        self._lock: int | None = lock

    @classmethod
    def open(cls, path: Path) -> "DataFolder":
        """Make the folder if need be, for its owner only, and keep other programs out.

        Raises:
            FolderInUse: another program has it open, or this one already.
            FolderFailed: it can neither be made nor written.
        """
        try:
            make_private_folder(path)
            lock = open_private(path / "lock")
            is_ours = False
            try:
                is_ours = _take(lock)
            finally:
                if not is_ours:
                    os.close(lock)
        except OSError as error:
            raise FolderFailed(
                f"the data folder {path} cannot be used: {error.strerror}"
            ) from error
        if not is_ours:
            raise FolderInUse(
                f"the data folder {path} is in use: close the program that has it open, "
                "or choose another folder with --data"
            )
        return cls(path, lock)

    def identity(self) -> Identity:
        """Who we are: always the same in one folder.

        Raises:
            FolderFailed: as `Identity.load_or_create`.
        """
        return Identity.load_or_create(self._path / "identity.key")

    def open_room(self, key: RoomKey | None = None) -> RoomFolder:
        """The room of `key`, from now on the last one open; without a key, the last one.

        The first room of a folder is its own, with a random key.

        Raises:
            FolderFailed: its files cannot be read or written, or are damaged.
        """
        rooms = _read_rooms(self._path)
        own = rooms.own if rooms else self._keep(RoomKey.generate()).name
        if key is not None:
            folder = self._keep(key)
        else:
            folder = self._path / "rooms" / (rooms.last if rooms else own)
        opened = RoomFolder(_load_room(folder), folder)
        self._write_rooms(_Rooms(own, folder.name), before=rooms)
        return opened

    def close(self) -> None:
        """Let others open the folder. Closing again does nothing."""
        if self._lock is not None:
            os.close(self._lock)  # which gives the lock back
            self._lock = None

    def _keep(self, key: RoomKey) -> Path:
        """The folder of the room of `key`, with the key in it."""
        folder = self._path / "rooms" / key.id.hex()
        try:
            make_private_folder(folder)
        except OSError as error:
            raise FolderFailed(f"the folder {folder} cannot be made: {error.strerror}") from error
        if load_key(folder / "room.key") is None:
            create_key(folder / "room.key", key.secret)
        return folder

    def _write_rooms(self, rooms: _Rooms, *, before: _Rooms | None) -> None:
        if rooms == before:
            return
        file = self._path / "rooms.json"
        try:
            replace_private(file, msgspec.json.encode(rooms) + b"\n")
        except OSError as error:
            raise FolderFailed(f"{file} cannot be written: {error.strerror}") from error


def find_room(path: Path, name: str) -> RoomFolder:
    """A room of the data folder `path`, which is not opened: another program may have it open.

    Args:
        name: the first digits of the room's id, or `LAST_ROOM`.

    Raises:
        FolderFailed: no room is called so, or several are, or its files cannot be read.
    """
    try:
        ids = sorted(folder.name for folder in (path / "rooms").iterdir())
    except FileNotFoundError:
        raise FolderFailed(f"there is no room in the data folder {path}") from None
    except OSError as error:
        raise FolderFailed(f"the data folder {path} cannot be read: {error.strerror}") from error
    if name == LAST_ROOM:
        rooms = _read_rooms(path)
        found = [rooms.last] if rooms else []
    else:
        found = [room for room in ids if name and room.startswith(name.lower())]
    if len(found) != 1:
        there = ", ".join(room[:8] for room in ids) or "none"
        problem = "several rooms are" if found else "no room is"
        raise FolderFailed(f"{problem} called {name!r} in {path}; there: {there}")
    folder = path / "rooms" / found[0]
    return RoomFolder(_load_room(folder), folder)


def _read_rooms(path: Path) -> _Rooms | None:
    file = path / "rooms.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Rooms)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderFailed(f"{file} cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise FolderFailed(f"{file} is damaged: {error}") from error


def _load_room(folder: Path) -> RoomKey:
    secret = load_key(folder / "room.key")
    if secret is None:
        raise FolderFailed(f"the key of the room in {folder} is missing")
    key = RoomKey(secret)
    if key.id.hex() != folder.name:
        raise FolderFailed(f"the key in {folder} is that of another room, or damaged")
    return key


def _take(lock: int) -> bool:
    """Lock the open file `lock` for this process; false if another has it.

    Raises:
        OSError: this disk has no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
