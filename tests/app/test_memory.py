"""The collector leaves alone what stays, and goes on clearing what does not."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from redux_scuttlebutt.app.memory import expect_much_to_stay, what_is_here_stays


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


class Knot:
    """Holds itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


def test_what_is_here_is_not_looked_through_again() -> None:
    kept = [[n] for n in range(1000)]

    what_is_here_stays()

    assert gc.get_freeze_count() > len(kept)


def test_young_garbage_is_still_cleared() -> None:
    what_is_here_stays()
    expect_much_to_stay()
    knot = weakref.ref(Knot())

    for _ in range(gc.get_threshold()[0] * 2):
        Knot()

    assert knot() is None
