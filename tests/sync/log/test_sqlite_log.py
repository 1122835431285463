import asyncio
import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.log import Kept, MemoryLog, Stored
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.bad_disk import BadDisk
from support.log_suite import LogSuite, fact, keep, raws, save
from support.owner import Owner
from support.runs import ANA, BO, make_runs, stored

Told = list[BaseException | None]


class TestMemoryLog(LogSuite):
    @pytest.fixture
    def log(self) -> MemoryLog:
        return MemoryLog()


class TestSqliteLog(LogSuite):
    @pytest.fixture
    def log(self, tmp_path: Path) -> Iterator[SqliteLog]:
        log = SqliteLog(tmp_path / "log.sqlite", deliver=None)
        yield log
        log.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "増える" / "log.sqlite"


@pytest.fixture(autouse=True)
def folder(path: Path) -> None:
    path.parent.mkdir()


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[BadDisk]:
    disk = BadDisk(request.node.name)
    yield disk
    disk.unregister()


def test_a_log_is_there_after_a_restart(path: Path) -> None:
    runs = make_runs(ANA, 3)
    log = SqliteLog(path, deliver=None)
    save(log, stored(*runs))
    log.close()

    log = SqliteLog(path, deliver=None)

    assert raws([s.run for s in log.all()]) == raws(runs)
    assert log.heads() == {ANA: runs[2].head}
    assert save(log, stored(*make_runs(ANA, 1, after=runs[2].head))) is None
    log.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_files(path: Path) -> None:
    log = SqliteLog(path, deliver=None)
    save(log, stored(*make_runs(ANA, 1)))

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    log.close()

    assert modes == dict.fromkeys(["log.sqlite", "log.sqlite-wal", "log.sqlite-shm"], 0o600)


async def test_what_is_appended_together_is_saved_in_order_on_the_owners_thread(
    path: Path,
) -> None:
    loop = asyncio.get_running_loop()
    log = SqliteLog(path, deliver=loop.call_soon_threadsafe)
    all_told = loop.create_future()
    told: list[tuple[int, BaseException | None, int]] = []

    def tell(number: int, error: BaseException | None) -> None:
        told.append((number, error, threading.get_ident()))
        if number == 99:
            all_told.set_result(None)

    for number, run in enumerate(make_runs(ANA, 100)):
        log.append(stored(run), lambda error, number=number: tell(number, error))
    assert told == []
    await all_told
    log.close()

    assert told == [(number, None, threading.get_ident()) for number in range(100)]


def test_appends_share_a_sync_of_the_disk(path: Path, disk: BadDisk) -> None:
    owner = Owner()
    log = SqliteLog(path, deliver=owner.deliver, vfs=disk.name)
    told: Told = []
    before = disk.syncs

    for run in make_runs(ANA, 500, updates=1):
        log.append(stored(run), told.append)
    while len(told) < 500:
        owner.listen()

    assert told == [None] * 500
    assert disk.syncs - before < 100
    log.close()


def test_closing_writes_what_waits_and_tells_so(path: Path) -> None:
    runs = make_runs(ANA, 20)
    log = SqliteLog(path, deliver=lambda _: None)
    told: Told = []
    for run in runs:
        log.append(stored(run), told.append)

    log.close()

    assert told == [None] * 20
    again = SqliteLog(path, deliver=None)
    assert raws([s.run for s in again.all()]) == raws(runs)
    again.close()


def test_a_loop_that_has_ended_does_not_keep_the_log_from_closing(path: Path) -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    log = SqliteLog(path, deliver=loop.call_soon_threadsafe)
    told: Told = []
    log.append(stored(*make_runs(ANA, 1)), told.append)

    log.close()

    assert told == [None]


def test_closing_twice_is_harmless(path: Path) -> None:
    log = SqliteLog(path, deliver=lambda callback: callback())

    log.close()
    log.close()


def test_a_closed_log_takes_and_gives_nothing(path: Path) -> None:
    log = SqliteLog(path, deliver=None)
    log.close()
    told: Told = []

    with pytest.raises(ValueError, match="closed"):
        log.append(stored(*make_runs(ANA, 1)), told.append)
    with pytest.raises(ValueError, match="closed"):
        log.runs_after(ANA, 0, max_bytes=1)
    assert told == []


@pytest.mark.parametrize("picked", [[1], [0, 2], [0, 0]])
def test_a_chain_with_a_gap_is_the_callers_mistake(path: Path, picked: list[int]) -> None:
    runs = make_runs(ANA, 3)
    log = SqliteLog(path, deliver=None)
    told: Told = []

    with pytest.raises(ValueError, match="does not follow"):
        log.append(stored(*(runs[n] for n in picked)), told.append)

    assert told == []
    assert save(log, stored(*runs)) is None
    log.close()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (apsw.FullError, "the disk is full"),
        (apsw.ReadOnlyError, "it may only be read"),
        (apsw.IOError, "the disk reports an error"),
    ],
)
def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_in_the_log(
    path: Path, disk: BadDisk, error: type[apsw.Error], sentence: str
) -> None:
    ana, bo = make_runs(ANA, 2), make_runs(BO, 1)
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    save(log, stored(ana[0]))

    disk.fail(error)
    told = save(log, stored(ana[1], *bo))

    assert isinstance(told, LogFailed)
    assert str(told) == f"{path} could not be written: {sentence}"
    assert log.heads() == {ANA: ana[0].head}
    assert raws([s.run for s in log.all()]) == raws([ana[0]])

    disk.mend()
    assert save(log, stored(ana[1], *bo)) is None
    assert raws([s.run for s in log.all()]) == raws([*ana, *bo])
    log.close()


