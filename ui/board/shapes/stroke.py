"""A stroke as it is painted: a smooth line, or an outline where the pen was pressed."""

from collections.abc import Iterable

from PySide6.QtGui import QPainter, QPainterPath

from ....store.documents.transform import scaled_points
from ....store.documents.whiteboard import UNIT, Point, Shape
from ...theme import Theme
from .curve import swing
from .figure import Figure
from .geometry import Box, Place, is_swept, lies_in
from .outline import (
    Piece,
    fineness,
    line_path,
    line_pieces,
    most_width,
    pressed_pieces,
    rough_path,
    whole,
)
from .pens import DOT, HAIR, OPAQUE, ROUGH, flat_pen, ink_of

__all__ = ["StrokeFigure"]

LEVELS = 2
"""So many sets of pieces are kept: those of this zoom and those of the one before."""


class StrokeFigure(Figure):
    """A stroke as it is painted.

    What is costly hangs on the points alone, so a moved shape keeps it. `extent` is the
    box of the points as they are.
    """

    __slots__ = (
        "_levels",
        "_path",
        "_points",
        "_rough",
        "_swing",
        "extent",
        "is_pressed",
    )

    def __init__(self, shape_id: str, shape: Shape, before: Figure | None = None) -> None:
        self.shape_id = shape_id
        self.shape = shape
        self._path: QPainterPath | None = None
        self._rough: QPainterPath | None = None
        # How fine the pieces are, and the pieces; those made last come first.
        self._levels: tuple[tuple[float, list[Piece]], ...] = ()
        self._points: list[Point] | None = None
        # Most strokes are new, and asking what nothing is an instance of takes its time.
        if (
            before is not None
            and isinstance(before, StrokeFigure)
            and _is_drawn_alike(before.shape, shape)
        ):
            self._points = before._points
            self.is_pressed = before.is_pressed
            self.extent, self._swing = before.extent, before._swing
            if before.shape.width == shape.width:
                self._path, self._rough = before._path, before._rough
                self._levels = before._levels
        else:
            # A board opens with this for every stroke: each number is looked at once.
            self.is_pressed = bool(shape.pressures)
            if shape.matrix:
                xs, ys = zip(*((x, y) for x, y, *_ in self.points), strict=True)
            else:
                xs, ys = shape.points[::2], shape.points[1::2]
            self.extent, self._swing = Box(min(xs), min(ys), max(xs), max(ys)), swing(xs, ys)
        half = most_width(shape.width) / 2 if self.is_pressed else shape.width / 2
        left, top, right, bottom = self.extent
        x, y, half = shape.x, shape.y, half + self._swing
        self.box = Box(left + x - half, top + y - half, right + x + half, bottom + y + half)

    @property
    def frame(self) -> Box:
        return self.extent.grown(self.shape.width / 2).moved(self.shape.x, self.shape.y)

    @property
    def origin(self) -> Point:
        return self.points[0]

    @property
    def points(self) -> list[Point]:
        """The points of the shape one by one, as it is scaled, before it was moved."""
        if self._points is None:
            self._points = scaled_points(self.shape)
        return self._points

    def path(self) -> QPainterPath:
        """The smooth line, or its outline if it was drawn with pressure."""
        if self._path is None:
            if self.is_pressed:
                self._path = whole(self.pieces(1 / UNIT))
            else:
                self._path = line_path(self.points)
        return self._path

    def pieces(self, scale: float) -> list[Piece]:
        """The same in straight pieces, as short as `scale` device pixels to a unit ask for.

        They follow from the shape and the scale alone, whatever was painted before: so do
        the pixels, and two windows show the same ones.
        """
        shape = self.shape
        fine = fineness(most_width(shape.width) if self.is_pressed else shape.width, scale)
        for known, pieces in self._levels:
            if known == fine:
                return pieces
        pieces = (
            pressed_pieces(self.points, shape.width, fine)
            if self.is_pressed
            else line_pieces(self.path(), fine)
        )
        self._levels = ((fine, pieces), *self._levels[: LEVELS - 1])
        return pieces

    def rough_path(self) -> QPainterPath:
        """A line that will do where the stroke is a few pixels large."""
        if self._rough is None:
            self._rough = rough_path(self.points)
        return self._rough

    def is_swept(self, start: Place, end: Place, reach: float) -> bool:
        x, y = self.shape.x, self.shape.y
        a, b = (start[0] - x, start[1] - y), (end[0] - x, end[1] - y)
        return is_swept(self.points, a, b, self.shape.width / 2 + reach)

    def lies_in(self, box: Box) -> bool:
        there = box.moved(-self.shape.x, -self.shape.y).grown(self.shape.width / 2)
        return there.holds(self.extent) or lies_in(self.points, there)

    def paint(self, painter: QPainter, theme: Theme, scale: float, clip: Box | None = None) -> None:
        shape, origin, extent = self.shape, self.origin, self.extent
        x, y = shape.x + origin[0], shape.y + origin[1]
        # From afar a stroke is thinner than it should be, but never too thin to be seen.
        width = max(shape.width, HAIR / scale)
        pen = flat_pen(ink_of(theme, shape.color).rgba(), width)
        size = scale * max(extent.right - extent.left, extent.bottom - extent.top)
        painter.translate(x, y)
        if size <= DOT:
            painter.setPen(pen)
            painter.drawPoint(0, 0)
        elif size <= ROUGH or (self.is_pressed and width > shape.width):
            painter.strokePath(self.rough_path(), pen)
        else:
            pieces = self.pieces(scale)
            if len(pieces) == 1 or pen.color().alpha() < OPAQUE:
                paths: Iterable[QPainterPath] = (whole(pieces),)
            else:
                # A pen that is pressed hardest draws at most so much wider.
                near = clip and clip.moved(-x, -y).grown(width + 2 / scale)
                paths = (piece.path for piece in pieces if near is None or piece.box.meets(near))
            for path in paths:
                if self.is_pressed:
                    painter.fillPath(path, pen.color())
                else:
                    painter.strokePath(path, pen)
        painter.translate(-x, -y)


def _is_drawn_alike(before: Shape, shape: Shape) -> bool:
    # To compare what is the same object takes no time, but for tuples each number is looked at.
    return (
        (before.points is shape.points or before.points == shape.points)
        and (before.pressures is shape.pressures or before.pressures == shape.pressures)
        and before.matrix == shape.matrix
    )
