"""A loop drawn by hand, and what lies wholly inside it.

Most shapes are far from the line itself: over a coarse grid it is counted once which
cells the line leaves whole, and only what meets the others is looked at point by point.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from ..shapes.geometry import Box, Place, union

__all__ = ["Loop"]

CELLS = 64
"""Cells of the grid across and down."""


class Loop:
    """The inside of a closed line: what is surrounded an odd number of times.

    Args:
        places: corners of the line, of which the last is joined to the first.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self.box = union(Box.around(p, p) for p in places) or Box(0, 0, 0, 0)
        self._sides = list(pairwise([*places, places[0]])) if places else []
        self._wide = max(self.box.right - self.box.left, 1e-9) / CELLS
        self._high = max(self.box.bottom - self.box.top, 1e-9) / CELLS
        # Of each row of cells those sides that pass through it.
        self._rows: list[list[tuple[Place, Place]]] = [[] for _ in range(CELLS)]
        for side in self._sides:
            first, last = sorted(self._row(y) for _, y in side)
            for row in range(first, last + 1):
                self._rows[row].append(side)
        self._known = [self._states(row) for row in range(CELLS)]
        self._sums = self._summed()

    def holds_box(self, box: Box) -> bool | None:
        """Whether all of `box` is inside; None if its points have to be looked at."""
        if not self._sides or not self.box.holds(box):
            return False
        # Ten thousand shapes are asked about at once; all of it lies within the grid.
        last, sums = CELLS - 1, self._sums
        left = int((box.left - self.box.left) / self._wide)
        right = min(int((box.right - self.box.left) / self._wide), last)
        top = int((box.top - self.box.top) / self._high)
        bottom = min(int((box.bottom - self.box.top) / self._high), last)
        left, top = min(left, last), min(top, last)
        inside = (
            sums[bottom + 1][right + 1]
            - sums[top][right + 1]
            - sums[bottom + 1][left]
            + sums[top][left]
        )
        if inside == (right - left + 1) * (bottom - top + 1):
            return True
        # Nothing of it is inside if it is all in one cell that is outside.
        if (left, top) == (right, bottom) and self._known[top][left] == 0:
            return False
        return None

    def holds_line(self, points: Sequence[tuple[float, ...]]) -> bool:
        """Whether all of the line through `points` is inside."""
        if not all(self.holds(p[0], p[1]) for p in points):
            return False
        return not any(
            _cross(a, b, c, d)
            for a, b in pairwise(points)
            if not self.holds_box(Box.around((a[0], a[1]), (b[0], b[1])))
            for row in {self._row(a[1]), self._row(b[1]), *self._between(a[1], b[1])}
            for c, d in self._rows[row]
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is inside."""
        if not self._sides or not (
            self.box.left <= x <= self.box.right and self.box.top <= y <= self.box.bottom
        ):
            return False
        row = self._row(y)
        known = self._known[row][self._column(x)]
        return _is_inside(x, y, self._rows[row]) if known is None else bool(known)

    def _states(self, row: int) -> list[int | None]:
        """Of each cell in a row whether it is inside (1) or outside (0); None: the line is in it.

        Between two cells that the line enters all are alike.
        """
        top = self.box.top + row * self._high
        crossed: set[int] = set()
        for (ax, ay), (bx, by) in self._rows[row]:
            low, high = top - self._high * 1e-6, top + self._high * (1 + 1e-6)
            start, end = 0.0, 1.0
            if ay != by:
                at = sorted(((low - ay) / (by - ay), (high - ay) / (by - ay)))
                start, end = max(0.0, at[0]), min(1.0, at[1])
            columns = sorted(self._column(ax + (bx - ax) * t) for t in (start, end))
            # A cell more on both sides, whatever was rounded.
            crossed.update(range(columns[0] - 1, columns[1] + 2))
        states: list[int | None] = []
        last: int | None = None
        for column in range(CELLS):
            if column in crossed:
                last = None
            elif last is None:
                x = self.box.left + (column + 0.5) * self._wide
                last = int(_is_inside(x, top + self._high / 2, self._rows[row]))
            states.append(last)
        return states

    def _summed(self) -> list[list[int]]:
        """How many cells are inside, above and to the left of each corner."""
        sums = [[0] * (CELLS + 1)]
        for states in self._known:
            row = [0, *accumulate(int(state == 1) for state in states)]
            sums.append([a + b for a, b in zip(sums[-1], row, strict=True)])
        return sums

    def _between(self, y0: float, y1: float) -> range:
        first, last = sorted((self._row(y0), self._row(y1)))
        return range(first + 1, last)

    def _row(self, y: float) -> int:
        return min(max(int((y - self.box.top) / self._high), 0), CELLS - 1)

    def _column(self, x: float) -> int:
        return min(max(int((x - self.box.left) / self._wide), 0), CELLS - 1)


def _is_inside(x: float, y: float, sides: Sequence[tuple[Place, Place]]) -> bool:
    """Whether a line to the right of the place crosses an odd number of `sides`."""
    is_inside = False
    for (ax, ay), (bx, by) in sides:
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            is_inside = not is_inside
    return is_inside


def _cross(a: Sequence[float], b: Sequence[float], c: Place, d: Place) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Sequence[float], b: Sequence[float], p: Sequence[float]) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
