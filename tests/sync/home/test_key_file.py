import sys
from pathlib import Path

import pytest

from redux_scuttlebutt.sync.errors import FolderFailed
from redux_scuttlebutt.sync.home.key_file import create_key, load_key

KEY = bytes(range(32))


def test_a_key_comes_back(tmp_path: Path) -> None:
    assert create_key(tmp_path / "key", KEY) == KEY

    assert load_key(tmp_path / "key") == KEY


def test_there_is_no_key_before_one_is_made(tmp_path: Path) -> None:
    assert load_key(tmp_path / "key") is None


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "key", KEY)

    assert create_key(tmp_path / "key", bytes(32)) == KEY
    assert load_key(tmp_path / "key") == KEY


@pytest.mark.parametrize("content", [b"", KEY[:31], KEY + b"\n"])
def test_a_damaged_key_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_bytes(content)

    for use in (lambda: load_key(path), lambda: create_key(path, KEY)):
        with pytest.raises(FolderFailed, match="not 32 bytes long"):
            use()
    assert path.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_key_that_others_may_read_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    create_key(path, KEY)
    path.chmod(mode)

    with pytest.raises(FolderFailed, match=f"mode {mode:o}.*chmod 600"):
        load_key(path)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(FolderFailed, match="cannot be read"):
        load_key(tmp_path)


def test_no_error_gives_a_key_away(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text("canary" * 6)

    with pytest.raises(FolderFailed) as caught:
        load_key(path)

    assert "canary" not in str(caught.value)
