import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.rewind import Rewind
from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp, Update
from redux_scuttlebutt.store.update import Sequence as Number
from redux_scuttlebutt.sync.clock import MAX_AHEAD, HybridClock
from redux_scuttlebutt.sync.intake.applier import SLICE, Applier
from redux_scuttlebutt.sync.scheduler import Cancellable
from redux_scuttlebutt.sync.wire.run import Chain
from support.replica import ANA, BO, text, typed
from support.virtual_time import NOON, VirtualTime


def update(number: int, what: str = "a", *, at: int | None = None, by: SourceId = BO) -> Update:
    stamp = NOON - 1_000_000 + number if at is None else at
    return Update(Timestamp(stamp), by, Incarnation(0), Number(number), typed(what))


class Applied:
    """An applier with a history, and what it told."""

    def __init__(self, *past: Sequence[Update], cost: float = 0.0) -> None:
        self.time = VirtualTime()
        self.clock = HybridClock()
        self.batches: list[list[Update]] = []
        self.rewinds: list[Rewind] = []
        self.was_ready = 0
        self.fail = False
        self.applier = Applier(self.time, self.clock, self._applied, self._ready)
        self.cost = cost
        self._past = past

    def begin(self) -> "Applied":
        self.applier.begin(History(self._reduce, "", timer=self.time.timer), iter(self._past))
        return self

    @property
    def state(self) -> Any:
        assert self.applier.history is not None
        return self.applier.history.state

    def _reduce(self, state: Any, action: Any) -> Any:
        self.time.compute(self.cost)
        return text(state, action)

    def _applied(self, updates: Sequence[Update], rewinds: Sequence[Rewind]) -> None:
        self.batches.append(list(updates))
        self.rewinds += rewinds
        if self.fail:
            raise RuntimeError("as told")

    def _ready(self) -> None:
        self.was_ready += 1


def test_the_log_from_before_is_folded_and_then_it_is_ready() -> None:
    applied = Applied([update(1, "a")], [update(2, "b"), update(3, "c")]).begin()
    assert not applied.applier.is_ready

    applied.time.settle()

    assert applied.state == "abc"
    assert applied.applier.is_ready
    assert applied.applier.is_settled
    assert applied.was_ready == 1


def test_the_clock_learns_from_the_log_from_before() -> None:
    applied = Applied([update(1, at=NOON + 5)]).begin()
    applied.time.settle()

    assert applied.clock.issue(NOON) == NOON + 6


def test_a_batch_is_folded_in_the_next_turn_and_told_once() -> None:
    applied = Applied().begin()
    applied.time.settle()
    applied.batches.clear()

    applied.applier.add([update(1, "a"), update(2, "b")])
    applied.applier.add([update(3, "c")])
    assert applied.state == ""
    assert not applied.applier.is_settled

    applied.time.settle()
    assert applied.state == "abc"
    assert [len(batch) for batch in applied.batches] == [3]


def test_a_late_batch_is_one_rewind() -> None:
    applied = Applied([update(n, "b", by=ANA) for n in range(11, 21)]).begin()
    applied.time.settle()

    applied.applier.add([update(n, "a") for n in range(1, 6)])
    applied.time.settle()

    assert applied.state == "aaaaabbbbbbbbbb"
    [rewind] = applied.rewinds
    assert (len(rewind.late), rewind.depth, rewind.replayed) == (5, 10, 15)


def test_a_long_fold_leaves_the_thread_free_every_few_milliseconds() -> None:
    applied = Applied(cost=0.000_1).begin()
    applied.time.settle()

    applied.applier.add([update(n) for n in range(1, 1001)])
    longest = 0.0
    while True:
        before = applied.time.timer()
        if not applied.time.turn():
            break
        longest = max(longest, applied.time.timer() - before)

    assert applied.state == "a" * 1000
    assert longest <= applied.time.slice_seconds + (SLICE + 1) * applied.cost


def test_what_arrives_during_a_long_fold_is_folded_too_and_told_once() -> None:
    applied = Applied(cost=0.000_1).begin()
    applied.time.settle()
    applied.batches.clear()
    applied.applier.add([update(n, "b") for n in range(101, 301)])
    applied.time.turn()

    applied.applier.add([update(n, "a", by=ANA) for n in range(1, 101)])
    applied.time.settle()

    assert applied.state == "a" * 100 + "b" * 200
    told = [u.name for batch in applied.batches for u in batch]
    assert len(told) == len(set(told)) == 300


