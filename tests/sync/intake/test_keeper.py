from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from redux_scuttlebutt.sync.intake.keeper import RETRY_SECONDS, Keeper
from redux_scuttlebutt.sync.log.log import Log, MemoryLog, Stored
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.wire.run import Head, Run
from support.logs import FailingLog, SlowLog
from support.runs import ANA, BO, make_runs, stored
from support.virtual_time import VirtualTime


class Kept:
    """A keeper, and what it told."""

    def __init__(self, log: Log) -> None:
        self.time = VirtualTime()
        self.saved: list[int] = []
        self.problems: list[str | None] = []
        self.keeper = Keeper(log, self.time, self._saved, self.problems.append)

    def _saved(self, runs: Sequence[Stored]) -> None:
        self.saved += [stored.run.last for stored in runs]


def test_it_knows_what_the_log_has_from_before() -> None:
    log, runs = MemoryLog(), make_runs(ANA, 2)
    log.append(stored(*runs), lambda error: None)

    keeper = Kept(log).keeper

    assert keeper.stored == {ANA: runs[1].head}
    assert keeper.received == {ANA: runs[1].head}


def test_what_is_on_its_way_is_received_and_not_yet_stored() -> None:
    log, runs = SlowLog(), make_runs(ANA, 1)
    kept = Kept(log)

    kept.keeper.keep(stored(*runs))
    assert (kept.keeper.received, kept.keeper.stored) == ({ANA: runs[0].head}, {})
    assert kept.saved == []

    log.finish()
    assert kept.keeper.stored == {ANA: runs[0].head}
    assert kept.saved == [2]


def test_what_gathers_during_a_write_is_the_next_one() -> None:
    log, runs = SlowLog(), make_runs(ANA, 5, updates=1)
    kept = Kept(log)

    for run in runs:
        kept.keeper.keep(stored(run))
    assert len(log.writes) == 1

    assert [run.last for run in log.finish()] == [1]
    assert [run.last for run in log.finish()] == [2, 3, 4, 5]
    assert log.writes == []
    assert kept.saved == [1, 2, 3, 4, 5]


def test_a_write_that_failed_is_tried_again_in_the_old_order() -> None:
    log, runs = SlowLog(), make_runs(ANA, 3, updates=1)
    kept = Kept(log)
    kept.keeper.keep(stored(runs[0]))
    kept.keeper.keep(stored(runs[1]))

    log.finish(OSError("the disk is full"))
    assert kept.problems == ["the disk is full"]
    assert log.writes == []

    kept.time.pass_time(RETRY_SECONDS)
    assert [run.last for run in log.finish()] == [1, 2]
    assert kept.problems == ["the disk is full", None]
    assert kept.saved == [1, 2]


def test_new_runs_do_not_overtake_those_that_failed() -> None:
    log, runs = SlowLog(), make_runs(ANA, 3, updates=1)
    kept = Kept(log)
    kept.keeper.keep(stored(runs[0]))
    log.finish(OSError("full"))

    kept.keeper.keep(stored(runs[1]))
    kept.keeper.keep(stored(runs[2]))

    assert [run.last for run in log.finish()] == [1, 2]
    assert [run.last for run in log.finish()] == [3]


def test_it_tries_until_it_works_and_says_once_that_it_does() -> None:
    log = FailingLog(OSError("full"))
    kept = Kept(log)
    kept.keeper.keep(stored(*make_runs(ANA, 1)))

    kept.time.pass_time(5 * RETRY_SECONDS)
    assert kept.saved == []
    assert set(kept.problems) == {"full"}

    log.error = None
    kept.time.pass_time(RETRY_SECONDS)
    kept.keeper.keep(stored(*make_runs(BO, 1)))
    assert kept.saved == [2, 2]
    assert kept.problems.count(None) == 1


