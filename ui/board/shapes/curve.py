"""The smooth line through a stroke's points, and how few points it needs.

The line passes through every point. Its direction there is the quadratic (Bessel)
estimate from both neighbours, so that a short neighbour counts for more; a sharp turn is
a corner and stays one. A segment becomes a cubic whose handles are a third of its
length along those directions.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from operator import sub
from typing import TypeAlias

__all__ = [
    "SPAN",
    "Curve",
    "Sample",
    "cubics",
    "kept_from",
    "steadied",
    "swing",
    "thinned",
    "without_bulges",
]

Sample: TypeAlias = tuple[float, float, float]
"""x, y and pressure; the pressure is 0 throughout where there is none."""

Curve: TypeAlias = tuple[float, float, float, float, float, float]
"""Two control points and the end of a cubic, as `QPainterPath.cubicTo` takes them."""

CORNER = 0.2
"""The cosine of the turn above which a point is a corner."""

SOFT = 0.5
"""The cosine of the turn up to which a point is steadied."""

SPAN = 128
"""So many steps from point to point are thinned at a time: so it can be done as the hand moves."""

DEEPEST = 24
"""Cuts within cuts after which a span is cut in the middle; a hand needs about 15."""

PRESSURE_STEP = 40
"""So much pressure (of 1023) counts as much as the tolerance in the plane."""


def cubics(points: Sequence[tuple[float, ...]]) -> list[Curve]:
    """The cubics from each point to the next; at a corner a handle is the point itself."""
    if len(points) < 2:
        return []
    # One pass and no small tuples: a board opens and zooms with this for every stroke.
    result: list[Curve] = []
    x0, y0, *_ = points[0]
    x1, y1, *_ = points[1]
    ux, uy = x1 - x0, y1 - y0
    before = hypot(ux, uy)
    sx = sy = 0.0
    for i in range(2, len(points)):
        x2, y2 = points[i][:2]
        vx, vy = x2 - x1, y2 - y1
        after = hypot(vx, vy)
        tx = ty = 0.0
        if before and after and ux * vx + uy * vy >= CORNER * before * after:
            tx, ty = (
                ux / before * after + vx / after * before,
                uy / before * after + vy / after * before,
            )
            length = hypot(tx, ty)
            tx, ty = tx / length, ty / length
        third = before / 3
        result.append((x0 + sx * third, y0 + sy * third, x1 - tx * third, y1 - ty * third, x1, y1))
        x0, y0, x1, y1, ux, uy, before, sx, sy = x1, y1, x2, y2, vx, vy, after, tx, ty
    third = before / 3
    result.append((x0 + sx * third, y0 + sy * third, x1, y1, x1, y1))
    return result


def swing(xs: Sequence[float], ys: Sequence[float]) -> float:
    """How far from its points' box the smooth line through these may be at most."""
    if len(xs) < 3:
        return 0.0
    # A cubic leaves its chord by at most 3/4 of what its handles do, which are a third.
    return hypot(_longest(xs), _longest(ys)) / 4


def steadied(samples: Sequence[Sample]) -> list[Sample]:
    """Take out the tremble of a pixel that a mouse's whole numbers make; corners stay."""
    result = list(samples)
    for i in range(1, len(samples) - 1):
        (x0, y0, p0), (x1, y1, p1), (x2, y2, p2) = samples[i - 1 : i + 2]
        ux, uy, vx, vy = x1 - x0, y1 - y0, x2 - x1, y2 - y1
        if ux * vx + uy * vy > SOFT * hypot(ux, uy) * hypot(vx, vy):
            result[i] = ((x0 + 2 * x1 + x2) / 4, (y0 + 2 * y1 + y2) / 4, (p0 + 2 * p1 + p2) / 4)
    return result


def thinned(samples: Sequence[Sample], tolerance: float) -> list[Sample]:
    """Leave out what the smooth line through the rest shows within about `tolerance`."""
    return without_bulges(samples, [0, *kept_from(0, samples, tolerance)], tolerance)


def kept_from(start: int, samples: Sequence[Sample], tolerance: float) -> list[int]:
    """The places after `start` of what is kept; both ends of a span are, beside what it needs.

    Args:
        start: where a span begins, a multiple of `SPAN`.
    """
    kept: list[int] = []
    for first in range(start, len(samples) - 1, SPAN):
        span = samples[first : first + SPAN + 1]
        scaled = [(x, y, p * tolerance / PRESSURE_STEP) for x, y, p in span]
        kept += [first + i for i in _simplified(scaled, tolerance)[1:]]
    return kept


def without_bulges(
    samples: Sequence[Sample], kept: Sequence[int], tolerance: float
) -> list[Sample]:
    """Those of `samples` in the places `kept`, and more where the line would swing out."""
    while extra := _bulges(samples, kept, tolerance):
        kept = sorted({*kept, *extra})
    return [samples[i] for i in kept]


def _longest(along: Sequence[float]) -> float:
    """The longest step in one direction; a board opens with this for every stroke."""
    steps: list[float] = list(map(sub, along[1:], along))
    return max(max(steps), -min(steps))


def _simplified(points: Sequence[Sample], tolerance: float) -> list[int]:
    """The places of what Ramer, Douglas and Peucker keep of `points`.

    Where their cuts come to lie at the ends again and again, as along a regular zigzag,
    spans are cut in the middle instead: a point may be too many, but the time stays
    within O(n log n).
    """
    keep = {0, len(points) - 1}
    open_spans = [(0, len(points) - 1, 0)]
    limit = tolerance * tolerance
    while open_spans:
        first, last, depth = open_spans.pop()
        ax, ay, ap = points[first]
        dx, dy, dp = (b - a for a, b in zip(points[first], points[last], strict=True))
        length = dx * dx + dy * dy + dp * dp
        worst, at = limit, 0
        for i in range(first + 1, last):
            px, py, pp = points[i]
            px, py, pp = px - ax, py - ay, pp - ap
            # To the segment and not to its line, or a turn straight back would be lost.
            t = (px * dx + py * dy + pp * dp) / length if length else 0.0
            t = 0.0 if t < 0 else min(t, 1.0)
            ex, ey, ep = px - t * dx, py - t * dy, pp - t * dp
            if (gap := ex * ex + ey * ey + ep * ep) > worst:
                worst, at = gap, i
        if at:
            if depth > DEEPEST:
                at = (first + last) // 2
            keep.add(at)
            open_spans += ((first, at, depth + 1), (at, last, depth + 1))
    return sorted(keep)


def _bulges(samples: Sequence[Sample], kept: Sequence[int], tolerance: float) -> list[int]:
    """Where a point more keeps the line from swinging out beside a long straight part."""
    line = [samples[i] for i in kept]
    extra: list[int] = []
    for (i, j), (a, b), curve in zip(pairwise(kept), pairwise(line), cubics(line), strict=True):
        if j - i < 2:
            continue
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = hypot(dx, dy)
        reach = max(
            abs((curve[0] - a[0]) * dy - (curve[1] - a[1]) * dx),
            abs((curve[2] - a[0]) * dy - (curve[3] - a[1]) * dx),
        )
        if length and 0.75 * reach / length > 2 * tolerance:
            extra.append((i + j) // 2)
    return extra
