"""What a simulated machine believes the time to be, and how a program on it waits."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from .heap import SECOND, START, Heap
from .plan import Buggify, ClockPlan

__all__ = ["NodeTime", "WallClock"]

After: TypeAlias = Callable[[int, Callable[[], object]], None]
T = TypeVar("T")


class WallClock:
    """What a machine believes the time to be."""

    def __init__(self, heap: Heap, plan: ClockPlan) -> None:
        self._heap = heap
        self._plan = plan
        self._since = heap.now
        self._then = heap.now + round(plan.offset_s * SECOND)
        self._rate = plan.rate
        self._grain = plan.grain_us
        self.largest = 0

    def now(self) -> int:
        exact = self._exact()
        told = exact - exact % self._grain
        self.largest = max(self.largest, told)
        return told

    def jump(self, seconds: int) -> None:
        self._anchor(self._exact() + seconds * SECOND)

    def stand_still(self) -> None:
        self._anchor(self._exact())
        self._rate = 0.0

    def run(self) -> None:
        """Run again, as fast as before."""
        self._anchor(self._exact())
        self._rate = self._plan.rate

    def set(self, time: int) -> None:
        """Show `time` from now on, as finely as clocks should, and run as they should."""
        self._anchor(time)
        self._rate = 1.0
        self._grain = 1

    def _exact(self) -> int:
        return self._then + round((self._heap.now - self._since) * self._rate)

    def _anchor(self, time: int) -> None:
        self._since, self._then = self._heap.now, time


class _Timer:
    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self._callback = None

    def ring(self) -> None:
        if self._callback is not None:
            self._callback()


class NodeTime:
    """Fulfils `Scheduler` for one life of a program.

    Timers follow true time; only `now` shows the wrong one.

    Args:
        after: calls back in so many microseconds, unless the program has ended.
    """

    def __init__(self, heap: Heap, wall: WallClock, after: After, settings: Buggify) -> None:
        self._heap = heap
        self._wall = wall
        self._after = after
        self._timer = 0
        self._tick_us = settings.tick_us
        self._turn_us = settings.turn_us
        self.run_delay = settings.run_delay
        self.slice_seconds = 0.006

    def now(self) -> int:
        return self._wall.now()

    def timer(self) -> float:
        # True time catches up: a timer that ran ahead for ever would be no timer.
        self._timer = max(self._timer + self._tick_us, self._heap.now - START)
        return self._timer / SECOND

    def soon(self, callback: Callable[[], object]) -> None:
        self._after(self._turn_us, callback)

    def later(self, delay: float, callback: Callable[[], object]) -> _Timer:
        timer = _Timer(callback)
        # Real loops take a while too; it keeps a timer of no length from ringing for ever.
        self._after(max(round(delay * SECOND), 1), timer.ring)
        return timer

    def work(self, job: Callable[[], T], done: Callable[[T], object]) -> None:
        result = job()
        self.soon(lambda: done(result))
