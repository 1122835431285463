"""A late update is spared its rewind only where nobody could tell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.canonical import canonical_bytes
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.footprint import (
    EVERYTHING,
    NOTHING,
    DeclarationLied,
    Footprint,
    Independence,
    declare,
    footprint_of,
)
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import REFUSED, combine_reducers
from redux_scuttlebutt.store.slice import create_slice
from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.store.update import (
    Incarnation,
    Name,
    Sequence,
    SourceId,
    Timestamp,
    Update,
)
from support.shapes import described

ANA, BO = SourceId(b"A" * 32), SourceId(b"B" * 32)
FIRST: Any = room_reducer(None, {"type": "@@redux/INIT"})


def update(timestamp: int, source: SourceId, number: int, action: Any) -> Update:
    return Update(Timestamp(timestamp), source, Incarnation(0), Sequence(number), action)


def stroke(name: str) -> dict[str, Any]:
    return {"type": "whiteboard/added", "payload": described(name)}


def counted(calls: list[Any]) -> Any:
    def reducer(state: Any, action: Any) -> Any:
        calls.append(action)
        return room_reducer(state, action)

    return declare(reducer, lambda action: footprint_of(room_reducer, action))


def test_a_late_click_does_not_replay_the_board() -> None:
    calls: list[Any] = []
    history: History[Any] = History(counted(calls), FIRST, verify=False)
    history.merge([update(10 * n, ANA, n, stroke(f"s{n}")) for n in range(1, 5001)])
    calls.clear()

    report = history.merge([update(15, BO, 1, {"type": "counter/incremented"})])

    assert history.state["counter"] == 1
    assert len(calls) <= 100
    assert report is not None
    assert (report.cause, report.depth, report.replayed) == ("late", 4999, 1)
    assert history.state_at(1)["counter"] == 0
    assert {history.state_at(place)["counter"] for place in range(2, 5002, 7)} == {1}


def test_a_late_click_replays_the_clicks_behind_it() -> None:
    history: History[Any] = History(room_reducer, FIRST, verify=True)
    history.merge([update(20, ANA, 1, {"type": "counter/multiplied", "payload": 2})])

    report = history.merge([update(10, BO, 1, {"type": "counter/incremented"})])

    assert history.state["counter"] == 2
    assert report is not None
    assert report.replayed == 2


def test_a_late_rule_is_judged_before_the_clicks_behind_it() -> None:
    history: History[Any] = History(room_reducer, FIRST, verify=True)
    history.merge([update(20, ANA, 1, {"type": "counter/decremented"})])

    rule = {"type": "rules/set", "payload": {"counter_minimum": 0}}
    report = history.merge([update(10, BO, 1, rule)])

    assert history.state["counter"] == 0
    assert report is not None
    assert [(change.before, change.after) for change in report.changes] == [("applied", "refused")]


def test_a_late_refusal_is_kept_with_its_reason() -> None:
    history: History[Any] = History(room_reducer, FIRST, verify=True)
    history.merge([update(20, ANA, 1, stroke("s"))])
    late = update(10, BO, 1, {"type": "counter/set", "payload": "many"})

    history.merge([late])

    assert history.refusal(late) == "the value is 'many', expected a whole number"
    history.merge([update(5, BO, 2, stroke("t"))])
    assert history.refusal(late) is not None


def test_what_came_late_can_be_undone_later() -> None:
    history: History[Any] = History(room_reducer, FIRST, verify=True)
    history.merge([update(20 + n, ANA, n, stroke(f"s{n}")) for n in range(1, 40)])
    history.merge([update(10, BO, 1, {"type": "counter/incremented"})])

    history.merge([update(100, BO, 2, undo(Name(BO, Incarnation(0), Sequence(1))))])

    assert history.state["counter"] == 0


def test_a_declaration_that_lies_is_found_out_loudly() -> None:
    def appended(state: Any, action: Any) -> Any:
        return (state or "") + action["payload"]

    lying = declare(appended, lambda action: NOTHING)
    history: History[Any] = History(lying, "", verify=True)
    history.merge([update(20, ANA, 1, {"type": "typed", "payload": "b"})])

    with pytest.raises(DeclarationLied, match="touches more than its reducer declares"):
        history.merge([update(10, BO, 1, {"type": "typed", "payload": "a"})])


def test_a_declaration_that_fails_counts_as_none() -> None:
    def broken(action: Any) -> Footprint:
        raise KeyError(action["nothing"])

    def appended(state: Any, action: Any) -> Any:
        return (state or "") + action["payload"]

    history: History[Any] = History(declare(appended, broken), "", verify=True)
    history.merge([update(20, ANA, 1, {"type": "typed", "payload": "b"})])
    history.merge([update(10, BO, 1, {"type": "typed", "payload": "a"})])

    assert history.state == "ab"


def test_a_slice_declares_its_own_part_for_nothing() -> None:
    left = create_slice("left", 0, {"moved": lambda state, action: state + 1})
    right = create_slice("right", 0, {"moved": lambda state, action: REFUSED})
    both = combine_reducers({"l": left.reducer, "r": right.reducer})

    assert footprint_of(left.reducer, {"type": "left/moved"}) == EVERYTHING
    assert footprint_of(left.reducer, {"type": "right/moved"}) is NOTHING
    assert footprint_of(both, {"type": "left/moved"}) == Footprint((("l",),), (("l",),))
    assert footprint_of(both, {"type": "other"}) == Footprint()


def test_a_foreign_reducer_in_the_middle_touches_all_of_its_part() -> None:
    def foreign(state: Any, action: Any) -> Any:
        return state or action

    both = combine_reducers({"own": create_slice("own", 0, {}).reducer, "foreign": foreign})

    assert footprint_of(both, {"type": "x"}) == Footprint((("foreign",),), (("foreign",),))
    assert footprint_of(foreign, {"type": "x"}) == EVERYTHING


def test_a_machine_that_fails_on_a_late_update_stops_the_fold_at_its_place() -> None:
    is_short = False

    def scarce(state: Any, action: Any) -> Any:
        if is_short and action["type"] == "counter/incremented":
            raise MemoryError
        return room_reducer(state, action)

    reducer = declare(scarce, lambda action: footprint_of(room_reducer, action))
    history: History[Any] = History(reducer, FIRST, verify=True)
    history.merge([update(10 * n, ANA, n, stroke(f"s{n}")) for n in range(1, 201)])
    late = update(15, BO, 1, {"type": "counter/incremented"})
    is_short = True

    history.merge([late])

    assert history.stopped is not None
    assert history.stopped.update is late
    assert history.folded == 1
    is_short = False
    history.resume()
    assert history.state["counter"] == 1
    assert len(history.state["whiteboard"].shapes) == 200


ids = st.sampled_from("abc")
actions = st.one_of(
    st.just({"type": "counter/incremented"}),
    st.just({"type": "counter/decremented", "payload": 3}),
    st.just({"type": "counter/set", "payload": "many"}),
    st.just({"type": "rules/set", "payload": {"counter_minimum": 0}}),
    st.just({"type": "unknown"}),
    st.just({"type": "whiteboard/removed", "payload": None}),
    ids.map(stroke),
    ids.map(lambda name: {"type": "whiteboard/removed", "payload": {"ids": [name]}}),
    ids.map(lambda name: {"type": "whiteboard/moved", "payload": {"ids": [name], "by": [1, 2]}}),
)


@given(
    made=st.lists(st.tuples(st.integers(1, 60), actions), max_size=120),
    cuts=st.lists(st.integers(1, 40), min_size=1, max_size=8),
    chance=st.randoms(use_true_random=False),
)
def test_nobody_can_tell_that_a_rewind_was_spared(
    made: list[tuple[int, Any]], cuts: list[int], chance: Any
) -> None:
    updates = [
        update(stamp, SourceId(n.to_bytes(32, "big")), 1, action)
        for n, (stamp, action) in enumerate(made)
    ]
    whole: History[Any] = History(lambda state, action: room_reducer(state, action), FIRST)
    whole.merge(updates)
    history: History[Any] = History(room_reducer, FIRST, verify=True)
    chance.shuffle(updates)

    while updates:
        size = cuts[len(updates) % len(cuts)]
        batch, updates = updates[:size], updates[size:]
        history.merge(batch)

    assert canonical_bytes(history.state) == canonical_bytes(whole.state)
    for mine, other in zip(history.updates, whole.updates, strict=True):
        assert history.refusal(mine) == whole.refusal(other)
    for place in range(0, len(made) + 1, 5):
        assert canonical_bytes(history.state_at(place)) == canonical_bytes(whole.state_at(place))


@pytest.mark.parametrize(
    ("behind", "late", "free"),
    [
        ((), ("a",), False),
        (("a",), (), False),
        (("a",), ("a", "b"), False),
        (("a", "b"), ("a",), False),
        (("a", "b"), ("a", "b"), False),
        (("a", "b"), ("a", "c"), True),
        (("a",), ("b",), True),
    ],
)
def test_a_path_stands_for_all_that_is_below_it(
    behind: tuple[str, ...], late: tuple[str, ...], free: bool
) -> None:
    def declared(action: Any) -> Footprint:
        return Footprint((), (tuple(action["payload"]),))

    def reducer(state: Any, _action: Any) -> Any:
        return state

    independence = Independence(declare(reducer, declared))
    here = update(2, ANA, 1, {"type": "x", "payload": behind})
    new = update(1, BO, 1, {"type": "x", "payload": late})

    assert independence.covers([new], [here]) is free
    assert independence.covers([here], [new, here])