def test_a_full_disk_does_not_make_more_and_more_tries() -> None:
    log = FailingLog(OSError("full"))
    kept = Kept(log)
    for run in make_runs(ANA, 20, updates=1):
        kept.keeper.keep(stored(run))

    assert kept.time.timers == 1


def test_a_write_that_the_log_refuses_does_not_stop_all_others() -> None:
    class Refusing(MemoryLog):
        def append(self, runs: Sequence[Stored], saved: object) -> None:
            if runs[0].run.chain == ANA:
                raise ValueError("does not follow")
            super().append(runs, saved)  # pyright: ignore[reportArgumentType]

    kept = Kept(Refusing())
    with pytest.raises(ValueError, match="does not follow"):
        kept.keeper.keep(stored(*make_runs(ANA, 1)))

    kept.keeper.keep(stored(*make_runs(BO, 1)))

    assert BO in kept.keeper.stored


# Withdrawing


def test_what_is_withdrawn_counts_no_more_from_now_on() -> None:
    log, runs = SlowLog(), make_runs(ANA, 3)
    kept = Kept(log)
    kept.keeper.keep(stored(*runs[:2]))
    log.finish()
    kept.keeper.keep(stored(runs[2]))

    kept.keeper.withdraw(ANA, runs[0].head, ())
    assert kept.keeper.received == kept.keeper.stored == {ANA: runs[0].head}
    assert kept.keeper.unsaved(ANA.source) == 0

    while log.writes:
        log.finish()
    assert log.heads() == {ANA: runs[0].head}
    assert kept.keeper.stored == {ANA: runs[0].head}


def test_a_chain_that_is_withdrawn_whole_was_never_heard_of() -> None:
    empty, kept = Kept(MemoryLog()).keeper, Kept(MemoryLog())
    kept.keeper.keep(stored(*make_runs(ANA, 2)))

    kept.keeper.withdraw(ANA, Head(), ())

    assert kept.keeper.received == kept.keeper.stored == {}
    assert kept.keeper.summary == empty.summary


def test_what_stands_for_the_withdrawn_is_told_as_saved_with_it() -> None:
    log, old, new = SlowLog(), make_runs(ANA, 1), make_runs(BO, 1)
    kept = Kept(log)
    kept.keeper.keep(stored(*old))
    log.finish()

    kept.keeper.withdraw(ANA, Head(), stored(*new))
    assert (kept.keeper.received, kept.keeper.stored) == ({BO: new[0].head}, {})
    assert kept.keeper.unsaved(BO.source) == 2

    log.finish()
    assert kept.keeper.stored == log.heads() == {BO: new[0].head}
    assert kept.saved == [2, 2]


def test_a_withdrawal_that_fails_is_tried_again_before_all_that_came_since() -> None:
    log, old, new = SlowLog(), make_runs(ANA, 1), make_runs(BO, 2)
    kept = Kept(log)
    kept.keeper.keep(stored(*old))
    log.finish()
    kept.keeper.withdraw(ANA, Head(), stored(new[0]))
    kept.keeper.keep(stored(new[1]))

    log.finish(OSError("full"))
    assert (log.heads(), log.writes) == ({ANA: old[0].head}, [])
    kept.time.pass_time(RETRY_SECONDS)
    while log.writes:
        log.finish()

    assert log.heads() == kept.keeper.stored == {BO: new[1].head}
    assert kept.problems == ["full", None]


# The summary


def test_equal_logs_have_equal_summaries_however_they_came_about() -> None:
    ana, bo = make_runs(ANA, 3), make_runs(BO, 2)
    one, other = Kept(MemoryLog()).keeper, Kept(MemoryLog()).keeper
    empty = one.summary

    one.keep(stored(*ana, *bo))
    for run in (bo[0], *ana, bo[1]):
        assert other.summary != one.summary
        other.keep(stored(run))

    assert other.summary == one.summary != empty


