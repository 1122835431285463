"""The sorted log by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.order import FEW, Lateness, Order, in_order
from redux_scuttlebutt.store.update import Update
from support.updates import ANA, BO, CY, typed


def holding(*updates: Update) -> Order:
    order = Order()
    order.add(in_order(updates), 0)
    return order


def test_a_batch_is_sorted() -> None:
    batch = [typed(3, "a"), typed(1, "b"), typed(2, "c")]

    assert [u.timestamp for u in in_order(batch)] == [1, 2, 3]


def test_a_batch_that_is_in_order_is_left_so() -> None:
    batch = [typed(1, "a"), typed(1, "b", BO)]

    assert in_order(batch) == batch
    assert in_order([]) == []


def test_no_update_stands_in_a_batch_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        in_order([typed(1, "a"), typed(2, "b"), typed(1, "a")])


def test_two_actions_of_one_name_do_not_stand_in_a_batch() -> None:
    with pytest.raises(ValueError, match="same name"):
        in_order([typed(1, "a"), typed(1, "b")])


def test_what_belongs_at_the_end_is_not_late() -> None:
    order = holding(typed(1, "a"))

    merge = order.add([typed(2, "b"), typed(3, "c")], 7)

    assert (merge.place, merge.late) == (1, ())
    assert order.lateness(order.updates[2]) is None


def test_equal_timestamps_are_told_apart_by_source_then_incarnation_then_sequence() -> None:
    expected = [
        typed(1, "a", ANA, incarnation=0, sequence=9),
        typed(1, "b", ANA, incarnation=1, sequence=1),
        typed(1, "c", ANA, incarnation=1, sequence=2),
        typed(1, "d", BO, incarnation=0, sequence=1),
    ]
    order = Order()

    for update in reversed(expected):
        order.add([update], 0)

    assert order.updates == expected


@pytest.mark.parametrize("late", [1, FEW - 1, FEW, FEW + 1, 3 * FEW])
def test_few_and_many_late_updates_are_merged_alike(late: int) -> None:
    order = holding(*(typed(n, "a") for n in range(0, 200, 2)))
    batch = [typed(2 * n + 1, "b", BO) for n in range(late)]

    merge = order.add([*batch, typed(500, "c", BO)], 7)

    assert order.updates == sorted(order.updates)
    assert (merge.place, merge.late) == (1, tuple(batch))
    assert [order.lateness(u) for u in batch] == [Lateness(99 - n, 7) for n in range(late)]
    assert order.lateness(order.updates[-1]) is None
    assert len(order) == 101 + late


@pytest.mark.parametrize("size", [1, FEW + 1])
def test_nothing_changes_when_one_of_a_batch_is_here_already(size: int) -> None:
    order = holding(typed(50, "a"), typed(60, "b"))

    with pytest.raises(ValueError, match="in this history already"):
        order.add([*(typed(n, "c", BO) for n in range(size)), typed(50, "a")], 0)

    assert len(order) == 2


def test_the_place_of_an_update_is_how_many_sort_before_it() -> None:
    order = holding(typed(1, "a"), typed(2, "b"))

    assert order.place_of(typed(2, "b")) == 1
    for stranger in (typed(1, "c", CY), typed(9, "c")):
        with pytest.raises(KeyError, match="no update"):
            order.place_of(stranger)


@given(
    st.lists(st.integers(0, 60), unique=True, min_size=1),
    st.lists(st.integers(1, 25), min_size=1, max_size=60),
)
def test_any_split_into_batches_makes_the_same_order(stamps: list[int], sizes: list[int]) -> None:
    updates = [typed(stamp // 2, "a", (ANA, BO)[stamp % 2]) for stamp in stamps]
    order = Order()

    rest, seen = list(updates), list[Update]()
    for size in [*sizes, *(len(updates) * [1])]:
        batch, rest = in_order(rest[:size]), rest[size:]
        if batch:
            merge = order.add(batch, size)
            assert merge.late == tuple(u for u in batch if seen and u < max(seen))
            for update in merge.late:
                depth = sum(update < other for other in seen)
                assert order.lateness(update) == Lateness(depth, size)
            seen += batch

    assert order.updates == sorted(updates)


@pytest.mark.parametrize("size", [1, 40])
def test_another_action_under_a_known_name_is_refused_in_batches_of_any_size(size: int) -> None:
    order = Order()
    order.add([typed(10 * n, "a", sequence=n) for n in range(1, 61)], 0)
    batch = [typed(200 + n, "b", BO, sequence=n) for n in range(1, size)]
    impostor = typed(100, "z", sequence=10)

    with pytest.raises(ValueError, match="already"):
        order.add(sorted([impostor, *batch]), 0)

    assert len(order) == 60


def test_what_is_removed_leaves_the_others_as_they_are_and_no_trace() -> None:
    late, last = typed(1, "a"), typed(3, "c")
    order = holding(typed(2, "b"), last)
    order.add([late], 7)
    updates = order.updates

    order.remove([late])

    assert [u.timestamp for u in updates] == [2, 3]
    assert order.lateness(late) is None
    order.add([typed(1, "d")], 8)
    assert order.lateness(updates[0]) == Lateness(2, 8)
