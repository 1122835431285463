"""What is settled, painted once on tiles and shown from there.

What changes makes its box on its tiles stale; `settle` paints stale boxes again for as
long as it may, and whatever it did not get to shows its old content until next time.
Tiles that are new are painted many at once, since a stroke that lies on several would be
painted for each.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable
from time import perf_counter

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ...theme import Theme
from ..shapes.figure import Figure
from ..shapes.figures import Figures
from ..shapes.geometry import Box, Place, union
from ..shapes.paint import paint_figures
from .sheet import Sheet, painting
from .tiling import Cell, Tiling
from .view import View

__all__ = ["Layer"]

MOST_BYTES = 192 * 2**20

MANY = 500
"""More shapes than this are hidden by painting all around them again."""

SHEET = 2048
"""So many device pixels wide is what is painted at once, and three quarters as high."""


class _Tile:
    """One square of the board at the present zoom.

    Attributes:
        image: what is shown; None if that is nothing, or not known yet.
        stale: what must be painted again, in its own pixels.
    """

    __slots__ = ("image", "stale")

    def __init__(self, rect: QRect) -> None:
        self.image: QImage | None = None
        self.stale = rect


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
        self._is_clear = is_clear
        self._now = now
        self._tiles: OrderedDict[Cell, _Tile] = OrderedDict()
        self._sheet: Sheet | None = None
        self._hidden: frozenset[str] = frozenset()
        self._tiling = Tiling(View(), 1.0)
        self._renew()

    @property
    def scale(self) -> float:
        """Device pixels for one unit of the board."""
        return self._tiling.scale

    def look(self, view: View, ratio: float, window: tuple[float, float] | None = None) -> None:
        """Show `view` from now on, on a screen with `ratio` device pixels to a pixel.

        Args:
            window: its width and height in pixels, for new tiles to fill it.
        """
        before = self._tiling
        if self._tiles and (view.zoom, ratio) == (before.view.zoom, before.ratio):
            self._tiling = Tiling(view, ratio, before.cut)
            return
        self._tiling = Tiling(view, ratio)
        if window is not None:
            self._tiling = self._tiling.fitted(*window)
        self._renew()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._renew()

    def hide(self, shape_ids: Collection[str]) -> None:
        """Leave out these figures, and show again those hidden before."""
        hidden = frozenset(shape_ids)
        changed = hidden ^ self._hidden
        self._hidden = hidden
        boxes = [self._figures[i].box for i in changed if i in self._figures]
        around = union(boxes) if len(boxes) > MANY else None
        self.damage(boxes if around is None else [around])

    def damage(self, boxes: Iterable[Box]) -> None:
        """Let what is in `boxes` be painted again."""
        for box in boxes:
            for cell, rect in self._tiling.parts(box, self._tiles):
                self._spoil(cell, rect)

    def add_on_top(self, figures: Collection[Figure]) -> None:
        """Paint new figures over everything, on the tiles that are there."""
        over: defaultdict[Cell, list[Figure]] = defaultdict(list)
        for figure in figures:
            for cell, rect in self._tiling.parts(figure.box, self._tiles):
                tile = self._tiles[cell]
                is_nothing = tile.image is None and not (self._is_clear and tile.stale.isEmpty())
                if is_nothing or (self._sheet is not None and cell in self._sheet.cells):
                    self._spoil(cell, rect)
                else:
                    # Where it is stale, the figure will be painted again in its place.
                    over[cell].append(figure)
        for cell, some in over.items():
            tile = self._tiles[cell]
            if tile.image is None:
                tile.image = QImage(self._blank)
            box = self._tiling.box(cell, self._tiling.rect)
            with painting(tile.image) as painter:
                self._tiling.place(painter, cell)
                paint_figures(painter, some, self._theme, self.scale, box)
        self.painted += len({figure.shape_id for some in over.values() for figure in some})

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
        while True:
            if self._sheet is None:
                lacking = self._lacking(width, height)
                if not lacking:
                    return shown, True
                self._sheet = self._next_sheet(lacking, x, y)
            sheet = self._sheet
            before = sheet.painted
            is_done = sheet.paint(self._theme, deadline, self._now)
            self.painted += sheet.painted - before
            if is_done:
                self._sheet = None
                shown += self._take_over(sheet)
            if self._now() >= deadline:
                return shown, self.is_complete(width, height)

    def is_complete(self, width: float, height: float) -> bool:
        """Whether all that a window of so many pixels shows is exact."""
        return self._sheet is None and not self._lacking(width, height)

    def covers(self, rect: QRectF) -> bool:
        """Whether there is something to show everywhere in `rect` of the window."""
        found = map(self._tiles.get, self._tiling.cells(rect))
        return all(tile is not None and tile.image is not None for tile in found)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Show the tiles in `rect` of the window."""
        painter.save()
        # In whole device pixels and without a scale Qt copies; everything else would blur.
        tiling = self._tiling
        ratio = tiling.ratio
        painter.scale(1 / ratio, 1 / ratio)
        left, top = round(tiling.view.left * ratio), round(tiling.view.top * ratio)
        for cell in tiling.cells(rect):
            tile = self._tiles.get(cell)
            if tile is not None and tile.image is not None:
                x, y = tiling.corner(cell)
                painter.drawImage(x - left, y - top, tile.image)
        painter.restore()

    def _renew(self) -> None:
        """Begin without any tile."""
        size = self._tiling.rect.size()
        self._tiles.clear()
        self._sheet = None
        self._most = max(64, MOST_BYTES // (4 * size.width() * size.height()))
        formats = QImage.Format
        form = formats.Format_ARGB32_Premultiplied if self._is_clear else formats.Format_RGB32
        self._blank = QImage(size, form)
        self._blank.fill(QColor(0, 0, 0, 0) if self._is_clear else self._theme.paper)

    def _spoil(self, cell: Cell, rect: QRect) -> None:
        """Let `rect` of a tile be painted again, after what is being painted on it now."""
        tile = self._tiles[cell]
        tile.stale = tile.stale.united(rect)

    def _tile(self, cell: Cell) -> _Tile:
        tile = self._tiles.get(cell)
        if tile is None:
            tile = self._tiles[cell] = _Tile(self._tiling.rect)
            while len(self._tiles) > self._most:
                self._tiles.popitem(last=False)
        self._tiles.move_to_end(cell)
        return tile

    def _next_sheet(self, lacking: Collection[Cell], x: float, y: float) -> Sheet:
        """What to paint next: new tiles together, of an old one what is stale on it."""
        tiling = self._tiling
        _, _, width, height = tiling.cut
        first = min(lacking, key=lambda cell: tiling.distance(cell, x, y))
        if self._tile(first).image is not None:
            cells = [first]
            rect = QRect(self._tiles[first].stale)
        else:
            wide, high = max(1, SHEET // width), max(1, SHEET * 3 // 4 // height)
            left = min(c for c, _ in lacking)
            top = min(r for _, r in lacking)
            block = ((first[0] - left) // wide, (first[1] - top) // high)
            cells = [
                (c, r)
                for c, r in lacking
                if ((c - left) // wide, (r - top) // high) == block
                and self._tile((c, r)).image is None
            ]
            columns, rows = [c for c, _ in cells], [r for _, r in cells]
            rect = QRect(
                (min(columns) - first[0]) * width,
                (min(rows) - first[1]) * height,
                (max(columns) - min(columns) + 1) * width,
                (max(rows) - min(rows) + 1) * height,
            )
        # From now on it counts what becomes stale while this is being painted.
        for cell in cells:
            self._tile(cell).stale = QRect()
        box, hidden = tiling.box(first, rect), self._hidden
        figures = [f for f in self._figures.within(box) if f.shape_id not in hidden]
        return Sheet(tiling, first, rect, cells, figures, self._blank)

    def _take_over(self, sheet: Sheet) -> list[QRectF]:
        """Show what was painted; returns where."""
        shown: list[QRectF] = []
        for cell in sheet.cells:
            tile = self._tiles.get(cell)
            if tile is None:
                continue
            if tile.image is not None:
                with painting(tile.image) as painter:
                    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                    part = QRect(QPoint(), sheet.rect.size())
                    painter.drawImage(sheet.rect.topLeft(), sheet.image, part)
                shown.append(self._tiling.shown(cell, sheet.rect))
            elif not (self._is_clear and sheet.is_empty):
                tile.image = sheet.cut(cell)
                shown.append(self._tiling.shown(cell, QRect(QPoint(), tile.image.size())))
        return shown

    def _lacking(self, width: float, height: float) -> list[Cell]:
        """The places in the window whose tiles are not exact, and not being painted."""
        tiles = self._tiles
        return [
            cell
            for cell in self._tiling.cells(QRectF(0, 0, width, height))
            if cell not in tiles or not tiles[cell].stale.isEmpty()
        ]
