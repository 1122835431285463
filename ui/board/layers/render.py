"""Pictures of a board, for exports and previews; no window is needed."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from ....store.documents.whiteboard import Board
from ...theme import LIGHT, Theme
from ..shapes.figures import Figures
from ..shapes.paint import paint_figures, place_painter
from ..shapes.pictures import Pictures
from .view import View

__all__ = ["paint_view", "render_image"]

MARGIN = 16


def render_image(
    board: Board, size: QSize, *, theme: Theme = LIGHT, pictures: Pictures | None = None
) -> QImage:
    """The whole `board` in a picture of `size` pixels, at 100 % at most.

    Args:
        pictures: where images come from; if it reads them aside, they may be missing.
    """
    figures = Figures(board.shapes, pictures)
    image = QImage(size, QImage.Format.Format_RGB32)
    box = figures.bounds()
    view = View() if box is None else View.fitted(box, size.width(), size.height(), margin=MARGIN)
    paint_view(image, figures, view, theme)
    return image


def paint_view(image: QImage, figures: Figures, view: View, theme: Theme) -> None:
    """Fill `image` with what a window of its size would show of `figures`."""
    ratio = image.devicePixelRatio()
    image.fill(theme.paper)
    painter = QPainter(image)
    place_painter(painter, view)
    seen = figures.within(view.window(image.width() / ratio, image.height() / ratio))
    paint_figures(painter, seen, theme, view.scale * ratio)
    painter.end()
