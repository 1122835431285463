"""Secret keys in files of their own: 32 bytes, read by their owner only, never overwritten."""

import stat
import sys
from pathlib import Path

from ..errors import FolderFailed
from .files import create_private

__all__ = ["KEY_BYTES", "create_key", "load_key"]

KEY_BYTES = 32


def load_key(path: Path) -> bytes | None:
    """The key in `path`, or None if there is no such file.

    Raises:
        FolderFailed: it cannot be read, is not 32 bytes long, or may be read by others.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(path.stat().st_mode)
            key = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderFailed(f"the key {path} cannot be read: {error.strerror}") from error
    if sys.platform != "win32" and mode & 0o077:
        raise FolderFailed(
            f"the key {path} may be read by others (mode {mode:o}): "
            f"if that is a mistake, type: chmod 600 '{path}'"
        )
    if len(key) != KEY_BYTES:
        raise FolderFailed(
            f"the key {path} is damaged: it is not {KEY_BYTES} bytes long. "
            "Put back a copy, or move it away to begin with a new one."
        )
    return key


def create_key(path: Path, key: bytes) -> bytes:
    """Keep `key` in `path` for good, and return it; or the one that another put there first.

    Raises:
        FolderFailed: it cannot be written.
    """
    try:
        create_private(path, key)
    except FileExistsError:
        return load_key(path) or create_key(path, key)
    except OSError as error:
        raise FolderFailed(f"the key {path} cannot be written: {error.strerror}") from error
    return key
