"""A part of the board that is being painted, a few strokes at a time, before it is shown."""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPaintDevice, QPainter

from ...theme import Theme
from ..shapes.figure import Figure
from ..shapes.paint import paint_figures
from .tiling import Cell, Tiling

__all__ = ["Sheet", "painting"]

CHUNK = 8
"""Strokes to paint between two looks at the clock."""


class Sheet:
    """A picture of `rect` in a tile's pixels, which may reach over its neighbours.

    Args:
        first: the tile whose corner `rect` counts from.
        cells: the tiles that it is for.
        figures: what shows in it, from back to front.
        blank: a tile with nothing on it.

    Attributes:
        image: as far as it is painted.
        painted: how many of the figures are on it.
    """

    def __init__(
        self,
        tiling: Tiling,
        first: Cell,
        rect: QRect,
        cells: Collection[Cell],
        figures: Sequence[Figure],
        blank: QImage,
    ) -> None:
        self.rect = rect
        self.cells = frozenset(cells)
        self.painted = 0
        self._tiling = tiling
        self._first = first
        self._figures = figures
        self._blank = blank
        self._box = tiling.box(first, rect)
        self.image = QImage(blank) if self.is_empty else QImage(rect.size(), blank.format())
        if not self.is_empty:
            self.image.fill(blank.pixelColor(0, 0))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to paint."""
        return not self._figures

    def paint(self, theme: Theme, deadline: float, now: Callable[[], float]) -> bool:
        """Go on until `deadline` on the clock `now`; False if that was not enough."""
        if self.is_empty:
            return True
        with painting(self.image) as painter:
            painter.translate(-self.rect.left(), -self.rect.top())
            self._tiling.place(painter, self._first)
            while chunk := self._figures[self.painted : self.painted + CHUNK]:
                paint_figures(painter, chunk, theme, self._tiling.scale, self._box)
                self.painted += len(chunk)
                if self.painted < len(self._figures) and now() >= deadline:
                    return False
        return True

    def cut(self, cell: Cell) -> QImage:
        """A tile's own picture."""
        if self.is_empty:
            return QImage(self._blank)
        there, first = self._tiling.corner(cell), self._tiling.corner(self._first)
        at = QPoint(there[0] - first[0], there[1] - first[1]) - self.rect.topLeft()
        if at.isNull() and self.image.size() == self._blank.size():
            return self.image
        return self.image.copy(QRect(at, self._blank.size()))


@contextmanager
def painting(device: QPaintDevice) -> Generator[QPainter, None, None]:
    """A painter that is gone afterwards, or else the device could not be used, or even crash."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()
