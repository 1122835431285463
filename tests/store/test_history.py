"""The history: what arrives, in whatever order, ends in the one state."""

from typing import Any

import pytest

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.undo import redo, undo
from redux_scuttlebutt.store.update import Incarnation, Name, Sequence
from support.updates import ANA, BO, CY, letters, named, typed, update, written


class Scarce:
    """`letters`, but the letter "m" needs memory, which there may be too little of."""

    def __init__(self) -> None:
        self.is_short = True

    def __call__(self, state: str | None, action: Any) -> Any:
        if action["payload"] == "m" and self.is_short:
            raise MemoryError("too little memory for an m")
        return letters(state, action)


# In the order


def test_a_new_history_shows_the_first_state() -> None:
    history = History(letters, "once ")

    assert history.state == "once "
    assert history.is_settled
    assert history.progress.is_complete
    assert len(history) == 0
    assert history.fold().is_complete


def test_updates_at_the_end_are_no_rewind() -> None:
    history = written(typed(1, "a"))

    assert history.merge([typed(3, "c"), typed(2, "b", BO)]) is None
    assert history.state == "abc"
    assert not history.rewinds


def test_an_empty_batch_changes_nothing() -> None:
    history = written(typed(1, "a"))

    assert history.merge([]) is None
    assert history.is_settled


def test_a_late_update_takes_its_place() -> None:
    history = written(typed(1, "a"), typed(3, "c"))

    history.merge([typed(2, "b", BO)])

    assert history.state == "abc"
    assert named(history.updates) == ["a", "b", "c"]
    assert named(history.arrivals) == ["a", "c", "b"]


def test_equal_timestamps_are_ordered_by_source_whoever_comes_first() -> None:
    one, other = typed(1, "a", ANA), typed(1, "b", BO)

    first, second = written(one), written(other)
    first.merge([other])
    second.merge([one])

    assert first.state == second.state == "ab"


def test_a_batch_is_rewound_once_however_many_are_late() -> None:
    history = written(*(typed(n, "a") for n in range(0, 100, 2)))

    history.merge([typed(n, "b", BO) for n in range(1, 99, 2)], arrived=5)

    assert history.rewind_count == len(history.rewinds) == 1


def test_no_more_reports_are_kept_than_asked_for_but_all_are_counted() -> None:
    history = written(typed(100, "a"), keep_rewinds=2)

    for n in range(9, 0, -1):
        history.merge([typed(n, "b", BO)])

    assert history.rewind_count == 9
    assert [report.place for report in history.rewinds] == [0, 0]


def test_what_is_here_already_is_refused_and_nothing_changes() -> None:
    history = written(typed(1, "a"), typed(5, "b"))

    with pytest.raises(ValueError, match="in this history already"):
        history.insert([typed(2, "c", BO), typed(1, "a")])

    assert history.state == "ab"
    assert named(history.arrivals) == ["a", "b"]
    assert history.is_settled


def test_another_action_under_the_name_of_the_last_one_is_refused() -> None:
    history = written(typed(1, "a"))

    with pytest.raises(ValueError, match="in this history already"):
        history.insert([typed(1, "b")])


def test_during_a_fold_what_is_here_already_is_refused_at_once() -> None:
    history = written(*(typed(n, "a") for n in range(2, 9)))
    history.insert([typed(1, "b", BO)])
    history.fold(3)

    with pytest.raises(ValueError, match="already"):
        history.insert([typed(1, "b", BO)])


def test_what_waits_for_the_end_of_a_fold_is_refused_a_second_time() -> None:
    history = written(*(typed(n, "a") for n in range(2, 9)))
    history.insert([typed(1, "b", BO)])
    history.fold(3)
    history.insert([typed(1, "c", CY)])

    with pytest.raises(ValueError, match="twice"):
        history.insert([typed(1, "c", CY)])


# Refused


def test_a_refused_update_keeps_its_place_with_the_reason() -> None:
    history = written(typed(1, "a"), typed(2, "x"), typed(3, "x", BO), typed(4, "y", CY))

    assert history.state == "axy"
    assert len(history) == 4
    refused = history.updates[2]
    assert history.refusal(refused) == "refused by the reducer"
    assert history.refusal(history.updates[3]) is None


