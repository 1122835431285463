"""Reducers as one: what Redux promises of `combineReducers`, and refusing."""

from typing import Any

import pytest

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.reducer import REFUSED, Refused, combine_reducers


def count(state: int | None, action: Any) -> Any:
    if action["type"] == "refused":
        return REFUSED
    if action["type"] == "raised":
        raise Refused("not today")
    return (state or 0) + (action["type"] == "counted")


def stack(state: tuple[Any, ...] | None, action: Any) -> Any:
    before: tuple[Any, ...] = () if state is None else state
    return (*before, action["payload"]) if action["type"] == "pushed" else before


def increase(state: int | None, _action: Any) -> Any:
    return (state or 0) + 1


def nothing(state: Any, action: Any) -> Any:
    return None if action["type"] in ("lost", state) else "something"


both = combine_reducers({"count": count, "stack": stack})
START = {"count": 0, "stack": ()}


def test_each_reducer_builds_the_state_under_its_key() -> None:
    assert both(None, INIT) == START
    assert both(START, {"type": "counted"}) == {"count": 1, "stack": ()}
    assert both(START, {"type": "pushed", "payload": "a"}) == {"count": 0, "stack": ("a",)}


def test_the_state_is_the_same_object_where_no_slice_moves() -> None:
    assert both(START, {"type": "unheard of"}) is START


def test_the_state_is_another_object_where_a_slice_moves_and_the_old_one_stays() -> None:
    before = dict(START)

    after = both(before, {"type": "counted"})

    assert after is not before
    assert before == START


def test_combined_reducers_can_be_combined() -> None:
    nested = combine_reducers({"inner": both, "count": count})

    first: Any = nested(None, INIT)
    state = nested(first, {"type": "counted"})

    assert state == {"inner": {"count": 1, "stack": ()}, "count": 1}


def test_without_reducers_the_state_is_empty() -> None:
    assert combine_reducers({})(None, INIT) == {}


def test_a_key_that_no_reducer_owns_is_kept() -> None:
    state = both({**START, "other": 7}, {"type": "counted"})

    assert state == {"count": 1, "stack": (), "other": 7}


def test_a_key_that_the_state_lacks_is_built() -> None:
    assert both({"count": 3}, {"type": "counted"}) == {"count": 4, "stack": ()}


def test_a_reducer_without_a_first_state_is_named() -> None:
    silent = combine_reducers({"count": count, "silent": lambda state, action: state})

    with pytest.raises(TypeError, match="the reducer 'silent' returned None for '@@redux/INIT'"):
        silent(None, INIT)


def test_a_reducer_that_loses_its_state_is_named() -> None:
    forgetful = combine_reducers({"forgetful": nothing})

    with pytest.raises(TypeError, match="'forgetful' returned None for 'lost'"):
        forgetful({"forgetful": "something"}, {"type": "lost"})


def test_what_a_reducer_raises_reaches_the_caller() -> None:
    with pytest.raises(KeyError):
        both(START, {"type": "pushed"})


@pytest.mark.parametrize("order", [("count", "stack"), ("stack", "count")])
def test_a_slice_that_refuses_refuses_for_all(order: tuple[str, str]) -> None:
    slices: dict[str, Any] = {"count": count, "stack": increase}

    combined = combine_reducers({key: slices[key] for key in order})

    assert combined(None, {"type": "refused"}) is REFUSED
    with pytest.raises(Refused, match="not today"):
        combined(None, {"type": "raised"})


def test_a_later_change_to_the_table_of_reducers_changes_nothing() -> None:
    table: dict[str, Any] = {"count": count}
    combined = combine_reducers(table)

    table["stack"] = stack

    assert combined(None, INIT) == {"count": 0}


def test_a_refusal_has_a_reason() -> None:
    assert Refused("too late").reason == "too late"
    assert Refused().reason == "refused by the reducer"
