"""The counter's last values in the agreed order, and whose action led to each.

Folding a history again for a small picture would cost more than the picture is worth,
so a bounded stretch at the end is asked for, and only what is new or was rewound.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ...store.history import History
from ...store.update import Update

__all__ = ["Step", "Trace"]

MOST_STEPS = 120
MOST_UPDATES = 240
"""How far back from the end the history is asked for states."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the value."""

    update: Update
    before: int
    after: int


class Trace:
    """The newest steps of `value_of(state)` along `history`."""

    def __init__(self, history: History[Any], value_of: Callable[[Any], int]) -> None:
        self._history = history
        self._value_of = value_of
        self._reached = 0
        self._rewinds = 0
        self.steps: list[Step] = []

    def refresh(self) -> None:
        """Bring the steps up to what has been folded."""
        history = self._history
        if not history.is_settled:
            return
        fresh = history.rewind_count - self._rewinds
        self._rewinds = history.rewind_count
        if fresh:
            seen = list(history.rewinds)[-fresh:]
            self._forget_from(min((rewind.place for rewind in seen), default=0))
        end = history.folded
        start = max(min(self._reached, end), end - MOST_UPDATES)
        states = history.states(start, end)
        values = [self._value_of(state) for state in states]
        for place, (before, after) in enumerate(pairwise(values), start):
            if before != after:
                self.steps.append(Step(history.updates[place], before, after))
        del self.steps[:-MOST_STEPS]
        self._reached = end

    def _forget_from(self, place: int) -> None:
        history = self._history
        self._reached = min(self._reached, place)
        while self.steps and history.place_of(self.steps[-1].update) >= place:
            self.steps.pop()
