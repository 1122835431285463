"""A place in a history, for scrubbing: dragging by small steps costs those steps."""

from math import ceil
from typing import Generic, TypeVar

from .timeline import Timeline

__all__ = ["Cursor"]

S = TypeVar("S")

NEAR = 256
"""Steps for which the states there are go on being used, rather than begun anew."""

MOST_STATES = 8192
"""States kept around the place; each is a reference, since states share their parts."""


class Cursor(Generic[S]):
    """Remembers the states around the place it was at last, as long as they hold true."""

    def __init__(self, timeline: Timeline[S]) -> None:
        self._timeline = timeline
        self._revision = -1
        self._start = 0
        self._states: list[S] = []
        self._place = 0
        self._prior: list[S] = []  # the stretch before `_start`, as far as folded

    def __len__(self) -> int:
        """How many states it keeps."""
        return len(self._states)

    def go_to(self, place: int) -> S:
        """The state after the first `place` updates.

        Raises:
            IndexError: `place` is below 0 or behind what has been folded.
            FoldStopped: the machine kept the reducer from finishing.
        """
        timeline = self._timeline
        if self._revision != timeline.revision:
            self._states.clear()
            self._prior.clear()
            self._revision = timeline.revision
        checkpoint, state = timeline.checkpoint_before(place)
        last = self._start + len(self._states) - 1
        if self._states and last < place and (checkpoint <= last or place - last <= NEAR):
            self._states += timeline.states_after(last, self._states[-1], place)
        elif self._states and place < self._start <= place + NEAR:
            while place < self._start:
                self._fold_prior(self._start)
                self._states = self._prior + self._states
                self._start -= len(self._prior)
                self._prior = []
        elif not self._states or not self._start <= place <= last:
            self._states = [state, *timeline.states_after(checkpoint, state, place)]
            self._start = checkpoint
            self._prior = []
        elif place < self._place:
            # Going back: by the time the stretch before is reached, it is folded.
            share = (self._place - place) / (place - self._start + 1)
            self._fold_prior(ceil(MOST_STATES * share))
        self._place = place
        self._forget(place)
        return self._states[place - self._start]

    def _fold_prior(self, most: int) -> None:
        """Fold at most `most` updates of the stretch between two checkpoints before `_start`."""
        if self._start == 0:
            return
        checkpoint, state = self._timeline.checkpoint_before(self._start - 1)
        if not self._prior:
            self._prior = [state]
        at = checkpoint + len(self._prior) - 1
        stop = min(at + most, self._start - 1)
        self._prior += self._timeline.states_after(at, self._prior[-1], stop)

    def _forget(self, place: int) -> None:
        """Let go of the states that are farthest from `place`."""
        surplus = len(self._states) - MOST_STATES
        if surplus > 0:
            ahead = min(surplus, max(place - self._start - MOST_STATES // 2, 0))
            if ahead:
                del self._states[:ahead]
                self._start += ahead
                self._prior = []
            del self._states[MOST_STATES:]
