"""Which part of the board a picture shows, and how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor

from ....store.documents.transform import bounds
from ....store.documents.whiteboard import UNIT, Shape
from ...theme import LIGHT, Theme
from ..shapes.figure import Figure
from ..shapes.figures import Figures
from ..shapes.geometry import Box, union
from ..shapes.outline import line_path, width_at
from ..shapes.stroke import StrokeFigure

__all__ = ["MARGIN", "Frame", "How", "NothingDrawn", "chosen", "frame_of", "papered"]

MARGIN = 16
"""Pixels at 100 %."""

FEW = 2000
"""Of so many strokes the exact extent is found; it takes making all their paths."""


class NothingDrawn(ValueError):
    """There is nothing to make a picture of."""

    def __init__(self) -> None:
        super().__init__("There is nothing drawn that a picture could be made of.")


@dataclass(frozen=True, slots=True)
class How:
    """How a drawing is pictured.

    Attributes:
        scale: pixels for one of the board at 100 %, for a PNG.
        margin: around the drawing, in pixels at 100 %.
        theme: in whose colours.
        is_transparent: leave out the paper.
        page: of a PDF: one as large as the drawing, or as many of paper as it takes.
        has_board: let a PNG or SVG carry the drawing itself, to be opened again.
        title: what the drawing is called, for programs that show that.
    """

    scale: float = 1.0
    margin: int = MARGIN
    theme: Theme = LIGHT
    is_transparent: bool = False
    page: str = "drawing"
    has_board: bool = True
    title: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the board in pixels at 100 %, on whole ones."""

    left: int
    top: int
    width: int
    height: int


def chosen(shapes: Mapping[str, Shape], ids: Iterable[str] | None) -> dict[str, Shape]:
    """Those of `shapes` that are named, or all of them.

    Raises:
        NothingDrawn: that is none.
    """
    found = dict(shapes) if ids is None else {i: shapes[i] for i in sorted(ids) if i in shapes}
    if not found:
        raise NothingDrawn
    return found


def frame_of(figures: Figures, margin: int) -> Frame:
    """The smallest frame around everything, with `margin` pixels more on every side."""
    is_exact = len(figures) <= FEW
    box = union(_extent(figures[i], is_exact=is_exact) for i in figures)
    if box is None:
        raise NothingDrawn
    left, top = int(box.left // UNIT), int(box.top // UNIT)
    right, bottom = -int(-box.right // UNIT), -int(-box.bottom // UNIT)
    return Frame(
        left - margin,
        top - margin,
        max(1, right - left) + 2 * margin,
        max(1, bottom - top) + 2 * margin,
    )


def papered(how: How) -> Theme:
    """The theme to paint with: its paper is clear where there is to be none."""
    if not how.is_transparent:
        return how.theme
    # Still as light or dark as it was: what is mixed with the paper goes by that.
    paper = QColor(how.theme.paper)
    paper.setAlpha(0)
    return replace(how.theme, paper=paper)


def _extent(figure: Figure, *, is_exact: bool) -> Box:
    """What `figure` covers; the figure's own box keeps some reserve for its curves."""
    shape = figure.shape
    least = Box(*map(float, bounds(shape)))
    if not isinstance(figure, StrokeFigure) or not is_exact:
        return union((figure.box, least)) or least
    # The outline of a pressed stroke is dear to make; its middle tells nearly as much.
    line = line_path(figure.points) if figure.is_pressed else figure.path()
    rect = line.boundingRect()
    x, y = figure.origin[0] + shape.x, figure.origin[1] + shape.y
    half = max((width_at(shape.width, p) for p in shape.pressures), default=shape.width) / 2
    return Box(
        x + rect.left() - half,
        y + rect.top() - half,
        x + rect.right() + half,
        y + rect.bottom() + half,
    )
