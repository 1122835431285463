"""Which figure a shape has: each kind its own."""

from collections.abc import Callable, Mapping

from ....store.documents.shapes import Kind
from ....store.documents.whiteboard import Shape
from .arrow import ArrowFigure
from .ellipse import EllipseFigure
from .figure import Figure
from .image import ImageFigure
from .line import LineFigure
from .marker import MarkerFigure
from .pictures import Pictures
from .rect import RectFigure
from .stroke import StrokeFigure
from .text import TextFigure

__all__ = ["figure_for"]

_DRAWN: Mapping[Kind, Callable[[str, Shape, Figure | None], Figure]] = {
    "stroke": StrokeFigure,
    "marker": MarkerFigure,
    "rect": RectFigure,
    "ellipse": EllipseFigure,
    "line": LineFigure,
    "arrow": ArrowFigure,
    "text": TextFigure,
}


def figure_for(
    shape_id: str,
    shape: Shape,
    before: Figure | None = None,
    pictures: Pictures | None = None,
) -> Figure:
    """The figure of `shape`.

    Args:
        before: what it was, of which it keeps what has not changed.
        pictures: where images come from; without it, something stands in their place.
    """
    drawn = _DRAWN.get(shape.kind)
    if drawn is None:
        return ImageFigure(shape_id, shape, pictures)
    return drawn(shape_id, shape, before)