def test_a_reducer_that_raises_refuses_and_everything_after_is_folded() -> None:
    history = written(typed(1, "a"), update(2, {"type": "typed"}, BO), typed(3, "b"))

    assert history.state == "ab"
    assert history.refusal(history.updates[1]) == "the reducer raised KeyError: 'payload'"


def test_a_late_update_can_make_a_good_one_refused() -> None:
    history = written(typed(1, "a"), typed(3, "x"))

    report = history.merge([typed(2, "x", BO)])

    assert history.state == "ax"
    assert report is not None
    changes = [(c.update.source, c.before, c.after) for c in report.changes]
    assert changes == [(ANA, "applied", "refused")]


def test_a_late_update_can_make_a_refused_one_good() -> None:
    history = written(typed(1, "x"), typed(3, "x"))

    report = history.merge([typed(2, "a", BO)])

    assert history.state == "xax"
    assert history.refusal(history.updates[2]) is None
    assert report is not None
    assert [(c.before, c.after) for c in report.changes] == [("refused", "applied")]


# Ours


def test_judging_tells_the_next_state_and_changes_nothing() -> None:
    history = written(typed(1, "a"))

    assert history.judge(typed(2, "b")) == "ab"
    assert history.state == "a"
    assert len(history) == 1


def test_judging_raises_what_the_reducer_raises() -> None:
    history = written(typed(1, "x"))

    with pytest.raises(Refused, match="the reducer refused 'typed'"):
        history.judge(typed(2, "x"))
    with pytest.raises(Refused, match="third place"):
        written().judge(typed(1, "y"))
    with pytest.raises(KeyError):
        history.judge(update(2, {"type": "typed"}))


def test_an_own_update_shows_at_once() -> None:
    history = written(typed(1, "a"))
    mine = typed(2, "b")

    history.append(mine, history.judge(mine))

    assert history.state == "ab"
    assert history.is_settled
    assert history.arrivals[-1] is history.updates[-1] is mine


def test_an_own_update_that_is_late_all_the_same_is_put_at_its_place() -> None:
    history = written(typed(5, "b", BO))
    mine = typed(1, "a")

    history.append(mine, history.judge(mine))
    history.fold()

    assert history.state == "ab"


def test_during_a_fold_own_updates_show_at_once_and_stay() -> None:
    history = written(*(typed(n, "a", BO) for n in range(1, 9)))
    history.insert([typed(0, "b", CY, sequence=1)])
    history.fold(3)

    seen: list[str] = []
    for number, letter in enumerate("cd"):
        mine = typed(20 + number, letter)
        history.append(mine, history.judge(mine))
        seen.append(history.state)
        history.fold(1)
        seen.append(history.state)
    history.fold()

    assert seen == ["aaaaaaaac", "aaaaaaaac", "aaaaaaaacd", "aaaaaaaacd"]
    assert history.state == "baaaaaaaacd"


def test_an_undo_that_named_an_update_to_come_no_longer_counts_once_that_is_appended() -> None:
    first = typed(1, "a", sequence=1)
    range_undo = undo(first.name, Name(ANA, Incarnation(0), Sequence(9)))
    history = written(first, update(2, range_undo, sequence=20))
    mine = typed(3, "b", sequence=2)

    history.append(mine, history.judge(mine))
    history.fold()

    assert history.state == written(*history.updates).state == "ab"


# In slices


def test_the_old_state_is_shown_until_a_fold_in_slices_is_done() -> None:
    history = written(*(typed(n, "a") for n in range(1, 10)))
    history.insert([typed(1, "b", BO, sequence=1)])

    steps = [(history.fold(4), history.state) for _ in range(3)]

    assert [state for _, state in steps] == ["aaaaaaaaa", "aaaaaaaaa", "abaaaaaaaa"]
    assert [(p.done, p.total) for p, _ in steps] == [(3, 9), (7, 9), (0, 0)]
    assert history.is_settled


def test_what_is_folded_can_be_looked_at_while_the_rest_is_not() -> None:
    history = written(*(typed(n, "a") for n in range(1, 40)))
    history.insert([typed(0, "b", BO, sequence=1)])
    history.fold(10)

    assert history.folded == 10
    assert history.state_at(10) == "b" + 9 * "a"
    with pytest.raises(IndexError):
        history.state_at(11)


