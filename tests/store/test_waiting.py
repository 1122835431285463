"""What a fold has passed waits until it is over, and nothing of it is lost or doubled."""

import pytest

from redux_scuttlebutt.store.order import Order
from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.store.waiting import Waiting
from support.updates import ANA, BO, typed, update


def order_of(*timestamps: int) -> Order:
    order = Order()
    order.add([typed(stamp, "a", sequence=stamp) for stamp in timestamps], 0)
    return order


def test_what_sorts_behind_the_place_reached_need_not_wait() -> None:
    waiting = Waiting()
    early, on_time = typed(15, "b", BO), typed(25, "c", BO, sequence=2)

    rest = waiting.put_aside([early, on_time], 7, order_of(10, 20, 30), reached=2)

    assert rest == [on_time]
    assert list(waiting.take()) == [([early], 7)]


def test_an_undo_waits_wherever_it_sorts() -> None:
    waiting = Waiting()
    control = update(40, undo(typed(10, "a", sequence=10).name), ANA, sequence=40)

    assert waiting.put_aside([control], 1, order_of(10, 20, 30), reached=1) == []


def test_nothing_waits_once_it_was_taken() -> None:
    waiting = Waiting()
    waiting.put_aside([typed(1, "b", BO)], 0, order_of(10), reached=1)

    list(waiting.take())

    assert list(waiting.take()) == []


def test_what_waits_already_is_refused() -> None:
    waiting, order = Waiting(), order_of(10, 20)
    waiting.put_aside([typed(5, "b", BO)], 0, order, reached=2)

    for again in (typed(5, "b", BO), order.updates[0]):
        with pytest.raises(ValueError, match=r"twice|already|same name"):
            waiting.put_aside([again], 0, order, reached=2)

    assert list(waiting.take()) == [([typed(5, "b", BO)], 0)]
