from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from redux_scuttlebutt.sync.log.log import Damage, Stored
from redux_scuttlebutt.sync.log.sqlite_file import Connection, open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.wire.run import HEADER_BYTES, Run
from support.bad_disk import BadDisk
from support.log_suite import raws, save, withdraw
from support.runs import ANA, BO, make_runs, stored

WHERE = "WHERE source = ? AND incarnation = ? AND first = ?"


def edit(path: Path, change: Callable[[Connection], object]) -> None:
    writer = open_writer(path, None)
    change(writer)
    writer.close()


def flip(path: Path, run: Run, byte: int, *, table: str = "runs") -> None:
    """Change one bit of `run` on disk."""
    content = bytearray(run.raw)
    content[byte] ^= 4
    place = (*run.chain, run.header.first)
    edit(path, lambda w: w.execute(f"UPDATE {table} SET raw = ? {WHERE}", (bytes(content), *place)))


def forget_checksums(path: Path) -> None:
    """As if the file came from format 1."""
    edit(path, lambda w: w.execute("UPDATE runs SET crc = NULL"))


@pytest.fixture
def runs(path: Path) -> list[Run]:
    """What is in the log: five runs of Ana, of two updates each, and two of Bo between."""
    ana, bo = make_runs(ANA, 5), make_runs(BO, 2)
    log = SqliteLog(path, deliver=None)
    save(log, stored(ana[0], bo[0], *ana[1:3], bo[1], *ana[3:]))
    log.close()
    return ana


def counted(log: SqliteLog) -> list[bytes]:
    """The runs of Ana, read in both ways."""
    after = raws(log.runs_after(ANA, 0, max_bytes=10**6))
    assert raws([run for run, _ in log.all() if run.chain == ANA]) == after
    head = log.heads().get(ANA)
    assert (head.sequence if head else 0) == 2 * len(after)
    return after


# Header, signature, body; the last run of a chain is followed by nobody who names its hash.
@pytest.mark.parametrize("byte", [0, 40, 120, HEADER_BYTES + 10, -1])
@pytest.mark.parametrize("number", [0, 2, 4])
def test_a_flipped_bit_leaves_a_hole_that_a_peer_can_fill(
    path: Path, runs: list[Run], number: int, byte: int
) -> None:
    flip(path, runs[number], byte)

    log = SqliteLog(path, deliver=None)
    assert counted(log) == raws(runs[:number])
    assert log.heads()[BO].sequence == 4
    [(chain, first, last, reason)] = log.damaged
    assert (chain, first, last) == (ANA, 2 * number + 1, 2 * number + 2)
    assert reason == "bytes changed on disk"

    assert save(log, [Stored(runs[number], 1)]) is None
    assert counted(log) == raws(runs)
    assert list(log.damaged) == []
    log.close()

    log = SqliteLog(path, deliver=None)
    assert counted(log) == raws(runs)
    assert list(log.damaged) == []
    assert save(log, stored(*make_runs(ANA, 1, after=runs[-1].head))) is None
    log.close()


def test_each_single_bit_of_a_stored_run_is_guarded(path: Path, runs: list[Run]) -> None:
    log = SqliteLog(path, deliver=None)
    log.close()

    missed: list[int] = []
    for byte in range(0, len(runs[4].raw), 3):
        flip(path, runs[4], byte)
        log = SqliteLog(path, deliver=None)
        if not log.damaged:
            missed.append(byte)
        save(log, [Stored(runs[4], 1)])
        log.close()

    assert missed == []


def test_a_hole_is_remembered_until_it_is_filled(path: Path, runs: list[Run]) -> None:
    flip(path, runs[1], -1)
    SqliteLog(path, deliver=None).close()

    log = SqliteLog(path, deliver=None)

    assert [(d.chain, d.first, d.last) for d in log.damaged] == [(ANA, 3, 4)]
    assert counted(log) == raws(runs[:1])
    log.close()


def test_runs_that_a_peer_sends_with_the_missing_one_are_there_already(
    path: Path, runs: list[Run]
) -> None:
    flip(path, runs[1], -1)
    log = SqliteLog(path, deliver=None)
    more = make_runs(ANA, 2, after=runs[-1].head)

    # A peer sends all that is behind our head, in one batch or in several.
    assert save(log, stored(*runs[1:4])) is None
    assert save(log, stored(*runs[4:], *more)) is None

    assert counted(log) == raws([*runs, *more])
    log.close()


