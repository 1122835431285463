"""Where the hand is, and the units in which it is told."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from ....store.documents.whiteboard import UNIT
from ..shapes.geometry import Place

__all__ = ["Action", "Pointer", "Still", "units"]

Action: TypeAlias = dict[str, Any]

STILL = 3
"""So many pixels a press may tremble and still be a click."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the hand is on the board, and what else it says.

    Attributes:
        pressure: 0 to 1, or None for a mouse.
    """

    x: float
    y: float
    pressure: float | None = None
    shift: bool = False
    alt: bool = False
    ctrl: bool = False

    @property
    def place(self) -> Place:
        return self.x, self.y


class Still:
    """Whether a press is a click as yet.

    Args:
        unit: how many units of the board one pixel of the screen is.
    """

    def __init__(self, start: Pointer, unit: float) -> None:
        self.start = start
        self._most = STILL * unit
        self._has_left = False

    def left(self, pointer: Pointer) -> bool:
        """Whether the hand has moved on at any time, up to `pointer`."""
        x, y = pointer.x - self.start.x, pointer.y - self.start.y
        self._has_left = self._has_left or max(abs(x), abs(y)) > self._most
        return self._has_left

    def __bool__(self) -> bool:
        return not self._has_left


def units(pixels: float) -> int:
    """So many pixels at 100 % in units of the board."""
    return round(pixels * UNIT)
