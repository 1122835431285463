"""Clocks: where the timestamps of a room come from. All peers of a room use one kind.

A timestamp is larger than every timestamp its source had seen, and never fails to be
issued. What is stamped too far ahead of physical time is parked by the dispatcher and
not observed, so one bad clock does not carry everybody into the future.
"""

from typing import Protocol

from ..store.update import Timestamp

__all__ = ["MAX_AHEAD", "Clock", "HybridClock", "LamportClock"]

MAX_AHEAD = 60 * 1_000_000
"""Microseconds ahead of physical time beyond which an update is parked."""

MAX_JUMP = 2**40
"""Counts ahead beyond which a Lamport stamp is parked."""


class Clock(Protocol):
    """A strategy for timestamps; `now` is physical time, microseconds since 1970."""

    @property
    def kind(self) -> str:
        """The name that peers compare before they exchange anything."""
        ...

    def issue(self, now: int) -> Timestamp:
        """The next own timestamp: larger than all issued and observed before."""
        ...

    def observe(self, timestamp: Timestamp) -> None:
        """Take note of a timestamp of somebody else, or of our own past."""
        ...

    def promise(self, now: int) -> Timestamp:
        """A timestamp above which every later own one will be."""
        ...

    def is_ahead(self, now: int) -> bool:
        """Whether the next own timestamp would be parked by everybody."""
        ...

    def restart(self, now: int) -> None:
        """Forget what is too far ahead of `now`; only for a new incarnation."""
        ...

    def until(self, timestamp: Timestamp, now: int) -> int:
        """How many microseconds from `now` an update has to stay parked; 0 for none."""
        ...


class HybridClock:
    """Physical time where that rises, counted up where it does not: max(now, last seen + 1).

    After Kulkarni et al., "Logical Physical Clocks" (2014), in one integer.
    """

    kind = "hybrid"

    def __init__(self) -> None:
        self._last = 0

    def issue(self, now: int) -> Timestamp:
        self._last = max(now, self._last + 1)
        return Timestamp(self._last)

    def observe(self, timestamp: Timestamp) -> None:
        self._last = max(self._last, timestamp)

    def promise(self, now: int) -> Timestamp:
        self._last = max(self._last, now)
        return Timestamp(self._last)

    def is_ahead(self, now: int) -> bool:
        return self._last + 1 > now + MAX_AHEAD

    def restart(self, now: int) -> None:
        self._last = min(self._last, now)

    def until(self, timestamp: Timestamp, now: int) -> int:
        return max(timestamp - MAX_AHEAD - now, 0)


class LamportClock:
    """Counts, and knows no time: 1 more than everything seen (Lamport, 1978).

    A stamp absurdly far ahead, which no count of actions explains, is parked for good.
    """

    kind = "lamport"

    def __init__(self) -> None:
        self._last = 0

    def issue(self, now: int) -> Timestamp:  # noqa: ARG002
        self._last += 1
        return Timestamp(self._last)

    def observe(self, timestamp: Timestamp) -> None:
        self._last = max(self._last, timestamp)

    def promise(self, now: int) -> Timestamp:  # noqa: ARG002
        return Timestamp(self._last)

    def is_ahead(self, now: int) -> bool:  # noqa: ARG002
        return False

    def restart(self, now: int) -> None:
        pass

    def until(self, timestamp: Timestamp, now: int) -> int:  # noqa: ARG002
        return MAX_AHEAD if timestamp > self._last + MAX_JUMP else 0
