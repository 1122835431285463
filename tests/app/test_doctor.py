"""What `scuttlebutt doctor` says, of good data and of bad."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from redux_scuttlebutt.app.doctor import run_doctor
from redux_scuttlebutt.app.options import Options, parse
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.sync.home.folder import DataFolder
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.stats import COUNTED

Open = Callable[..., Awaitable[Replica]]


def examined(data: Path) -> tuple[int, str]:
    lines: list[str] = []
    code = run_doctor(Options("doctor", data=data), lines.append)
    return code, "\n".join(lines)


@pytest.fixture
async def used(tmp_path: Path) -> Path:
    """A data folder in which something was done."""
    replica = Replica(tmp_path / "data", "Ana Canary")
    await replica.open(None, ())
    await replica.until_ready()
    for _ in range(3):
        replica.store.dispatch({"type": "counter/incremented"})
    await replica.close()
    return tmp_path / "data"


def test_it_is_a_command_with_one_option() -> None:
    assert parse(["doctor"]) == Options("doctor")
    assert parse(["doctor", "--data", "d"]).data == Path("d")


def test_where_there_is_no_folder_yet_none_is_made(tmp_path: Path) -> None:
    code, said = examined(tmp_path / "none")

    assert code == 0
    assert "none yet" in said
    assert not (tmp_path / "none").exists()


async def test_good_data_is_counted_and_nothing_is_wrong(used: Path) -> None:
    code, said = examined(used)

    assert (code, "!" in said) == (0, False)
    assert "1 chains, " in said
    assert "3 updates" in said
    assert "SQLite" in said


async def test_every_limit_that_it_names_has_a_counter(used: Path) -> None:
    _, said = examined(used)

    named = [line.split()[1].rstrip(":") for line in said.splitlines() if "limit " in line]

    assert {"frame", "run", "action", "nesting", "connections", "handshake_time"} <= {*named}
    assert {*named} <= COUNTED.keys()


async def test_no_secret_is_said(used: Path) -> None:
    _, said = examined(used)
    keys = [used / "identity.key", *used.glob("rooms/*/room.key")]

    assert len(keys) == 2
    for key in keys:
        assert key.read_bytes().hex() not in said
        assert key.read_text("latin-1") not in said
    assert "Canary" not in said


async def test_a_folder_in_use_is_left_alone(used: Path) -> None:
    folder = DataFolder.open(used)
    try:
        code, said = examined(used)
    finally:
        folder.close()

    assert code == 0
    assert "in use" in said
    assert "updates" not in said.split("limit")[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
async def test_a_key_that_others_may_read_is_wrong(used: Path) -> None:
    (used / "identity.key").chmod(0o644)

    code, said = examined(used)

    assert code == 1
    assert f"! {used / 'identity.key'} may be used by others" in said


async def test_damaged_rows_are_wrong(used: Path) -> None:
    [log] = used.glob("rooms/*/log.sqlite")
    writer = open_writer(log, None)
    writer.execute(
        "INSERT INTO damaged(source, incarnation, first, last, arrived, raw, reason)"
        " VALUES(x'00', 0, 1, 1, 0, x'', 'a bit')"
    )
    writer.close()

    code, said = examined(used)

    assert code == 1
    assert "1 runs damaged" in said


async def test_a_file_that_is_no_log_is_wrong_and_ends_nothing(used: Path) -> None:
    [log] = used.glob("rooms/*/log.sqlite")
    log.write_bytes(b"no database at all" * 100)

    code, said = examined(used)

    assert code == 1
    assert "cannot be read" in said
    assert "limit frame" in said
