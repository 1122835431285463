import shutil
from pathlib import Path

import apsw
import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.bad_disk import BadDisk
from support.log_suite import fact, keep, raws, save
from support.runs import ANA, BO, make_runs, stored

PAGE = 4096
ANAS = make_runs(ANA, 150, text="x" * 1000)
BOS = make_runs(BO, 3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log that was not closed: runs, facts, a blob and a name."""
    path = tmp_path / "log.sqlite"
    log = SqliteLog(path, deliver=None)
    save(log, stored(*BOS[:2], *ANAS, *BOS[2:]))
    log.remember([fact(ANA, "name", 1, b"Ana")])
    keep(log, b"h" * 32, b"a blob")
    log.remember_person(SourceId(b"A" * 32), "Ana")
    log.close()
    # This is beside it after an unclean end only.
    path.with_name("log.sqlite-wal").touch()
    return path


def ruin(path: Path, first: int, pages: int) -> bytes:
    """Overwrite that many pages with what is none; returns what is there then."""
    content = bytearray(path.read_bytes())
    ruined = slice(first * PAGE, (first + pages) * PAGE)
    content[ruined] = b"\xa5" * len(content[ruined])
    path.write_bytes(content)
    return bytes(content)


def test_what_can_be_read_of_a_damaged_file_is_found(path: Path) -> None:
    damaged = ruin(path, 60, 3)

    log = SqliteLog(path, deliver=None)

    held = raws(log.runs_after(ANA, 0, max_bytes=10**9))
    assert 0 < len(held) < len(ANAS)
    assert held == raws(ANAS[: len(held)])
    assert raws(log.runs_after(BO, 0, max_bytes=10**9)) == raws(BOS)
    assert log.facts() == [fact(ANA, "name", 1, b"Ana")]
    assert log.blob(b"h" * 32) == b"a blob"
    assert log.people() == {SourceId(b"A" * 32): "Ana"}
    kept = path.with_name("log.sqlite.damaged-1")
    assert kept.read_bytes() == damaged
    assert log.notice is not None
    assert str(path) in log.notice and str(kept) in log.notice
    assert "runs could be read" in log.notice
    log.close()


def test_what_lay_behind_the_damage_joins_on_when_a_peer_fills_it(path: Path) -> None:
    ruin(path, 60, 3)
    log = SqliteLog(path, deliver=None)
    held = len(log.runs_after(ANA, 0, max_bytes=10**9))
    [hole] = [d for d in log.damaged if d.chain == ANA]
    lost = (hole.last - hole.first + 1) // 2
    assert 0 < lost < len(ANAS) - held

    save(log, stored(*ANAS[held : held + lost]))

    assert raws(log.runs_after(ANA, 0, max_bytes=10**9)) == raws(ANAS)
    log.close()


def test_a_chain_whose_end_may_be_lost_is_named_until_it_goes_on(path: Path) -> None:
    ruin(path, 60, 3)
    SqliteLog(path, deliver=None).close()

    log = SqliteLog(path, deliver=None)
    assert log.notice is None
    [bo] = [d for d in log.damaged if d.chain == BO]
    assert (bo.first, bo.last, bo.reason) == (7, 7, "what followed may be lost")

    save(log, stored(*make_runs(BO, 1, after=BOS[-1].head)))
    assert [d for d in log.damaged if d.chain == BO] == []
    log.close()


def test_a_file_of_which_nothing_can_be_read_makes_room_for_a_new_log(path: Path) -> None:
    damaged = ruin(path, 0, 10**6)

    log = SqliteLog(path, deliver=None)

    assert log.heads() == {}
    assert log.notice is not None and "Nothing in it could be read" in log.notice
    assert path.with_name("log.sqlite.damaged-1").read_bytes() == damaged
    assert save(log, stored(*ANAS)) is None
    log.close()


def test_damage_that_shows_after_a_clean_end_is_mended_too(path: Path) -> None:
    path.with_name("log.sqlite-wal").unlink()
    ruin(path, 60, 3)

    log = SqliteLog(path, deliver=None)

    assert log.notice is not None
    assert log.heads()[BO] == BOS[-1].head
    log.close()


def test_each_damaged_file_is_kept(path: Path) -> None:
    first = ruin(path, 60, 3)
    SqliteLog(path, deliver=None).close()
    second = ruin(path, 20, 3)

    SqliteLog(path, deliver=None).close()

    assert path.with_name("log.sqlite.damaged-1").read_bytes() == first
    assert path.with_name("log.sqlite.damaged-2").read_bytes() == second


@pytest.mark.parametrize("start", range(0, 100, 7))
def test_wherever_pages_are_ruined_every_chain_stays_without_gaps(path: Path, start: int) -> None:
    ruin(path, start, 2)

    log = SqliteLog(path, deliver=None)

    for chain, runs in ((ANA, ANAS), (BO, BOS)):
        held = raws(log.runs_after(chain, 0, max_bytes=10**9))
        assert held == raws(runs[: len(held)])
        save(log, stored(*runs[len(held) :]))
        assert log.heads()[chain] == runs[-1].head
    log.close()


def test_what_the_write_ahead_log_holds_is_read_as_well(tmp_path: Path, path: Path) -> None:
    more = make_runs(BO, 2, after=BOS[-1].head)
    log = SqliteLog(path, deliver=None)
    save(log, stored(*more))
    found = tmp_path / "found" / path.name
    found.parent.mkdir()
    for file in path.parent.glob("log.sqlite*"):
        shutil.copy(file, found.parent)
    log.close()
    ruin(found, 60, 3)

    log = SqliteLog(found, deliver=None)

    assert log.notice is not None
    assert raws(log.runs_after(BO, 0, max_bytes=10**9)) == raws([*BOS, *more])
    assert found.with_name("log.sqlite.damaged-1-wal").stat().st_size > 0
    log.close()


def test_a_full_disk_leaves_the_damaged_file_until_there_is_room(
    path: Path, request: pytest.FixtureRequest
) -> None:
    damaged = ruin(path, 60, 3)
    disk = BadDisk(request.node.name)

    for number in (0, 1, 5, 30, 100):
        disk.fail_at(number)
        with pytest.raises(LogFailed, match=r"It cannot be mended: .*the disk is full"):
            SqliteLog(path, deliver=None, vfs=disk.name)
        assert path.read_bytes() == damaged
        assert [f.name for f in path.parent.glob("*copy*")] == []

    disk.mend()
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    assert log.heads()[BO] == BOS[-1].head
    log.close()
    disk.unregister()


@pytest.mark.parametrize("renames", range(5))
def test_a_power_cut_while_the_copy_takes_its_place_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    damaged = ruin(path, 60, 3)
    rename, left = Path.rename, renames

    def cut(self: Path, target: Path) -> Path:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", cut)
    try:
        SqliteLog(path, deliver=None).close()
    except KeyboardInterrupt:
        monkeypatch.undo()
        SqliteLog(path, deliver=None).close()
    monkeypatch.undo()

    log = SqliteLog(path, deliver=None)
    assert log.heads()[BO] == BOS[-1].head
    log.close()
    assert path.with_name("log.sqlite.damaged-1").read_bytes() == damaged
    assert sorted(f.name for f in path.parent.iterdir()) in (
        ["log.sqlite", "log.sqlite.damaged-1", "log.sqlite.damaged-1-wal"],
        ["log.sqlite", "log.sqlite.damaged-1"],
    )


def test_a_newer_file_is_not_mended(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 99)  # pyright: ignore[reportUnknownMemberType]
    connection.close()
    path.with_name("log.sqlite-wal").touch()
    before = ruin(path, 60, 3)

    with pytest.raises(LogFailed, match="Update to open it"):
        SqliteLog(path, deliver=None)

    assert path.read_bytes() == before
