"""A drawing as a PDF: on one page as large as it is, or on as many of paper as it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from ....store.documents.shapes import Shape
from ....store.documents.whiteboard import UNIT
from ..layers.sheet import painting
from ..layers.view import View
from ..shapes.figures import Figures
from ..shapes.paint import paint_figures, place_painter
from ..shapes.pictures import Pictures
from .carried import Blob
from .frame import Frame, How, frame_of
from .made import Made

__all__ = ["MOST_PAGES", "Tiles", "TooManyPages", "made_pdf", "tiles_of"]

POINT = 0.75
"""Points of 1/72 inch in a pixel of 1/96."""

DOTS = 1200
"""To an inch, in which Qt writes places down."""

FINE = 8.0
"""Curves are smooth up to so many dots for a pixel."""

MOST_POINTS = 14_400
"""The side of a page beyond which readers give up (PDF 1.7, annex C)."""

MOST_PAGES = 200

MM = 96 / 25.4
"""Pixels in a millimetre."""

EDGE = 12 * MM
"""Paper that is left free on every side; most printers cannot print on 5 mm of it."""

OVERLAP = 10 * MM
"""What is shown on both of two neighbours, to be glued."""

MARK = QColor("#808080")

PAPERS: Mapping[str, QPageSize.PageSizeId] = {
    "a4": QPageSize.PageSizeId.A4,
    "letter": QPageSize.PageSizeId.Letter,
}


class TooManyPages(ValueError):
    """On paper the drawing takes more pages than anybody wants to print."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """How a drawing is laid on sheets of paper.

    Attributes:
        is_landscape: how they lie.
        columns, rows: how many there are.
        width, height: what one of them shows, in pixels at 100 %.
    """

    is_landscape: bool
    columns: int
    rows: int
    width: float
    height: float

    @property
    def count(self) -> int:
        return self.columns * self.rows


def made_pdf(shapes: Mapping[str, Shape], how: How, blob: Blob) -> Made:
    """`shapes` as a PDF file.

    Raises:
        NothingDrawn: there are none.
        TooManyPages: there is not paper enough.
    """
    figures = Figures(shapes, Pictures(blob))
    frame = frame_of(figures, how.margin)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setTitle(how.title)
    writer.setCreator("Scuttlebutt")
    notices = () if how.page in PAPERS else _one_page(writer, figures, frame, how)
    if how.page in PAPERS:
        _on_paper(writer, figures, frame, how)
    return Made(bytes(buffer.data().data()), notices)


def tiles_of(frame: Frame, page: str, scale: float) -> Tiles:
    """How `frame` is laid on sheets, so that they are few; upright, if that is the same."""
    size = QPageSize.size(PAPERS[page], QPageSize.Unit.Point) / POINT
    short, long = size.width() - 2 * EDGE, size.height() - 2 * EDGE
    upright, across = (
        Tiles(
            is_landscape,
            _count(frame.width * scale, wide),
            _count(frame.height * scale, high),
            wide,
            high,
        )
        for is_landscape, wide, high in ((False, short, long), (True, long, short))
    )
    return across if across.count < upright.count else upright


def _one_page(writer: QPdfWriter, figures: Figures, frame: Frame, how: How) -> tuple[str, ...]:
    wanted = how.scale * POINT
    factor = min(wanted, MOST_POINTS / max(frame.width, frame.height))
    size = QSizeF(frame.width * factor, frame.height * factor)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    with painting(writer) as painter:
        painter.scale(factor * DOTS / 72, factor * DOTS / 72)
        _paint(painter, figures, frame, how)
    if factor < wanted:
        return (
            f"A page is at most {MOST_POINTS // 72} inches wide and high, so the drawing is"
            f" made at {factor / POINT:.2g}× instead of {how.scale:g}×.",
        )
    return ()


def _on_paper(writer: QPdfWriter, figures: Figures, frame: Frame, how: How) -> None:
    tiles = tiles_of(frame, how.page, how.scale)
    if tiles.count > MOST_PAGES:
        raise TooManyPages(
            f"On this paper the drawing takes {tiles.count} pages, and at most {MOST_PAGES} are"
            " made. Choose one page as large as the drawing, or a part of it."
        )
    orientation = QPageLayout.Orientation
    lies = orientation.Landscape if tiles.is_landscape else orientation.Portrait
    writer.setPageSize(QPageSize(PAPERS[how.page]))
    writer.setPageOrientation(lies)
    writer.setPageMargins(QMarginsF())
    with painting(writer) as painter:
        painter.scale(DOTS / 96, DOTS / 96)
        for number in range(tiles.count):
            if number:
                writer.newPage()
            row, column = divmod(number, tiles.columns)
            _tile(
                painter,
                tiles,
                row,
                column,
                frame,
                how,
                lambda: _paint(painter, figures, frame, how),
            )


def _tile(
    painter: QPainter,
    tiles: Tiles,
    row: int,
    column: int,
    frame: Frame,
    how: How,
    paint: Callable[[], None],
) -> None:
    """One sheet: its part of the drawing, and where its neighbours begin."""
    part = QRectF(EDGE, EDGE, tiles.width, tiles.height)
    painter.save()
    painter.setClipRect(part)
    painter.translate(
        EDGE + _start(column, tiles.columns, tiles.width, frame.width * how.scale),
        EDGE + _start(row, tiles.rows, tiles.height, frame.height * how.scale),
    )
    painter.scale(how.scale, how.scale)
    paint()
    painter.restore()
    if tiles.count > 1:
        _mark(painter, part, tiles, row, column)


def _start(place: int, count: int, side: float, whole: float) -> float:
    """Where the drawing begins, seen from a sheet: in the middle if there is but one."""
    return (side - whole) / 2 if count == 1 else -place * (side - OVERLAP)


def _mark(painter: QPainter, part: QRectF, tiles: Tiles, row: int, column: int) -> None:
    """Ticks beside the drawing where the neighbours begin, and which sheet this is."""
    painter.setPen(QPen(MARK, 0.5))
    tick = 6 * MM
    left, top, right, bottom = part.left(), part.top(), part.right(), part.bottom()
    across = [
        x
        for x, is_there in (
            (left + OVERLAP, column > 0),
            (right - OVERLAP, column < tiles.columns - 1),
        )
        if is_there
    ]
    down = [
        y
        for y, is_there in (
            (top + OVERLAP, row > 0),
            (bottom - OVERLAP, row < tiles.rows - 1),
        )
        if is_there
    ]
    for x in across:
        painter.drawLine(QPointF(x, top - tick), QPointF(x, top - MM))
        painter.drawLine(QPointF(x, bottom + MM), QPointF(x, bottom + tick))
    for y in down:
        painter.drawLine(QPointF(left - tick, y), QPointF(left - MM, y))
        painter.drawLine(QPointF(right + MM, y), QPointF(right + tick, y))
    font = QFont()
    font.setPixelSize(10)
    painter.setFont(font)
    words = (
        f"Sheet {row * tiles.columns + column + 1} of {tiles.count}: row {row + 1} of"
        f" {tiles.rows}, column {column + 1} of {tiles.columns}. Glue up to the ticks."
    )
    below = QRectF(left + 2 * OVERLAP, bottom + MM, tiles.width - 4 * OVERLAP, tick)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)


def _paint(painter: QPainter, figures: Figures, frame: Frame, how: How) -> None:
    """The drawing with its corner at (0, 0), a pixel of it to one of the painter."""
    if not how.is_transparent:
        painter.fillRect(QRectF(0, 0, frame.width, frame.height), how.theme.paper)
    view = View(1.0, frame.left, frame.top)
    place_painter(painter, view)
    row = figures.within(view.window(frame.width, frame.height))
    paint_figures(painter, row, how.theme, FINE * how.scale / UNIT)


def _count(whole: float, side: float) -> int:
    return 1 if whole <= side else ceil((whole - OVERLAP) / (side - OVERLAP) - 1e-9)
