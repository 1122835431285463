"""Painting figures, the same way on tiles, on the live layer and into pictures."""

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ...theme import Theme
from ..layers.view import View
from .figure import Figure
from .geometry import Box
from .outline import whole

__all__ = ["ink_of", "on_screen", "paint_figures", "paint_glow", "place_painter", "round_pen"]

DOT, ROUGH = 1.0, 24.0
"""Up to so many pixels on the screen a stroke is a dot, or a rough line."""

HAIR = 0.7
"""So many pixels the thinnest line is wide."""

OPAQUE = 255


def ink_of(theme: Theme, name: str) -> QColor:
    """The colour of an ink in `theme`; a name that we do not know may be a custom colour."""
    color = theme.inks.get(name) or QColor.fromString(name)
    return color if color.isValid() else theme.text


def round_pen(color: QColor, width: float) -> QPen:
    """The pen that all strokes are drawn with."""
    return QPen(
        color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


@lru_cache(256)
def _flat_pen(rgba: int, width: float) -> QPen:
    """The pen for lines of straight pieces, which turn too little for a join to show."""
    pen = round_pen(QColor.fromRgba(rgba), width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen


def on_screen(view: View, box: Box) -> QRectF:
    """Where `box` is in the window."""
    return QRectF(
        QPointF(*view.to_screen(box.left, box.top)),
        QPointF(*view.to_screen(box.right, box.bottom)),
    )


def place_painter(painter: QPainter, view: View) -> None:
    """Let `painter` paint in units of the board, where `view` shows them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-view.left, -view.top)
    painter.scale(view.scale, view.scale)


def paint_figures(
    painter: QPainter,
    figures: Iterable[Figure],
    theme: Theme,
    scale: float,
    clip: Box | None = None,
) -> int:
    """Paint `figures` in their order, and return how many.

    Args:
        scale: device pixels for one unit of the board, for the detail worth painting.
        clip: leave out what shows only beside this box.
    """
    count = 0
    for figure in figures:
        shape, origin, extent = figure.shape, figure.origin, figure.extent
        x, y = shape.x + origin[0], shape.y + origin[1]
        # From afar a stroke is thinner than it should be, but never too thin to be seen.
        width = max(shape.width, HAIR / scale)
        pen = _flat_pen(ink_of(theme, shape.color).rgba(), width)
        size = scale * max(extent.right - extent.left, extent.bottom - extent.top)
        painter.translate(x, y)
        if size <= DOT:
            painter.setPen(pen)
            painter.drawPoint(0, 0)
        elif size <= ROUGH or (figure.is_pressed and width > shape.width):
            painter.strokePath(figure.rough_path(), pen)
        else:
            pieces = figure.pieces(scale)
            if len(pieces) == 1 or pen.color().alpha() < OPAQUE:
                paths = (whole(pieces),)
            else:
                # A pen that is pressed hardest draws at most so much wider.
                near = clip and clip.moved(-x, -y).grown(width + 2 / scale)
                paths = (piece.path for piece in pieces if near is None or piece.box.meets(near))
            for path in paths:
                if figure.is_pressed:
                    painter.fillPath(path, pen.color())
                else:
                    painter.strokePath(path, pen)
        painter.translate(-x, -y)
        count += 1
    return count


def paint_glow(painter: QPainter, figures: Iterable[Figure], color: QColor, extra: float) -> None:
    """Paint a line of `color` around `figures`, `extra` units wider than they are."""
    for figure in figures:
        origin = figure.origin
        x, y = figure.shape.x + origin[0], figure.shape.y + origin[1]
        painter.translate(x, y)
        path: QPainterPath = figure.path()
        painter.strokePath(path, round_pen(color, figure.shape.width + extra))
        painter.translate(-x, -y)
