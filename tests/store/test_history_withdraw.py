"""Withdrawing: what one chain holds behind a place is as if it had never come."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.order import Lateness
from redux_scuttlebutt.store.undo import redo, undo
from redux_scuttlebutt.store.update import Incarnation, Name, SourceId, Update
from redux_scuttlebutt.store.update import Sequence as Number
from support.updates import ANA, BO, letters, named, typed, update, written


def outcomes(history: History[str]) -> list[tuple[str | None, bool]]:
    return [(history.refusal(u), history.is_undone(u)) for u in history.updates]


@st.composite
def written_by_two(draw: st.DrawFn) -> list[Update]:
    """What Ana and Bo typed, undid and redid, in the order of arrival; Ana in two incarnations."""
    made: list[Update] = []
    numbers: dict[tuple[SourceId, int], int] = {}
    for stamp in range(1, draw(st.integers(1, 25)) + 1):
        by, incarnation = draw(st.sampled_from([(ANA, 0), (ANA, 1), (BO, 0)]))
        number = numbers[by, incarnation] = numbers.get((by, incarnation), 0) + 1
        place = {"incarnation": incarnation, "sequence": number}
        first = draw(st.integers(1, number))
        last = draw(st.integers(first, number))
        target = (by, Incarnation(draw(st.integers(0, incarnation))))
        span = (Name(*target, Number(first)), Name(*target, Number(last)))
        action = draw(
            st.sampled_from([undo(*span), redo(*span)])
            | st.sampled_from("abxyz").map(lambda letter: {"type": "typed", "payload": letter})
        )
        made.append(update(stamp, action, by, **place))
    return draw(st.permutations(made))


@given(written_by_two(), st.integers(0, 4), st.integers(1, 5), st.data())
def test_what_is_withdrawn_might_as_well_never_have_come(
    arriving: list[Update], after: int, batch: int, data: st.DataObject
) -> None:
    history = History[str](letters, "")
    views = (history.updates, history.arrivals)
    for start in range(0, len(arriving), batch):
        history.insert(arriving[start : start + batch])
        history.fold(data.draw(st.integers(0, 30)))
    shown, arrivals = history.state, list(history.arrivals)

    gone = history.withdraw(ANA, Incarnation(1), Number(after))

    left = [u for u in arriving if u.source != ANA or u[2] != 1 or u.sequence <= after]
    assert gone == sorted(u for u in arriving if u not in left)
    if gone and left:
        assert history.state == shown  # until it is folded
    history.fold()
    never = written(*left)
    assert history.state == never.state
    assert list(history.updates) == list(never.updates)
    kept = [u for u in arrivals if u in left]
    assert list(history.arrivals)[: len(kept)] == kept
    assert sorted(history.arrivals) == list(history.updates)
    assert outcomes(history) == outcomes(never)
    for place in range(len(left) + 1):
        assert history.state_at(place) == never.state_at(place)
    assert (history.updates, history.arrivals) == views


def test_withdrawing_is_reported_with_what_became_of_the_others() -> None:
    history = written(
        typed(1, "a"), typed(2, "x", incarnation=1, sequence=1), typed(3, "x", BO, sequence=1)
    )
    assert history.refusal(history.updates[2]) is not None

    history.withdraw(ANA, Incarnation(1), Number(0))
    history.fold()

    assert history.state == "ax"
    rewind = history.rewinds[-1]
    assert (rewind.cause, rewind.place, rewind.depth, rewind.replayed) == ("withdrawn", 0, 3, 2)
    assert [(c.update.source, c.before, c.after) for c in rewind.changes] == [
        (BO, "refused", "applied")
    ]


def test_withdrawing_an_undo_brings_back_what_it_took_out() -> None:
    history = written(typed(1, "a"), update(2, undo(typed(1, "a").name), incarnation=1, sequence=1))
    assert history.state == ""

    history.withdraw(ANA, Incarnation(1), Number(0))
    history.fold()

    assert history.state == "a"
    assert [(c.before, c.after) for c in history.rewinds[-1].changes] == [("undone", "applied")]


def test_withdrawing_a_redo_takes_out_what_it_brought_back() -> None:
    first = typed(1, "a")
    history = written(
        first, update(2, undo(first.name)), update(3, redo(first.name), incarnation=1, sequence=1)
    )
    assert history.state == "a"

    history.withdraw(ANA, Incarnation(1), Number(0))
    history.fold()

    assert history.state == ""
    assert [(c.before, c.after) for c in history.rewinds[-1].changes] == [("applied", "undone")]


def test_withdrawing_everything_leaves_the_first_state_at_once() -> None:
    history = written(typed(1, "a"), typed(2, "b"))

    assert named(history.withdraw(ANA, Incarnation(0), Number(0))) == ["a", "b"]

    assert (history.state, len(history), history.is_settled) == ("", 0, True)
    history.merge([typed(3, "c")])
    assert history.state == "c"


def test_withdrawing_nothing_changes_nothing() -> None:
    history = written(typed(1, "a"))

    assert history.withdraw(ANA, Incarnation(0), Number(1)) == []
    assert history.withdraw(BO, Incarnation(0), Number(0)) == []

    assert history.is_settled
    assert history.rewind_count == 0


def test_how_late_the_others_came_is_still_known_after_a_withdrawal() -> None:
    history = written(typed(3, "c"))
    history.merge([typed(1, "a", BO)], arrived=77)
    history.merge([typed(2, "b", incarnation=1, sequence=1)], arrived=78)

    history.withdraw(ANA, Incarnation(1), Number(0))

    assert history.lateness(history.updates[0]) == Lateness(1, 77)
    assert history.lateness(history.updates[1]) is None


def test_a_fold_that_was_stopped_goes_on_once_what_stopped_it_is_withdrawn() -> None:
    def reduce(state: str | None, action: Any) -> Any:
        if action["payload"] == "m":
            raise MemoryError
        return letters(state, action)

    history = History[str](reduce, "")
    history.merge([typed(1, "a", BO), typed(2, "m"), typed(3, "c", BO, sequence=2)])
    assert history.stopped is not None

    history.withdraw(ANA, Incarnation(0), Number(0))
    history.fold()

    assert (history.state, history.stopped) == ("ac", None)
