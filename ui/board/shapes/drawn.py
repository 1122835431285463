"""What is drawn with one line between two points: straight, round or with a head."""

from abc import abstractmethod

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QTransform

from ....store.documents.whiteboard import Shape
from ...theme import Theme
from .figure import Figure, origin_of
from .geometry import Box, Place, is_swept, lies_in
from .pens import DOT, HAIR, ink_of, ink_pen

__all__ = ["DrawnFigure"]

FINE = 1 / 8
"""How many times finer than a unit the straight pieces are that are found under a pointer."""


class DrawnFigure(Figure):
    """A shape of two points as it is painted; its subclasses say along which line.

    What it encloses does not belong to it: one draws inside a box, and clicks there.
    """

    __slots__ = ("_extent", "_lines", "_origin", "_path")

    def __init__(self, shape_id: str, shape: Shape, before: Figure | None = None) -> None:
        self.shape_id = shape_id
        self.shape = shape
        self._lines: list[list[Place]] | None = None
        if isinstance(before, type(self)) and _is_drawn_alike(before.shape, shape):
            self._origin, self._path, self._extent = before._origin, before._path, before._extent
            self._lines = before._lines
        else:
            self._origin, self._path = origin_of(shape), self._drawn()
            rect = self._path.boundingRect()
            self._extent = Box(rect.left(), rect.top(), rect.right(), rect.bottom())
        self.box = self.frame

    @abstractmethod
    def _drawn(self) -> QPainterPath:
        """The line of the shape, from its origin."""

    def _across(self) -> Place:
        """How far the second point is from the first, before the matrix."""
        left, top, right, bottom = self.shape.points
        return right - left, bottom - top

    @property
    def frame(self) -> Box:
        x, y = self._place
        return self._extent.grown(self.shape.width / 2).moved(x, y)

    @property
    def origin(self) -> tuple[int, int]:
        return self._origin

    def path(self) -> QPainterPath:
        return self._path

    def is_swept(self, start: Place, end: Place, reach: float) -> bool:
        x, y = self._place
        a, b = (start[0] - x, start[1] - y), (end[0] - x, end[1] - y)
        reach += self.shape.width / 2
        return any(is_swept(line, a, b, reach) for line in self._straight())

    def lies_in(self, box: Box) -> bool:
        x, y = self._place
        there = box.moved(-x, -y).grown(self.shape.width / 2)
        return there.holds(self._extent) or any(lies_in(line, there) for line in self._straight())

    def paint(
        self,
        painter: QPainter,
        theme: Theme,
        scale: float,
        clip: Box | None = None,  # noqa: ARG002
    ) -> None:
        x, y = self._place
        pen = ink_pen(ink_of(theme, self.shape.color).rgba(), max(self.shape.width, HAIR / scale))
        left, top, right, bottom = self._extent
        painter.translate(x, y)
        if scale * max(right - left, bottom - top) <= DOT:
            painter.setPen(pen)
            painter.drawPoint(QPointF((left + right) / 2, (top + bottom) / 2))
        else:
            painter.strokePath(self._path, pen)
        painter.translate(-x, -y)

    @property
    def _place(self) -> Place:
        return self.shape.x + self._origin[0], self.shape.y + self._origin[1]

    def _straight(self) -> list[list[Place]]:
        """The line in straight pieces."""
        if self._lines is None:
            to = QTransform.fromScale(FINE, FINE)
            polygons = self._path.toSubpathPolygons(to)
            lines = [
                [(p.x() / FINE, p.y() / FINE) for p in polygon.toList()] for polygon in polygons
            ]
            self._lines = lines or [[(0.0, 0.0)]]
        return self._lines


def _is_drawn_alike(before: Shape, shape: Shape) -> bool:
    return (
        before.points is shape.points
        and before.matrix == shape.matrix
        and before.width == shape.width
    )
