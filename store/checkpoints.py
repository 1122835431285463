"""Which states of a history are kept, so that rewinds and scrubbing stay cheap.

Close to the end, where late updates belong, checkpoints are dense: their distance
from each other is a fraction of their distance to the end. About two dozen more are
spread evenly over the whole, for whoever looks at an old moment. The number is
bounded whatever the length of the log.
"""

from bisect import bisect_right
from collections.abc import Callable
from math import log2
from typing import Generic, TypeVar

__all__ = ["Checkpoints"]

S = TypeVar("S")

SPREAD = 24
FEWEST = 48
SOON = 8
"""So many new ones are kept before they are thinned: each holds on to memory."""
NEAREST = 16
"""Closer to the end than this, folding again is cheaper than keeping another state."""


class Checkpoints(Generic[S]):
    """States by place, in ascending order; the state at place 0 is always there.

    Args:
        first: the state before the first update.
        limit: how many states to keep at the most, at least 48.

    Raises:
        ValueError: `limit` is under 48.
    """

    def __init__(self, first: S, *, limit: int = 64) -> None:
        if limit < FEWEST:
            raise ValueError(f"limit is {limit}, at least {FEWEST} checkpoints are needed")
        self._places = [0]
        self._states = [first]
        self._kept = 1  # when they were thinned last
        self._limit = limit

    def __len__(self) -> int:
        return len(self._places)

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(self._places)

    @property
    def last(self) -> int:
        """The place of the last one."""
        return self._places[-1]

    def at_or_before(self, place: int) -> tuple[int, S]:
        """The last checkpoint that is not behind `place`."""
        index = bisect_right(self._places, place) - 1
        return self._places[index], self._states[index]

    def drop_after(self, place: int) -> None:
        """Forget every state that an insertion at `place` made untrue."""
        keep = bisect_right(self._places, place)
        self._kept = min(self._kept, keep)
        del self._places[keep:]
        del self._states[keep:]

    def drop_before(self, place: int) -> None:
        """Forget the states before `place`, but the first one and the last of them."""
        nearest = bisect_right(self._places, place) - 1
        if nearest > 1:
            del self._places[1:nearest]
            del self._states[1:nearest]
            self._kept = min(self._kept, len(self._places))

    def save(self, place: int, state: S) -> None:
        """Keep `state`, which lies behind all checkpoints there are."""
        if place > self._places[-1]:
            self._places.append(place)
            self._states.append(state)
            if len(self._places) > min(self._limit, self._kept + SOON):
                self._thin(place)
                self._kept = len(self._places)

    def amend(self, place: int, amend: Callable[[int, S], tuple[int, S]]) -> None:
        """Replace each place and state behind `place` with what `amend` makes of them.

        The places must go on rising. If `amend` raises, nothing has changed.
        """
        first = bisect_right(self._places, place)
        pairs = zip(self._places[first:], self._states[first:], strict=True)
        amended = [amend(old, state) for old, state in pairs]
        self._places[first:] = [new for new, _ in amended]
        self._states[first:] = [state for _, state in amended]

    def count_after(self, place: int) -> int:
        """How many states lie behind `place`."""
        return len(self._places) - bisect_right(self._places, place)

    def plan(self, start: int, end: int) -> list[int]:
        """The places behind `start` at which a fold that ends at `end` should save."""
        spread = set(range(0, end, _interval(end)))
        # Ratio of one distance to the next such that half the limit is used up
        # between the nearest distance and the first evenly spread checkpoint.
        steps = self._limit - SPREAD - 8
        ratio = max(end / SPREAD / NEAREST, 2.0) ** (1 / steps)
        dense = {end - int(NEAREST * ratio**step) for step in range(steps + 1)}
        return sorted(place for place in spread | dense | {end} if start < place <= end)

    def _thin(self, end: int) -> None:
        """Keep the first checkpoint of each cell, and leave room for the next ones.

        Called once for every few checkpoints saved, so its cost is spread over them.
        """
        cells = self._limit - SPREAD - 16
        interval = _interval(end)
        octaves = max(log2(max(end / SPREAD / NEAREST, 2.0)), 1.0)
        seen: set[tuple[int, int]] = set()
        places, states = [self._places[0]], [self._states[0]]
        for place, state in zip(self._places[1:-1], self._states[1:-1], strict=True):
            distance = (end - place) / NEAREST
            near = -1 if distance < 1 else int(log2(distance) / octaves * cells)
            cell = (0, near) if near < cells else (1, place // interval)
            if cell not in seen:
                seen.add(cell)
                places.append(place)
                states.append(state)
        self._places = [*places, self._places[-1]]
        self._states = [*states, self._states[-1]]


def _interval(end: int) -> int:
    """The distance of the evenly spread checkpoints: between 16 and 32 of them.

    A power of two, so that those which are there stay the right ones until the log has
    doubled.
    """
    return 1 << (end // 32).bit_length()
