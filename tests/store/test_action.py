"""What an action is."""

from typing import Any

import pytest
from immutables import Map

from redux_scuttlebutt.store.action import INIT, is_private, type_of


@pytest.mark.parametrize("action", [{"type": "a"}, {"type": "", "payload": 1}, Map(type="a")])
def test_any_mapping_with_a_string_type_is_an_action(action: Any) -> None:
    assert type_of(action) == action["type"]


@pytest.mark.parametrize("action", [None, "a", ["type"], lambda: None, 7])
def test_what_is_no_object_is_no_action(action: Any) -> None:
    with pytest.raises(TypeError, match="thunks and promises need a middleware"):
        type_of(action)


@pytest.mark.parametrize("action", [{}, {"type": None}, {"type": 7}, {"type": ["a"]}])
def test_a_type_is_a_string(action: Any) -> None:
    with pytest.raises(TypeError, match="needs a string 'type'"):
        type_of(action)


@pytest.mark.parametrize(
    ("kind", "private"), [("@@app/x", True), ("@app/x", False), ("a/@@b", False)]
)
def test_only_two_at_signs_keep_an_action_at_home(kind: str, private: bool) -> None:
    assert is_private({"type": kind}) is private


def test_the_first_action_is_private() -> None:
    assert is_private(INIT)