def test_a_run_whose_sync_fails_was_not_saved(path: Path, disk: BadDisk) -> None:
    [run] = make_runs(ANA, 1)
    log = SqliteLog(path, deliver=None, vfs=disk.name)

    def fail() -> None:
        raise apsw.IOError("as told")

    disk.before_sync = fail
    assert isinstance(save(log, stored(run)), LogFailed)

    disk.mend()
    assert save(log, stored(run)) is None
    log.close()


def test_what_the_file_cannot_hold_does_not_keep_the_next_run_out(path: Path) -> None:
    first, second = make_runs(ANA, 2)
    log = SqliteLog(path, deliver=None)

    told = save(log, [Stored(first, 1), Stored(second, 2**63)])

    assert isinstance(told, LogFailed)
    assert list(log.all()) == []
    assert save(log, stored(first, second)) is None
    log.close()


def test_what_was_appended_after_a_failure_does_not_overtake_it(path: Path, disk: BadDisk) -> None:
    owner = Owner()
    runs = make_runs(ANA, 3)
    log = SqliteLog(path, deliver=owner.deliver, vfs=disk.name)
    writing, appended = threading.Event(), threading.Event()
    told: list[tuple[int, bool]] = []

    def append(number: int) -> None:
        log.append(stored(runs[number]), lambda error: written(number, error))

    def written(number: int, error: BaseException | None) -> None:
        told.append((number, error is None))
        if error is not None:
            append(number)

    def fail_once() -> None:
        writing.set()
        assert appended.wait(timeout=60)
        disk.mend()
        raise apsw.FullError("as told")

    # While the first is being written, in vain, two more are appended. The disk then
    # works again, before anybody has heard of the failure.
    disk.before_write = fail_once
    append(0)
    assert writing.wait(timeout=60)
    append(1)
    append(2)
    appended.set()
    while len(told) < 6:
        owner.listen()

    assert told == [(n, False) for n in range(3)] + [(n, True) for n in range(3)]
    assert raws([s.run for s in log.all()]) == raws(runs)
    log.close()


def test_a_withdrawal_waits_its_turn(path: Path) -> None:
    owner = Owner()
    runs = make_runs(ANA, 4)
    others = make_runs(ANA, 2, after=runs[1].head, text="said again")
    log = SqliteLog(path, deliver=owner.deliver)
    told: list[tuple[str, BaseException | None]] = []

    log.append(stored(*runs), lambda error: told.append(("appended", error)))
    log.withdraw(ANA, 3, lambda error: told.append(("withdrawn", error)))
    log.append(stored(*others), lambda error: told.append(("said again", error)))
    while len(told) < 3:
        owner.listen()

    assert told == [("appended", None), ("withdrawn", None), ("said again", None)]
    assert raws([s.run for s in log.all()]) == raws([*runs[:2], *others])
    assert log.heads() == {ANA: others[1].head}
    log.close()


def test_a_withdrawal_that_fails_has_withdrawn_nothing(path: Path, disk: BadDisk) -> None:
    owner = Owner()
    runs = make_runs(ANA, 4)
    log = SqliteLog(path, deliver=owner.deliver, vfs=disk.name)
    told: Told = []
    log.append(stored(*runs), told.append)
    while not told:
        owner.listen()

    disk.fail(apsw.FullError)
    log.withdraw(ANA, 2, told.append)
    log.append(stored(*make_runs(ANA, 1, after=runs[0].head, text="said again")), told.append)
    while len(told) < 3:
        owner.listen()
    disk.mend()

    assert [type(error) for error in told[1:]] == [LogFailed, LogFailed]
    assert raws(log.runs_after(ANA, 0, max_bytes=10**6)) == raws(runs)
    log.append(stored(*make_runs(ANA, 1, after=runs[3].head)), told.append)
    log.close()
    assert told[3:] == [None]


def test_the_write_ahead_file_does_not_grow_for_ever(path: Path) -> None:
    log = SqliteLog(path, deliver=None)
    for number in range(16):
        assert keep(log, bytes([number]) * 32, bytes(2**20)) is None

    assert path.with_name("log.sqlite-wal").stat().st_size < 8 * 2**20
    log.close()


def test_a_full_disk_at_the_end_is_told_too(path: Path, disk: BadDisk) -> None:
    log = SqliteLog(path, deliver=lambda _: None, vfs=disk.name)
    told: Told = []
    disk.fail(apsw.FullError)
    for run in make_runs(ANA, 2):
        log.append(stored(run), told.append)

    log.close()

    assert [type(error) for error in told] == [LogFailed, LogFailed]


