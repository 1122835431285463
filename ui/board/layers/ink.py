"""The stroke under the pen: painted piece by piece, so that a long one costs no more."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ....store.documents.whiteboard import Shape
from ...theme import Theme
from ..shapes.figures import Figures
from ..shapes.geometry import Box, union
from ..shapes.stroke import StrokeFigure
from ..tools.stroke import Stroke
from .layer import Layer
from .stage import Stage

__all__ = ["Ink", "WetLayer", "figure_of"]

PIECE = 24
"""Points to a piece."""

AT_ONCE = 1.0
"""So many seconds no tile of one stroke takes."""


class Ink:
    """The figures that show a stroke as far as it is drawn.

    Attributes:
        pieces: what is drawn for good, from the first piece on.
        tail: what changes with the next point.
    """

    def __init__(self, stroke: Stroke) -> None:
        self._stroke = stroke
        self.pieces: list[StrokeFigure] = []
        self.tail = self._piece(0, None)

    @property
    def figures(self) -> list[StrokeFigure]:
        return [*self.pieces, self.tail]

    @property
    def box(self) -> Box | None:
        """The box around the whole stroke."""
        return union(figure.box for figure in self.figures)

    def grow(self) -> Box | None:
        """Follow the stroke; returns where it has changed."""
        before = self.tail.box
        if len(self._stroke.samples) <= len(self.pieces) * PIECE:
            before = self.box or before
            # Another list, by which it is known that these are others.
            self.pieces = []
        start = len(self.pieces) * PIECE
        while len(self._stroke.samples) - start > PIECE:
            self.pieces.append(self._piece(start, start + PIECE + 1))
            start += PIECE
        self.tail = self._piece(start, None)
        last = self.pieces[-1].box if self.pieces else before
        return union((before, last, self.tail.box))

    def _piece(self, start: int, stop: int | None) -> StrokeFigure:
        stroke = self._stroke
        samples = stroke.samples[start:stop]
        points = [round(n) for x, y, _ in samples for n in (x, y)]
        pressures = [round(p) for _, _, p in samples] if stroke.is_pressed else []
        return figure_of(
            f"{stroke.shape_id} {start}", points, stroke.ink, stroke.width, pressures=pressures
        )


class WetLayer:
    """A stroke's pieces on tiles of their own, each painted once.

    However often the pen goes over a place, to show it again costs the same.
    """

    def __init__(self) -> None:
        self._theme: Theme | None = None
        self._begin([], None)

    @property
    def painted(self) -> int:
        """How many pieces were painted for the stroke shown now."""
        return 0 if self._layer is None else self._layer.painted

    def draw(self, painter: QPainter, rect: QRectF, ink: Ink, stage: Stage) -> None:
        """Show the pieces of `ink` in `rect` of the window."""
        if ink.pieces is not self._pieces or stage.theme is not self._theme:
            self._begin(ink.pieces, stage.theme)
        if self._layer is None:
            return
        self._layer.look(stage.view, stage.ratio)
        # Tiles must be there for what is added to them; most are empty, and free.
        self._layer.settle(stage.width, stage.height, budget=AT_ONCE)
        new = ink.pieces[len(self._figures) :]
        for piece in new:
            self._figures.add(piece)
        self._layer.add_on_top(new)
        self._layer.draw(painter, rect)

    def _begin(self, pieces: list[StrokeFigure], theme: Theme | None) -> None:
        self._pieces, self._theme = pieces, theme
        self._figures = Figures()
        self._layer = None if theme is None else Layer(self._figures, theme, is_clear=True)


def figure_of(
    shape_id: str,
    points: Sequence[int],
    ink: str,
    width: int,
    z: str = "",
    pressures: Sequence[int] = (),
) -> StrokeFigure:
    """A figure that is on no board yet."""
    shape = Shape("stroke", tuple(points), ink, width, z, pressures=tuple(pressures))
    return StrokeFigure(shape_id, shape)
