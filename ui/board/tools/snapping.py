"""What falls into place by itself: edges on the edges of others, and on the grid.

All is in units of the board.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..shapes.geometry import Box

__all__ = ["NO_SIDES", "WHOLE", "Guide", "Sides", "Snap", "Snapping", "gap", "sides_of"]

Sides: TypeAlias = tuple[int, ...]
"""Which lines of a box are moved, in one direction: -1 its beginning, 0 its middle, 1 its end."""

WHOLE: Sides = (-1, 0, 1)
NO_SIDES: Sides = ()

ALIKE = 1.0
"""Lines no farther apart are one."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A line on which things lie, from one end to the other.

    Attributes:
        at: its x if it is upright, or else its y.
    """

    is_upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Snap:
    """How much farther something goes, and the lines that say why."""

    dx: float = 0.0
    dy: float = 0.0
    guides: tuple[Guide, ...] = ()


class Snapping:
    """What there is to fall into place on.

    Args:
        neighbours: the frames of what stays where it is.
        reach: from how far lines attract.
        step: between two lines of the grid; None if there is no grid.
    """

    def __init__(self, neighbours: Collection[Box], reach: float, step: int | None) -> None:
        self._reach = reach
        self._step = step
        self._upright = sorted((at, box) for box in neighbours for at in _lines(box, WHOLE, 0))
        self._level = sorted((at, box) for box in neighbours for at in _lines(box, WHOLE, 1))

    def snap(self, frame: Box, points: Box, across: Sides, down: Sides) -> Snap:
        """Where something goes that is nearly in place.

        Args:
            frame: its frame, which falls in with other frames.
            points: the box around its points, which falls on the grid.
            across, down: which of its lines the hand moves.
        """
        dx = self._off(self._upright, frame, points, across, 0)
        dy = self._off(self._level, frame, points, down, 1)
        there = frame.moved(dx, dy)
        guides = (
            *_guides(self._upright, there, across, 0),
            *_guides(self._level, there, down, 1),
        )
        return Snap(dx, dy, guides)

    def _off(
        self,
        lines: Sequence[tuple[float, Box]],
        frame: Box,
        points: Box,
        sides: Sides,
        axis: int,
    ) -> float:
        best: float | None = None
        for at in _lines(frame, sides, axis):
            place = bisect_left(lines, (at,))
            for other, _ in lines[max(0, place - 1) : place + 1]:
                off = other - at
                if abs(off) <= self._reach and (best is None or abs(off) < abs(best)):
                    best = off
        if best is not None or self._step is None or not sides:
            return best or 0.0
        # A box moved as a whole lies on the grid with its beginning.
        at = _lines(points, sides[:1], axis)[0]
        return round(at / self._step) * self._step - at


def sides_of(side: int) -> Sides:
    """What a grip moves in one direction."""
    return (side,) if side else NO_SIDES


def _lines(box: Box, sides: Sides, axis: int) -> list[float]:
    start, end = box[axis], box[axis + 2]
    return [(start + end) / 2 + side * (end - start) / 2 for side in sides]


def _guides(
    lines: Sequence[tuple[float, Box]], box: Box, sides: Sides, axis: int
) -> Iterable[Guide]:
    """The lines of others on which those of `box` lie now."""
    for at in _lines(box, sides, axis):
        first = bisect_left(lines, (at - ALIKE,))
        ends = [box[1 - axis], box[3 - axis]]
        found = False
        for other, neighbour in lines[first:]:
            if other > at + ALIKE:
                break
            ends += (neighbour[1 - axis], neighbour[3 - axis])
            found = True
        if found:
            yield Guide(axis == 0, at, min(ends), max(ends))


def gap(a: Box, b: Box) -> float:
    """How far two boxes are apart."""
    across = max(a.left - b.right, b.left - a.right, 0.0)
    down = max(a.top - b.bottom, b.top - a.bottom, 0.0)
    return across + down
