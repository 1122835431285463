"""What fills an area: a rectangle, as it is scaled and turned."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QTransform

from ....store.documents.whiteboard import Shape
from .figure import Figure, matrix_of, origin_of
from .geometry import Box, Place, box_of, encloses, is_swept, lies_in

__all__ = ["AreaFigure"]


class AreaFigure(Figure):
    """A shape that is under a pointer anywhere in its area.

    Attributes:
        matrix: how the area is scaled and turned around its upper left corner.
    """

    __slots__ = ("_corners", "_origin", "matrix")

    def __init__(self, shape_id: str, shape: Shape, size: Place, beside: float = 0) -> None:
        """Take up `size`, before the matrix, and perhaps paint so much `beside` it."""
        self.shape_id = shape_id
        self.shape = shape
        self.matrix: QTransform = matrix_of(shape)
        self._origin = origin_of(shape)
        self._corners = self._spread(0, 0, *size)
        painted = self._spread(-beside, -beside, size[0] + beside, size[1] + beside)
        self.box = box_of(painted).moved(*self._place)

    @property
    def frame(self) -> Box:
        return box_of(self._corners).moved(*self._place)

    @property
    def origin(self) -> tuple[int, int]:
        return self._origin

    @property
    def line_width(self) -> float:
        return 0

    def path(self) -> QPainterPath:
        path = QPainterPath(QPointF(*self._corners[0]))
        for corner in self._corners[1:]:
            path.lineTo(*corner)
        return path

    def is_swept(self, start: Place, end: Place, reach: float) -> bool:
        x, y = self._place
        a, b = (start[0] - x, start[1] - y), (end[0] - x, end[1] - y)
        return encloses(self._corners, a) or is_swept(self._corners, a, b, reach)

    def lies_in(self, box: Box) -> bool:
        x, y = self._place
        there = box.moved(-x, -y)
        return encloses(self._corners, there[:2]) or lies_in(self._corners, there)

    def near(self, clip: Box) -> Box:
        """The part of the board that `clip` shows, in units of the area before the matrix."""
        x, y = self._place
        back, _ = self.matrix.inverted()
        left, top, right, bottom = clip.moved(-x, -y)
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return box_of([_mapped(back, *corner) for corner in corners])

    @property
    def _place(self) -> Place:
        return self.shape.x + self._origin[0], self.shape.y + self._origin[1]

    def _spread(self, left: float, top: float, right: float, bottom: float) -> list[Place]:
        """The corners once around, the first at the end again."""
        around = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        return [_mapped(self.matrix, x, y) for x, y in around]


def _mapped(matrix: QTransform, x: float, y: float) -> Place:
    place = matrix.map(QPointF(x, y))
    return place.x(), place.y()
