"""Scrubbing shows what folding shows, and small steps cost small steps."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.cursor import Cursor
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.update import Incarnation, Sequence, SourceId, Timestamp, Update

ANA, BO = SourceId(b"A" * 32), SourceId(b"B" * 32)


def update(timestamp: int, source: SourceId, number: int) -> Update:
    action = {"type": "typed", "payload": f"{source[:1].decode()}{number} "}
    return Update(Timestamp(timestamp), source, Incarnation(0), Sequence(number), action)


def typed(calls: list[Any]) -> Any:
    def reducer(state: str | None, action: Any) -> str:
        calls.append(action)
        return (state or "") + action["payload"]

    return reducer


def test_dragging_by_small_steps_costs_those_steps() -> None:
    calls: list[Any] = []
    history: History[str] = History(typed(calls), "")
    history.merge([update(10 * n, ANA, n) for n in range(1, 3001)])
    cursor = Cursor(history)
    cursor.go_to(1500)
    calls.clear()

    for place in (*range(1500, 1650), *range(1650, 1450, -1), *range(1450, 1500)):
        cursor.go_to(place)

    # 150 ahead, and once what lies between the two checkpoints before and where it began.
    assert len(calls) <= 150 + 2 * 3000 // 16


def test_dragging_back_over_a_checkpoint_costs_no_step_all_at_once() -> None:
    calls: list[Any] = []
    history: History[str] = History(lambda state, action: calls.append(action) or "", "")
    history.merge([update(10 * n, ANA, n) for n in range(1, 20_001)])
    cursor = Cursor(history)
    spread = [place for place in history.checkpoint_places if 5_000 < place < 15_000]
    cursor.go_to(spread[-1] + 400)

    costs: list[int] = []
    for place in range(spread[-1] + 397, spread[0], -3):
        calls.clear()
        cursor.go_to(place)
        costs.append(len(calls))

    assert max(costs) <= max(b - a for a, b in pairwise(spread)) / 4


def test_a_long_drag_keeps_a_bounded_number_of_states() -> None:
    history: History[str] = History(lambda state, action: action["payload"], "")
    history.merge([update(10 * n, ANA, n) for n in range(1, 20_001)])
    cursor = Cursor(history)

    for place in (*range(0, 20_001, 40), *range(20_000, -1, -40)):
        assert cursor.go_to(place) == history.state_at(place)
        assert len(cursor) <= 2 * 8192


def test_a_jump_costs_no_more_than_from_the_checkpoint_before() -> None:
    calls: list[Any] = []
    history: History[str] = History(typed(calls), "")
    history.merge([update(10 * n, ANA, n) for n in range(1, 3001)])
    cursor = Cursor(history)
    cursor.go_to(10)
    calls.clear()

    cursor.go_to(2900)
    cursor.go_to(100)

    assert len(calls) <= 2 * 3000 // 24


def test_a_late_update_is_seen_by_whoever_looks_back() -> None:
    history: History[str] = History(typed([]), "")
    history.merge([update(10 * n, ANA, n) for n in range(1, 6)])
    cursor = Cursor(history)
    assert cursor.go_to(3) == "A1 A2 A3 "

    history.merge([update(15, BO, 1)])

    assert cursor.go_to(3) == "A1 B1 A2 "


def test_a_place_that_is_not_there_is_refused() -> None:
    history: History[str] = History(typed([]), "")
    history.merge([update(10, ANA, 1)])
    cursor = Cursor(history)

    for place in (-1, 2):
        with pytest.raises(IndexError, match="folded from 0 to 1"):
            cursor.go_to(place)


@given(
    walk=st.lists(st.integers(0, 400), max_size=40),
    late=st.lists(st.integers(1, 4000), max_size=5, unique=True),
)
def test_a_walk_shows_what_folding_shows(walk: list[int], late: list[int]) -> None:
    history: History[str] = History(typed([]), "")
    history.merge([update(10 * n, ANA, n) for n in range(1, 401)])
    cursor = Cursor(history)

    for step, place in enumerate(walk):
        if step % 8 == 7 and late:
            history.merge([update(late.pop() * 10 + 5, SourceId(bytes([step]) * 32), 1)])
        assert cursor.go_to(place) == history.state_at(place)
