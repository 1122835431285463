"""Whatever the order of arrival, the batches and the slices: one log, one hash."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import Refusal
from redux_scuttlebutt.store.update import Update
from support.reference import reference
from support.room_actions import logs

HORIZON = 20

sizes = st.lists(st.integers(1, 8), max_size=40)
slices = st.lists(st.one_of(st.just(0), st.integers(1, 9), st.none()), max_size=40)
chances = st.randoms(use_true_random=False)


def fresh() -> History[Any]:
    first = room_reducer(None, INIT)
    assert not isinstance(first, Refusal)
    return History(room_reducer, first, undo_horizon=HORIZON, verify=True)


def told(history: History[Any]) -> Any:
    """All that a replica says about its log."""
    return [
        (u.name, history.is_undone(u), history.refusal(u), state_hash(history.state_at(place + 1)))
        for place, u in enumerate(history.updates)
    ]


@given(logs(), chances, sizes, slices)
def test_arrivals_batches_and_slices_never_change_the_hash(
    log: list[Update], chance: Any, sizes: list[int], slices: list[int | None]
) -> None:
    history = fresh()
    arrivals = list(log)
    chance.shuffle(arrivals)

    while arrivals:
        size = sizes.pop() if sizes else 1
        batch, arrivals = arrivals[:size], arrivals[size:]
        history.insert(batch)
        history.fold(slices.pop() if slices else 3)
    history.fold()

    at_once = fresh()
    at_once.merge(log)
    truth = reference(room_reducer, at_once.state_at(0), log, HORIZON)
    assert state_hash(history.state) == state_hash(at_once.state) == state_hash(truth.state)
    assert told(history) == told(at_once)
    assert [state_hash(state) for state in truth.states[1:]] == [line[3] for line in told(history)]


@given(logs(), logs())
def test_two_that_worked_apart_agree_when_they_meet(log: list[Update], more: list[Update]) -> None:
    names = {u.name for u in log}
    updates = [*log, *(u for u in more if u.name not in names)]
    mine = [u for u in updates if u.source[0] % 2]
    theirs = [u for u in updates if not u.source[0] % 2]
    one, other = fresh(), fresh()
    one.merge(mine)
    other.merge(theirs)

    one.merge(theirs)
    for update in mine:
        other.merge([update])

    assert told(one) == told(other)
    assert state_hash(one.state) == state_hash(other.state)


@given(logs())
def test_actions_that_travelled_as_json_lead_to_the_same_hash(log: list[Update]) -> None:
    here, there = fresh(), fresh()

    here.merge(log)
    there.merge([u._replace(action=json.loads(json.dumps(u.action))) for u in log])

    assert state_hash(here.state) == state_hash(there.state)


@given(logs(most=120), chances, st.integers(1, 4))
def test_what_the_slices_declare_about_themselves_makes_no_difference(
    log: list[Update], chance: Any, late: int
) -> None:
    def undeclared(state: Any, action: Any) -> Any:
        return room_reducer(state, action)

    sketch, plain = fresh(), History[Any](undeclared, fresh().state, undo_horizon=HORIZON)
    arrivals = list(log)
    chance.shuffle(arrivals)

    for batch in (arrivals[late:], *([update] for update in arrivals[:late])):
        for history in (sketch, plain):
            history.merge(batch)

    assert told(sketch) == told(plain)
    assert [r.changes for r in sketch.rewinds] == [r.changes for r in plain.rewinds]
    assert [r.late for r in sketch.rewinds] == [r.late for r in plain.rewinds]


@given(logs())
def test_going_back_to_the_start_and_folding_again_changes_nothing(log: list[Update]) -> None:
    history = fresh()
    history.merge(log)
    before = told(history)

    history.replace_reducer(room_reducer)
    history.fold()

    assert told(history) == before
    assert not history.rewinds[-1].changes


@given(logs())
def test_reducing_leaves_the_state_from_before_and_the_action_alone(log: list[Update]) -> None:
    state: Any = room_reducer(None, INIT)
    for update in log:
        before, action = state_hash(state), json.dumps(update.action)
        try:
            after = room_reducer(state, update.action)
        except Exception:
            after = state
        assert state_hash(state) == before
        assert json.dumps(update.action) == action
        state = after
