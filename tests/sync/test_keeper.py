from collections.abc import Sequence

import pytest

from redux_scuttlebutt.sync.keeper import RETRY_SECONDS, Keeper
from redux_scuttlebutt.sync.log import Log, MemoryLog, Stored
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