def test_a_long_log_from_before_is_loaded_in_slices() -> None:
    past = [[update(n)] for n in range(1, 2001)]
    applied = Applied(*past, cost=0.000_1).begin()
    turns = 0
    while applied.time.turn():
        turns += 1

    assert turns > 10
    assert applied.state == "a" * 2000
    assert applied.was_ready == 1


def test_an_own_update_is_shown_at_once() -> None:
    applied = Applied().begin()
    applied.time.settle()
    recorded: list[int] = []

    applied.applier.append(update(1, "a", by=ANA), lambda: recorded.append(1))

    assert (applied.state, recorded) == ("a", [1])


def test_an_own_update_that_is_refused_is_not_recorded() -> None:
    applied = Applied([update(1, "x")]).begin()
    applied.time.settle()

    with pytest.raises(Exception, match="refused"):
        applied.applier.append(
            update(2, "x", at=NOON, by=ANA), lambda: pytest.fail("it was recorded")
        )

    assert applied.state == "x"


def test_an_own_update_before_the_log_is_folded_comes_after_it() -> None:
    applied = Applied([update(1, "a")], [update(2, "b")]).begin()

    applied.applier.append(update(1, "c", at=NOON, by=ANA), lambda: None)

    assert applied.state == "abc"


def test_the_future_is_parked_and_does_not_move_the_clock() -> None:
    applied = Applied().begin()
    applied.time.settle()

    applied.applier.add([update(1, "f", at=NOON + MAX_AHEAD + 1_000_000)])
    applied.time.settle()

    assert (applied.state, applied.applier.parked) == ("", 1)
    assert applied.applier.is_settled
    assert applied.clock.issue(NOON) == NOON


def test_what_is_parked_is_folded_when_its_time_has_come() -> None:
    applied = Applied().begin()
    applied.time.settle()
    applied.applier.add([update(2, "s", at=NOON + MAX_AHEAD + 20_000_000)])
    applied.applier.add([update(1, "f", at=NOON + MAX_AHEAD + 10_000_000)])

    applied.time.pass_time(9.9)
    assert (applied.state, applied.applier.parked) == ("", 2)
    applied.time.pass_time(0.1)
    assert (applied.state, applied.applier.parked) == ("f", 1)
    applied.time.pass_time(10)
    assert (applied.state, applied.applier.parked) == ("fs", 0)


def test_a_parked_update_is_told_of_when_it_is_folded() -> None:
    applied = Applied().begin()
    applied.time.settle()
    applied.batches.clear()
    parked = update(1, "f", at=NOON + MAX_AHEAD + 10_000_000)

    applied.applier.add([parked])
    applied.time.pass_time(11)

    assert [batch for batch in applied.batches if batch] == [[parked]]


def test_however_much_is_parked_one_timer_waits_for_it() -> None:
    applied = Applied().begin()
    applied.time.settle()

    for number in range(1, 101):
        applied.applier.add([update(number, at=NOON + 2 * MAX_AHEAD + number)])

    assert applied.time.timers == 1


def test_a_stamp_of_another_century_asks_for_no_timer_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    applied = Applied().begin()
    applied.time.settle()
    delays: list[float] = []
    later = applied.time.later

    def listen(delay: float, callback: Callable[[], object]) -> Cancellable:
        delays.append(delay)
        return later(delay, callback)

    monkeypatch.setattr(applied.time, "later", listen)
    applied.applier.add([update(1, "f", at=2**53 - 1)])
    applied.time.pass_time(300)

    assert applied.applier.parked == applied.time.timers == 1
    assert delays == [60.0] * 6


def test_once_a_slow_clock_is_set_right_what_it_parked_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    applied = Applied().begin()
    applied.time.settle()
    applied.applier.add([update(1, "f", at=NOON + 3600 * 1_000_000)])

    monkeypatch.setattr(applied.time, "now", lambda: NOON + 3600 * 1_000_000)
    applied.time.pass_time(60)

    assert (applied.state, applied.applier.parked) == ("f", 0)


