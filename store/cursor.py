"""A place in a history, for scrubbing: dragging by small steps costs those steps."""

from typing import Generic, TypeVar

from .timeline import Timeline

__all__ = ["Cursor"]

S = TypeVar("S")

MOST_STATES = 8192
"""States kept around the place; each is a reference, since states share their parts."""


class Cursor(Generic[S]):
    """Remembers the states around the place it was at last, as long as they hold true."""

    def __init__(self, timeline: Timeline[S]) -> None:
        self._timeline = timeline
        self._revision = -1
        self._start = 0
        self._states: list[S] = []

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
        last = self._start + len(self._states) - 1
        checkpoint, state = timeline.checkpoint_before(place)
        if self._states and checkpoint <= last < place:
            self._states += timeline.states_after(last, self._states[-1], place)
        elif not self._states or not self._start <= place <= last:
            self._start = checkpoint
            self._states = [state, *timeline.states_after(checkpoint, state, place)]
        surplus = len(self._states) - MOST_STATES
        if surplus > 0:
            del self._states[:surplus]
            self._start += surplus
        return self._states[place - self._start]
