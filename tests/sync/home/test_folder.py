import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from redux_scuttlebutt.sync.errors import FolderFailed, FolderInUse
from redux_scuttlebutt.sync.home.folder import (
    LAST_ROOM,
    DataFolder,
    default_data_path,
    find_room,
)
from redux_scuttlebutt.sync.trust.room import RoomKey


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "増える" / "data"


@pytest.fixture
def folder(path: Path) -> Iterator[DataFolder]:
    folder = DataFolder.open(path)
    yield folder
    folder.close()


def test_who_we_are_stays_the_same(folder: DataFolder, path: Path) -> None:
    before = folder.identity().source
    folder.close()

    again = DataFolder.open(path)

    assert again.identity().source == before
    again.close()


def test_a_new_folder_has_a_room_of_its_own(folder: DataFolder, path: Path) -> None:
    opened = folder.open_room()
    folder.close()

    again = DataFolder.open(path)

    assert again.open_room() == opened
    again.close()


def test_two_folders_have_different_rooms_and_people(folder: DataFolder, tmp_path: Path) -> None:
    other = DataFolder.open(tmp_path / "other")

    assert folder.open_room().room != other.open_room().room
    assert folder.identity().source != other.identity().source
    other.close()


def test_each_room_has_a_folder_by_its_id(folder: DataFolder, path: Path) -> None:
    key = RoomKey.generate()

    own, joined = folder.open_room(), folder.open_room(key)

    assert joined.room == key
    assert {file.name for file in (path / "rooms").iterdir()} == {
        own.room.id.hex(),
        key.id.hex(),
    }
    assert joined.log_path == path / "rooms" / key.id.hex() / "log.sqlite"


def test_the_room_that_was_open_last_is_opened_again(folder: DataFolder, path: Path) -> None:
    own = folder.open_room()
    joined = folder.open_room(RoomKey.generate())
    folder.close()

    again = DataFolder.open(path)

    assert again.open_room() == joined
    assert again.open_room(own.room) == own
    assert again.open_room() == own
    again.close()


def test_who_joins_at_once_still_has_a_room_of_their_own(folder: DataFolder, path: Path) -> None:
    folder.open_room(RoomKey.generate())

    assert len(list((path / "rooms").iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_look_into_it(folder: DataFolder, path: Path) -> None:
    folder.identity()
    folder.open_room()

    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.rglob("*") if file.is_file()}
    folders = {stat.S_IMODE(file.stat().st_mode) for file in (path, *path.rglob("*/"))}

    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode)} == {0o700}
    assert folders <= {0o600, 0o700}


def test_one_program_at_a_time_has_it_open(folder: DataFolder, path: Path) -> None:
    with pytest.raises(FolderInUse, match=re.escape(f"{path} is in use")):
        DataFolder.open(path)

    folder.close()
    folder.close()
    DataFolder.open(path).close()


def test_another_process_is_kept_out_until_this_one_ends(folder: DataFolder, path: Path) -> None:
    program = (
        "import sys, pathlib; from redux_scuttlebutt.sync.home.folder import DataFolder; "
        "DataFolder.open(pathlib.Path(sys.argv[1]))"
    )

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, path], stderr=subprocess.PIPE, encoding="utf-8"
        )

    kept_out = run()
    assert kept_out.returncode != 0
    assert "FolderInUse" in kept_out.stderr

    folder.close()
    # The second finds what the first, which closed nothing, left behind.
    assert run().returncode == 0
    assert run().returncode == 0


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FolderFailed, match="cannot be used"):
        DataFolder.open(tmp_path / "file")
    with pytest.raises(FolderFailed, match="cannot be used"):
        DataFolder.open(tmp_path / "file" / "below")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"own": 1, "last": 2}', b"\xff"])
def test_a_damaged_list_of_rooms_is_left_as_it_is(
    folder: DataFolder, path: Path, content: bytes
) -> None:
    folder.open_room()
    (path / "rooms.json").write_bytes(content)

    with pytest.raises(FolderFailed, match=r"rooms\.json is damaged"):
        folder.open_room()

    assert (path / "rooms.json").read_bytes() == content


def test_a_room_whose_key_is_gone_or_swapped_is_not_opened(folder: DataFolder) -> None:
    opened = folder.open_room()
    key = opened.path / "room.key"

    key.write_bytes(bytes(32))
    with pytest.raises(FolderFailed, match="another room"):
        folder.open_room()

    key.unlink()
    with pytest.raises(FolderFailed, match="missing"):
        folder.open_room()

    assert folder.open_room(opened.room) == opened
    assert folder.open_room() == opened


def test_the_usual_place_is_named_after_the_program() -> None:
    assert default_data_path().name == "redux-scuttlebutt"


def test_a_room_is_found_while_another_program_has_the_folder_open(
    folder: DataFolder, path: Path
) -> None:
    own, joined = folder.open_room(), folder.open_room(RoomKey.generate())
    digits = own.path.name
    short = next(n for n in range(1, 64) if not joined.path.name.startswith(digits[:n]))

    assert find_room(path, LAST_ROOM) == joined
    assert find_room(path, digits[:short]) == own
    assert find_room(path, digits.upper()) == own


@pytest.mark.parametrize("name", ["", "zz", "../rooms"])
def test_a_room_that_is_not_there_is_answered_with_those_that_are(
    folder: DataFolder, path: Path, name: str
) -> None:
    opened = folder.open_room()

    with pytest.raises(FolderFailed, match=f"no room is called .* there: {opened.path.name[:8]}"):
        find_room(path, name)


def test_a_name_for_two_rooms_finds_none(folder: DataFolder, path: Path) -> None:
    for _ in range(17):
        folder.open_room(RoomKey.generate())
    digits = [room.name[0] for room in (path / "rooms").iterdir()]
    [twice, *_] = [digit for digit in digits if digits.count(digit) > 1]

    with pytest.raises(FolderFailed, match="several rooms are called"):
        find_room(path, twice)


def test_looking_for_a_room_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderFailed, match="there is no room in the data folder"):
        find_room(tmp_path / "none", LAST_ROOM)

    assert not (tmp_path / "none").exists()
