"""Counting who did how much."""

import random

from redux_scuttlebutt.store.update import Update
from redux_scuttlebutt.ui.history.density import MOST_BINS, Density
from support.room import ANA, BO, CY, FakeRoom

ADD = {"type": "counter/incremented"}


def test_bins_grow_with_the_history_and_stay_bounded() -> None:
    chance = random.Random(3)
    room = FakeRoom()
    updates: list[Update] = []
    density = Density()

    for _ in range(40):
        updates += [room.make(chance.choice((ANA, BO, CY)), ADD) for _ in range(150)]
        place = chance.randint(0, len(updates))
        updates.insert(place, room.make(BO, ADD))
        density.refresh(updates, min(place, len(updates) - 151))

        fresh = Density()
        fresh.size = density.size
        fresh.refresh(updates, 0)
        assert density.bins == fresh.bins
        assert density.totals == fresh.totals

    assert len(density.bins) <= MOST_BINS
    assert sum(density.totals.values()) == len(updates)


def test_the_busiest_get_a_lane() -> None:
    room = FakeRoom()
    updates = [room.make(source, ADD) for source in (ANA, BO, BO, CY, CY, CY)]
    density = Density()

    density.refresh(updates, 0)

    assert density.lanes(2) == [BO, CY]
