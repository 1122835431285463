"""A place in a history, for scrubbing: dragging by small steps costs those steps."""

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
            self._revision = timeline.revision
        checkpoint, state = timeline.checkpoint_before(place)
        last = self._start + len(self._states) - 1
        if self._states and last < place and (checkpoint <= last or place - last <= NEAR):
            self._states += timeline.states_after(last, self._states[-1], place)
        elif self._states and place < self._start <= place + NEAR:
            before = timeline.states_after(checkpoint, state, self._start - 1)
            self._states = [state, *before, *self._states]
            self._start = checkpoint
        elif not self._states or not self._start <= place <= last:
            self._states = [state, *timeline.states_after(checkpoint, state, place)]
            self._start = checkpoint
        self._forget(place)
        return self._states[place - self._start]

    def _forget(self, place: int) -> None:
        """Let go of the states that are farthest from `place`."""
        surplus = len(self._states) - MOST_STATES
        if surplus > 0:
            ahead = min(surplus, max(place - self._start - MOST_STATES // 2, 0))
            del self._states[:ahead]
            self._start += ahead
            del self._states[MOST_STATES:]
