"""A slice: one part of the state, its reducer and its action creators."""

from typing import Any

import pytest

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.reducer import REFUSED, combine_reducers
from redux_scuttlebutt.store.slice import create_slice


def added(state: int, action: Any) -> Any:
    return REFUSED if action.get("payload") == 13 else state + action.get("payload", 1)


total = create_slice("total", 5, {"added": added}, also={"RESET": lambda _state, _action: 0})


def test_the_first_state_is_the_initial_one() -> None:
    assert total.initial_state == 5
    assert total.reducer(None, INIT) == 5


def test_a_case_handles_the_type_made_of_slice_and_verb() -> None:
    assert total.reducer(5, {"type": "total/added", "payload": 2}) == 7
    assert total.reducer(None, {"type": "total/added"}) == 6


@pytest.mark.parametrize("kind", ["added", "other/added", "total/", "total/removed"])
def test_any_other_type_leaves_the_state(kind: str) -> None:
    assert total.reducer(5, {"type": kind}) == 5


def test_whole_types_can_be_handled_too() -> None:
    assert total.reducer(5, {"type": "RESET"}) == 0
    assert "RESET" not in total.actions


def test_action_creators_make_the_actions_with_and_without_payload() -> None:
    assert total.actions["added"]() == {"type": "total/added"}
    assert total.actions["added"](2) == {"type": "total/added", "payload": 2}
    assert total.actions["added"](None) == {"type": "total/added", "payload": None}


def test_a_case_may_refuse() -> None:
    assert total.reducer(5, total.actions["added"](13)) is REFUSED


def test_slices_can_be_combined_under_their_names() -> None:
    combined = combine_reducers({total.name: total.reducer})

    assert combined(None, total.actions["added"]()) == {"total": 6}
