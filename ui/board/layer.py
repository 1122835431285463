"""What is settled, painted once on tiles and shown from there.

A tile is as many device pixels wide as 256 pixels have, so that no scale leaves a seam.
What changes makes its box on its tiles stale; `settle` paints stale boxes again for as
long as it may, and whatever it did not get to shows its old content until next time.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from math import ceil, floor
from time import perf_counter
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ..theme import Theme
from .figures import Figure, Figures
from .geometry import Box, Place
from .paint import paint_figures
from .view import View

__all__ = ["Layer"]

Cell: TypeAlias = tuple[int, int]

SIDE = 256
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
        self._view = View()
        self._ratio = 1.0
        self._side = SIDE
        self._most = self._capacity()

    @property
    def scale(self) -> float:
        """Device pixels for one unit of the board."""
        return self._view.scale * self._ratio

    def look(self, view: View, ratio: float) -> None:
        """Show `view` from now on, on a screen with `ratio` device pixels to a pixel."""
        if view.zoom != self._view.zoom or ratio != self._ratio:
            self._ratio, self._side = ratio, round(SIDE * ratio)
            self._most = self._capacity()
            self._tiles.clear()
        self._view = view

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
            for place, rect in self._parts(box):
                self._tiles[place].spoil(rect)

    def add_on_top(self, figures: Collection[Figure]) -> None:
        """Paint new figures over everything, on the tiles that are there."""
        for figure in figures:
            for place, rect in self._parts(figure.box):
                tile = self._tiles[place]
                if tile.image is None or tile.draft is not None:
                    tile.spoil(rect)
                else:
                    # Where it is stale, the figure will be painted again in its place.
                    with _painting(tile.image) as painter:
                        self._place(painter, place)
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
        for place in sorted(
            self._lacking(width, height), key=lambda place: self._distance(place, x, y)
        ):
            tile = self._tile(place)
            rect = QRect(tile.stale)
            if not self._paint(place, tile, deadline):
                return shown, False
            shown.append(self._shown(place, rect))
            if self._now() >= deadline:
                break
        return shown, not self._lacking(width, height)

    def is_complete(self, width: float, height: float) -> bool:
        """Whether all that a window of so many pixels shows is exact."""
        return not self._lacking(width, height)

    def covers(self, rect: QRectF) -> bool:
        """Whether there is something to show everywhere in `rect` of the window."""
        found = map(self._tiles.get, self._places(rect))
        return all(tile is not None and tile.image is not None for tile in found)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Show the tiles in `rect` of the window."""
        painter.save()
        # In whole device pixels and without a scale Qt copies; everything else would blur.
        painter.scale(1 / self._ratio, 1 / self._ratio)
        left, top = round(self._view.left * self._ratio), round(self._view.top * self._ratio)
        for column, row in self._places(rect):
            tile = self._tiles.get((column, row))
            if tile is not None and tile.image is not None:
                painter.drawImage(column * self._side - left, row * self._side - top, tile.image)
        painter.restore()

    def _capacity(self) -> int:
        return max(64, MOST_BYTES // (4 * self._side * self._side))

    def _tile(self, place: Cell) -> _Tile:
        tile = self._tiles.get(place)
        if tile is None:
            tile = self._tiles[place] = _Tile(self._side)
            while len(self._tiles) > self._most:
                self._tiles.popitem(last=False)
        self._tiles.move_to_end(place)
        return tile

    def _paint(self, place: Cell, tile: _Tile, deadline: float) -> bool:
        """Paint the stale box of `tile`; False if time was up before."""
        is_new = tile.draft is None
        if tile.draft is None:
            tile.todo = self._within(place, tile.stale)
            tile.draft = (
                QImage(self._side, self._side, self._format)
                if tile.image is None
                else tile.image.copy()
            )
        with _painting(tile.draft) as painter:
            painter.setClipRect(tile.stale)
            if is_new:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                painter.fillRect(tile.stale, self._ground)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            self._place(painter, place)
            while chunk := list(islice(tile.todo, CHUNK)):
                self.painted += paint_figures(painter, chunk, self._theme, self.scale)
                if len(chunk) == CHUNK and self._now() >= deadline:
                    return False
        tile.image, tile.draft, tile.stale = tile.draft, None, QRect()
        return True

    def _within(self, place: Cell, rect: QRect) -> Iterator[Figure]:
        """The figures that may show in `rect` of the tile at `place`."""
        edges = Box(rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1)
        around = edges.moved(place[0] * self._side, place[1] * self._side).grown(1)
        box = Box(*(edge / self.scale for edge in around))
        hidden = self._hidden
        return (f for f in self._figures.within(box) if f.shape_id not in hidden)

    def _place(self, painter: QPainter, place: Cell) -> None:
        """Let `painter` paint on the tile at `place` in units of the board."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-place[0] * self._side, -place[1] * self._side)
        painter.scale(self.scale, self.scale)

    def _parts(self, box: Box) -> list[tuple[Cell, QRect]]:
        """The tiles that `box` shows on, and where on each."""
        left, top, right, bottom = (edge * self.scale for edge in box)
        # A pixel more, for the soft edge of what is painted.
        left, top, right, bottom = (
            floor(left) - 1,
            floor(top) - 1,
            ceil(right) + 1,
            ceil(bottom) + 1,
        )
        side = self._side
        columns = range(left // side, right // side + 1)
        rows = range(top // side, bottom // side + 1)
        if len(columns) * len(rows) > len(self._tiles):
            places = [(c, r) for c, r in self._tiles if c in columns and r in rows]
        else:
            places = [(c, r) for c in columns for r in rows if (c, r) in self._tiles]
        return [
            (
                (column, row),
                QRect(
                    QPoint(max(0, left - column * side), max(0, top - row * side)),
                    QPoint(min(side, right - column * side), min(side, bottom - row * side))
                    - QPoint(1, 1),
                ),
            )
            for column, row in places
        ]

    def _places(self, rect: QRectF) -> list[Cell]:
        """The places of the tiles that `rect` of the window shows."""
        side = self._side / self._ratio
        columns = range(
            floor((rect.left() + self._view.left) / side),
            ceil((rect.right() + self._view.left) / side),
        )
        rows = range(
            floor((rect.top() + self._view.top) / side),
            ceil((rect.bottom() + self._view.top) / side),
        )
        return [(column, row) for column in columns for row in rows]

    def _lacking(self, width: float, height: float) -> list[Cell]:
        """The places in the window whose tiles are not exact."""
        tiles = self._tiles
        return [
            place
            for place in self._places(QRectF(0, 0, width, height))
            if place not in tiles or not tiles[place].stale.isEmpty()
        ]

    def _shown(self, place: Cell, rect: QRect) -> QRectF:
        """Where in the window a part of a tile is."""
        ratio = self._ratio
        return QRectF(
            (place[0] * self._side + rect.left()) / ratio - self._view.left,
            (place[1] * self._side + rect.top()) / ratio - self._view.top,
            rect.width() / ratio,
            rect.height() / ratio,
        )

    def _distance(self, place: Cell, x: float, y: float) -> float:
        middle = self._shown(place, QRect(0, 0, self._side, self._side)).center()
        return (middle.x() - x) ** 2 + (middle.y() - y) ** 2


@contextmanager
def _painting(image: QImage) -> Generator[QPainter, None, None]:
    painter = QPainter(image)
    try:
        yield painter
    finally:
        # An image that is still being painted on could not be shown.
        painter.end()
