"""What is settled, painted once on tiles and shown from there.

What changes makes its box on its tiles stale; `settle` paints stale boxes again for as
long as it may, and whatever it did not get to shows its old content until next time.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ..theme import Theme
from .figures import Figure, Figures
from .geometry import Box, Place
from .paint import paint_figures
from .tiling import Cell, Tiling
from .view import View

__all__ = ["Layer"]

CHUNK = 16
MOST_BYTES = 192 * 2**20


class _Tile:
    """One square of the board at the present zoom.

    Attributes:
        image: what is shown, or None before it was painted once.
        stale: what must be painted again, in its own pixels.
        draft: the next image, while it is being painted.
        todo: what is still to be painted on the draft.
    """

    __slots__ = ("draft", "image", "stale", "todo")

    def __init__(self, side: int) -> None:
        self.image: QImage | None = None
        self.stale = QRect(0, 0, side, side)
        self.draft: QImage | None = None
        self.todo: Iterator[Figure] = iter(())

    def spoil(self, rect: QRect) -> None:
        """Let `rect` be painted again, and begin anew if something is being painted."""
        self.stale = self.stale.united(rect)
        self.draft = None


class Layer:
    """Tiles of `figures` at one zoom.

    Args:
        figures: what to paint.
        theme: in which colours.
        is_clear: leave the ground transparent, for a layer above another.
        now: a clock in seconds, for the budget of `settle`.
    """

    def __init__(
        self,
        figures: Figures,
        theme: Theme,
        *,
        is_clear: bool = False,
        now: Callable[[], float] = perf_counter,
    ) -> None:
        self.painted = 0
        self._figures = figures
        self._theme = theme
        self._ground = QColor(0, 0, 0, 0) if is_clear else theme.paper
        self._format = (
            QImage.Format.Format_ARGB32_Premultiplied if is_clear else QImage.Format.Format_RGB32
        )
        self._now = now
        self._tiles: OrderedDict[Cell, _Tile] = OrderedDict()
        self._hidden: frozenset[str] = frozenset()
        self._tiling = Tiling(View(), 1.0)
        self._most = self._capacity()

    @property
    def scale(self) -> float:
        """Device pixels for one unit of the board."""
        return self._tiling.scale

    def look(self, view: View, ratio: float) -> None:
        """Show `view` from now on, on a screen with `ratio` device pixels to a pixel."""
        before, self._tiling = self._tiling, Tiling(view, ratio)
        if view.zoom != before.view.zoom or ratio != before.ratio:
            self._most = self._capacity()
            self._tiles.clear()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        if self._format is QImage.Format.Format_RGB32:
            self._ground = theme.paper
        self._tiles.clear()

    def hide(self, shape_ids: Collection[str]) -> None:
        """Leave out these figures, and show again those hidden before."""
        hidden = frozenset(shape_ids)
        changed = hidden ^ self._hidden
        self._hidden = hidden
        self.damage(self._figures[i].box for i in changed if i in self._figures)

    def damage(self, boxes: Iterable[Box]) -> None:
        """Let what is in `boxes` be painted again."""
        for box in boxes:
            for cell, rect in self._tiling.parts(box, self._tiles):
                self._tiles[cell].spoil(rect)

    def add_on_top(self, figures: Collection[Figure]) -> None:
        """Paint new figures over everything, on the tiles that are there."""
        for figure in figures:
            for cell, rect in self._tiling.parts(figure.box, self._tiles):
                tile = self._tiles[cell]
                if tile.image is None or tile.draft is not None:
                    tile.spoil(rect)
                else:
                    # Where it is stale, the figure will be painted again in its place.
                    with _painting(tile.image) as painter:
                        self._tiling.place(painter, cell)
                        self.painted += paint_figures(painter, (figure,), self._theme, self.scale)

    def settle(
        self, width: float, height: float, near: Place | None = None, *, budget: float = 0.008
    ) -> tuple[list[QRectF], bool]:
        """Paint what a window of so many pixels lacks, for about `budget` seconds.

        Args:
            near: the pixel whose surroundings come first; the middle, if None.

        Returns:
            The parts of the window to show again, and whether nothing is lacking now.
        """
        deadline = self._now() + budget
        shown: list[QRectF] = []
        x, y = near or (width / 2, height / 2)
        for cell in sorted(
            self._lacking(width, height), key=lambda cell: self._tiling.distance(cell, x, y)
        ):
            tile = self._tile(cell)
            rect = QRect(tile.stale)
            if not self._paint(cell, tile, deadline):
                return shown, False
            shown.append(self._tiling.shown(cell, rect))
            if self._now() >= deadline:
                break
        return shown, not self._lacking(width, height)

    def is_complete(self, width: float, height: float) -> bool:
        """Whether all that a window of so many pixels shows is exact."""
        return not self._lacking(width, height)

    def covers(self, rect: QRectF) -> bool:
        """Whether there is something to show everywhere in `rect` of the window."""
        found = map(self._tiles.get, self._tiling.cells(rect))
        return all(tile is not None and tile.image is not None for tile in found)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Show the tiles in `rect` of the window."""
        painter.save()
        # In whole device pixels and without a scale Qt copies; everything else would blur.
        tiling = self._tiling
        ratio, side = tiling.ratio, tiling.side
        painter.scale(1 / ratio, 1 / ratio)
        left, top = round(tiling.view.left * ratio), round(tiling.view.top * ratio)
        for column, row in tiling.cells(rect):
            tile = self._tiles.get((column, row))
            if tile is not None and tile.image is not None:
                painter.drawImage(column * side - left, row * side - top, tile.image)
        painter.restore()

    def _capacity(self) -> int:
        return max(64, MOST_BYTES // (4 * self._tiling.side * self._tiling.side))

    def _tile(self, cell: Cell) -> _Tile:
        tile = self._tiles.get(cell)
        if tile is None:
            tile = self._tiles[cell] = _Tile(self._tiling.side)
            while len(self._tiles) > self._most:
                self._tiles.popitem(last=False)
        self._tiles.move_to_end(cell)
        return tile

    def _paint(self, cell: Cell, tile: _Tile, deadline: float) -> bool:
        """Paint the stale box of `tile`; False if time was up before."""
        is_new = tile.draft is None
        if tile.draft is None:
            tile.todo = self._within(cell, tile.stale)
            tile.draft = (
                QImage(self._tiling.side, self._tiling.side, self._format)
                if tile.image is None
                else tile.image.copy()
            )
        with _painting(tile.draft) as painter:
            painter.setClipRect(tile.stale)
            if is_new:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                painter.fillRect(tile.stale, self._ground)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            self._tiling.place(painter, cell)
            while chunk := list(islice(tile.todo, CHUNK)):
                self.painted += paint_figures(painter, chunk, self._theme, self.scale)
                if len(chunk) == CHUNK and self._now() >= deadline:
                    return False
        tile.image, tile.draft, tile.stale = tile.draft, None, QRect()
        return True

    def _within(self, cell: Cell, rect: QRect) -> Iterator[Figure]:
        """The figures that may show in `rect` of the tile `cell`."""
        hidden, box = self._hidden, self._tiling.box(cell, rect)
        return (f for f in self._figures.within(box) if f.shape_id not in hidden)

    def _lacking(self, width: float, height: float) -> list[Cell]:
        """The places in the window whose tiles are not exact."""
        tiles = self._tiles
        return [
            cell
            for cell in self._tiling.cells(QRectF(0, 0, width, height))
            if cell not in tiles or not tiles[cell].stale.isEmpty()
        ]


@contextmanager
def _painting(image: QImage) -> Generator[QPainter, None, None]:
    painter = QPainter(image)
    try:
        yield painter
    finally:
        # An image that is still being painted on could not be shown.
        painter.end()
