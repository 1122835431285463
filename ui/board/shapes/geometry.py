"""Boxes, and which strokes lie under a point, a swept line or a box.

Everything is in the board's own unit, 1/64 pixel at 100 %, and knows nothing of Qt.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, TypeAlias

__all__ = ["Box", "Place", "Spot", "box_of", "encloses", "is_swept", "lies_in", "union"]

Place: TypeAlias = tuple[float, float]

_LEFT, _TOP, _RIGHT, _BOTTOM = map(itemgetter, range(4))

Spot: TypeAlias = tuple[float, ...]
"""A place, and perhaps more after its x and y."""


class Box(NamedTuple):
    """An upright rectangle, borders included."""

    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def around(a: Place, b: Place) -> "Box":
        """The box with `a` and `b` in opposite corners."""
        return Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))

    def meets(self, other: "Box") -> bool:
        """Whether the two share at least a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether all of `other` is in here."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> "Box":
        """The box with `by` more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, dx: float, dy: float) -> "Box":
        """The box somewhere else."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)


def box_of(points: Sequence[Spot]) -> Box:
    """The smallest box around `points`, of which there is at least one."""
    xs, ys, *_ = zip(*points, strict=False)
    return Box(min(xs), min(ys), max(xs), max(ys))


def union(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all `boxes`, or None if there are none."""
    some = list(boxes)
    if not some:
        return None
    # To zip ten thousand boxes takes as many iterators, and a tenth of a second.
    return Box(
        min(map(_LEFT, some)), min(map(_TOP, some)), max(map(_RIGHT, some)), max(map(_BOTTOM, some))
    )


def is_swept(points: Sequence[Spot], start: Place, end: Place, reach: float) -> bool:
    """Whether the line through `points` comes within `reach` of the line `start` to `end`."""
    return any(_gap(a, b, start, end) <= reach * reach for a, b in _segments(points))


def lies_in(points: Sequence[Spot], box: Box) -> bool:
    """Whether any part of the line through `points` is inside `box`."""
    return any(_enters(a, b, box) for a, b in _segments(points))


def encloses(corners: Sequence[Spot], place: Place) -> bool:
    """Whether `place` is inside of the convex shape with these `corners`, the first twice."""
    sides = {_side(a, b, place) for a, b in pairwise(corners)}
    return not (-1 in sides and 1 in sides)


def _segments(points: Sequence[Spot]) -> Iterable[tuple[Spot, Spot]]:
    return pairwise(points) if len(points) > 1 else ((points[0], points[0]),)


def _gap(a: Spot, b: Spot, c: Place, d: Place) -> float:
    """The squared distance between the segments ab and cd."""
    if _cross(a, b, c, d):
        return 0.0
    return min(_to_line(c, a, b), _to_line(d, a, b), _to_line(a, c, d), _to_line(b, c, d))


def _to_line(p: Spot, a: Spot, b: Spot) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    px, py = p[0] - a[0], p[1] - a[1]
    length = dx * dx + dy * dy
    t = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    return (px - t * dx) ** 2 + (py - t * dy) ** 2


def _cross(a: Spot, b: Spot, c: Place, d: Place) -> bool:
    """Whether the segments cross properly; a mere touch is a distance of nothing anyway."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Spot, b: Spot, p: Spot) -> float:
    side = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (side > 0) - (side < 0)


def _enters(a: Spot, b: Spot, box: Box) -> bool:
    """Whether the segment ab shares a point with `box` (Liang and Barsky, 1984)."""
    first, last = 0.0, 1.0
    for start, delta, low, high in (
        (a[0], b[0] - a[0], box.left, box.right),
        (a[1], b[1] - a[1], box.top, box.bottom),
    ):
        if not delta:
            if not low <= start <= high:
                return False
            continue
        enter, leave = (low - start) / delta, (high - start) / delta
        first = max(first, min(enter, leave))
        last = min(last, max(enter, leave))
    return first <= last
