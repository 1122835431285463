"""Files that only their owner may read, written so that a power cut leaves all or nothing."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

__all__ = [
    "create_private",
    "make_private_folder",
    "open_private",
    "replace_private",
    "sync_folder",
]


def create_private(path: Path, content: bytes) -> None:
    """Make the file `path`, mode 0600, and return once it would survive a power cut.

    Raises:
        FileExistsError: there is one already; it is left as it is.
        OSError: it cannot be written; nothing is left behind under that name.
    """
    draft = _draft(path, content)
    try:
        # Both fail where `path` exists, also if another program makes it meanwhile.
        # The file appears under its name with all of its content or not at all.
        if sys.platform == "win32":
            draft.rename(path)
        else:
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """Let `content` take the place of what `path` held, all at once; mode 0600.

    Raises:
        OSError: it cannot be written; `path` holds what it held before.
    """
    draft = _draft(path, content)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def open_private(path: Path) -> int:
    """A descriptor of `path` for reading and writing; made if need be, and of mode 0600.

    Raises:
        OSError: it can neither be opened nor made.
    """
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    if sys.platform != "win32":
        # Somebody else's file system may forbid this; then its rules hold.
        with suppress(PermissionError):
            os.fchmod(descriptor, 0o600)
    if is_new:
        sync_folder(path.parent)
    return descriptor


def make_private_folder(path: Path) -> None:
    """Make the folder `path` and those above it, mode 0700; existing ones stay as they are.

    Raises:
        OSError: it cannot be made, or is a file.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700)
        sync_folder(folder.parent)
    path.mkdir(exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Return once the names in `folder` would survive a power cut."""
    if sys.platform == "win32":
        return  # Windows has no such call, and journals names by itself.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft(path: Path, content: bytes) -> Path:
    """A new file beside `path` that holds `content`, on disk."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(draft, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
