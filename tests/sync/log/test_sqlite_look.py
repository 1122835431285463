from pathlib import Path

import pytest

from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.log.sqlite_format import ADD_RUN, MIGRATIONS, checksum
from redux_scuttlebutt.sync.log.sqlite_look import look
from support.runs import ANA, BO, make_runs


def kept(path: Path) -> Path:
    writer = open_writer(path, None)
    for run in [*make_runs(ANA, 3), *make_runs(BO, 2, updates=4)]:
        place = (*run.chain, run.header.first, run.last)
        writer.execute(ADD_RUN, (*place, 1, run.raw, checksum(run.raw)))
    writer.close()
    return path


def test_it_counts_what_is_there(tmp_path: Path) -> None:
    found = look(kept(tmp_path / "log.sqlite"), ahead_of=7)

    assert (found.format, found.check) == (len(MIGRATIONS), "ok")
    assert (found.chains, found.runs, found.updates) == (2, 5, 14)
    assert (found.damaged, found.set_aside) == (0, 0)
    assert (found.newest, found.ahead) == (8, 1)


def test_it_changes_nothing(tmp_path: Path) -> None:
    path = kept(tmp_path / "log.sqlite")
    before = path.read_bytes()

    look(path, ahead_of=0)

    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"no database at all" * 100], ids=["missing", "other"])
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "log.sqlite"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(LogFailed, match=r"log\.sqlite"):
        look(path, ahead_of=0)
