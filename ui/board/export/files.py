"""Writing a file for people: all of it or nothing, and over another only if that is meant."""

import os
import secrets
import stat
from pathlib import Path

__all__ = ["read_file", "write_file"]


def write_file(path: Path, data: bytes, *, over: bool = False) -> None:
    """Write `data` to `path`.

    Args:
        over: whether it may take the place of a file that is there.

    Raises:
        FileExistsError: there is one, and it may not.
        OSError: it cannot be written; what was there is there still, and nothing is left.
    """
    path = path.resolve()  # over what a link points to, not over the link
    mode = None
    if path.exists():
        found = path.stat().st_mode
        if not stat.S_ISREG(found):
            raise IsADirectoryError(f"{path} is not a file")
        if not over:
            raise FileExistsError(f"{path} is there already")
        mode = stat.S_IMODE(found)
    draft = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(draft, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            draft.chmod(mode)
        if over:
            draft.replace(path)
        else:
            _appear(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def read_file(path: Path, most: int) -> bytes:
    """What is in `path`, up to one byte more than `most`, so that more can be told.

    Raises:
        OSError: it cannot be read, or is no file.
    """
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise IsADirectoryError(f"{path} is not a file")
        return file.read(most + 1)


def _appear(draft: Path, path: Path) -> None:
    """Give `draft` its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links, such as a camera's card
        if path.exists():
            raise FileExistsError(f"{path} is there already") from None
        draft.rename(path)
