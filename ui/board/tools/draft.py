"""Where the two points of a shape are that is being drawn, or led by keys."""

from math import atan2, cos, hypot, pi, sin
from typing import Literal, TypeAlias

from ..shapes.geometry import Place
from .pointer import Pointer

__all__ = ["TURN", "Draft", "Drawn"]

Drawn: TypeAlias = Literal["rect", "ellipse", "line", "arrow"]

TURN = pi / 12
"""With Shift, lines turn in steps of so much."""


class Draft:
    """Two points: opposite corners, or both ends.

    Args:
        size: how large it is after a click without a drag, in units of the board.
    """

    def __init__(self, kind: Drawn, start: Place, size: Place) -> None:
        self.kind: Drawn = kind
        self.a = start
        self.b = (start[0] + size[0], start[1] + size[1])
        self._start = start
        self._size = size

    def follow(self, pointer: Pointer) -> None:
        """Reach to the pointer: with Shift square or in steps of 15°, with Alt both ways."""
        x0, y0 = self._start
        dx, dy = pointer.x - x0, pointer.y - y0
        if pointer.shift:
            dx, dy = self._steadied(dx, dy)
        self.a = (x0 - dx, y0 - dy) if pointer.alt else self._start
        self.b = (x0 + dx, y0 + dy)

    def put(self) -> None:
        """Have the size of a click, around the start."""
        (x, y), (wide, high) = self._start, self._size
        self.a, self.b = (x - wide / 2, y - high / 2), (x + wide / 2, y + high / 2)

    def shift(self, dx: float, dy: float) -> None:
        """Lie so much farther."""
        self.a = (self.a[0] + dx, self.a[1] + dy)
        self.b = (self.b[0] + dx, self.b[1] + dy)

    def grow(self, dx: float, dy: float) -> None:
        """Be so much wider and higher; a box never less than one step in either direction."""
        x, y = self.b[0] + dx, self.b[1] + dy
        if self.kind in ("rect", "ellipse"):
            x, y = max(x, self.a[0] + abs(dx)), max(y, self.a[1] + abs(dy))
            if x <= self.a[0] or y <= self.a[1]:
                return
        elif (x, y) == self.a:
            return
        self.b = (x, y)

    @property
    def points(self) -> list[int]:
        """Both points as an action has them; a box has its upper left corner first."""
        (ax, ay), (bx, by) = self.a, self.b
        if self.kind in ("rect", "ellipse"):
            ax, bx = sorted((ax, bx))
            ay, by = sorted((ay, by))
        return [round(ax), round(ay), round(bx), round(by)]

    @property
    def is_flat(self) -> bool:
        """Whether there is nothing to see of it: both points are the same."""
        ax, ay, bx, by = self.points
        return (ax, ay) == (bx, by)

    def _steadied(self, dx: float, dy: float) -> Place:
        if self.kind in ("rect", "ellipse"):
            side = max(abs(dx), abs(dy))
            return (side if dx >= 0 else -side, side if dy >= 0 else -side)
        angle = round(atan2(dy, dx) / TURN) * TURN
        length = hypot(dx, dy)
        return length * cos(angle), length * sin(angle)
