"""Time and turns, handed in: what the dispatcher needs of an event loop.

The core asks for the time and for callbacks; it never looks at a clock itself. With
`Inline` everything happens during the call that caused it, without any event loop.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

__all__ = ["LONGEST_SECONDS", "Cancellable", "Inline", "LoopScheduler", "Scheduler"]

LONGEST_SECONDS = 24 * 3600.0
"""What has to wait longer asks again after this: Qt's timers count milliseconds in 31 bits."""


class Cancellable(Protocol):
    def cancel(self) -> None: ...


class Scheduler(Protocol):
    """What the dispatcher needs of the outside world's time."""

    run_delay: float
    """Seconds an open run waits for more updates; 0 closes it with each one."""

    slice_seconds: float
    """How long a fold may keep the thread before it has to give others a turn."""

    def now(self) -> int:
        """Physical time, microseconds since 1970."""
        ...

    def timer(self) -> float:
        """Seconds since some moment, never going back: for measuring durations."""
        ...

    def soon(self, callback: Callable[[], object]) -> None:
        """Call `callback` in the next turn."""
        ...

    def later(self, delay: float, callback: Callable[[], object]) -> Cancellable:
        """Call `callback` in `delay` seconds, unless cancelled."""
        ...


class _Never:
    def cancel(self) -> None:
        pass


class Inline:
    """No event loop: the next turn comes before the present call returns, and no later ones.

    What has to wait for its time, such as a parked update, waits for the next call.
    """

    run_delay = 0.0
    slice_seconds = float("inf")

    def __init__(self, now: Callable[[], int] | None = None) -> None:
        self._now = now or _wall_clock
        self._turns: deque[Callable[[], object]] = deque()
        self._running = False

    def now(self) -> int:
        return self._now()

    def timer(self) -> float:
        return time.perf_counter()

    def soon(self, callback: Callable[[], object]) -> None:
        self._turns.append(callback)
        if self._running:
            return
        self._running = True
        try:
            while self._turns:
                self._turns.popleft()()
        finally:
            self._running = False

    def later(self, delay: float, callback: Callable[[], object]) -> Cancellable:  # noqa: ARG002
        return _Never()


class LoopScheduler:
    """Turns of an asyncio event loop, the frames of a window among them.

    Args:
        loop: whose thread everything runs in.
        frame: seconds between two turns; 0 takes the next turn of the loop. With qasync
            a callback costs about 40 µs, so a window takes one per frame.
        run_delay: as in `Scheduler`.
        slice_seconds: as in `Scheduler`.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        frame: float = 0.0,
        run_delay: float = 0.04,
        slice_seconds: float = 0.006,
    ) -> None:
        self._loop = loop
        self._frame = frame
        self.run_delay = run_delay
        self.slice_seconds = slice_seconds

    def now(self) -> int:
        return _wall_clock()

    def timer(self) -> float:
        return time.perf_counter()

    def soon(self, callback: Callable[[], object]) -> None:
        if self._frame:
            self._loop.call_later(self._frame, callback)
        else:
            self._loop.call_soon(callback)

    def later(self, delay: float, callback: Callable[[], object]) -> Cancellable:
        return self._loop.call_later(delay, callback)


def _wall_clock() -> int:
    return time.time_ns() // 1000
