"""What somebody else is drawing, or has pointed at: put together from the parts they tell.

Each part holds the last points of a line and says how many lie before them, so a part that
was lost is made good by the next one; where more was lost, the end is shown alone.
"""

from collections import deque
from typing import NamedTuple

from ...store.documents.shapes import Shape
from .presence import MOST_TRAIL, Drawing, Pointing

__all__ = ["EASE_SECONDS", "FADES_SECONDS", "PIECE", "Growth", "Spark", "Trail"]

EASE_SECONDS = 0.08
"""In this time what was told last is reached; the next one comes after 50 ms."""

PIECE = 48
"""Points to a piece: what is complete need not be made into a picture again."""

FADES_SECONDS = 2.0

_IN_PIECES = "stroke"
_LINES = frozenset({"stroke", "marker"})


class Growth:
    """One shape while it is drawn.

    Args:
        is_eased: let a line grow evenly, instead of by what comes at once.
    """

    def __init__(self, drawing: Drawing, now: float, *, is_eased: bool = True) -> None:
        self.shape_id = drawing.shape_id
        self._drawing = drawing
        self._is_eased = is_eased
        self._first = drawing.start
        self._points: list[int] = []
        self._pressures: list[int] = []
        self._pieces: list[Shape] = []
        self._before = 1
        self._at = now
        self.take(drawing, now)

    def take(self, drawing: Drawing, now: float) -> None:
        """Put what is told now behind what was told before."""
        known = len(self._points) // 2
        self._before, self._at = max(self.count(now), 1), now
        kept = drawing.start - self._first
        is_like = (drawing.kind, drawing.color, drawing.width, bool(drawing.pressures)) == (
            self._drawing.kind,
            self._drawing.color,
            self._drawing.width,
            bool(self._drawing.pressures),
        )
        if not (is_like and 0 <= kept <= known):
            self._first, kept, known = drawing.start, 0, 0
            self._before = 1
        # What is told once more is mostly what it was, and so are the pieces made of it.
        same = kept
        for x, y in zip(drawing.points[::2], drawing.points[1::2], strict=True):
            if same >= known or self._points[2 * same : 2 * same + 2] != [x, y]:
                break
            same += 1
        del self._pieces[max(same - 1, 0) // PIECE :]
        self._points[2 * kept :] = drawing.points
        self._pressures[kept:] = drawing.pressures
        self._drawing = drawing
        if drawing.kind not in _LINES or not self._is_eased:
            self._before = len(self._points) // 2

    def count(self, now: float) -> int:
        """How many of the points that are known are shown."""
        whole = len(self._points) // 2
        share = min(max((now - self._at) / EASE_SECONDS, 0.0), 1.0)
        return min(whole, self._before + round((whole - self._before) * share))

    def is_growing(self, now: float) -> bool:
        """Whether it will look otherwise in a moment."""
        return self.count(now) < len(self._points) // 2

    def shapes(self, now: float) -> list[Shape]:
        """What it looks like: pieces that stay the same objects, and the rest."""
        count = self.count(now)
        if self._drawing.kind != _IN_PIECES:
            return [self._shape(0, count)]
        while (start := len(self._pieces) * PIECE) + PIECE < count:
            self._pieces.append(self._shape(start, start + PIECE + 1))
        shown = max(count - 1, 0) // PIECE
        return [*self._pieces[:shown], self._shape(shown * PIECE, count)]

    def _shape(self, start: int, stop: int) -> Shape:
        drawing = self._drawing
        return Shape(
            drawing.kind,
            tuple(self._points[2 * start : 2 * stop]),
            drawing.color,
            drawing.width,
            "",
            pressures=tuple(self._pressures[start:stop]),
        )


class Spark(NamedTuple):
    """A piece of a laser's trail: from where to where, and how strong it still is, 1 to 0."""

    start: tuple[float, float]
    end: tuple[float, float]
    strength: float


class _Point(NamedTuple):
    x: int
    y: int
    at: float
    is_joined: bool


class Trail:
    """Where somebody's laser has been within the last two seconds."""

    def __init__(self) -> None:
        self._points: deque[_Point] = deque(maxlen=4 * MOST_TRAIL)
        self._number = -1
        self._known = 0

    def take(self, pointing: Pointing, now: float) -> None:
        """Put what is told now behind what was told before."""
        if pointing.number != self._number:
            self._number, self._known = pointing.number, 0
        is_joined = 0 < self._known >= pointing.start
        new = max(self._known - pointing.start, 0)
        points = zip(pointing.points[::2], pointing.points[1::2], strict=True)
        for x, y in list(points)[new:]:
            self._points.append(_Point(x, y, now, is_joined))
            is_joined = True
        self._known = max(self._known, pointing.start + len(pointing.points) // 2)

    def sparks(self, now: float) -> list[Spark]:
        """What is left of it; what has faded is forgotten."""
        while self._points and now - self._points[0].at >= FADES_SECONDS:
            self._points.popleft()
        sparks: list[Spark] = []
        before: _Point | None = None
        for point in self._points:
            start = before if before is not None and point.is_joined else point
            strength = min(1 - (now - point.at) / FADES_SECONDS, 1.0)
            sparks.append(Spark((start.x, start.y), (point.x, point.y), strength))
            before = point
        return sparks
