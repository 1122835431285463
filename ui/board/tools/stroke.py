"""The line being drawn, and the action that comes of it."""

from ....store.documents.whiteboard import whiteboard
from ..shapes.curve import Sample, steadied, thinned
from .pointer import Action, Pointer

__all__ = ["Stroke"]

TOLERANCE = 0.4
"""So many pixels on the screen a stroke may differ from the hand that drew it."""


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


def _sample(pointer: Pointer) -> Sample:
    pressure = 0 if pointer.pressure is None else 1023 * min(max(pointer.pressure, 0.0), 1.0)
    return pointer.x, pointer.y, pressure
