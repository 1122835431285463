from collections.abc import Iterator
from pathlib import Path

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.log.log import Kept
from redux_scuttlebutt.sync.log.sqlite_file import Connection, open_reader, open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.log.sqlite_salvage import salvage
from support.log_suite import fact
from support.runs import ANA, BO, make_runs, stored

TABLES = ("runs", "set_aside", "damaged", "facts", "blobs", "evidence", "people")


def ignore(_: object) -> None:
    pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with something in each of its tables."""
    path = tmp_path / "log.sqlite"
    log = SqliteLog(path, deliver=ignore)
    log.append(stored(*make_runs(ANA, 150, text="x" * 1000), *make_runs(BO, 3)), ignore)
    log.remember([fact(ANA, f"key {n}", n, b"value") for n in range(300)])
    for number in range(200):
        log.keep_evidence(ANA._replace(incarnation=Incarnation(number)), Kept(b"e" * 463, number))
    for number in range(20):
        log.keep_blob(bytes([number]) * 32, bytes(3_000), ignore)
    for number in range(200):
        log.remember_person(SourceId(bytes([number]) * 32), "増える" * 20)
    log.close()
    writer = open_writer(path, None)
    writer.execute("UPDATE runs SET raw = zeroblob(300) WHERE id = 100")
    writer.close()
    SqliteLog(path, deliver=None).close()
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Connection]:
    copy = open_writer(tmp_path / "copy.sqlite", None)
    yield copy
    copy.close()


def rows(connection: Connection, table: str) -> list[object]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def root_of(path: Path, table: str) -> int:
    reader = open_reader(path, None)
    page = reader.execute(f"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'").get
    reader.close()
    return page


def ruin(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)


def test_all_of_a_file_that_is_whole_is_copied(path: Path, copy: Connection) -> None:
    reader = open_reader(path, None)

    salvage(reader, copy, path.stat().st_size)

    for table in TABLES:
        assert len(rows(reader, table)) > 0
        assert rows(copy, table) == rows(reader, table)
    reader.close()


@pytest.mark.parametrize("lost", TABLES)
def test_a_table_that_cannot_be_read_takes_no_other_with_it(
    path: Path, copy: Connection, lost: str
) -> None:
    reader = open_reader(path, None)
    before = {table: rows(reader, table) for table in TABLES}
    reader.close()
    ruin(path, root_of(path, lost))
    reader = open_reader(path, None)

    salvage(reader, copy, path.stat().st_size)

    assert {table: rows(copy, table) for table in TABLES} == before | {lost: []}
    reader.close()


def test_rows_on_both_sides_of_the_damage_are_copied(path: Path, copy: Connection) -> None:
    reader = open_reader(path, None)
    before = {table: rows(reader, table) for table in TABLES}
    reader.close()
    pages = path.stat().st_size // 4096
    roots = {root_of(path, table) for table in TABLES}
    for page in range(20, pages, 25):
        if page not in roots:
            ruin(path, page)
    reader = open_reader(path, None)

    salvage(reader, copy, path.stat().st_size)

    found = rows(copy, "runs")
    assert len(before["runs"]) // 2 < len(found) < len(before["runs"])
    assert set(found) <= set(before["runs"])
    reader.close()
