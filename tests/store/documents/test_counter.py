"""The shared counter."""

from typing import Any

import pytest

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.documents.counter import LIMIT, counter, whole_number
from redux_scuttlebutt.store.reducer import Refused


def count(state: int | None, kind: str, *payload: Any) -> Any:
    action = {"type": kind, "payload": payload[0]} if payload else {"type": kind}
    return counter.reducer(state, action)


def test_it_begins_at_zero() -> None:
    assert counter.reducer(None, INIT) == 0


@pytest.mark.parametrize(
    ("kind", "payload", "result"),
    [
        ("counter/incremented", (), 11),
        ("counter/incremented", (5,), 15),
        ("counter/incremented", (-5,), 5),
        ("counter/decremented", (), 9),
        ("counter/decremented", (5,), 5),
        ("counter/multiplied", (2,), 20),
        ("counter/multiplied", (0,), 0),
        ("counter/set", (7,), 7),
        ("INCREMENT", (), 11),
        ("DECREMENT", (), 9),
        ("INCREMENT", (3,), 13),
        ("increment", (), 10),
        ("counter/reset", (), 10),
    ],
)
def test_each_action_does_what_it_says(kind: str, payload: tuple[int, ...], result: int) -> None:
    assert count(10, kind, *payload) == result


@pytest.mark.parametrize("payload", [True, 1.0, "1", None, [1], {}])
@pytest.mark.parametrize("verb", ["incremented", "decremented", "multiplied", "set"])
def test_only_whole_numbers_are_counted(verb: str, payload: Any) -> None:
    with pytest.raises(Refused, match="expected a whole number"):
        count(10, f"counter/{verb}", payload)


@pytest.mark.parametrize("verb", ["multiplied", "set"])
def test_multiplying_and_setting_need_a_number(verb: str) -> None:
    with pytest.raises(Refused, match="is None, expected a whole number"):
        count(10, f"counter/{verb}")


@pytest.mark.parametrize(
    ("state", "kind", "payload"),
    [
        (LIMIT, "counter/incremented", 1),
        (-LIMIT, "counter/decremented", 1),
        (2, "counter/multiplied", LIMIT),
        (0, "counter/set", -LIMIT - 1),
        (0, "INCREMENT", 2**70),
    ],
)
def test_a_result_that_json_would_not_keep_is_refused(state: int, kind: str, payload: int) -> None:
    with pytest.raises(Refused, match="cannot go beyond"):
        count(state, kind, payload)


@pytest.mark.parametrize("end", [LIMIT, -LIMIT])
def test_the_limit_itself_can_be_reached(end: int) -> None:
    assert count(0, "counter/set", end) == end
    assert count(end, "counter/incremented", -end) == 0


def test_its_action_creators_make_its_actions() -> None:
    assert counter.actions["incremented"]() == {"type": "counter/incremented"}
    assert set(counter.actions) == {"incremented", "decremented", "multiplied", "set"}


def test_a_number_is_told_by_what_it_should_be() -> None:
    assert whole_number(3, "the step") == 3
    with pytest.raises(Refused, match=r"the step is 'a', expected a whole number"):
        whole_number("a", "the step")
