"""A picture on the board as it is painted, or what stands in its place until it is there."""

from math import atan2, ceil, copysign, degrees, floor, hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QTransform

from ....store.documents.whiteboard import UNIT, Shape
from ...theme import Theme
from .area import AreaFigure
from .geometry import Box, Place
from .letters import LETTER, Writing
from .pens import HAIR
from .pictures import Pictures
from .seen import seen_by

__all__ = ["ImageFigure"]

FARTHEST = 4096
"""Of a picture painted so many pixels large, only the part in view is given to Qt."""

LETTERS, PARTS = 14 * UNIT, 12
"""How high letters are in the place of a picture, or this part of its width."""

LEGIBLE = 5
"""Smaller letters, in pixels, are left out."""

DASH, DASHES = 1.5 * UNIT, 250
"""How wide the dashed line is, and about how many dashes there are at most."""


class ImageFigure(AreaFigure):
    """A picture as it is painted.

    Args:
        pictures: where it comes from; without it, something stands in its place.
    """

    __slots__ = ("_pictures",)

    def __init__(self, shape_id: str, shape: Shape, pictures: Pictures | None = None) -> None:
        width, height = shape.size
        super().__init__(shape_id, shape, (width, height))
        self._pictures = pictures
        # For the line around what stands in its place.
        self.box = self.box.grown(DASH / 2)

    def paint(self, painter: QPainter, theme: Theme, scale: float, clip: Box | None = None) -> None:
        shape = self.shape
        width, height = shape.size
        across, down = (max(1.0, side * scale) for side in _sides(self.matrix, shape))
        image = self._pictures and self._pictures.get(shape.blob, shape.type, across, down)
        painter.save()
        if image is None:
            painter.translate(*self._place)
            self._stand_in(painter, theme, scale)
        else:
            near = self.near(clip or seen_by(painter))
            painter.translate(*self._place)
            painter.setTransform(self.matrix, True)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if max(across, down) <= FARTHEST:
                painter.drawImage(QRectF(0, 0, width, height), image)
            else:
                _draw_part(painter, image, width, height, near)
        painter.restore()

    def _stand_in(self, painter: QPainter, theme: Theme, scale: float) -> None:
        """A dashed box that says how large the picture will be, or why there will be none."""
        path = self.path()
        across, down = _sides(self.matrix, self.shape)
        width = max(min(DASH, across / 4, down / 4), HAIR / scale)
        # However long the way around is, these are a few hundred dashes.
        dash = max(4.0, (across + down) / width / DASHES)
        pen = QPen(theme.muted, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([dash, 0.75 * dash])
        painter.strokePath(path, pen)
        letter = min(LETTERS, across / PARTS, down / 4)
        if letter * scale < LEGIBLE:
            return
        writing = Writing(self._words(), (0.9 * across) * LETTER / letter)
        middle = path.boundingRect().center()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.translate(middle)
        painter.rotate(_slope(self.matrix))
        painter.scale(letter / LETTER, letter / LETTER)
        painter.translate(-writing.width / 2, -writing.height / 2)
        writing.draw(painter, theme.muted, Box(0, 0, writing.width, writing.height))

    def _words(self) -> str:
        shape = self.shape
        refusal = self._pictures and self._pictures.refusal(shape.blob, shape.type)
        if refusal:
            return f"Picture cannot be shown: {refusal}"
        width, height = (max(1, round(side / UNIT)) for side in shape.size)
        return f"Picture on its way\n{width} × {height}"


def _sides(matrix: QTransform, shape: Shape) -> Place:
    """How long the upper and the left side are, as they are scaled."""
    width, height = shape.size
    across = hypot(matrix.m11(), matrix.m12()) * width
    down = hypot(matrix.m21(), matrix.m22()) * height
    return across, down


def _slope(matrix: QTransform) -> float:
    """How many degrees the words are turned to go with the upper side, and never upside down."""
    slope = degrees(atan2(matrix.m12(), matrix.m11()))
    return slope if abs(slope) <= 90 else slope - copysign(180, slope)


def _draw_part(painter: QPainter, image: QImage, width: float, height: float, near: Box) -> None:
    """Draw what is near, in whole pixels of the picture: Qt counts in 1/65536 of them."""
    sx, sy = image.width() / width, image.height() / height
    left, top = max(0, floor(near.left * sx) - 2), max(0, floor(near.top * sy) - 2)
    right = min(image.width(), ceil(near.right * sx) + 2)
    bottom = min(image.height(), ceil(near.bottom * sy) + 2)
    if left < right and top < bottom:
        part = QRectF(left, top, right - left, bottom - top)
        at = QPointF(left / sx, top / sy), QPointF(right / sx, bottom / sy)
        painter.drawImage(QRectF(*at), image, part)
