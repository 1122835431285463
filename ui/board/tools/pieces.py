"""What an eraser leaves of a line: which parts of it, and the points they are drawn through.

A place along a line is a number: 2.25 is a quarter of the way from its third point to the
fourth, along the smooth line that is seen. So a part keeps the points that it has, with
their pressures, and gets new ones only where it was cut.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil, floor, hypot
from typing import Any, TypeAlias

from ....store.documents.transform import ONE, scaled_points
from ....store.documents.whiteboard import Shape, points_of
from ..shapes.curve import cubics
from ..shapes.geometry import Place

__all__ = ["CUT", "Line", "Part", "described_parts"]

CUT = frozenset({"stroke", "marker", "line"})
"""The kinds of shapes that can be split."""

Part: TypeAlias = tuple[float, float]
"""From one place along the line to another."""

STRAIGHT, MOST_STEPS = 128, 8
"""A bow between two points is taken as steps of so many units, and of these so many."""


class Line:
    """The middle of a stroke, a marker or a line, as far as an eraser has left it.

    Attributes:
        parts: what is left, in order.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        points = [(p[0] + shape.x, p[1] + shape.y) for p in scaled_points(shape)]
        self._last = len(points) - 1
        # Each: its place along the line, and where it is on the board.
        self._steps: list[tuple[float, float, float]] = [(0.0, *points[0])]
        curves = cubics(points) if shape.kind != "line" else [None] * self._last
        for n, ((a, b), curve) in enumerate(zip(pairwise(points), curves, strict=True)):
            if curve is not None:
                count = min(MOST_STEPS, ceil(hypot(b[0] - a[0], b[1] - a[1]) / STRAIGHT))
                for step in range(1, count):
                    t = step / count
                    self._steps.append((n + t, *_on_curve(a, curve, t)))
            self._steps.append((n + 1.0, *b))
        self.parts: list[Part] = [(0.0, float(self._last))]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is erased."""
        return self.parts == [(0.0, float(self._last))]

    def erase(self, start: Place, end: Place, reach: float) -> bool:
        """Take away what is within `reach` of the way from `start` to `end`.

        Returns:
            Whether that was anything.
        """
        low_x, high_x = min(start[0], end[0]) - reach, max(start[0], end[0]) + reach
        low_y, high_y = min(start[1], end[1]) - reach, max(start[1], end[1]) + reach
        gone: list[Part] = []
        if len(self._steps) == 1:
            _, x, y = self._steps[0]
            if _within((x, y), (x, y), start, end, reach) is not None:
                gone.append((0.0, 0.0))
        for (t0, x0, y0), (t1, x1, y1) in pairwise(self._steps):
            if (
                max(x0, x1) < low_x
                or min(x0, x1) > high_x
                or max(y0, y1) < low_y
                or min(y0, y1) > high_y
            ):
                continue
            found = _within((x0, y0), (x1, y1), start, end, reach)
            if found is not None:
                gone.append((t0 + (t1 - t0) * found[0], t0 + (t1 - t0) * found[1]))
        before = self.parts
        for one in gone:
            self.parts = [rest for part in self.parts for rest in _without(part, one)]
        return self.parts != before

    def place(self, t: float) -> Place:
        """Where on the board a place along the line is."""
        low, high = 0, len(self._steps) - 1
        while low < high:
            middle = (low + high) // 2
            if self._steps[middle][0] < t:
                low = middle + 1
            else:
                high = middle
        t1, x1, y1 = self._steps[low]
        if low == 0 or t1 == t:
            return x1, y1
        t0, x0, y0 = self._steps[low - 1]
        share = (t - t0) / (t1 - t0)
        return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share

    def length(self, part: Part) -> float:
        """How long a part is about, in units of the board."""
        places = [self.place(part[0])]
        places += [(x, y) for t, x, y in self._steps if part[0] < t < part[1]]
        places.append(self.place(part[1]))
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places))


def described_parts(line: Line, least: float) -> list[dict[str, Any]]:
    """The points and pressures of what is left of `line`, as they were drawn.

    Args:
        least: what is shorter is not worth leaving, in units of the board.
    """
    shape = line.shape
    drawn = points_of(shape)
    result: list[dict[str, Any]] = []
    for part in line.parts:
        if line.length(part) < least:
            continue
        start, end = part
        inner = range(floor(start) + 1, ceil(end))
        kept: list[tuple[int, ...]] = [_drawn_at(line, drawn, start)]
        if shape.kind != "line":
            kept += [drawn[n] for n in inner]
        kept.append(_drawn_at(line, drawn, end))
        # A cut right beside a point makes no second one.
        points = [p for n, p in enumerate(kept) if n == 0 or p[:2] != kept[n - 1][:2]]
        if shape.kind == "line" and len(points) < 2:
            continue
        said: dict[str, Any] = {"points": [n for point in points for n in point[:2]]}
        if shape.pressures:
            said["pressures"] = [point[2] for point in points]
        result.append(said)
    return result


def _drawn_at(line: Line, drawn: Sequence[tuple[int, ...]], t: float) -> tuple[int, ...]:
    """The point at a place along the line, as it would have been drawn there."""
    if t == int(t):
        return drawn[int(t)]
    shape = line.shape
    x, y = line.place(t)
    x, y = x - shape.x, y - shape.y
    if shape.matrix:
        xx, xy, yx, yy = shape.matrix
        whole = xx * yy - xy * yx
        x, y = (yy * x - xy * y) * ONE / whole, (xx * y - yx * x) * ONE / whole
    point = (round(x), round(y))
    if not shape.pressures:
        return point
    before, after, share = drawn[floor(t)][2], drawn[ceil(t)][2], t - floor(t)
    return *point, round(before + (after - before) * share)


def _on_curve(a: Place, curve: Sequence[float], t: float) -> Place:
    x1, y1, x2, y2, x3, y3 = curve
    s = 1 - t
    c0, c1, c2, c3 = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return a[0] * c0 + x1 * c1 + x2 * c2 + x3 * c3, a[1] * c0 + y1 * c1 + y2 * c2 + y3 * c3


def _without(part: Part, gone: Part) -> Iterable[Part]:
    """What is left of `part`; nothing that is a mere point, unless all of it is one."""
    start, end = part
    if gone[1] < start or gone[0] > end or (gone[0] == gone[1] and start < end):
        yield part
        return
    if gone[0] > start:
        yield start, gone[0]
    if gone[1] < end:
        yield gone[1], end


def _within(a: Place, b: Place, c: Place, d: Place, reach: float) -> Part | None:
    """Which part of the way from `a` to `b` is within `reach` of the segment cd.

    What is within reach of a segment is two discs and the band between them, and is
    convex: so what a straight line has in it is in one piece.
    """
    found = [_in_disc(a, b, c, reach), _in_disc(a, b, d, reach), _in_band(a, b, c, d, reach)]
    parts = [part for part in found if part is not None]
    if not parts:
        return None
    return min(start for start, _ in parts), max(end for _, end in parts)


def _in_disc(a: Place, b: Place, middle: Place, reach: float) -> Part | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    x, y = a[0] - middle[0], a[1] - middle[1]
    square, half = dx * dx + dy * dy, x * dx + y * dy
    beyond = x * x + y * y - reach * reach
    if not square:
        return (0.0, 1.0) if beyond <= 0 else None
    root = half * half - square * beyond
    if root < 0:
        return None
    root = root**0.5
    start, end = max(0.0, (-half - root) / square), min(1.0, (-half + root) / square)
    return (start, end) if start <= end else None


def _in_band(a: Place, b: Place, c: Place, d: Place, reach: float) -> Part | None:
    dx, dy = d[0] - c[0], d[1] - c[1]
    length = hypot(dx, dy)
    if not length:
        return None
    ux, uy = dx / length, dy / length
    start, end = 0.0, 1.0
    for low, high, p, q in (
        (
            0.0,
            length,
            (a[0] - c[0]) * ux + (a[1] - c[1]) * uy,
            (b[0] - c[0]) * ux + (b[1] - c[1]) * uy,
        ),
        (
            -reach,
            reach,
            (a[1] - c[1]) * ux - (a[0] - c[0]) * uy,
            (b[1] - c[1]) * ux - (b[0] - c[0]) * uy,
        ),
    ):
        if p == q:
            if not low <= p <= high:
                return None
            continue
        one, other = (low - p) / (q - p), (high - p) / (q - p)
        start, end = max(start, min(one, other)), min(end, max(one, other))
    return (start, end) if start <= end else None
