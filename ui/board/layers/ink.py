"""The stroke under the pen: painted piece by piece, so that a long one costs no more."""

from collections.abc import Sequence
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ....store.documents.whiteboard import Shape
from ...theme import Theme
from ..shapes.figures import Figures
from ..shapes.geometry import Box, union
from ..shapes.marker import tint_of, tinted
from ..shapes.paint import paint_figures, place_painter
from ..shapes.stroke import StrokeFigure
from ..tools.stroke import Stroke
from .layer import Layer
from .sheet import painting
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
        # A theme's name, a colour, and the theme with the tint of that colour.
        self._tinted: tuple[str, str, Theme] | None = None
        self._begin([], None)

    @property
    def painted(self) -> int:
        """How many pieces were painted for the stroke shown now."""
        return 0 if self._layer is None else self._layer.painted

    def draw(self, painter: QPainter, rect: QRectF, ink: Ink, stage: Stage) -> None:
        """Show the pieces of `ink` in `rect` of the window."""
        self._draw(painter, rect, ink, stage, stage.theme)

    def _draw(self, painter: QPainter, rect: QRectF, ink: Ink, stage: Stage, theme: Theme) -> None:
        if ink.pieces is not self._pieces or theme is not self._theme:
            self._begin(ink.pieces, theme)
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

    def mix(self, painter: QPainter, rect: QRectF, ink: Ink, stage: Stage) -> None:
        """Show all of `ink` in `rect` of the window as a marker draws it, also its tail.

        Its pieces overlap where they meet, so they tint what is beneath as one picture.
        """
        color = ink.tail.shape.color
        if self._tinted is None or self._tinted[:2] != (stage.theme.name, color):
            self._tinted = (stage.theme.name, color, tinted(stage.theme, color))
        theme, ratio = self._tinted[2], stage.ratio
        left, top = floor(rect.left() * ratio), floor(rect.top() * ratio)
        right, bottom = ceil(rect.right() * ratio), ceil(rect.bottom() * ratio)
        form = QImage.Format.Format_ARGB32_Premultiplied
        picture = QImage(max(1, right - left), max(1, bottom - top), form)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(0, 0, 0, 0))
        with painting(picture) as inside:
            inside.translate(-left / ratio, -top / ratio)
            self._draw(inside, rect, ink, stage, theme)
            place_painter(inside, stage.view)
            paint_figures(inside, (ink.tail,), theme, stage.view.scale * ratio)
        painter.setCompositionMode(tint_of(stage.theme, color, is_mixed=True).mode)
        painter.drawImage(QPointF(left / ratio, top / ratio), picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

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
