"""Folding a stretch of updates, with refusals and real failures told apart."""

from typing import Any

import pytest

from redux_scuttlebutt.store.fold import FoldStopped, fold, reason_of
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.update import Update
from support.updates import letters, typed, update


def folded(*updates: Update, reducer: Any = letters) -> tuple[str, list[tuple[Update, str]]]:
    refused: list[tuple[Update, str]] = []
    state = fold(reducer, updates, "", lambda u, reason: refused.append((u, reason)))
    return state, refused


def test_nothing_folds_to_the_state_it_began_with() -> None:
    assert folded() == ("", [])


def test_each_refusal_is_told_with_its_reason_and_leaves_the_state() -> None:
    a, y, x, again = typed(1, "x"), typed(2, "y"), typed(3, "a"), typed(4, "y")

    assert folded(a, y, x, again) == ("xya", [(again, "not at every third place")])


def test_the_sentinel_is_a_refusal_without_a_reason_of_its_own() -> None:
    second = typed(2, "x")

    assert folded(typed(1, "x"), second) == ("x", [(second, "refused by the reducer")])


def test_a_reducer_that_raises_refuses() -> None:
    broken = update(1, {"type": "typed"})

    assert folded(broken) == ("", [(broken, "the reducer raised KeyError: 'payload'")])


@pytest.mark.parametrize(
    "failure",
    [MemoryError(), RecursionError("too deep"), OSError(28, "disk full"), FileNotFoundError("x")],
)
def test_a_failure_of_the_machine_stops_the_fold_and_refuses_nothing(failure: Exception) -> None:
    def failing(state: str | None, action: Any) -> Any:
        if action["payload"] == "!":
            raise failure
        return letters(state, action)

    trouble = typed(2, "!")
    refused: list[Update] = []
    with pytest.raises(FoldStopped) as stopped:
        updates = [typed(1, "a"), trouble, typed(3, "b")]
        fold(failing, updates, "", lambda u, _: refused.append(u))

    assert stopped.value.update is trouble
    assert stopped.value.state == "a"
    assert stopped.value.cause is failure
    assert not refused
    assert "folding stopped at 'typed'" in str(stopped.value)


def test_endless_recursion_in_a_reducer_stops_the_fold() -> None:
    def endless(state: str | None, action: Any) -> Any:
        return endless(state, action)

    with pytest.raises(FoldStopped):
        folded(typed(1, "a"), reducer=endless)


def test_the_reason_is_a_sentence_for_people() -> None:
    assert reason_of(Refused("there is a shape 'a' already")) == "there is a shape 'a' already"
    assert reason_of(Refused()) == "refused by the reducer"
    assert reason_of(KeyError("id")) == "the reducer raised KeyError: 'id'"
