import os
import stat
import sys
from pathlib import Path

import pytest

from redux_scuttlebutt.sync.home.files import (
    create_private,
    make_private_folder,
    open_private,
    replace_private,
)

has_modes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_made_with_its_content(tmp_path: Path) -> None:
    create_private(tmp_path / "増える", b"content")

    assert (tmp_path / "増える").read_bytes() == b"content"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_exists_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")

    with pytest.raises(FileExistsError):
        create_private(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_content_is_replaced(tmp_path: Path) -> None:
    for content in (b"a long one", b"short"):
        replace_private(tmp_path / "file", content)

    assert (tmp_path / "file").read_bytes() == b"short"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_failed_replacement_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_private(tmp_path / "file", b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        replace_private(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@has_modes
def test_only_the_owner_may_read_what_is_made(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b")
    create_private(tmp_path / "made", b"")
    replace_private(tmp_path / "replaced", b"")
    os.close(open_private(tmp_path / "opened"))

    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert {mode(tmp_path / name) for name in ("made", "replaced", "opened")} == {0o600}


@has_modes
def test_a_folder_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    make_private_folder(tmp_path)

    assert mode(tmp_path) == 0o755


@has_modes
def test_opening_a_file_that_others_may_read_ends_that(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    (tmp_path / "file").chmod(0o644)

    os.close(open_private(tmp_path / "file"))

    assert mode(tmp_path / "file") == 0o600
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FileExistsError):
        make_private_folder(tmp_path / "file")
