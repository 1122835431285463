"""What can be read of a history: any state, its updates, and how late they were."""

import pytest

from redux_scuttlebutt.store.order import Lateness
from redux_scuttlebutt.store.update import Incarnation, Name, Sequence
from support.updates import ANA, BO, CY, named, typed, written


def test_the_state_at_any_place_is_the_fold_up_to_it() -> None:
    history = written(*(typed(n, "abc"[n % 3]) for n in range(200)))

    text = history.state

    assert [history.state_at(place) for place in range(201)] == [text[:n] for n in range(201)]
    assert history.states(7, 12) == [text[:n] for n in range(7, 13)]
    assert history.states(7, 7) == [text[:7]]


@pytest.mark.parametrize("place", [-1, 4])
def test_there_is_no_state_before_the_first_or_behind_the_last_place(place: int) -> None:
    history = written(typed(1, "a"), typed(2, "b"), typed(3, "c"))

    with pytest.raises(IndexError, match=f"place is {place}, the history is folded from 0 to 3"):
        history.state_at(place)


def test_states_behind_the_last_place_are_not_made_up() -> None:
    history = written(typed(1, "a"))

    with pytest.raises(IndexError):
        history.states(0, 5)


def test_updates_are_found_by_name_and_by_source() -> None:
    a, b, c = typed(1, "a"), typed(2, "b", BO), typed(3, "c", sequence=2)
    history = written(a, b, c)

    assert history.find(c.name) is c
    assert history.find(Name(ANA, Incarnation(0), Sequence(3))) is None
    assert history.own(ANA) == [a, c]
    assert history.own(CY) == []
    assert history.place_of(c) == 2


def test_lateness_is_how_many_were_here_that_come_later() -> None:
    history = written(typed(1, "a"), typed(4, "b"), typed(6, "c"))

    history.merge([typed(3, "d", BO), typed(2, "e", BO), typed(7, "f", BO)], arrived=99)

    late = {named([u])[0]: history.lateness(u) for u in history.updates}
    assert late["e"] == late["d"] == Lateness(depth=2, arrived=99)
    assert late["a"] is late["c"] is late["f"] is None


def test_where_states_are_kept_can_be_seen() -> None:
    history = written(*(typed(n, "a") for n in range(1, 41)))

    assert history.checkpoint_places[0] == 0
    assert history.checkpoint_places[-1] == len(history)
    assert all(history.checkpoint_before(p)[0] == p for p in history.checkpoint_places)
