"""One heap of everything that is going to happen, in virtual time."""

import heapq
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

__all__ = ["SECOND", "START", "Heap"]

SECOND = 1_000_000
START = 1_790_000_000_000_000
"""When every run begins, in microseconds since 1970."""


class _Entry(NamedTuple):
    due: int
    number: int
    callback: Callable[[], object]


class Heap:
    """True time, in microseconds, and what is due when. Equal times keep their order."""

    def __init__(self) -> None:
        self.now = START
        self.events = 0
        self._entries: list[_Entry] = []
        self._number = count()

    def after(self, delay: int, callback: Callable[[], object]) -> None:
        """Call `callback` in `delay` microseconds."""
        due = self.now + max(delay, 0)
        heapq.heappush(self._entries, _Entry(due, next(self._number), callback))

    def step(self, end: int) -> bool:
        """Let the next thing happen, if that is before `end`; whether there was one.

        Time moves on to `end` where there is none.
        """
        if not self._entries or self._entries[0].due > end:
            self.now = max(self.now, end)
            return False
        due, _, callback = heapq.heappop(self._entries)
        self.now = due
        self.events += 1
        callback()
        return True
