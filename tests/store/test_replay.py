"""How far the log is folded, and going back."""

from itertools import pairwise
from typing import Any

import pytest

from redux_scuttlebutt.store.fold import FoldStopped
from redux_scuttlebutt.store.order import Order, in_order
from redux_scuttlebutt.store.replay import Replay
from redux_scuttlebutt.store.update import Update
from support.updates import BO, letters, typed, written


class Counting:
    """`letters`, and how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0
        self.fails_at = ""

    def __call__(self, state: str | None, action: Any) -> Any:
        self.calls += 1
        if action["payload"] == self.fails_at:
            raise MemoryError
        return letters(state, action)


def replaying(*updates: Update) -> tuple[Order, Replay[str], Counting]:
    order, reducer = Order(), Counting()
    replay = Replay[str](order, reducer, "", 64)
    if updates:
        order.add(in_order(updates), 0)
        replay.advance(len(order))
        reducer.calls = 0
    return order, replay, reducer


def test_folding_goes_as_far_as_asked() -> None:
    order, replay, _ = replaying()
    order.add([typed(n, "a") for n in range(100)], 0)

    replay.advance(40)
    assert (replay.reached, replay.state) == (40, 40 * "a")

    replay.advance(100)
    assert (replay.reached, replay.state) == (100, 100 * "a")


def test_an_update_whose_state_is_known_is_not_folded_again() -> None:
    order, replay, reducer = replaying(typed(1, "a"))
    order.add([typed(2, "b")], 0)

    replay.follow("ab")

    assert (replay.reached, replay.state, reducer.calls) == (2, "ab", 0)


def test_going_back_costs_little_more_than_what_lies_behind() -> None:
    order, replay, reducer = replaying(*(typed(2 * n, "a") for n in range(10_000)))
    order.add([typed(2 * 9_000 + 1, "b", BO)], 0)

    replay.back_to(9_001)
    replay.advance(len(order))

    assert replay.state == 9_001 * "a" + "b" + 999 * "a"
    assert reducer.calls <= 1.3 * 1_000


def test_going_back_behind_what_is_folded_changes_nothing() -> None:
    order, replay, reducer = replaying(typed(1, "a"))
    order.add([typed(2, "b"), typed(3, "c")], 0)

    assert replay.back_to(2) == []
    replay.advance(3)

    assert (replay.state, reducer.calls) == ("abc", 2)


def test_a_state_that_lacks_an_inserted_update_is_never_used_again() -> None:
    order, replay, _ = replaying(*(typed(2 * n, "a") for n in range(500)))

    for place in (400, 100, 499, 3):
        order.add([typed(2 * place + 1, "b", BO)], 0)
        replay.back_to(order.place_of(typed(2 * place + 1, "b", BO)))
        replay.advance(len(order))

    text = "".join(u.action["payload"] for u in order.updates)
    for place in range(len(order) + 1):
        start, state = replay.checkpoint_before(place)
        assert state == text[:start]
        assert replay.between(start, place, state) == text[:place]


def test_refusals_are_judged_again_after_going_back() -> None:
    order, replay, _ = replaying(typed(1, "x"), typed(4, "x"), typed(6, "x"))
    second, third = order.updates[1:]
    assert replay.refused_from(0) == [second, third]
    assert replay.refused_from(2) == [third]

    order.add([typed(5, "a", BO)], 0)
    assert replay.back_to(2) == [second, third]
    assert replay.refusal(second) is None
    replay.advance(4)

    assert replay.refusal(second) == "refused by the reducer"
    assert replay.refusal(third) is None
    assert replay.refused_from(0) == [second]
    assert replay.state == "xax"


def test_the_reducer_never_sees_what_is_skipped() -> None:
    order, replay, reducer = replaying(*(typed(n, "abcd"[n]) for n in range(4)))

    replay.skip(order.updates[1:3])
    replay.back_to(1)
    replay.advance(4)
    assert (replay.state, reducer.calls) == ("ad", 2)

    replay.unskip(order.updates[2:3])
    replay.back_to(2)
    replay.advance(4)
    assert replay.state == "acd"


def test_looking_back_writes_no_refusal_down() -> None:
    order, replay, _ = replaying(typed(1, "x"), typed(2, "x"), typed(3, "a"))

    assert replay.between(0, 2, "") == "x"

    assert replay.refused_from(0) == [order.updates[1]]


def test_a_failure_of_the_machine_stops_at_its_place() -> None:
    order, replay, reducer = replaying()
    order.add([typed(1, "a"), typed(2, "m"), typed(3, "b")], 0)
    reducer.fails_at = "m"

    replay.advance(3)
    assert replay.stopped is not None
    assert (replay.reached, replay.state) == (1, "a")

    reducer.fails_at, replay.stopped = "", None
    replay.advance(3)
    assert (replay.reached, replay.state) == (3, "amb")


def test_what_is_inserted_right_where_the_fold_stopped_lifts_the_stop() -> None:
    order, replay, reducer = replaying(typed(1, "a"))
    order.add([typed(4, "m")], 0)
    reducer.fails_at = "m"
    replay.advance(2)

    order.add([typed(3, "b", BO)], 0)
    replay.back_to(1)
    assert replay.stopped is None
    replay.advance(3)

    assert replay.stopped is not None
    assert replay.state == "ab"


def test_looking_back_raises_where_the_machine_fails() -> None:
    _, replay, reducer = replaying(typed(1, "a"), typed(2, "m"))
    reducer.fails_at = "m"

    with pytest.raises(FoldStopped):
        replay.between(0, 2, "")
    assert replay.stopped is None


def test_where_the_machine_fails_late_updates_are_not_brought_in_without_going_back() -> None:
    order, replay, reducer = replaying(*(typed(2 * n, "a") for n in range(100)))
    late = typed(101, "m", BO)
    merge = order.add([late], 0)
    reducer.fails_at = "m"

    assert not replay.amend(merge.places, merge.late)

    assert (replay.reached, replay.state) == (100, 100 * "a")
    assert replay.checkpoint_before(100) == (100, 100 * "a")
    assert replay.checkpoint_places[0] == 0


def test_updates_followed_one_by_one_leave_states_behind() -> None:
    history = written()
    for number in range(1, 101):
        one = typed(number, "a", sequence=number)
        history.append(one, history.judge(one))

    places = history.checkpoint_places

    assert len(places) > 4
    assert all(b - a <= 40 for a, b in pairwise(places))
    assert history.state_at(50) == "a" * 50
