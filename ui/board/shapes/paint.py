"""Painting figures, the same way on tiles, on the live layer and into pictures."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ...theme import Theme
from ..layers.view import View
from .figure import Figure
from .geometry import Box
from .pens import ink_of, round_pen

__all__ = ["ink_of", "on_screen", "paint_figures", "paint_glow", "place_painter", "round_pen"]


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
        figure.paint(painter, theme, scale, clip)
        count += 1
    return count


def paint_glow(painter: QPainter, figures: Iterable[Figure], color: QColor, extra: float) -> None:
    """Paint a line of `color` around `figures`, `extra` units wider than they are."""
    for figure in figures:
        x, y = figure.shape.x + figure.origin[0], figure.shape.y + figure.origin[1]
        painter.translate(x, y)
        painter.strokePath(figure.path(), round_pen(color, figure.line_width + extra))
        painter.translate(-x, -y)