def test_a_full_disk_leaves_the_hole_until_there_is_room(
    path: Path, runs: list[Run], request: pytest.FixtureRequest
) -> None:
    disk = BadDisk(request.node.name)
    flip(path, runs[1], -1)
    log = SqliteLog(path, deliver=None, vfs=disk.name)

    disk.fail(apsw.FullError)
    assert save(log, stored(runs[1])) is not None
    assert counted(log) == raws(runs[:1])
    assert [d.first for d in log.damaged] == [3]

    disk.mend()
    assert save(log, stored(runs[1])) is None
    assert counted(log) == raws(runs)
    assert list(log.damaged) == []
    log.close()
    disk.unregister()


def test_two_holes_are_filled_one_after_the_other(path: Path, runs: list[Run]) -> None:
    flip(path, runs[1], -1)
    flip(path, runs[3], 3)
    log = SqliteLog(path, deliver=None)
    assert [d.first for d in log.damaged] == [3, 7]

    save(log, stored(runs[1]))
    assert counted(log) == raws(runs[:3])
    assert [d.first for d in log.damaged] == [7]

    save(log, stored(runs[3]))
    assert counted(log) == raws(runs)
    assert list(log.damaged) == []
    log.close()


def test_a_hole_that_is_filled_otherwise_takes_nothing_back(path: Path, runs: list[Run]) -> None:
    flip(path, runs[1], -1)
    log = SqliteLog(path, deliver=None)
    other = make_runs(ANA, 3, after=runs[0].head, text="said otherwise")

    save(log, stored(*other))

    assert counted(log) == raws([runs[0], *other])
    log.close()
    log = SqliteLog(path, deliver=None)
    assert counted(log) == raws([runs[0], *other])
    log.close()


def test_a_missing_row_is_a_hole_too(path: Path, runs: list[Run]) -> None:
    edit(path, lambda w: w.execute(f"DELETE FROM runs {WHERE}", (*ANA, 5)))

    log = SqliteLog(path, deliver=None)

    assert list(log.damaged) == [Damage(ANA, 5, 6, "it is missing")]
    save(log, stored(runs[2]))
    assert counted(log) == raws(runs)
    log.close()


def test_columns_that_changed_are_put_right(path: Path, runs: list[Run]) -> None:
    edit(path, lambda w: w.execute(f"UPDATE runs SET first = 99 {WHERE}", (*ANA, 5)))

    log = SqliteLog(path, deliver=None)

    assert list(log.damaged) == []
    assert counted(log) == raws(runs)
    log.close()


@pytest.mark.parametrize("byte", [0, 40, 75, 120, 150, -1])
def test_without_a_checksum_the_chain_itself_tells(path: Path, runs: list[Run], byte: int) -> None:
    forget_checksums(path)
    flip(path, runs[2], byte)

    log = SqliteLog(path, deliver=None)
    held = len(counted(log))
    assert held <= 2
    assert log.damaged

    # What a peer sends is what is behind the head.
    save(log, stored(*runs[held:]))
    assert counted(log) == raws(runs)
    assert list(log.damaged) == []
    log.close()


def test_what_is_set_aside_may_be_damaged_as_well(path: Path, runs: list[Run]) -> None:
    flip(path, runs[1], -1)
    SqliteLog(path, deliver=None).close()
    flip(path, runs[3], -1, table="set_aside")

    log = SqliteLog(path, deliver=None)
    save(log, stored(runs[1]))

    assert counted(log) == raws(runs[:3])
    assert [d.first for d in log.damaged] == [7]
    save(log, stored(runs[3]))
    assert counted(log) == raws(runs)
    log.close()


def test_what_is_withdrawn_does_not_come_back(path: Path, runs: list[Run]) -> None:
    flip(path, runs[1], -1)
    log = SqliteLog(path, deliver=None)

    assert withdraw(log, ANA, 2) is None

    assert list(log.damaged) == []
    save(log, stored(runs[1]))
    assert counted(log) == raws(runs[:2])
    log.close()
    log = SqliteLog(path, deliver=None)
    assert counted(log) == raws(runs[:2])
    log.close()


def test_a_whole_log_is_opened_without_writing(path: Path, runs: list[Run]) -> None:
    before = path.read_bytes()

    SqliteLog(path, deliver=None).close()

    assert path.read_bytes() == before