def test_a_steady_stream_of_late_updates_does_not_starve_the_fold() -> None:
    history = written(*(typed(n, "a") for n in range(1, 101)))
    history.insert([typed(0, "b", BO, sequence=1)])

    folds = 0
    while history.state == 100 * "a":
        history.fold(10)
        folds += 1
        history.insert([typed(0, "c", CY, sequence=folds)])

    assert folds == 11
    assert history.state == "b" + 100 * "a"
    history.fold()
    assert history.state == "b" + 11 * "c" + 100 * "a"


def test_what_arrives_behind_the_place_reached_joins_the_fold() -> None:
    history = written(*(typed(n, "a") for n in range(1, 11)))
    history.insert([typed(0, "b", BO, sequence=1)])
    history.fold(4)

    history.insert([typed(8, "c", BO)])
    history.fold(100)

    assert history.state == "baaaaaaaacaa"
    assert history.rewind_count == 1
    assert named(history.rewinds[0].late) == ["b", "c"]


def test_what_arrives_at_the_end_during_a_fold_does_not_put_its_end_off() -> None:
    history = written(*(typed(n, "a") for n in range(1, 11)))
    history.insert([typed(0, "b", BO, sequence=1)])
    history.fold(4)

    history.insert([typed(n, "c", BO) for n in range(20, 30)])
    history.fold(7)

    assert history.state == "baaaaaaaaaa"
    assert not history.is_settled
    history.fold()
    assert history.state == "baaaaaaaaaacccccccccc"


def test_updates_that_wait_for_the_end_of_a_fold_arrived_when_they_came() -> None:
    history = written(*(typed(n, "a") for n in range(2, 9)))
    history.insert([typed(1, "b", BO)], arrived=10)
    history.fold(3)

    waiting = typed(1, "c", CY)
    history.insert([waiting], arrived=20)
    history.fold()

    late = history.lateness(waiting)
    assert late is not None
    assert late.arrived == 20


def test_a_large_batch_during_a_fold_is_taken_in_without_comparing_all_with_all() -> None:
    compared = 0

    class Counting(int):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return int(self) == other

        __hash__ = int.__hash__

    history = written(*(typed(n, "a", sequence=n) for n in range(5, 30)))
    history.insert([typed(4, "b", BO, sequence=1)])
    history.fold(3)

    history.insert([typed(Counting(1), "c", CY, sequence=n) for n in range(1, 1001)])
    history.fold()

    assert len(history) == 1026
    assert compared < 100_000


# Undone


def test_an_undone_update_is_passed_over_at_its_place_and_stays_in_the_history() -> None:
    a, b = typed(1, "a"), typed(2, "b")
    history = written(a, b, typed(3, "c", BO))

    report = history.merge([update(4, undo(a.name))])

    assert history.state == "bc"
    assert history.is_undone(a)
    assert not history.is_undone(b)
    assert len(history) == 4
    assert report is not None
    assert (report.cause, report.place, report.late) == ("undo", 0, ())
    assert [(c.update, c.before, c.after) for c in report.changes] == [(a, "applied", "undone")]


def test_a_redone_update_is_in_effect_again() -> None:
    a = typed(1, "a")
    history = written(a, typed(2, "b"), update(3, undo(a.name)))

    report = history.merge([update(4, redo(a.name))])

    assert history.state == "ab"
    assert report is not None
    assert [(c.before, c.after) for c in report.changes] == [("undone", "applied")]


def test_an_own_undo_shows_once_it_is_folded() -> None:
    a = typed(1, "a")
    history = written(a, typed(2, "b", BO))
    mine = update(3, undo(a.name))

    history.append(mine, history.judge(mine))
    history.fold()

    assert history.state == "b"


def test_an_undo_that_does_not_count_is_refused_at_the_caller() -> None:
    a = typed(1, "a")
    history = written(a)

    with pytest.raises(Refused, match="only whoever made an action can undo it"):
        history.judge(update(2, undo(a.name), BO))


def test_an_undo_that_does_not_count_stands_in_the_history_as_refused() -> None:
    a = typed(1, "a")
    history = written(a, update(2, undo(a.name), BO))

    assert history.state == "a"
    reason = history.refusal(history.updates[1])
    assert reason == "only whoever made an action can undo it"


def test_undoing_a_refused_update_is_reported_as_that() -> None:
    refused = typed(2, "x")
    history = written(typed(1, "x"), refused)

    report = history.merge([update(3, undo(refused.name))])

    assert report is not None
    assert [(c.before, c.after) for c in report.changes] == [("refused", "undone")]


