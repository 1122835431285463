"""Which updates are undone: judged from the log alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.undo import (
    DEFAULT_HORIZON,
    REDONE,
    UNDONE,
    UndoIndex,
    is_control,
    next_redo,
    next_undo,
    range_of,
    redo,
    undo,
)
from redux_scuttlebutt.store.update import Incarnation, Name, Sequence, Update
from support.reference import reference
from support.updates import ANA, BO, CY, letters, typed, update, written


def of_ana(sequence: int, incarnation: int = 0) -> Name:
    return Name(ANA, Incarnation(incarnation), Sequence(sequence))


def undone_in(*updates: Update, horizon: int = DEFAULT_HORIZON) -> list[int]:
    """The sequences of the undone updates, after all arrived one by one."""
    index = UndoIndex(horizon)
    for new in updates:
        index.add([new])
    return [u.sequence for u in sorted(updates) if index.is_undone(u)]


# The actions


def test_an_undo_is_an_action_that_names_a_range() -> None:
    assert undo(of_ana(2), of_ana(4)) == {
        "type": "history/undone",
        "payload": {"source": "41" * 32, "incarnation": 0, "first": 2, "last": 4},
    }
    assert redo(of_ana(2))["type"] == "history/redone"
    assert redo(of_ana(2))["payload"]["first"] == redo(of_ana(2))["payload"]["last"] == 2


def test_only_undo_and_redo_speak_to_the_history() -> None:
    assert is_control(update(1, undo(of_ana(1))))
    assert is_control(update(1, redo(of_ana(1))))
    assert not is_control(update(1, {"type": "history/opened"}))


def test_what_an_undo_names_can_be_read_back() -> None:
    assert range_of(undo(of_ana(2, 7), of_ana(4, 7))) == (ANA, 7, 2, 4)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": None}, "names its source in hexadecimal"),
        ({"source": "xyz"}, "'xyz' is not a source in hexadecimal"),
        ({"source": "増える"}, "is not a source in hexadecimal"),
        ({"incarnation": "0"}, "its incarnation as a whole number"),
        ({"incarnation": False}, "its incarnation as a whole number"),
        ({"first": 0}, "from first >= 1"),
        ({"first": 1.0}, "names a range"),
        ({"first": True}, "names a range"),
        ({"last": 1}, "last >= first"),
        ({"last": None}, "names a range"),
    ],
)
def test_an_undo_that_cannot_be_understood_says_why(change: dict[str, Any], reason: str) -> None:
    action = undo(of_ana(2))
    action["payload"] |= change

    said = range_of(action)

    assert isinstance(said, str)
    assert reason in said
    history = written(typed(2, "a"), update(3, action))
    assert history.state == "a"
    assert history.refusal(history.updates[1]) == said


@pytest.mark.parametrize("payload", [None, [], "a"])
def test_an_undo_without_fields_says_which_it_needs(payload: Any) -> None:
    assert "source, incarnation, first and last" in str(
        range_of({"type": UNDONE, "payload": payload})
    )


# Which count


def test_an_undo_takes_out_its_range_and_nothing_else() -> None:
    log = [typed(n, "a") for n in range(1, 6)]

    assert undone_in(*log, update(6, undo(of_ana(2), of_ana(4)))) == [2, 3, 4]


def test_an_undo_of_one_incarnation_leaves_the_others() -> None:
    one, other = typed(1, "a", incarnation=0), typed(2, "b", incarnation=1, sequence=1)

    control = update(3, undo(of_ana(1, 1)), incarnation=1, sequence=2)

    index = UndoIndex()
    index.add([one, other, control])
    assert not index.is_undone(one)
    assert index.is_undone(other)


def test_one_incarnation_may_undo_what_another_of_the_same_source_did() -> None:
    assert undone_in(typed(1, "a"), update(2, undo(of_ana(1)), incarnation=3)) == [1]


def test_nobody_undoes_the_work_of_others() -> None:
    control = update(2, undo(of_ana(1)), BO)

    assert undone_in(typed(1, "a"), control) == []


def test_a_later_incarnation_takes_back_what_an_earlier_one_stamped_far_ahead() -> None:
    ahead = update(900, {"type": "typed"}, sequence=1)
    later = update(5, undo(of_ana(1)), incarnation=1, sequence=1)
    same = update(5, undo(of_ana(1)), incarnation=0, sequence=2)

    assert undone_in(later, ahead) == undone_in(ahead, later) == [1]
    assert undone_in(same, ahead) == undone_in(ahead, same) == []
    assert written(later, ahead).state == ""


def test_whether_what_is_still_to_come_will_be_undone_is_known_before() -> None:
    ahead = update(900, {"type": "typed"}, sequence=1)
    other = update(901, {"type": "typed"}, sequence=2)
    garbled = update(4, {"type": "history/undone", "payload": None}, incarnation=1, sequence=1)
    early = update(5, undo(of_ana(1)), sequence=3)
    taken = update(6, undo(of_ana(1)), incarnation=1, sequence=2)
    back = update(7, redo(of_ana(1)), incarnation=1, sequence=3)

    assert not written(garbled, early).will_undo(ahead)
    assert written(early, taken).will_undo(ahead)
    assert not written(early, taken).will_undo(other)
    assert not written(early, taken, back).will_undo(ahead)


def test_an_undo_must_come_after_what_it_undoes() -> None:
    assert undone_in(typed(5, "a", sequence=1), update(2, undo(of_ana(1)), sequence=2)) == []


@pytest.mark.parametrize(("age", "undone"), [(60, [1]), (61, [])])
def test_what_lies_behind_the_horizon_stays(age: int, undone: list[int]) -> None:
    log = [typed(1, "a"), update(1 + age, undo(of_ana(1)), sequence=2)]

    assert undone_in(*log, horizon=60) == undone


def test_a_range_that_holds_something_too_old_does_not_count_at_all() -> None:
    log = [typed(1, "a"), typed(50, "b", sequence=2)]

    control = update(70, undo(of_ana(1), of_ana(2)), sequence=3)

    assert undone_in(*log, control, horizon=60) == []


def test_an_undo_cannot_be_undone() -> None:
    log = [typed(1, "a"), update(2, undo(of_ana(1))), update(3, undo(of_ana(2)))]

    assert undone_in(*log) == [1]
    index = UndoIndex()
    index.add(log)
    assert index.void_reason(log[2]) == "an undo cannot be undone; redo instead"
    assert index.void_reason(log[1]) is None


@pytest.mark.parametrize("arrival", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0), (1, 2, 0)])
def test_the_last_in_the_order_wins_however_they_arrive(arrival: tuple[int, ...]) -> None:
    log = [typed(1, "a"), update(2, undo(of_ana(1))), update(3, redo(of_ana(1)))]

    assert undone_in(*(log[n] for n in arrival)) == []


@pytest.mark.parametrize("arrival", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0), (1, 2, 0)])
def test_an_undo_behind_a_redo_wins_however_they_arrive(arrival: tuple[int, ...]) -> None:
    log = [typed(1, "a"), update(2, redo(of_ana(1))), update(3, undo(of_ana(1)))]

    assert undone_in(*(log[n] for n in arrival)) == [1]


def test_part_of_a_range_can_be_redone() -> None:
    log = [typed(n, "a") for n in range(1, 4)]
    controls = [update(4, undo(of_ana(1), of_ana(3))), update(5, redo(of_ana(2)))]

    assert undone_in(*log, *controls) == [1, 3]


# Whatever arrives first


def test_an_undo_waits_for_what_it_names() -> None:
    index = UndoIndex()
    trouble, control = typed(1, "a"), update(2, undo(of_ana(1)))

    assert index.add([control]) == ([], [])
    assert index.add([trouble]) == ([trouble], [])
    assert index.is_undone(trouble)


def test_an_undo_stops_counting_when_its_range_turns_out_to_hold_another() -> None:
    index = UndoIndex()
    a, c = typed(1, "a"), typed(3, "c")
    between = update(2, redo(of_ana(1)))
    control = update(4, undo(of_ana(1), of_ana(3)))

    assert index.add([a, c, control]) == ([a, c], [])
    assert index.add([between]) == ([], [a, c])
    assert index.void_reason(control) == "an undo cannot be undone; redo instead"


def test_an_update_with_a_gap_before_it_is_found() -> None:
    index = UndoIndex()
    late = [typed(n, "a", sequence=n) for n in (9, 5, 7)]
    for new in late:
        index.add([new])

    assert all(index.find(u.name) is u for u in late)
    assert index.find(of_ana(6)) is None
    assert index.find(of_ana(10)) is None
    assert index.own(ANA) == sorted(late)


def test_own_updates_of_several_incarnations_are_in_the_order_in_which_they_were_made() -> None:
    index = UndoIndex()
    log = [typed(n, "a", incarnation=n % 2) for n in range(1, 7)]
    index.add([*log[3:], *log[:3], typed(2, "b", BO)])

    assert index.own(ANA) == log


def test_whether_an_undo_would_count_is_told_before_it_is_made() -> None:
    index = UndoIndex(horizon=60)
    index.add([typed(1, "a")])

    assert index.why_not(update(2, undo(of_ana(1)))) is None
    assert index.why_not(update(62, undo(of_ana(1)))) == "too old to take out"
    assert index.why_not(update(2, undo(of_ana(1)), BO)) is not None
    assert index.why_not(update(2, {"type": REDONE})) is not None
    assert index.add([]) == ([], [])


# Undo and redo of a person


def doing(*steps: str) -> list[str]:
    """What Ana's text is after each step: a letter, "undo" or "redo" of what comes next."""
    history = written()
    texts: list[str] = []
    for number, step in enumerate(steps, 1):
        if step in ("undo", "redo"):
            find, make = (next_undo, undo) if step == "undo" else (next_redo, redo)
            target = find(history, ANA)
            action = make(target.name) if target else None
        else:
            action = {"type": "typed", "payload": step}
        if action:
            sequence = len(history.own(ANA)) + 1
            history.merge([update(number, action, sequence=sequence)])
        texts.append(history.state)
    return texts


