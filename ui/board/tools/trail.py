"""Where a laser has pointed within the last moments."""

from collections import deque
from collections.abc import Callable

from ..shapes.geometry import Box, Place

__all__ = ["FADES_SECONDS", "Trail"]

FADES_SECONDS = 2.0

MOST_POINTS = 2000
"""No hand makes more in the time."""


class Trail:
    """The places the laser was at; each fades for two seconds, and is gone.

    Args:
        now: a clock in seconds.

    Attributes:
        number: which line it is: one more each time the laser is put down anew.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.number = 0
        self._count = 0
        self._now = now
        # Where, when, and whether a line leads there from the one before.
        self._points: deque[tuple[Place, float, bool]] = deque()
        self._is_down = False

    def begin(self) -> None:
        """The laser is put down: a new line."""
        self._is_down = False
        self.number += 1
        self._count = 0

    def add(self, place: Place) -> None:
        """The laser points there now."""
        if self._points and self._is_down and self._points[-1][0] == place:
            # It stands still, and is as bright as ever.
            _, _, is_joined = self._points.pop()
            self._points.append((place, self._now(), is_joined))
            return
        self._points.append((place, self._now(), self._is_down))
        self._count += 1
        self._is_down = True
        if len(self._points) > MOST_POINTS:
            self._points.popleft()

    def fade(self) -> bool:
        """Forget what has faded away; False if there is nothing left."""
        oldest = self._now() - FADES_SECONDS
        while self._points and self._points[0][1] <= oldest:
            self._points.popleft()
        return bool(self._points)

    @property
    def line(self) -> list[Place]:
        """What is left of the line drawn last."""
        places = [place for place, _, _ in self._points]
        return places[-self._count :] if self._count else []

    @property
    def start(self) -> int:
        """How many points of that line are gone."""
        return self._count - len(self.line)

    @property
    def segments(self) -> list[tuple[Place, Place, float]]:
        """From where to where, and how strongly it still shows, 1 to 0."""
        now = self._now()
        result: list[tuple[Place, Place, float]] = []
        before: Place | None = None
        for place, when, is_joined in self._points:
            strength = min(max(1 - (now - when) / FADES_SECONDS, 0.0), 1.0)
            start = before if is_joined and before is not None else place
            result.append((start, place, strength))
            before = place
        return result

    @property
    def box(self) -> Box | None:
        """The box around all that is left."""
        if not self._points:
            return None
        xs, ys = zip(*(place for place, _, _ in self._points), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))
