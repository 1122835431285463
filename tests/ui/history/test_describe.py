"""Actions in words."""

from typing import Any

import pytest

from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.ui.history.describe import describe, touched, touched_shapes
from support.room import BO, FakeRoom, stroke


def board(verb: str, **payload: Any) -> dict[str, Any]:
    return {"type": f"whiteboard/{verb}", "payload": payload}


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (stroke("a", points=62), "drew a stroke, 62 points"),
        ({"type": "whiteboard/moved", "payload": {"ids": ["a"], "by": [1, 1]}}, "moved 1 shape"),
        ({"type": "whiteboard/removed", "payload": {"ids": ["a", "b"]}}, "deleted 2 shapes"),
        (board("added", kind="arrow"), "drew an arrow"),
        (board("added", kind="text"), "wrote a text"),
        (board("added", shapes=[{}, {}]), "added 2 shapes"),
        (board("extended", points=[1, 2, 3, 4]), "drew on, 2 points"),
        (board("resized", ids=["a"], **{"from": [1], "to": [2], "turn": [0]}), "resized 1 shape"),
        (board("resized", ids=["a"], **{"from": [1], "to": [1], "turn": [0]}), "turned 1 shape"),
        (
            board("set", of={"a": {"color": "red"}, "b": {"z": "a0"}}),
            "changed the colour and order of 2 shapes",
        ),
        (board("set", of={"a": {"points": [1]}}), "changed the form of 1 shape"),
        (board("set", of={}), "whiteboard/set"),
        (board("split", remove=["a"], shapes=[]), "erased parts of 1 shape"),
        (board("split", remove=7), "whiteboard/split"),
        (board("added", kind=["rect"]), "whiteboard/added"),
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
    assert touched_shapes(board("set", of={"a": {}, "b": {}})) == ["a", "b"]
    assert touched_shapes(board("added", shapes=[{"id": "a"}, {}, 7])) == ["a"]
    assert touched_shapes(board("split", remove=["a"], shapes=[{"id": "b"}])) == ["a", "b"]
    assert touched_shapes({"type": "counter/set", "payload": 1}) == []
    assert touched_shapes({"type": "whiteboard/moved", "payload": {"ids": "abc"}}) == []


def test_several_actions_are_told_together() -> None:
    actions = [stroke("a"), stroke("b"), {"type": "INCREMENT"}, {"type": "todos/added"}]

    assert touched(actions) == "counter · 2 shapes · todos"
    assert touched([]) == ""
