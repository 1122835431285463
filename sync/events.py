"""Named events and their listeners, without an event loop."""

from collections.abc import Callable
from typing import Any

__all__ = ["Events"]


class Events:
    """Calls listeners by the name of what happened, in the order in which they came.

    Args:
        names: the events there are; any other name is a mistake.
    """

    def __init__(self, *names: str) -> None:
        self._listeners: dict[str, tuple[Callable[..., object], ...]] = dict.fromkeys(names, ())

    def on(self, name: str, listener: Callable[..., object]) -> Callable[[], None]:
        """Call `listener` whenever `name` happens; returns the function that ends it.

        Raises:
            ValueError: there is no such event.
        """
        if name not in self._listeners:
            raise ValueError(f"no event {name!r}, expected one of {', '.join(self._listeners)}")
        entry = _once_each(listener)
        self._listeners[name] += (entry,)

        def off() -> None:
            self._listeners[name] = tuple(e for e in self._listeners[name] if e is not entry)

        return off

    def is_heard(self, name: str) -> bool:
        """Whether anybody listens to `name`."""
        return bool(self._listeners[name])

    def emit(self, name: str, *details: Any) -> None:
        """Call everybody who was listening when this began.

        What one of them raises reaches the caller, once all others have been called too.
        """
        failures: list[Exception] = []
        for listener in self._listeners[name]:
            try:
                listener(*details)
            except Exception as failure:
                failures.append(failure)
        if len(failures) > 1:
            raise ExceptionGroup(f"listeners of {name!r} failed", failures)
        if failures:
            raise failures[0]


def _once_each(listener: Callable[..., object]) -> Callable[..., object]:
    """A distinct function for each subscription, so that the same listener may come twice."""
    return lambda *details: listener(*details)
