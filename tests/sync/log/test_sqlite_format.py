import shutil
from pathlib import Path

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.sqlite_file import open_reader, open_writer
from redux_scuttlebutt.sync.log.sqlite_format import MIGRATIONS
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.bad_disk import BadDisk
from support.log_suite import fact, keep, raws, save
from support.runs import ANA, BO, make_runs, stored

FORMAT_1 = Path(__file__).parent / "data" / "log-format-1.sqlite"
"""Made by the last program of that format: three runs of Ana, two of Bo, a name."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copy(FORMAT_1, tmp_path / "log.sqlite"))


def version(path: Path) -> int:
    writer = open_writer(path, None)
    found = writer.pragma("user_version")
    writer.close()
    return found


def unmigrated(path: Path) -> int:
    """The format of what is found at `path`, left as it is."""
    copy = path.parent / "copy"
    copy.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copy(file, copy)
    reader = open_reader(copy / path.name, None)
    tables = {name for (name,) in reader.execute("SELECT name FROM sqlite_schema").fetchall()}
    found = reader.execute("PRAGMA user_version").get
    assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {"set_aside", "damaged", "facts", "blobs"} & tables == (
        {"set_aside", "damaged", "facts", "blobs"} if found >= 2 else set()
    )
    assert ("evidence" in tables) == (found == 3)
    reader.close()
    shutil.rmtree(copy)
    return found


def check_old(log: SqliteLog) -> None:
    """All that was in the old file is found, as it was."""
    runs = stored(*make_runs(ANA, 3), *make_runs(BO, 2))
    assert [(s.run.raw, s.arrived) for s in log.all()] == [(s.run.raw, s.arrived) for s in runs]
    assert log.heads() == {ANA: runs[2].run.head, BO: runs[4].run.head}
    assert log.people() == {SourceId(b"A" * 32): "増える"}
    assert list(log.damaged) == []
    assert log.notice is None


def test_a_log_of_format_1_is_found_as_it_was(old: Path) -> None:
    log = SqliteLog(old, deliver=None)

    check_old(log)
    log.close()
    assert version(old) == len(MIGRATIONS)


def test_a_log_of_format_1_takes_all_that_a_new_one_takes(old: Path) -> None:
    log = SqliteLog(old, deliver=None)
    ana = make_runs(ANA, 4)
    save(log, stored(ana[3]))
    keep(log, b"h" * 32, b"a blob")
    log.remember([fact(BO, "name", 1)])
    log.close()

    log = SqliteLog(old, deliver=None)

    assert raws(log.runs_after(ANA, 0, max_bytes=10**6)) == raws(ana)
    assert log.blob(b"h" * 32) == b"a blob"
    assert log.facts() == [fact(BO, "name", 1)]
    log.close()


def test_runs_of_format_1_are_guarded_from_then_on(old: Path) -> None:
    SqliteLog(old, deliver=None).close()

    writer = open_writer(old, None)
    unguarded = writer.execute("SELECT count(*) FROM runs WHERE crc IS NULL").get
    writer.close()

    assert unguarded == 0


def test_a_power_cut_at_each_sync_of_a_migration_leaves_one_format_or_the_next(
    old: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    disk = BadDisk(request.node.name)
    cuts: list[Path] = []

    def cut() -> None:
        cuts.append(tmp_path / f"cut-{len(cuts)}")
        disk.lose_power(cuts[-1])

    disk.before_sync = cut
    SqliteLog(old, deliver=None, vfs=disk.name).close()
    cut()
    disk.unregister()

    found: list[int] = []
    for folder in cuts:
        # Not opened as a log: that would migrate it.
        found.append(unmigrated(folder / old.name))
        log = SqliteLog(folder / old.name, deliver=None)
        check_old(log)
        log.close()
    newest = len(MIGRATIONS)
    assert found[0] == 1 and found[-1] == newest
    assert found == sorted(found) and set(found) == set(range(1, newest + 1))


def test_a_full_disk_leaves_one_format_or_the_next(
    old: Path, request: pytest.FixtureRequest
) -> None:
    disk = BadDisk(request.node.name)
    tries = 0
    while True:
        disk.fail_at(tries)
        try:
            log = SqliteLog(old, deliver=None, vfs=disk.name)
            break
        except LogFailed as error:
            assert "the disk is full" in str(error)
            assert 1 <= unmigrated(old) <= len(MIGRATIONS)
        tries += 1
    disk.mend()

    assert tries > 5
    check_old(log)
    log.close()
    disk.unregister()
