import os
import sys
from pathlib import Path

import pytest

from redux_scuttlebutt.ui.board.export import files
from redux_scuttlebutt.ui.board.export.files import read_file, write_file


def test_a_file_appears_with_its_content_and_nothing_beside_it(tmp_path: Path) -> None:
    write_file(tmp_path / "a.png", b"content")

    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"content"


def test_a_file_that_is_there_is_kept_unless_it_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(b"old")

    with pytest.raises(FileExistsError):
        write_file(file, b"new")
    assert file.read_bytes() == b"old"

    write_file(file, b"new", over=True)
    assert file.read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_still_points_where_it_did(tmp_path: Path) -> None:
    file, link = tmp_path / "a.png", tmp_path / "link.png"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)

    write_file(link, b"new", over=True)

    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_disk_without_links_takes_a_new_file_and_keeps_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)

    write_file(tmp_path / "a.png", b"new")
    assert (tmp_path / "a.png").read_bytes() == b"new"

    with pytest.raises(FileExistsError):
        files._appear(tmp_path / "a.png", tmp_path / "a.png")  # pyright: ignore[reportPrivateUsage]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        write_file(file, b"new", over=True)
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("a.png", b"old")]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path, b"", over=True)
    with pytest.raises(OSError):
        read_file(tmp_path, 10)


def test_no_more_is_read_than_tells_that_it_is_too_much(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(100))

    assert len(read_file(tmp_path / "a", 10)) == 11
