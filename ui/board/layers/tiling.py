"""How the board is cut into tiles at one zoom, and where they are in the window.

A tile is about 256 pixels wide and high, and whole device pixels, so that no scale leaves a
seam. Tiles are cut so that they just fill the window where they are first seen: what
would stick out of it at its edges takes as long to paint as what shows.
"""

from collections.abc import Container, Iterable
from math import ceil, floor
from typing import NamedTuple, Protocol, TypeAlias

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter

from ..shapes.geometry import Box
from .view import View

__all__ = ["Cell", "Cut", "Tiling"]

Cell: TypeAlias = tuple[int, int]
"""A tile's column and row."""

SIDE = 256

HAIR = 1e-6
"""Of a tile; no pixel is so narrow, but what is off by rounding is even less."""


class _Cells(Container[Cell], Iterable[Cell], Protocol):
    def __len__(self) -> int: ...


class Cut(NamedTuple):
    """Where the tile (0, 0) is, from the board's origin, and its size, all in device pixels."""

    left: int
    top: int
    width: int
    height: int


class Tiling:
    """The tiles under `view`, on a screen with `ratio` device pixels to a pixel.

    Args:
        cut: how the board is cut into them; squares from its origin on, if None.

    Attributes:
        scale: device pixels for one unit of the board.
    """

    def __init__(self, view: View, ratio: float, cut: Cut | None = None) -> None:
        self.view = view
        self.ratio = ratio
        side = round(SIDE * ratio)
        self.cut = cut or Cut(0, 0, side, side)
        self.scale = view.scale * ratio

    def fitted(self, width: float, height: float) -> "Tiling":
        """The same, cut so that tiles fill a window of so many pixels as it is now."""
        ratio = self.ratio
        left, top = round(self.view.left * ratio), round(self.view.top * ratio)
        wide, high = (_part(length * ratio, SIDE * ratio) for length in (width, height))
        return Tiling(self.view, ratio, Cut(left, top, wide, high))

    @property
    def rect(self) -> QRect:
        """All of a tile, in its own pixels."""
        return QRect(0, 0, self.cut.width, self.cut.height)

    def corner(self, cell: Cell) -> tuple[int, int]:
        """Where a tile is, in device pixels from the board's origin."""
        left, top, width, height = self.cut
        return left + cell[0] * width, top + cell[1] * height

    def cells(self, rect: QRectF) -> list[Cell]:
        """The tiles that `rect` of the window shows."""
        left, top, width, height = self.cut
        ratio, view = self.ratio, self.view
        columns = range(
            floor(((rect.left() + view.left) * ratio - left) / width + HAIR),
            ceil(((rect.right() + view.left) * ratio - left) / width - HAIR),
        )
        rows = range(
            floor(((rect.top() + view.top) * ratio - top) / height + HAIR),
            ceil(((rect.bottom() + view.top) * ratio - top) / height - HAIR),
        )
        return [(column, row) for column in columns for row in rows]

    def parts(self, box: Box, among: _Cells) -> list[tuple[Cell, QRect]]:
        """The tiles `among` these that `box` shows on, and where on each."""
        x, y, width, height = self.cut
        left, top, right, bottom = (edge * self.scale for edge in box)
        # A pixel more, for the soft edge of what is painted.
        left, top, right, bottom = (
            floor(left) - 1 - x,
            floor(top) - 1 - y,
            ceil(right) + 1 - x,
            ceil(bottom) + 1 - y,
        )
        columns = range(left // width, right // width + 1)
        rows = range(top // height, bottom // height + 1)
        if len(columns) * len(rows) > len(among):
            cells = [(c, r) for c, r in among if c in columns and r in rows]
        else:
            cells = [(c, r) for c in columns for r in rows if (c, r) in among]
        return [
            (
                (column, row),
                QRect(
                    QPoint(max(0, left - column * width), max(0, top - row * height)),
                    QPoint(min(width, right - column * width), min(height, bottom - row * height))
                    - QPoint(1, 1),
                ),
            )
            for column, row in cells
        ]

    def box(self, cell: Cell, rect: QRect) -> Box:
        """What may show in `rect` of a tile, in units of the board."""
        edges = Box(rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1)
        around = edges.moved(*self.corner(cell)).grown(1)
        return Box(*(edge / self.scale for edge in around))

    def shown(self, cell: Cell, rect: QRect) -> QRectF:
        """Where in the window a part of a tile is."""
        ratio = self.ratio
        left, top = self.corner(cell)
        return QRectF(
            (left + rect.left()) / ratio - self.view.left,
            (top + rect.top()) / ratio - self.view.top,
            rect.width() / ratio,
            rect.height() / ratio,
        )

    def distance(self, cell: Cell, x: float, y: float) -> float:
        """How far a tile's middle is from a pixel of the window, squared."""
        middle = self.shown(cell, self.rect).center()
        return (middle.x() - x) ** 2 + (middle.y() - y) ** 2

    def place(self, painter: QPainter, cell: Cell) -> None:
        """Let `painter` paint on a tile in units of the board."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top = self.corner(cell)
        painter.translate(-left, -top)
        painter.scale(self.scale, self.scale)


def _part(length: float, side: float) -> int:
    """How long a part is, about `side`, so that some of them make up `length`."""
    if length <= side:
        return round(side)
    return ceil(length / round(length / side))