def test_a_power_cut_takes_nothing_back_that_was_found_after_a_kill(
    path: Path, disk: BadDisk, tmp_path: Path
) -> None:
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    first, second = make_runs(ANA, 2)
    save(log, stored(first))
    killed, synced, cut = (tmp_path / name for name in ("killed", "synced", "cut"))

    def kill() -> None:  # written, and not synced yet
        if not killed.exists():
            shutil.copytree(path.parent, killed, ignore=shutil.ignore_patterns("*-shm", "synced"))
            disk.lose_power(synced)

    disk.before_sync = kill
    save(log, stored(second))
    log.close()
    after = BadDisk("after a kill")
    for file in synced.iterdir():
        after.take_over(killed / file.name, file.read_bytes())
    found = SqliteLog(killed / path.name, deliver=None, vfs=after.name)
    heads = found.heads()
    after.lose_power(cut)
    found.close()
    later = SqliteLog(cut / path.name, deliver=None)

    assert heads[ANA].sequence == second.last
    assert later.heads() == heads
    later.close()


def test_a_power_cut_leaves_the_withdrawn_or_what_stands_for_it_but_never_neither(
    path: Path, disk: BadDisk, tmp_path: Path
) -> None:
    log = SqliteLog(path, deliver=None, vfs=disk.name)
    again = BO._replace(source=ANA.source)
    old, new = make_runs(ANA, 3), make_runs(again, 3, text="x" * 20_000)
    assert save(log, stored(*old)) is None
    cuts: list[Path] = []

    def cut() -> None:
        cuts.append(tmp_path / str(len(cuts)))
        disk.lose_power(cuts[-1])

    disk.before_write = disk.before_sync = cut
    log.withdraw(ANA, 0, lambda error: None, stored(*new))
    disk.mend()
    cut()
    log.close()

    found: list[list[bytes]] = []
    for place in cuts:
        after = SqliteLog(place / path.name, deliver=None)
        found.append([s.run.raw for s in after.all()])
        after.close()
    either = ([run.raw for run in old], [run.raw for run in new])
    assert all(raws in either for raws in found)
    assert (found[0], found[-1]) == either


def test_one_who_raises_does_not_keep_the_others_from_being_told(path: Path) -> None:
    owner = Owner()
    log = SqliteLog(path, deliver=owner.deliver)
    told: Told = []

    def fail(_error: BaseException | None) -> None:
        raise RuntimeError("mine")

    for run, saved in zip(make_runs(ANA, 2), (fail, told.append), strict=True):
        log.append(stored(run), saved)
    with pytest.raises(RuntimeError, match="mine"):
        owner.listen()
    while not told:
        owner.listen()

    assert told == [None]
    log.close()


def test_names_are_remembered(path: Path) -> None:
    ana, bo = SourceId(b"A" * 32), SourceId(b"B" * 32)
    log = SqliteLog(path, deliver=None)
    log.remember_person(ana, "Ana")
    log.remember_person(bo, "増える \0 🦀")
    log.remember_person(ana, "Ana María")
    log.close()

    log = SqliteLog(path, deliver=None)

    assert log.people() == {ana: "Ana María", bo: "増える \0 🦀"}
    log.close()


def test_whose_key_was_compared_is_kept_whatever_they_are_called(path: Path) -> None:
    ana, bo, cy = (SourceId(letter * 32) for letter in (b"A", b"B", b"C"))
    log = SqliteLog(path, deliver=None)
    log.remember_person(bo, "Bo")
    log.verify_person(bo, True)
    log.verify_person(cy, True)  # who never said a name
    log.verify_person(cy, False)
    log.remember_person(ana, "Ana")
    log.remember_person(bo, "Bob")
    assert log.verified() == {bo}
    log.close()

    log = SqliteLog(path, deliver=None)
    assert log.verified() == {bo}
    assert list(log.people().items()) == [(cy, ""), (ana, "Ana"), (bo, "Bob")]
    log.close()


# Evidence


def test_evidence_survives_the_end_of_the_program(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", deliver=None)
    log.keep_evidence(ANA, Kept(b"evidence", 5))
    log.close()

    again = SqliteLog(tmp_path / "log.db", deliver=None)

    assert again.evidence() == {ANA: Kept(b"evidence", 5)}
    again.close()


def test_evidence_that_a_full_disk_kept_out_is_written_later(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    disk = BadDisk(request.node.name)
    log = SqliteLog(tmp_path / "log.db", deliver=None, vfs=disk.name)
    disk.fail_at(0)
    log.keep_evidence(ANA, Kept(b"evidence"))
    told: list[BaseException | None] = []
    log.remember([fact(BO, "name", 1)], told.append)
    disk.mend()

    save(log, stored(*make_runs(BO, 1)))
    log.close()

    assert isinstance(told[0], LogFailed), "whoever waits hears of it"
    again = SqliteLog(tmp_path / "log.db", deliver=None)
    assert again.evidence() == {ANA: Kept(b"evidence")}
    again.close()
    disk.unregister()
