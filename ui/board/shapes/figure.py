"""What all shapes have in common as they are painted: where, how, and what is under a pointer."""

from abc import ABC, abstractmethod

from PySide6.QtGui import QPainter, QPainterPath, QTransform

from ....store.documents.transform import ONE, place_of
from ....store.documents.whiteboard import Shape
from ...theme import Theme
from .geometry import Box, Place

__all__ = ["Figure", "matrix_of", "origin_of"]


class Figure(ABC):
    """A shape as it is painted; each kind of shape has its own, see `kinds.figure_for`.

    Paths begin at the figure's origin, so that they do not change when it is moved and stay
    exact however far from the board's origin it is.

    Attributes:
        box: holds all that is ever painted, but for the hair that a line has from afar.
    """

    __slots__ = ("box", "shape", "shape_id")

    shape_id: str
    shape: Shape
    box: Box

    @property
    @abstractmethod
    def frame(self) -> Box:
        """What to draw a frame around: the ink, without the box's reserve."""

    @property
    @abstractmethod
    def origin(self) -> tuple[int, ...]:
        """Where the path's own (0, 0) is before the shape was moved."""

    @property
    def line_width(self) -> float:
        """How wide the line along `path` is."""
        return self.shape.width

    @abstractmethod
    def path(self) -> QPainterPath:
        """The line that the shape is made of, or else the edge of what it fills."""

    def is_at(self, place: Place, reach: float) -> bool:
        """Whether the shape comes within `reach` of `place`."""
        return self.is_swept(place, place, reach)

    @abstractmethod
    def is_swept(self, start: Place, end: Place, reach: float) -> bool:
        """Whether the shape comes within `reach` of the line `start` to `end`."""

    @abstractmethod
    def lies_in(self, box: Box) -> bool:
        """Whether any part of the shape is in `box`."""

    @abstractmethod
    def paint(self, painter: QPainter, theme: Theme, scale: float, clip: Box | None = None) -> None:
        """Paint the shape where it is.

        Args:
            painter: paints in units of the board.
            scale: device pixels for one unit of the board, for the detail worth painting.
            clip: what shows only beside this box may be left out.
        """


def origin_of(shape: Shape) -> tuple[int, int]:
    """Where the first point of `shape` is as it is scaled, before it was moved."""
    x, y = place_of(shape, shape.points[0], shape.points[1])
    return x - shape.x, y - shape.y


def matrix_of(shape: Shape) -> QTransform:
    """How `shape` is scaled and turned around its first point."""
    if not shape.matrix:
        return QTransform()
    xx, xy, yx, yy = (number / ONE for number in shape.matrix)
    return QTransform(xx, yx, xy, yy, 0, 0)