def test_undo_takes_the_newest_that_is_in_effect_step_by_step() -> None:
    assert doing("a", "b", "undo", "undo", "undo") == ["a", "ab", "a", "", ""]


def test_redo_brings_back_what_was_undone_last_step_by_step() -> None:
    steps = ("a", "b", "undo", "undo", "redo", "redo", "redo")

    assert doing(*steps) == ["a", "ab", "a", "", "a", "ab", "ab"]


def test_undo_after_a_redo_takes_the_same_out_again() -> None:
    assert doing("a", "undo", "redo", "undo", "redo") == ["a", "", "a", "", "a"]


def test_after_something_new_there_is_nothing_to_redo() -> None:
    assert doing("a", "b", "undo", "c", "redo") == ["a", "ab", "a", "ac", "ac"]


def test_undo_passes_over_what_was_refused() -> None:
    history = written(typed(1, "a"), typed(2, "x"), typed(3, "x"), typed(4, "b", BO))

    target = next_undo(history, ANA)

    assert target is not None
    assert target.sequence == 2


def test_somebody_who_did_nothing_has_nothing_to_undo_or_redo() -> None:
    history = written(typed(1, "a"))

    assert next_undo(history, CY) is None
    assert next_redo(history, CY) is None


def test_redo_brings_back_all_that_one_undo_took_out() -> None:
    history = written(*(typed(n, "abc"[n - 1]) for n in range(1, 4)))
    history.merge([update(4, undo(of_ana(1), of_ana(3)))])

    for timestamp in range(5, 8):
        target = next_redo(history, ANA)
        if target:
            history.merge([update(timestamp, redo(target.name))])

    assert history.state == "abc"


