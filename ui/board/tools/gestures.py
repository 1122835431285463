"""What a hand does between press and release, and the one action that comes of it.

Gestures know places on the board and no widget; nothing happens to the board before
`finish`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ....store.documents.whiteboard import UNIT, whiteboard
from ..shapes.curve import Sample, steadied, thinned
from ..shapes.geometry import Box, Place

__all__ = ["Band", "Drag", "Erase", "Pointer", "Stroke", "removal", "units"]

Action = dict[str, Any]

TOLERANCE = 0.4
"""So many pixels on the screen a stroke may differ from the hand that drew it."""


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

    @property
    def place(self) -> Place:
        return self.x, self.y


class Stroke:
    """The line being drawn.

    Args:
        shape_id: what it will be called.
        ink: the name of its colour.
        width: in units of the board.
        unit: how many units of the board one pixel of the screen is.
    """

    def __init__(self, shape_id: str, ink: str, width: int, unit: float, start: Pointer) -> None:
        self.shape_id = shape_id
        self.ink = ink
        self.width = width
        self.is_pressed = start.pressure is not None
        self.samples: list[Sample] = [_sample(start)]
        self._unit = unit
        self._last = start

    def move(self, pointer: Pointer) -> None:
        """Follow the hand; steadied where it is slow, straight while Shift is held."""
        self._last = pointer
        if pointer.shift:
            self.samples[1:] = [_sample(pointer)]
            return
        x, y, p = _sample(pointer)
        x0, y0, p0 = self.samples[-1]
        # A slow hand trembles by a pixel, which a fast one never shows.
        step = max(abs(x - x0), abs(y - y0)) / self._unit
        share = min(1.0, 0.4 + step / 20)
        new = (x0 + (x - x0) * share, y0 + (y - y0) * share, p0 + (p - p0) * 0.5)
        if new[:2] != (x0, y0):
            self.samples.append(new)

    def finish(self, z: str) -> Action:
        """The action that adds what was drawn, at the place `z` from back to front."""
        end = _sample(self._last)
        if end[:2] != self.samples[-1][:2]:
            # The steadied line is a little behind; the stroke ends where the hand did.
            self.samples.append(end)
        points: list[int] = []
        pressures: list[int] = []
        for x, y, p in thinned(steadied(self.samples), TOLERANCE * self._unit):
            point = [round(x), round(y)]
            if point != points[-2:]:
                points += point
                pressures.append(round(p))
        stroke = {
            "id": self.shape_id,
            "kind": "stroke",
            "z": z,
            "points": points,
            "color": self.ink,
            "width": self.width,
        }
        return whiteboard.actions["added"](
            stroke | {"pressures": pressures} if self.is_pressed else stroke
        )


class Drag:
    """Shapes being moved, by hand or by the arrow keys."""

    def __init__(self, shape_ids: Iterable[str]) -> None:
        self.shape_ids = tuple(shape_ids)
        self.by = (0, 0)

    def move(self, dx: float, dy: float) -> None:
        """Have the shapes so far from where they were."""
        self.by = (round(dx), round(dy))

    def step(self, dx: int, dy: int) -> None:
        """Move the shapes so much farther."""
        self.by = (self.by[0] + dx, self.by[1] + dy)

    def finish(self, board: Collection[str]) -> Action | None:
        """The action that moves those shapes that are still on `board`."""
        ids = [i for i in self.shape_ids if i in board]
        if self.by == (0, 0) or not ids:
            return None
        return whiteboard.actions["moved"]({"ids": ids, "by": list(self.by)})


class Band:
    """A box being drawn around what is to be selected."""

    def __init__(self, start: Pointer, before: Iterable[str]) -> None:
        self._start = self._now = start
        self.before = frozenset(before)

    def move(self, pointer: Pointer) -> None:
        self._now = pointer

    @property
    def box(self) -> Box:
        return Box.around(self._start.place, self._now.place)


class Erase:
    """Strokes being wiped out, whole.

    Args:
        touched: which strokes a line on the board touches.
    """

    def __init__(self, touched: Callable[[Place, Place], Iterable[str]], start: Pointer) -> None:
        self._touched = touched
        self._last = start.place
        # A dictionary, to name them in the order in which they were touched.
        self._ids: dict[str, None] = dict.fromkeys(touched(self._last, self._last))

    @property
    def shape_ids(self) -> Collection[str]:
        return self._ids.keys()

    def move(self, pointer: Pointer) -> None:
        self._ids |= dict.fromkeys(self._touched(self._last, pointer.place))
        self._last = pointer.place

    def finish(self, board: Collection[str]) -> Action | None:
        """The action that removes those shapes that are still on `board`."""
        return removal(i for i in self._ids if i in board)


def removal(shape_ids: Iterable[str]) -> Action | None:
    """The action that removes `shape_ids`, or None if there are none."""
    ids = list(shape_ids)
    return whiteboard.actions["removed"]({"ids": ids}) if ids else None


def _sample(pointer: Pointer) -> Sample:
    pressure = 0 if pointer.pressure is None else 1023 * min(max(pointer.pressure, 0.0), 1.0)
    return pointer.x, pointer.y, pressure


def units(pixels: float) -> int:
    """So many pixels at 100 % in units of the board."""
    return round(pixels * UNIT)
