"""The stroke under the pen: painted piece by piece, so that a long one costs no more."""

from ...store.documents.whiteboard import Point, Shape
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
        points: list[Point] = [
            (round(x), round(y), round(p)) if stroke.is_pressed else (round(x), round(y))
            for x, y, p in stroke.samples[start:stop]
        ]
        return figure_of(stroke.shape_id, points, stroke.ink, stroke.width)


def figure_of(shape_id: str, points: list[Point], ink: str, width: int) -> Figure:
    """A figure that is on no board yet."""
    return Figure(shape_id, Shape("stroke", tuple(points), ink, width, ""))
