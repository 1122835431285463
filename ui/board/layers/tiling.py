"""How the board is cut into tiles at one zoom, and where they are in the window.

A tile is as many device pixels wide as 256 pixels have, so that no scale leaves a seam.
"""

from collections.abc import Container, Iterable
from math import ceil, floor
from typing import Protocol, TypeAlias

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter

from ..shapes.geometry import Box
from .view import View

__all__ = ["Cell", "Tiling"]

Cell: TypeAlias = tuple[int, int]
"""A tile's column and row."""

SIDE = 256


class _Cells(Container[Cell], Iterable[Cell], Protocol):
    def __len__(self) -> int: ...


class Tiling:
    """The tiles under `view`, on a screen with `ratio` device pixels to a pixel.

    Attributes:
        side: how many device pixels a tile is wide and high.
        scale: device pixels for one unit of the board.
    """

    def __init__(self, view: View, ratio: float) -> None:
        self.view = view
        self.ratio = ratio
        self.side = round(SIDE * ratio)
        self.scale = view.scale * ratio

    def cells(self, rect: QRectF) -> list[Cell]:
        """The tiles that `rect` of the window shows."""
        side = self.side / self.ratio
        columns = range(
            floor((rect.left() + self.view.left) / side),
            ceil((rect.right() + self.view.left) / side),
        )
        rows = range(
            floor((rect.top() + self.view.top) / side),
            ceil((rect.bottom() + self.view.top) / side),
        )
        return [(column, row) for column in columns for row in rows]

    def parts(self, box: Box, among: _Cells) -> list[tuple[Cell, QRect]]:
        """The tiles `among` these that `box` shows on, and where on each."""
        left, top, right, bottom = (edge * self.scale for edge in box)
        # A pixel more, for the soft edge of what is painted.
        left, top, right, bottom = (
            floor(left) - 1,
            floor(top) - 1,
            ceil(right) + 1,
            ceil(bottom) + 1,
        )
        side = self.side
        columns = range(left // side, right // side + 1)
        rows = range(top // side, bottom // side + 1)
        if len(columns) * len(rows) > len(among):
            cells = [(c, r) for c, r in among if c in columns and r in rows]
        else:
            cells = [(c, r) for c in columns for r in rows if (c, r) in among]
        return [
            (
                (column, row),
                QRect(
                    QPoint(max(0, left - column * side), max(0, top - row * side)),
                    QPoint(min(side, right - column * side), min(side, bottom - row * side))
                    - QPoint(1, 1),
                ),
            )
            for column, row in cells
        ]

    def box(self, cell: Cell, rect: QRect) -> Box:
        """What may show in `rect` of a tile, in units of the board."""
        edges = Box(rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1)
        around = edges.moved(cell[0] * self.side, cell[1] * self.side).grown(1)
        return Box(*(edge / self.scale for edge in around))

    def shown(self, cell: Cell, rect: QRect) -> QRectF:
        """Where in the window a part of a tile is."""
        ratio = self.ratio
        return QRectF(
            (cell[0] * self.side + rect.left()) / ratio - self.view.left,
            (cell[1] * self.side + rect.top()) / ratio - self.view.top,
            rect.width() / ratio,
            rect.height() / ratio,
        )

    def distance(self, cell: Cell, x: float, y: float) -> float:
        """How far a tile's middle is from a pixel of the window, squared."""
        middle = self.shown(cell, QRect(0, 0, self.side, self.side)).center()
        return (middle.x() - x) ** 2 + (middle.y() - y) ** 2

    def place(self, painter: QPainter, cell: Cell) -> None:
        """Let `painter` paint on a tile in units of the board."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-cell[0] * self.side, -cell[1] * self.side)
        painter.scale(self.scale, self.scale)
