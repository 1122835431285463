"""What a room holds, as one reducer, and the rules over all."""

import json
from typing import Any

import pytest

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.canonical import canonical_bytes, to_plain
from redux_scuttlebutt.store.documents import Board, counter, room_reducer, rules
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from support.shapes import described


def room(*actions: Any) -> Any:
    state: Any = room_reducer(None, INIT)
    for action in actions:
        state = room_reducer(state, action)
    return state


at_least_zero = rules.actions["set"]({"counter_minimum": 0})


def test_a_new_room_is_empty() -> None:
    assert room() == {"counter": 0, "rules": {"counter_minimum": None}, "whiteboard": Board()}


def test_an_unknown_action_leaves_the_very_same_state() -> None:
    state = room()

    assert room_reducer(state, {"type": "unheard of"}) is state


def test_below_its_minimum_the_counter_does_not_go() -> None:
    with pytest.raises(Refused, match="the rule says: never below 0"):
        room(at_least_zero, counter.actions["decremented"]())
    with pytest.raises(Refused, match="never below 0"):
        room(counter.actions["set"](5), at_least_zero, counter.actions["multiplied"](-1))


def test_down_to_its_minimum_the_counter_goes() -> None:
    assert room(at_least_zero, counter.actions["set"](1), {"type": "DECREMENT"})["counter"] == 0


def test_without_a_minimum_the_counter_goes_anywhere() -> None:
    assert room(counter.actions["decremented"](7))["counter"] == -7
    free = rules.actions["set"]({"counter_minimum": None})
    assert room(at_least_zero, free, counter.actions["decremented"](7))["counter"] == -7


def test_a_rule_set_too_late_does_not_lock_the_counter() -> None:
    below = room(counter.actions["set"](-5), at_least_zero)

    assert below["counter"] == -5
    assert room_reducer(below, counter.actions["incremented"](2))["counter"] == -3  # type: ignore[index]
    with pytest.raises(Refused):
        room_reducer(below, counter.actions["decremented"]())


def test_what_a_slice_refuses_the_room_refuses() -> None:
    with pytest.raises(Refused):
        room({"type": "counter/set", "payload": "a"})
    assert REFUSED not in room().values()


def test_a_room_has_canonical_bytes_and_can_be_written_as_json() -> None:
    state = room({"type": "whiteboard/added", "payload": described("a")})

    assert canonical_bytes(state)
    written = json.loads(json.dumps(to_plain(state)))
    assert written["whiteboard"]["shapes"]["a"]["points"] == [0, 0, 64, 128]
