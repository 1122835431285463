"""The line being drawn, and the action that comes of it."""

from typing import Literal

from ....store.documents.whiteboard import whiteboard
from ..shapes.curve import Sample
from ..shapes.thinning import Thinning
from .pointer import Action, Pointer

__all__ = ["Stroke"]

TOLERANCE = 0.4
"""So many pixels on the screen a stroke may differ from the hand that drew it."""

FULL = 1023

LEAST_SHARE = 0.16
"""At a streamline of 100 a slow line comes so much nearer to the hand with each event."""

FREE = 20
"""At a streamline of 50, from this many pixels to an event a line is not steadied."""


class Stroke:
    """The line being drawn.

    Args:
        shape_id: what it will be called.
        ink: the name of its colour.
        width: in units of the board.
        unit: how many units of the board one pixel of the screen is.
        streamline: 0 to 100, how much the line is steadied.
        firmness: to which power pressure is raised.
        is_straight: it is straight from end to end, whatever is held.
    """

    def __init__(
        self,
        shape_id: str,
        ink: str,
        width: int,
        unit: float,
        start: Pointer,
        *,
        kind: Literal["stroke", "marker"] = "stroke",
        streamline: int = 50,
        firmness: float = 1.0,
        is_straight: bool = False,
    ) -> None:
        self.shape_id = shape_id
        self.kind: Literal["stroke", "marker"] = kind
        self.ink = ink
        self.width = width
        self.is_pressed = start.pressure is not None
        self._firmness = firmness
        self._least = LEAST_SHARE ** (streamline / 100)
        self._free = FREE * 4 ** (streamline / 50 - 1)
        self._is_straight = is_straight
        self.samples: list[Sample] = [self._sample(start)]
        self._unit = unit
        self._last = start
        self._thinning = Thinning(TOLERANCE * unit)

    def move(self, pointer: Pointer) -> None:
        """Follow the hand; steadied where it is slow, straight while Shift is held."""
        self._last = pointer
        if pointer.shift or self._is_straight:
            self.samples[1:] = [self._sample(pointer)]
            self._thinning.follow(self.samples)
            return
        x, y, p = self._sample(pointer)
        x0, y0, p0 = self.samples[-1]
        # A slow hand trembles by a pixel, which a fast one never shows.
        step = max(abs(x - x0), abs(y - y0)) / self._unit
        share = min(1.0, self._least + step / self._free)
        new = (x0 + (x - x0) * share, y0 + (y - y0) * share, p0 + (p - p0) * 0.5)
        if new[:2] != (x0, y0):
            self.samples.append(new)
            self._thinning.follow(self.samples)

    def finish(self, z: str) -> Action:
        """The action that adds what was drawn, at the place `z` from back to front."""
        end = self._sample(self._last)
        if end[:2] != self.samples[-1][:2]:
            # The steadied line is a little behind; the stroke ends where the hand did.
            self.samples.append(end)
        points: list[int] = []
        pressures: list[int] = []
        for x, y, p in self._thinning.finished(self.samples):
            point = [round(x), round(y)]
            if point != points[-2:]:
                points += point
                pressures.append(round(p))
        stroke = {
            "id": self.shape_id,
            "kind": self.kind,
            "z": z,
            "points": points,
            "color": self.ink,
            "width": self.width,
        }
        return whiteboard.actions["added"](
            stroke | {"pressures": pressures} if self.is_pressed else stroke
        )

    def _sample(self, pointer: Pointer) -> Sample:
        pressure = 0.0
        if pointer.pressure is not None:
            pressure = FULL * min(max(pointer.pressure, 0.0), 1.0) ** self._firmness
        return pointer.x, pointer.y, pressure
