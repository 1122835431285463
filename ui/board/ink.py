"""The stroke under the pen: painted piece by piece, so that a long one costs no more."""

from collections.abc import Sequence

from ...store.documents.whiteboard import Shape
from .figures import Figure
from .geometry import Box, union
from .gestures import Stroke

__all__ = ["Ink", "figure_of"]

PIECE = 24
"""Points to a piece."""


class Ink:
    """The figures that show a stroke as far as it is drawn."""

    def __init__(self, stroke: Stroke) -> None:
        self._stroke = stroke
        self._pieces: list[Figure] = []
        self._tail = self._piece(0, None)

    @property
    def figures(self) -> list[Figure]:
        return [*self._pieces, self._tail]

    @property
    def box(self) -> Box | None:
        """The box around the whole stroke."""
        return union(figure.box for figure in self.figures)

    def grow(self) -> Box | None:
        """Follow the stroke; returns where it has changed."""
        before = self._tail.box
        if len(self._stroke.samples) <= len(self._pieces) * PIECE:
            before = self.box or before
            self._pieces.clear()
        start = len(self._pieces) * PIECE
        while len(self._stroke.samples) - start > PIECE:
            self._pieces.append(self._piece(start, start + PIECE + 1))
            start += PIECE
        self._tail = self._piece(start, None)
        last = self._pieces[-1].box if self._pieces else before
        return union((before, last, self._tail.box))

    def _piece(self, start: int, stop: int | None) -> Figure:
        stroke = self._stroke
        samples = stroke.samples[start:stop]
        points = [round(n) for x, y, _ in samples for n in (x, y)]
        pressures = [round(p) for _, _, p in samples] if stroke.is_pressed else []
        return figure_of(stroke.shape_id, points, stroke.ink, stroke.width, pressures=pressures)


def figure_of(
    shape_id: str,
    points: Sequence[int],
    ink: str,
    width: int,
    z: str = "",
    pressures: Sequence[int] = (),
) -> Figure:
    """A figure that is on no board yet."""
    shape = Shape("stroke", tuple(points), ink, width, z, pressures=tuple(pressures))
    return Figure(shape_id, shape)