def test_an_undo_that_cannot_be_understood_is_not_redone() -> None:
    history = written(update(1, {"type": UNDONE}))

    assert next_redo(history, ANA) is None


def test_an_undo_of_what_is_not_here_is_not_redone() -> None:
    history = written(update(5, undo(of_ana(1))))

    assert next_redo(history, ANA) is None


# All of it


def control(kind: Any, first: int, length: int) -> dict[str, Any]:
    return kind(of_ana(first), of_ana(first + length))


typing = st.just({"type": "typed", "payload": "a"})
meddling = st.builds(control, st.sampled_from([undo, redo]), st.integers(1, 5), st.integers(0, 1))
far_meddling = st.builds(control, st.sampled_from([undo]), st.integers(1, 12), st.integers(0, 9))


@given(
    st.lists(typing, max_size=5),
    st.lists(st.one_of(meddling, meddling, far_meddling, typing), max_size=10),
    st.randoms(use_true_random=False),
    st.integers(1, 4),
)
def test_the_index_agrees_with_the_reference_at_every_moment(
    first: list[dict[str, Any]], then: list[dict[str, Any]], chance: Any, size: int
) -> None:
    arrivals = [update(7 * n, action, sequence=n) for n, action in enumerate([*first, *then], 1)]
    chance.shuffle(arrivals)
    index = UndoIndex(horizon=50)
    undone: set[Name] = set()

    for start in range(0, len(arrivals), size):
        gone, back = index.add(arrivals[start : start + size])

        truth = reference(letters, "", arrivals[: start + size], 50)
        undone = (undone | {u.name for u in gone}) - {u.name for u in back}
        assert undone == {name for name, outcome in truth.outcomes.items() if outcome == "undone"}
        assert {u.name for u in truth.log if index.is_undone(u)} == undone
        void = {name for name, outcome in truth.outcomes.items() if outcome == "void"}
        assert {u.name for u in truth.log if is_control(u) and index.void_reason(u)} == void
        for each in truth.log:
            assert index.find(each.name) is each
