"""Clocks: where the timestamps of a room come from. All peers of a room use one kind.

A timestamp is larger than every timestamp its source had seen, below 2**53, and never
fails to be issued. What is stamped more than a minute ahead of physical time is parked
until that minute and not observed before, so one bad clock does not carry everybody into
the future. Whether an update is parked depends on nothing but its stamp and the time, so
that in the end all replicas fold it at the same place.
"""

from typing import Protocol

from ..store.update import Timestamp

__all__ = ["CEILING", "LATEST", "MAX_AHEAD", "TOLERANCE", "Clock", "HybridClock", "LamportClock"]

MAX_AHEAD = 60 * 1_000_000
"""Microseconds ahead of physical time beyond which an update is parked."""

LATEST = 2**53 - 2**40
"""The last physical time that is stamped, in May 2255; behind it there is room to count."""

CEILING = 2**53 - 2**39
"""Whatever we see, we go on from here at the latest: room for 2**39 stamps is left."""


class Clock(Protocol):
    """A strategy for timestamps; `now` is physical time, microseconds since 1970."""

    @property
    def kind(self) -> str:
        """The name that peers compare before they exchange anything."""
        ...

    def issue(self, now: int) -> Timestamp:
        """The next own timestamp: larger than all issued, observed and promised before."""
        ...

    def observe(self, timestamp: Timestamp) -> None:
        """Take note of a timestamp of somebody else, or a timestamp or promise of our past.

        One above `CEILING` counts as that. Whatever is not parked is below; a past of ours
        that ends above `is_ahead`, and cannot be continued.
        """
        ...

    def until(self, timestamp: Timestamp, now: int) -> int:
        """How many microseconds from `now` an update has to stay parked; 0 for none."""
        ...

    def promise(self, now: int) -> Timestamp:
        """A timestamp that all our later ones are larger than; the clock keeps to it.

        What was promised before the program was restarted is to be observed after it.
        """
        ...

    def is_ahead(self, now: int) -> bool:
        """Whether others would park what is issued now."""
        ...

    def restart(self, now: int) -> None:
        """Forget timestamps ahead of `now`, for a new incarnation after `is_ahead`.

        Only for a new one, since within an incarnation timestamps have to rise. That those
        of another may be lower is sound: what we forget is parked wherever the clock is
        right, so nobody there folded it, or issued anything after it. When its time comes
        it is folded at its place, after what we issue now. Nor is a promise broken that
        was made while ahead, as no more than physical time was promised. One from before
        our clock was set back is, by a minute at most as others believe it.
        """
        ...


TOLERANCE = 1_000_000
"""Microseconds beyond `MAX_AHEAD` that our own stamps may have counted on to."""


class _Counter:
    """What the kinds have in common: the last stamp, and no stamp far ahead of time."""

    def __init__(self) -> None:
        self._last = 0

    def observe(self, timestamp: Timestamp) -> None:
        self._last = max(self._last, min(timestamp, CEILING))

    def until(self, timestamp: Timestamp, now: int) -> int:
        return max(timestamp - MAX_AHEAD - now, 0)

    def promise(self, now: int) -> Timestamp:
        # To promise more than the time while ahead would forbid to `restart`.
        return Timestamp(_stampable(now) if self.is_ahead(now) else self._last)

    def is_ahead(self, now: int) -> bool:
        # What others stamped may be a minute ahead, and ours counts on from there.
        return self._last + 1 > now + MAX_AHEAD + TOLERANCE

    def restart(self, now: int) -> None:
        self._last = min(self._last, _stampable(now))


class HybridClock(_Counter):
    """Physical time where that rises, counted up where it does not: max(now, last seen + 1).

    After Kulkarni et al., "Logical Physical Clocks" (2014), in one integer.
    """

    kind = "hybrid"

    def issue(self, now: int) -> Timestamp:
        self._last = max(_stampable(now), self._last + 1)
        return Timestamp(self._last)

    def promise(self, now: int) -> Timestamp:
        self._last = max(self._last, _stampable(now))
        return super().promise(now)


class LamportClock(_Counter):
    """Counts, and knows no time: 1 more than everything seen (Lamport, 1978).

    A count is parked as if it were a time. No honest one is: that would take an action in
    every microsecond since 1970. A dishonest one can make the room count on from the
    present time, where the honest ones after it rise more slowly than time does.
    """

    kind = "lamport"

    def issue(self, now: int) -> Timestamp:  # noqa: ARG002
        self._last += 1
        return Timestamp(self._last)


def _stampable(now: int) -> int:
    return min(max(now, 0), LATEST)
