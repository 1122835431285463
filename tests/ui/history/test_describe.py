"""Actions in words."""

from typing import Any

import pytest

from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.ui.history.describe import describe, touched, touched_shapes
from support.room import BO, FakeRoom, stroke


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (stroke("a", points=62), "drew a stroke, 62 points"),
        ({"type": "whiteboard/moved", "payload": {"ids": ["a"], "by": [1, 1]}}, "moved 1 shape"),
        ({"type": "whiteboard/removed", "payload": {"ids": ["a", "b"]}}, "deleted 2 shapes"),
        ({"type": "counter/incremented"}, "+1"),
        ({"type": "counter/incremented", "payload": -3}, "−3"),
        ({"type": "counter/decremented", "payload": 10}, "−10"),
        ({"type": "counter/multiplied", "payload": 2}, "×2"),
        ({"type": "counter/set", "payload": 1032}, "set to 1\u202f032"),
        ({"type": "rules/set", "payload": {"counter_minimum": 0}}, "set the rule: never below 0"),
        (
            {"type": "rules/set", "payload": {"counter_minimum": None}},
            "lifted the rule: never below",
        ),
        ({"type": "INCREMENT"}, "+1"),
        ({"type": "todos/added", "payload": {"text": "milk"}}, "todos/added"),
        ({"type": "counter/multiplied"}, "counter/multiplied"),
        ({"type": "whiteboard/moved", "payload": [1]}, "whiteboard/moved"),
        ({"type": "history/undone", "payload": 7}, "undid"),
        ({"type": "增\u202e"}, "增"),
    ],
)
def test_actions_in_words(action: dict[str, Any], words: str) -> None:
    assert describe(action) == words


def test_an_undo_says_what_it_took_out() -> None:
    room = FakeRoom()
    doubled = room.receive(BO, {"type": "counter/multiplied", "payload": 2})

    assert describe(undo(doubled.name), room.history.find) == "undid: ×2"
    assert describe(undo(doubled.name)) == "undid"


def test_shapes_are_found_in_any_action_of_the_board() -> None:
    assert touched_shapes(stroke("a")) == ["a"]
    assert touched_shapes({"type": "whiteboard/removed", "payload": {"ids": ["a", 7]}}) == ["a"]
    assert touched_shapes({"type": "counter/set", "payload": 1}) == []
    assert touched_shapes({"type": "whiteboard/moved", "payload": {"ids": "abc"}}) == []


def test_several_actions_are_told_together() -> None:
    actions = [stroke("a"), stroke("b"), {"type": "INCREMENT"}, {"type": "todos/added"}]

    assert touched(actions) == "counter · 2 shapes · todos"
    assert touched([]) == ""
