import re
import shutil
import sys
from pathlib import Path

import apsw
import pytest

from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.sqlite_file import Connection, open_reader, open_writer
from redux_scuttlebutt.sync.log.sqlite_format import MIGRATIONS
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.log_suite import save
from support.runs import ANA, make_runs, stored


def filled(path: Path, runs: int = 40) -> None:
    """Make a log with that many runs, and end well."""
    log = SqliteLog(path, deliver=None)
    save(log, stored(*make_runs(ANA, runs, text="x" * 1000)))
    log.close()


def left_behind(path: Path, folder: Path, runs: int = 40) -> Path:
    """What is found after an unclean end: a copy of an open log, with all beside it."""
    log = SqliteLog(path, deliver=None)
    save(log, stored(*make_runs(ANA, runs, text="x" * 1000)))
    folder.mkdir()
    for file in path.parent.glob("log.sqlite*"):
        shutil.copy(file, folder)
    log.close()
    return folder / path.name


def set_version(path: Path, version: int) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", version)  # pyright: ignore[reportUnknownMemberType]
    connection.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("fullfsync", 1), ("checkpoint_fullfsync", 1)],
)
def test_a_commit_waits_for_the_disk(writer: Connection, name: str, value: object) -> None:
    # What this test holds is what a power cut needs; kill -9 would not notice.
    assert writer.pragma(name) == value


@pytest.mark.skipif(sys.platform == "win32", reason="not a file name there")
def test_a_log_that_cannot_be_kept_safely_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # A database in memory has no write-ahead log, as some network drives have none.
    with pytest.raises(LogFailed, match="cannot be kept safely: journal_mode is 'memory'"):
        open_writer(Path(":memory:"), "memdb")


def test_reading_goes_on_beside_writing(path: Path, writer: Connection) -> None:
    reader = open_reader(path, None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO people(source, name, seen) VALUES(?, ?, ?)", (b"A", "Ana", 1))

    assert reader.execute("SELECT * FROM people").fetchall() == []
    writer.execute("COMMIT")
    assert reader.execute("SELECT name FROM people").fetchall() == [("Ana",)]
    reader.close()


def test_a_reader_cannot_write(path: Path) -> None:
    filled(path)
    reader = open_reader(path, None)

    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("DELETE FROM people")
    reader.close()


def test_a_new_file_has_the_newest_format(writer: Connection) -> None:
    assert writer.pragma("user_version") == len(MIGRATIONS)


def test_opening_again_changes_no_format(path: Path, writer: Connection) -> None:
    writer.close()
    before = path.read_bytes()

    open_writer(path, None).close()

    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_old_format(
    path: Path, writer: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.close()
    broken = (*MIGRATIONS, "CREATE TABLE extra(x); CREATE TABLE runs(x);")
    monkeypatch.setattr("redux_scuttlebutt.sync.log.sqlite_file.MIGRATIONS", broken)

    with pytest.raises(LogFailed, match="cannot be opened: SQLError: table runs already exists"):
        open_writer(path, None)

    monkeypatch.undo()
    again = open_writer(path, None)
    assert again.pragma("user_version") == len(MIGRATIONS)
    assert again.execute("SELECT * FROM sqlite_schema WHERE name = 'extra'").fetchall() == []
    again.close()


def test_a_file_of_a_newer_version_asks_to_update_and_stays_as_it_is(path: Path) -> None:
    filled(path)
    set_version(path, 99)
    before = path.read_bytes()

    with pytest.raises(LogFailed) as caught:
        open_writer(path, None)

    assert str(caught.value) == (
        f"{path} was made by a newer version (format 99, this program knows "
        f"{len(MIGRATIONS)}). Update to open it."
    )
    assert path.read_bytes() == before


def test_after_an_unclean_end_everything_saved_is_there(path: Path, tmp_path: Path) -> None:
    found = left_behind(path, tmp_path / "copy")

    log = SqliteLog(found, deliver=None)

    assert len(list(log.all())) == 40
    log.close()


def test_damage_found_after_an_unclean_end_names_the_file(path: Path) -> None:
    filled(path, runs=200)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    path.write_bytes(content)
    # This is beside it after an unclean end only.
    path.with_name("log.sqlite-wal").touch()

    with pytest.raises(LogFailed, match=re.escape(f"{path} is damaged")):
        open_writer(path, None)


@pytest.mark.parametrize("content", [b"not a database, but long enough" * 99, b"SQLite format 3\0"])
def test_another_kind_of_file_is_not_touched(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(LogFailed, match="not a log of this program, or damaged"):
        open_writer(path, None)

    assert path.read_bytes() == content


def test_a_folder_or_a_missing_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing" / "log.sqlite"):
        with pytest.raises(LogFailed, match=re.escape(f"{path} cannot be opened")):
            open_writer(path, None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks open files")
def test_a_file_that_cannot_be_opened_leaves_no_connection_behind(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough" * 99)
    with pytest.raises(LogFailed):
        SqliteLog(path, deliver=None)
    path.unlink()

    filled(path)

    assert [file.name for file in path.parent.iterdir()] == [path.name]