def test_a_clock_that_stands_still_does_not_keep_the_machine_busy() -> None:
    applied = Applied().begin()
    applied.time.settle()
    applied.time.now = lambda: NOON  # type: ignore[method-assign]
    looked: list[int] = []
    until = applied.clock.until
    applied.clock.until = lambda stamp, now: looked.append(stamp) or until(stamp, now)  # type: ignore[method-assign]

    applied.applier.add([update(1, "f", at=NOON + MAX_AHEAD + 1)])
    applied.time.pass_time(1)

    assert applied.applier.parked == 1
    assert len(looked) < 100


def test_the_past_is_parked_as_well_where_a_clock_was_wrong() -> None:
    applied = Applied([update(1, "a"), update(2, "f", at=NOON + MAX_AHEAD + 5_000_000)]).begin()
    applied.time.settle()
    assert (applied.state, applied.applier.parked) == ("a", 1)

    applied.time.pass_time(5)
    assert applied.state == "af"


def test_a_listener_that_fails_is_named_in_the_program_s_log_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    applied = Applied().begin()
    applied.time.settle()
    applied.fail = True

    with caplog.at_level(logging.ERROR):
        applied.applier.add([update(1, "a")])
        applied.time.settle()
    applied.fail = False
    applied.applier.add([update(2, "b")])
    applied.time.settle()

    assert applied.state == "ab"
    assert "a listener of the application failed" in caplog.text


def test_a_reducer_may_neither_dispatch_nor_replace_itself() -> None:
    applied = Applied()
    said: list[str] = []

    def impure(state: Any, action: Any) -> Any:
        for deed in (
            lambda: applied.applier.append(update(9, by=ANA), lambda: None),
            lambda: applied.applier.replace_reducer(text),
        ):
            with pytest.raises(RuntimeError, match="a reducer must not") as error:
                deed()
            said.append(str(error.value))
        return text(state, action)

    applied.applier.begin(History(impure, ""), iter(()))
    applied.applier.add([update(1, "a")])
    applied.time.settle()

    assert said == ["a reducer must not dispatch", "a reducer must not replace itself"]
    assert applied.state == "a"


def test_another_reducer_folds_everything_again_in_slices() -> None:
    applied = Applied([update(n, "a") for n in range(1, 501)]).begin()
    applied.time.settle()

    def capitals(state: Any, action: Any) -> str:
        applied.time.compute(0.000_1)
        return state + action["payload"].upper()

    applied.applier.replace_reducer(capitals)
    assert applied.state == "a" * 500

    applied.time.settle()
    assert applied.state == "A" * 500
    assert [rewind.cause for rewind in applied.rewinds] == ["reducer"]


def test_a_failure_of_the_machine_stops_the_fold_there_and_resuming_goes_on() -> None:
    applied = Applied()
    broken = True

    def reduce(state: Any, action: Any) -> Any:
        if broken and action["payload"] == "b":
            raise MemoryError
        return text(state, action)

    applied.applier.begin(History(reduce, ""), iter(()))
    applied.applier.add([update(1, "a"), update(2, "b"), update(3, "c")])
    applied.time.settle()
    assert applied.state == "a"
    assert not applied.applier.is_settled

    broken = False
    applied.applier.resume()
    applied.time.settle()

    assert applied.state == "abc"
    assert applied.applier.is_settled


# Taking back


def test_what_is_withdrawn_is_taken_from_wherever_it_is_and_told_to_nobody() -> None:
    applied = Applied().begin()
    applied.applier.add([update(1, "a"), update(2, "b"), update(1, "c", by=ANA)])
    applied.time.settle()
    applied.applier.add([update(3, "d"), update(2, "e", by=ANA)])
    applied.applier.add([update(4, "f", at=NOON + 2 * MAX_AHEAD)])
    applied.batches.clear()

    gone = applied.applier.withdraw(Chain(BO, Incarnation(0)), Number(1))

    assert [u.sequence for u in gone] == [2, 3, 4]
    assert applied.applier.parked == 0
    assert applied.batches == []
    applied.applier.finish()
    assert sorted(applied.state) == ["a", "c", "e"]
    assert [[u.source for u in batch] for batch in applied.batches] == [[ANA]]


