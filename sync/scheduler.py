"""Time and turns, handed in: what the dispatcher needs of an event loop.

The core asks for the time and for callbacks; it never looks at a clock itself. With
`Inline` everything happens during the call that caused it, without any event loop.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol, TypeVar

__all__ = ["LONGEST_SECONDS", "Cancellable", "Inline", "LoopScheduler", "Scheduler"]

LONGEST_SECONDS = 24 * 3600.0
"""What has to wait longer asks again after this: Qt's timers count milliseconds in 31 bits."""

T = TypeVar("T")


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

    def work(self, job: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do `job` beside everything else, and hand what it returns to `done`, in our turn.

        Jobs are done one after the other, and told of in their order. What a job raises is
        raised where `done` would have been called.
        """
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

    def work(self, job: Callable[[], T], done: Callable[[T], object]) -> None:
        done(job())


class LoopScheduler:
    """Turns of an asyncio event loop, the frames of a window among them.

    Jobs have a thread of their own, from the first one until `close`.

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
        self._worker: ThreadPoolExecutor | None = None
        self._is_over = False

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

    def work(self, job: Callable[[], T], done: Callable[[T], object]) -> None:
        if self._is_over:
            return
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "scuttlebutt-work")

        def deliver(finished: Future[T]) -> None:
            if not self._is_over:
                done(finished.result())

        def tell(finished: Future[T]) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits for it
                self._loop.call_soon_threadsafe(deliver, finished)

        self._worker.submit(job).add_done_callback(tell)

    def close(self) -> None:
        """Deliver nothing more, and wait for the job in hand; no thread is left behind."""
        self._is_over = True
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)


def _wall_clock() -> int:
    return time.time_ns() // 1000
