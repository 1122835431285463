"""Where to point at people who are out of view: along the window's edge, none over another."""

from collections.abc import Iterable
from math import atan2
from typing import NamedTuple

from ...store.update import SourceId

__all__ = ["HEIGHT", "MOST_EDGES", "WIDTH", "Edge", "edges"]

WIDTH, HEIGHT = 64.0, 28.0
"""How large a sign is, in pixels: large enough to be pressed."""

INSET = 12.0
APART = 4.0
MOST_EDGES = 12


class Edge(NamedTuple):
    """One sign.

    Attributes:
        x, y: its middle, in pixels of the window.
        angle: where it points, in radians clockwise from the right.
    """

    source: SourceId
    x: float
    y: float
    angle: float


def edges(
    people: Iterable[tuple[SourceId, tuple[float, float]]], size: tuple[float, float]
) -> list[Edge]:
    """The signs for those of `people` whose place, in pixels, is not in a window of `size`.

    Of very many, those who are nearest have one.
    """
    width, height = size
    reach_x, reach_y = (width - WIDTH) / 2 - INSET, (height - HEIGHT) / 2 - INSET
    if reach_x <= 0 or reach_y <= 0:
        return []
    found: list[tuple[float, Edge]] = []
    for source, (x, y) in people:
        if 0 <= x <= width and 0 <= y <= height:
            continue
        dx, dy = x - width / 2, y - height / 2
        beyond = max(abs(dx) / reach_x, abs(dy) / reach_y)
        at = width / 2 + dx / beyond, height / 2 + dy / beyond
        found.append((beyond, Edge(source, *at, atan2(dy, dx))))
    found.sort()
    return _apart([edge for _, edge in found[:MOST_EDGES]], size)


def _apart(signs: list[Edge], size: tuple[float, float]) -> list[Edge]:
    """The same, moved along their side where they would cover each other."""
    width, height = size
    left, right = INSET + WIDTH / 2, width - INSET - WIDTH / 2
    top, bottom = INSET + HEIGHT / 2, height - INSET - HEIGHT / 2
    placed: list[Edge] = []
    for is_low in (False, True):
        side = [s for s in signs if (s.y >= bottom - 0.5 if is_low else s.y <= top + 0.5)]
        side.sort(key=lambda sign: (sign.x, sign.source))
        places = _spread([sign.x for sign in side], WIDTH + APART, left, right)
        placed += [sign._replace(x=x) for sign, x in zip(side, places, strict=True)]
    # The rows above and below are full of theirs; the columns keep clear of them.
    free = top + HEIGHT + APART, bottom - HEIGHT - APART
    for is_right in (False, True):
        side = [
            s for s in signs if top + 0.5 < s.y < bottom - 0.5 and (s.x > width / 2) is is_right
        ]
        side.sort(key=lambda sign: (sign.y, sign.source))
        places = _spread([sign.y for sign in side], HEIGHT + APART, *free)
        placed += [sign._replace(y=y) for sign, y in zip(side, places, strict=True)]
    return placed


def _spread(places: list[float], step: float, low: float, high: float) -> list[float]:
    """`places`, which rise, at least a `step` apart; between `low` and `high` if they fit."""
    result: list[float] = []
    for place in places:
        least = result[-1] + step if result else low
        result.append(max(place, least))
    most = high
    for number in range(len(result) - 1, -1, -1):
        result[number] = max(min(result[number], most), low)
        most = result[number] - step
    return result