def test_a_history_that_is_withdrawn_whole_is_not_settled_until_that_is_shown() -> None:
    # Nothing is left to fold then, and the store showed for one turn what did not count.
    applied = Applied([update(1, "a"), update(2, "b")]).begin()
    applied.time.settle()

    applied.applier.withdraw(Chain(BO, Incarnation(0)), Number(0))
    applied.applier.add(())

    assert applied.state == ""
    assert not applied.applier.is_settled
    told = len(applied.batches)
    applied.time.settle()
    assert applied.applier.is_settled
    assert len(applied.batches) == told + 1


def test_what_is_withdrawn_before_there_is_a_store_never_gets_into_it() -> None:
    applied = Applied()
    applied.applier.append(update(1, "a", by=ANA), lambda: None)
    applied.applier.append(update(2, "b", by=ANA), lambda: None)

    gone = applied.applier.withdraw(Chain(ANA, Incarnation(0)), Number(1))
    applied.begin()
    applied.time.settle()

    assert [u.sequence for u in gone] == [2]
    assert applied.state == "a"


def test_what_is_taken_for_later_asks_for_no_turn() -> None:
    applied = Applied().begin()
    applied.time.settle()

    applied.applier.take([update(1, "a")])
    applied.time.settle()
    assert applied.state == ""

    applied.applier.finish()
    assert applied.state == "a"


def test_an_own_update_that_is_not_judged_keeps_its_place_where_it_is_refused() -> None:
    applied = Applied().begin()
    applied.time.settle()

    applied.applier.append(update(1, "y", by=ANA), lambda: None, is_judged=False)
    applied.applier.append(update(2, "a", by=ANA), lambda: None)

    assert applied.state == "a"
    history = applied.applier.history
    assert history is not None
    assert history.refusal(history.updates[0]) == "no y behind a vowel"


def test_a_stamp_years_ahead_is_waited_for_a_day_at_a_time() -> None:
    # Qt refuses a timer of more than 25 days, in the middle of taking a frame in.
    applied = Applied().begin()
    applied.time.settle()
    day = 24 * 3600
    waits: list[float] = []
    later = applied.time.later

    def note(delay: float, callback: Callable[[], object]) -> Any:
        waits.append(delay)
        return later(delay, callback)

    applied.time.later = note
    applied.applier.add([update(1, "f", at=NOON + MAX_AHEAD + 40 * day * 1_000_000)])
    applied.time.pass_time(39.5 * day)
    assert applied.state == ""
    applied.time.pass_time(day)

    assert applied.state == "f"
    assert max(waits) <= day


def test_what_this_program_is_too_old_for_waits_and_is_folded_when_it_is_not() -> None:
    applied = Applied()
    is_new_enough = False
    applier = Applier(
        applied.time,
        applied.clock,
        lambda updates, rewinds: None,
        lambda: None,
        may_fold=lambda updates: is_new_enough,
    )
    history = History(text, "")
    applier.begin(history, iter([[update(1, "a")]]))
    applier.add([update(2, "b")])
    applied.time.settle()
    assert (history.state, applier.is_settled) == ("", False)

    is_new_enough = True
    applier.add([update(3, "c")])
    applied.time.settle()

    assert (history.state, applier.is_settled) == ("abc", True)


def test_of_more_than_fits_into_a_slice_quiet_sources_are_shown_first() -> None:
    applied = Applied(cost=0.000_1).begin()
    applied.time.settle()
    applied.applier.add([update(n) for n in range(1, 201)])
    applied.time.settle()
    applied.batches.clear()

    applied.applier.add([update(n) for n in range(201, 1201)])
    applied.applier.add([update(1, "q", at=NOON, by=ANA)])
    applied.time.settle()

    assert [one.source for one in applied.batches[0]].count(ANA) == 1
    assert len(applied.batches[0]) < 200
    assert sum(map(len, applied.batches)) == 1001
    assert applied.state == "a" * 1200 + "q"


def test_a_flood_that_comes_faster_than_it_is_folded_does_not_keep_it_from_being_shown() -> None:
    applied = Applied(cost=0.000_1).begin()
    applied.time.settle()

    for turn in range(50):
        applied.applier.add([update(1 + turn * 200 + n) for n in range(200)])
        applied.time.turn()

    assert len(applied.state) > 1000
    assert not applied.applier.is_settled
