"""Rules of a room, which are actions like everything else."""

from typing import Any

import pytest

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.documents.rules import rules
from redux_scuttlebutt.store.reducer import Refused

FREE = {"counter_minimum": None}


def test_a_room_begins_without_rules() -> None:
    assert rules.reducer(None, INIT) == FREE


@pytest.mark.parametrize("value", [0, -5, None])
def test_a_rule_is_set_and_taken_away(value: int | None) -> None:
    before = {"counter_minimum": 3}

    after = rules.reducer(before, rules.actions["set"]({"counter_minimum": value}))

    assert after == {"counter_minimum": value}
    assert before == {"counter_minimum": 3}


@pytest.mark.parametrize("payload", [None, [], "counter_minimum", {}, 7])
def test_rules_are_given_by_name(payload: Any) -> None:
    with pytest.raises(Refused, match="rules are given as"):
        rules.reducer(FREE, rules.actions["set"](payload))


def test_an_unknown_rule_is_named_with_those_that_there_are() -> None:
    with pytest.raises(Refused, match="unknown rule 'speed', expected counter_minimum"):
        rules.reducer(FREE, rules.actions["set"]({"speed": 1, "counter_minimum": 0}))


@pytest.mark.parametrize("value", [True, 1.5, "0"])
def test_a_minimum_is_a_whole_number(value: Any) -> None:
    with pytest.raises(Refused, match=r"counter_minimum is .*, expected a whole number"):
        rules.reducer(FREE, rules.actions["set"]({"counter_minimum": value}))