def test_the_summary_is_the_same_after_a_restart() -> None:
    log = MemoryLog()
    keeper = Kept(log).keeper
    keeper.keep(stored(*make_runs(ANA, 3), *make_runs(BO, 2)))

    assert Kept(log).keeper.summary == keeper.summary


# Closing


def test_closing_hands_over_what_waits_behind_the_write_in_hand() -> None:
    log, runs = SlowLog(), make_runs(ANA, 4, updates=1)
    kept = Kept(log)
    for run in runs:
        kept.keeper.keep(stored(run))

    kept.keeper.close()
    while log.writes:
        log.finish()

    assert log.heads() == {ANA: runs[3].head}


def test_what_was_done_while_the_disk_was_busy_is_there_after_closing(tmp_path: Path) -> None:
    turns = deque[Callable[[], object]]()
    log, runs = SqliteLog(tmp_path / "log", deliver=turns.append), make_runs(ANA, 3, updates=1)
    kept = Kept(log)
    for run in runs:
        kept.keeper.keep(stored(run))

    kept.keeper.close()
    log.close()

    again = SqliteLog(tmp_path / "log", deliver=None)
    assert again.heads() == {ANA: runs[2].head}
    again.close()


def closed_while_mending(path: Path, *waiting: Run) -> SqliteLog:
    """The log of Ana after a peer sent the damaged one of her three runs, and then `waiting`."""
    log, runs = SqliteLog(path, deliver=None), make_runs(ANA, 3)
    log.append(stored(*runs), lambda error: None)
    log.close()
    writer = open_writer(path, None)
    writer.execute("UPDATE runs SET raw = zeroblob(length(raw)) WHERE first = 3")
    writer.close()
    turns = deque[Callable[[], object]]()
    log = SqliteLog(path, deliver=turns.append)
    assert [damage.first for damage in log.damaged] == [3]
    keeper = Kept(log).keeper

    keeper.keep(stored(runs[1]))
    keeper.keep(stored(*waiting))
    keeper.close()
    log.close()

    return SqliteLog(path, deliver=None)


def test_closing_while_damage_is_mended_does_not_fail_where_somebody_forked(
    tmp_path: Path,
) -> None:
    ana, bo = make_runs(ANA, 3), make_runs(BO, 2)
    others = make_runs(ANA, 3, after=ana[1].head, text="another")

    again = closed_while_mending(tmp_path / "log", bo[0], *others, bo[1])

    assert again.heads() == {ANA: ana[2].head, BO: bo[1].head}
    assert list(again.damaged) == []
    again.close()


def test_closing_while_damage_is_mended_keeps_what_follows_on_it(tmp_path: Path) -> None:
    ana = make_runs(ANA, 5)

    again = closed_while_mending(tmp_path / "log", *ana[2:])

    assert again.heads() == {ANA: ana[4].head}
    again.close()


def test_closing_while_a_write_waits_for_its_retry_tries_once_more() -> None:
    log = FailingLog(OSError("full"))
    kept = Kept(log)
    kept.keeper.keep(stored(*make_runs(ANA, 1)))
    log.error = None

    kept.keeper.close()

    assert ANA in log.heads()
    assert kept.time.timers == 0


def test_a_disk_that_is_full_at_the_end_is_told_and_not_tried_for_ever() -> None:
    log = FailingLog(OSError("full"))
    kept = Kept(log)
    kept.keeper.keep(stored(*make_runs(ANA, 1)))

    kept.keeper.close()
    kept.keeper.close()

    assert kept.problems == ["full", "full"]
    assert kept.time.timers == 0


def test_a_withdrawal_that_waits_is_handed_over_at_the_end() -> None:
    log, old, new = SlowLog(), make_runs(ANA, 1), make_runs(BO, 1)
    kept = Kept(log)
    kept.keeper.keep(stored(*old))

    kept.keeper.withdraw(ANA, Head(), stored(*new))
    kept.keeper.close()
    while log.writes:
        log.finish()

    assert log.heads() == {BO: new[0].head}
