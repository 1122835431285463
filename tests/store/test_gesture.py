"""What was split into several actions is undone as one."""

from typing import Any

from redux_scuttlebutt.store.gesture import range_of_gesture
from redux_scuttlebutt.store.undo import redo, undo
from support.updates import ANA, BO, typed, update, written


def part(at: int, letter: str, gesture: object, **place: Any) -> Any:
    action = {"type": "typed", "payload": letter, "meta": {"gesture": gesture}}
    return update(at, action, **place)


def test_all_parts_are_undone_by_one_undo_and_come_back_by_one_redo() -> None:
    parts = [part(at, letter, "g") for at, letter in ((2, "b"), (3, "c"), (4, "d"))]
    history = written(typed(1, "a"), *parts)
    whole = (parts[0].name, parts[-1].name)

    assert {range_of_gesture(history, part) for part in parts} == {whole}

    history.merge([update(5, undo(*whole))])
    assert history.state == "a"
    history.merge([update(6, redo(*whole))])
    assert history.state == "abcd"


def test_an_action_of_no_gesture_stands_alone() -> None:
    alone = typed(2, "b")
    odd = [part(1, "a", 7), update(3, {"type": "typed", "payload": "c", "meta": "g"})]
    history = written(odd[0], alone, odd[1])

    for single in (alone, *odd):
        assert range_of_gesture(history, single) == (single.name, single.name)


def test_gestures_beside_each_other_stay_apart() -> None:
    one, other = part(1, "a", "g"), part(2, "b", "h")
    history = written(one, other)

    assert range_of_gesture(history, one) == (one.name, one.name)


def test_what_was_done_in_between_ends_a_gesture() -> None:
    before, between, after = part(1, "a", "g"), typed(2, "b"), part(3, "c", "g")
    history = written(before, between, after)

    assert range_of_gesture(history, after) == (after.name, after.name)


def test_nobody_else_and_no_other_incarnation_belongs_to_it() -> None:
    mine = part(1, "a", "g")
    theirs = part(2, "b", "g", by=BO)
    later = part(3, "c", "g", by=ANA, incarnation=1, sequence=2)
    history = written(mine, theirs, later)

    assert range_of_gesture(history, mine) == (mine.name, mine.name)
