import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.sqlite_file import Connection
from redux_scuttlebutt.sync.log.sqlite_reader import SqliteReader
from redux_scuttlebutt.sync.wire.run import Run
from support.log_suite import raws
from support.runs import ANA, BO, make_runs, stored

ADD = "INSERT INTO runs(source, incarnation, first, last, arrived, raw) VALUES(?,?,?,?,?,?)"


@pytest.fixture
def reader(path: Path, writer: Connection) -> Iterator[SqliteReader]:
    del writer  # which makes the file
    reader = SqliteReader(path, None)
    yield reader
    reader.close()


def add(writer: Connection, runs: list[Run]) -> None:
    for run, arrived in stored(*runs):
        writer.execute(ADD, (*run.chain, run.header.first, run.last, arrived, run.raw))


def test_what_is_committed_later_is_read_too(writer: Connection, reader: SqliteReader) -> None:
    runs = make_runs(ANA, 4)
    add(writer, runs[:3])

    # One is cut off in the middle, one is given up: neither keeps the reader in the past.
    assert len(reader.runs_after(ANA, 0, max_bytes=1)) == 1
    next(reader.all())
    add(writer, runs[3:])

    assert raws(reader.runs_after(ANA, 0, max_bytes=10**6)) == raws(runs)
    assert reader.begins_at(ANA, 99) == (ANA, runs[3].header.first, runs[3].head)


def test_the_last_run_that_begins_in_time_is_found(
    writer: Connection, reader: SqliteReader
) -> None:
    runs = make_runs(ANA, 3, updates=2)
    add(writer, [*runs, *make_runs(BO, 9)])

    found = [reader.begins_at(ANA, after) for after in (0, 1, 2, 3, 99)]

    assert [step and step.head for step in found] == [
        None,
        runs[0].head,
        runs[0].head,
        runs[1].head,
        runs[2].head,
    ]


def test_a_damaged_row_is_told_with_the_name_of_the_file(
    path: Path, writer: Connection, reader: SqliteReader
) -> None:
    add(writer, make_runs(ANA, 3))
    [(raw,)] = writer.execute("SELECT raw FROM runs WHERE id = 2").fetchall()
    flipped = raw[:-1] + bytes([raw[-1] ^ 1])
    writer.execute("UPDATE runs SET raw = ? WHERE id = 2", (flipped,))

    for read in (lambda: list(reader.all()), lambda: reader.runs_after(ANA, 0, max_bytes=10**6)):
        with pytest.raises(LogFailed, match=re.escape(f"{path} is damaged: row 2: ")):
            read()


def test_a_damaged_file_is_told(path: Path, writer: Connection, reader: SqliteReader) -> None:
    add(writer, make_runs(ANA, 200, text="x" * 1000))
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(bytes(size // 2))

    with pytest.raises(LogFailed, match=re.escape(f"{path} ")):
        list(reader.all())


def test_a_closed_reader_reads_nothing(reader: SqliteReader) -> None:
    reader.close()
    reader.close()

    for read in (reader.facts, reader.people, reader.blob_hashes, lambda: list(reader.all())):
        with pytest.raises(ValueError, match="closed"):
            read()
