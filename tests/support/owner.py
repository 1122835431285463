"""The thread that owns a log, without a loop."""

import threading
from collections.abc import Callable

__all__ = ["Owner"]


class Owner:
    """A thread that is told things when it asks: a loop without the waiting."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], object]] = []
        self._arrived = threading.Condition()

    def deliver(self, callback: Callable[[], object]) -> None:
        with self._arrived:
            self._callbacks.append(callback)
            self._arrived.notify()

    def listen(self) -> None:
        """Wait until something is delivered, and call it."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self._callbacks, timeout=60), "nothing came"
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()
