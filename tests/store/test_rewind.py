"""The report of a rewind, and the notes from which it is made."""

import pytest

from redux_scuttlebutt.store.rewind import Progress
from redux_scuttlebutt.store.undo import undo
from support.updates import BO, CY, typed, update, written


def test_a_report_tells_where_how_many_and_how_deep() -> None:
    history = written(*(typed(n, "a") for n in range(10, 60, 10)))
    late = [typed(25, "b", BO), typed(35, "c", CY)]

    report = history.merge([*late, typed(99, "d", BO)], arrived=123)

    assert report is not None
    assert report.cause == "late"
    assert report.place == 2
    assert report.late == tuple(late)
    assert report.depth == 3
    assert report.replayed == 6
    assert report.arrived == 123
    assert report.changes == ()


def test_late_updates_and_an_undo_in_one_batch_are_one_report() -> None:
    a, b = typed(1, "a"), typed(3, "b")
    history = written(a, b)

    report = history.merge([typed(2, "c", BO), update(4, undo(a.name))])

    assert history.rewind_count == 1
    assert report is not None
    assert (report.place, report.depth, report.replayed) == (0, 2, 4)
    assert [(c.update, c.before, c.after) for c in report.changes] == [(a, "applied", "undone")]


def test_changes_are_told_in_the_order() -> None:
    history = written(typed(1, "x"), typed(3, "x", BO), typed(5, "x"), typed(7, "x", BO))

    report = history.merge([typed(n, "a", CY) for n in (6, 4, 2)])

    assert report is not None
    assert [c.update.timestamp for c in report.changes] == [3, 5, 7]


def test_late_updates_are_no_changes_whatever_becomes_of_them() -> None:
    history = written(typed(1, "x"), typed(3, "b"))

    report = history.merge([typed(2, "x", BO)])

    assert history.refusal(history.updates[1])
    assert report is not None
    assert report.changes == ()


@pytest.mark.parametrize(("done", "total", "complete"), [(0, 0, True), (3, 4, False), (4, 4, True)])
def test_progress_is_complete_when_all_is_done(done: int, total: int, complete: bool) -> None:
    assert Progress(done, total).is_complete is complete


def test_what_was_refused_before_late_updates_and_its_undo_came_is_reported_so() -> None:
    refused = typed(3, "x")
    history = written(typed(1, "x"), refused)

    report = history.merge([typed(2, "a", BO), update(4, undo(refused.name))])

    assert report is not None
    assert [(c.update, c.before, c.after) for c in report.changes] == [
        (refused, "refused", "undone")
    ]


def test_a_fold_that_goes_back_twice_began_at_the_earlier_place() -> None:
    history = written(*(typed(n, "a") for n in range(10, 20)))
    history.insert([typed(8, "b", BO)])

    history.insert([typed(9, "c", BO), typed(7, "d", BO)])
    history.fold()

    assert history.rewind_count == 1
    report = history.rewinds[0]
    assert (report.place, report.depth, report.replayed) == (0, 11, 13)
    assert sorted(report.late) == history.updates[:3]
