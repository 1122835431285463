"""Time that passes when told: a scheduler without an event loop."""

import heapq
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import TypeVar

__all__ = ["NOON", "VirtualTime"]

NOON = 1_790_000_000_000_000
"""Some moment, in microseconds since 1970."""

T = TypeVar("T")


class Timer:
    """What `VirtualTime.later` returns."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback = callback
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class VirtualTime:
    """Fulfils `Scheduler`: turns and timers wait until a test lets them come."""

    run_delay = 0.04
    slice_seconds = 0.006

    def __init__(self, now: int = NOON) -> None:
        self._now = now
        self._turns: deque[Callable[[], object]] = deque()
        self._timers: list[tuple[int, int, Timer]] = []
        self._number = count()

    def now(self) -> int:
        return self._now

    def timer(self) -> float:
        return self._now / 1_000_000

    def soon(self, callback: Callable[[], object]) -> None:
        self._turns.append(callback)

    def later(self, delay: float, callback: Callable[[], object]) -> Timer:
        timer = Timer(callback)
        due = self._now + round(delay * 1_000_000)
        heapq.heappush(self._timers, (due, next(self._number), timer))
        return timer

    def work(self, job: Callable[[], T], done: Callable[[T], object]) -> None:
        done(job())

    # What a test does

    @property
    def timers(self) -> int:
        """How many callbacks wait for their time."""
        return sum(not timer.is_cancelled for _, _, timer in self._timers)

    def compute(self, seconds: float) -> None:
        """Let time pass during which nobody gets a turn, as when a reducer is slow."""
        self._now += round(seconds * 1_000_000)

    def turn(self) -> bool:
        """Call everything that asked for a turn before this one; whether there was any."""
        turns, self._turns = self._turns, deque()
        for callback in turns:
            callback()
        return bool(turns)

    def settle(self) -> None:
        """Take turns until nobody asks for one. No time passes but what is computed."""
        while self.turn():
            pass

    def pass_time(self, seconds: float) -> None:
        """Let time pass, with the timers that are due on the way and all turns."""
        end = self._now + round(seconds * 1_000_000)
        self.settle()
        while self._timers and self._timers[0][0] <= end:
            due, _, timer = heapq.heappop(self._timers)
            self._now = max(self._now, due)
            if not timer.is_cancelled:
                timer.callback()
            self.settle()
        self._now = max(self._now, end)
