"""A disk that fails while the log is written: it is told, nothing is half done, it goes on."""

import re
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.log import Log, MemoryLog
from redux_scuttlebutt.sync.log.sqlite_file import open_reader
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.bad_disk import BadDisk
from support.log_story import LogStory, Step, content
from support.log_suite import fact, save
from support.owner import Owner
from support.runs import ANA, make_runs, stored

TEXTS: dict[type[apsw.Error], str] = {
    apsw.FullError: "the disk is full",
    apsw.ReadOnlyError: "it may only be read",
    apsw.IOError: "the disk reports an error",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[BadDisk]:
    disk = BadDisk(request.node.name)
    yield disk
    disk.unregister()


def do(step: Step, log: Log) -> BaseException | None:
    """Make the call, and return what was told, if anything is."""
    told: list[BaseException | None] = []
    step.do(log, told.append)
    assert len(told) == step.is_told
    return told[0] if told else None


def without_facts(log: Log) -> bytes:
    """The content that is told of; facts are in the log before they are on disk."""
    copy = MemoryLog()
    copy.append(list(log.all()), lambda _: None)
    for hash in log.blob_hashes():
        copy.keep_blob(hash, log.blob(hash) or b"", lambda _: None)
    return content(copy)


def check_found(disk: BadDisk, folder: Path, name: str, expected: bytes) -> None:
    """What a power cut would leave now is `expected`."""
    disk.lose_power(folder)
    log = SqliteLog(folder / name, deliver=None)
    assert without_facts(log) == expected
    log.close()


def fail_once(path: Path, disk: BadDisk, write: int, error: type[apsw.Error], steps: int) -> int:
    """Let the disk fail at one write of a story, and mend it; how many steps failed."""
    story, done = LogStory(1), LogStory(1)
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    disk.fail_at(write, error)
    failures = 0
    while story.steps < steps:
        step = story.next()
        told = do(step, log)
        if told is not None:
            failures += 1
            assert isinstance(told, LogFailed)
            assert str(told) == f"{path} could not be written: {TEXTS[error]}"
            assert without_facts(log) == without_facts(done.model), "half of it is in the log"
            if failures == 1:
                folder = path.parent / "cut"
                check_found(disk, folder, path.name, without_facts(done.model))
            disk.mend()
            assert do(step, log) is None
        done.next()
    disk.mend()
    log.close()

    log = SqliteLog(path, deliver=None)
    assert content(log) == content(story.model)
    log.close()
    reader = open_reader(path, None)
    assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    reader.close()
    return failures


@pytest.mark.parametrize("write", range(60))
def test_a_disk_that_is_full_at_any_write_is_told_and_nothing_is_lost(
    path: Path, disk: BadDisk, write: int
) -> None:
    assert fail_once(path, disk, write, apsw.FullError, steps=20) == 1


@pytest.mark.parametrize("error", [apsw.ReadOnlyError, apsw.IOError])
@pytest.mark.parametrize("write", range(0, 60, 7))
def test_so_is_a_disk_that_fails_otherwise(
    path: Path, disk: BadDisk, write: int, error: type[apsw.Error]
) -> None:
    assert fail_once(path, disk, write, error, steps=20) == 1


@pytest.mark.parametrize("write", range(60, 3_600, 295))
def test_so_is_one_that_is_full_while_the_file_is_begun_anew(
    path: Path, disk: BadDisk, write: int
) -> None:
    # SQLite then goes on with a longer write-ahead file, and tells nobody.
    assert fail_once(path, disk, write, apsw.FullError, steps=120) <= 1


def test_facts_that_a_full_disk_kept_out_come_with_the_next_write(
    path: Path, disk: BadDisk
) -> None:
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    disk.fail(apsw.FullError)
    log.remember([fact(ANA, "name", 1), fact(ANA, "colour", 1)])
    log.remember([fact(ANA, "name", 2)])
    disk.mend()

    assert save(log, stored(*make_runs(ANA, 1))) is None

    disk.lose_power(path.parent / "cut")
    found = SqliteLog(path.parent / "cut" / path.name, deliver=None)
    assert sorted(found.facts()) == [fact(ANA, "colour", 1), fact(ANA, "name", 2)]
    found.close()
    log.close()


def test_facts_that_a_full_disk_kept_out_come_at_the_end_if_nothing_else_does(
    path: Path, disk: BadDisk
) -> None:
    owner = Owner()
    log = SqliteLog(path, deliver=owner.deliver, vfs=disk.name)
    disk.fail(apsw.FullError)
    log.remember([fact(ANA, "name", 1)])
    owner.listen()
    disk.mend()
    log.close()

    log = SqliteLog(path, deliver=None)
    assert log.facts() == [fact(ANA, "name", 1)]
    log.close()


def test_a_fact_that_was_kept_out_does_not_undo_a_newer_one(path: Path, disk: BadDisk) -> None:
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    disk.fail(apsw.FullError)
    log.remember([fact(ANA, "name", 1)])
    disk.mend()
    log.remember([fact(ANA, "name", 2)])
    log.close()

    log = SqliteLog(path, deliver=None)
    assert log.facts() == [fact(ANA, "name", 2)]
    log.close()


@pytest.mark.parametrize("error", TEXTS)
def test_a_disk_that_fails_at_the_start_is_told(
    path: Path, disk: BadDisk, error: type[apsw.Error]
) -> None:
    disk.fail(error)

    sentence = f"{path} cannot be opened: {TEXTS[error]}"
    with pytest.raises(LogFailed, match=re.escape(sentence)):
        SqliteLog(path, deliver=None, vfs=disk.name)

    disk.mend()
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    assert save(log, stored(*make_runs(ANA, 1))) is None
    log.close()
