"""A text as it is painted: words in a box, wrapped where it ends, and below it if need be."""

from math import inf, sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ....store.documents.whiteboard import Shape
from ...theme import Theme
from .area import AreaFigure
from .figure import Figure
from .geometry import Box, Place
from .letters import LETTER, Writing
from .pens import HAIR, ink_of
from .seen import seen_by

__all__ = ["TextFigure"]

LEGIBLE = 2.5
"""From so many pixels on letters are painted; smaller ones are a grey bar for each line."""

GREY = 0.45
"""How much of its ink a bar has, about what letters have."""

BESIDE = 0.25
"""So much of their height letters may reach out of the text's box; what is farther is cut."""


class TextFigure(AreaFigure):
    """A text as it is painted."""

    __slots__ = ("_size", "_writing")

    def __init__(self, shape_id: str, shape: Shape, before: Figure | None = None) -> None:
        self._writing: Writing | None = None
        if isinstance(before, TextFigure) and _is_written_alike(before.shape, shape):
            self._writing, self._size = before._writing, before._size
        else:
            # Only how large it is; a board may have many texts that are never looked at.
            self._size = _size_of(shape, _written(shape))
        super().__init__(shape_id, shape, self._size, BESIDE * shape.width)

    def paint(self, painter: QPainter, theme: Theme, scale: float, clip: Box | None = None) -> None:
        shape, matrix = self.shape, self.matrix
        ink = ink_of(theme, shape.color)
        near = self.near(clip or seen_by(painter))
        painter.save()
        painter.translate(*self._place)
        painter.setTransform(matrix, True)
        beside = BESIDE * shape.width
        width, height = self._size
        ground = QRectF(QPointF(-beside, -beside), QPointF(width + beside, height + beside))
        painter.setClipRect(ground, Qt.ClipOperation.IntersectClip)
        letter = shape.width / LETTER
        painter.scale(letter, letter)
        near = Box(*(edge / letter for edge in near))
        if shape.width * scale * sqrt(abs(matrix.determinant())) >= LEGIBLE:
            self._written().draw(painter, ink, near)
        else:
            _bars(painter, self._written(), ink, near, HAIR / scale / letter)
        painter.restore()

    def _written(self) -> Writing:
        if self._writing is None:
            self._writing = _written(self.shape)
        return self._writing


def _bars(painter: QPainter, writing: Writing, ink: QColor, near: Box, hair: float) -> None:
    """Paint a bar for each line, or for some, where all would cover each other."""
    ink = QColor(ink)
    ink.setAlphaF(GREY)
    thick, bottom = max(LETTER / 2, hair), -inf
    for line in writing.lines(near):
        top = line.center().y() - thick / 2
        if top >= bottom:
            painter.fillRect(QRectF(line.left(), top, line.width(), thick), ink)
            bottom = top + thick


def _written(shape: Shape) -> Writing:
    return Writing(shape.text, shape.size[0] * LETTER / shape.width)


def _size_of(shape: Shape, writing: Writing) -> Place:
    """The box that was asked for, and what does not fit into it."""
    letter = shape.width / LETTER
    return max(shape.size[0], writing.width * letter), max(shape.size[1], writing.height * letter)


def _is_written_alike(before: Shape, shape: Shape) -> bool:
    return (before.text, before.width, before.size) == (shape.text, shape.width, shape.size)