def test_an_update_that_is_new_at_the_end_has_no_outcome_that_could_change() -> None:
    history = written(typed(1, "a"), typed(3, "x"))

    report = history.merge([typed(2, "b", BO), typed(4, "x")])

    assert history.refusal(history.updates[-1])
    assert report is not None
    assert report.changes == ()


# Failures of the machine


def test_a_failure_of_the_machine_is_no_refusal_the_fold_stops_there() -> None:
    history = History(Scarce(), "")

    history.merge([typed(1, "a"), typed(2, "m"), typed(3, "b")])

    assert history.stopped is not None
    assert history.stopped.update == typed(2, "m")
    assert isinstance(history.stopped.cause, MemoryError)
    assert history.folded == 1
    assert history.state == "a"
    assert history.refusal(history.updates[1]) is None
    assert not history.is_settled


def test_a_stopped_fold_goes_on_when_it_is_resumed() -> None:
    reducer = Scarce()
    history = History(reducer, "")
    history.merge([typed(1, "a"), typed(2, "m"), typed(3, "b")])

    assert not history.resume().is_complete
    reducer.is_short = False
    assert history.resume().is_complete

    assert history.stopped is None
    assert history.state == "amb"


def test_while_the_fold_is_stopped_updates_still_arrive() -> None:
    reducer = Scarce()
    history = History(reducer, "")
    history.merge([typed(2, "a"), typed(4, "m")])

    history.merge([typed(5, "b", BO)])
    history.merge([typed(3, "c", BO)])
    reducer.is_short = False
    history.merge([typed(1, "d", BO)])
    history.resume()

    assert history.state == "dacmb"


def test_own_updates_show_while_the_fold_is_stopped() -> None:
    history = History(Scarce(), "")
    history.merge([typed(1, "a"), typed(2, "m")])
    mine = typed(3, "b")

    history.append(mine, history.judge(mine))
    history.fold()

    assert history.state == "ab"


def test_undoing_the_update_at_which_the_fold_stopped_lifts_the_stop() -> None:
    history = History(Scarce(), "")
    trouble = typed(2, "m")
    history.merge([typed(1, "a"), trouble, typed(3, "b")])

    history.merge([update(4, undo(trouble.name))])

    assert history.stopped is None
    assert history.state == "ab"


def test_an_undo_that_waited_for_the_fold_lifts_the_stop_too() -> None:
    history = History(Scarce(), "")
    trouble = typed(20, "m")
    history.insert([*(typed(n, "a") for n in range(1, 9)), trouble])
    history.fold(3)
    history.insert([update(21, undo(trouble.name))])

    history.fold()

    assert history.stopped is None
    assert history.state == 8 * "a"


def test_another_reducer_lifts_a_stop() -> None:
    history = History(Scarce(), "")
    history.merge([typed(1, "m"), typed(2, "b")])

    history.replace_reducer(letters)
    history.fold()

    assert history.stopped is None
    assert history.state == "mb"


def test_looking_back_past_what_the_machine_cannot_do_raises_and_stops_nothing() -> None:
    reducer = Scarce()
    reducer.is_short = False
    history = History(reducer, "")
    history.merge([typed(1, "m"), typed(2, "b")])

    reducer.is_short = True
    with pytest.raises(Exception, match="too little memory"):
        history.state_at(1)

    assert history.stopped is None
    assert history.state == "mb"


# Another reducer


def test_another_reducer_folds_everything_again() -> None:
    history = written(typed(1, "a"), typed(2, "b"))

    history.replace_reducer(lambda state, action: action["payload"] + (state or ""))
    assert history.state == "ab"
    history.fold()

    assert history.state == "ba"
    assert history.rewinds[-1].cause == "reducer"


def test_another_reducer_for_an_empty_history_is_used_from_then_on() -> None:
    history = written()

    history.replace_reducer(lambda state, action: action["payload"] + (state or ""))
    assert history.is_settled
    history.merge([typed(1, "a"), typed(2, "b")])

    assert history.state == "ba"


def test_the_timer_says_how_long_a_rewind_took() -> None:
    ticks = iter(range(100))
    history = written(typed(1, "a"), typed(3, "b"), timer=lambda: float(next(ticks)))

    report = history.merge([typed(2, "c", BO)])

    assert report is not None
    assert report.duration_ms > 0
