"""The grid: faint lines that the hand may draw by, as close as the zoom allows.

It is painted above the tiles, not on them: so it comes and goes, and changes with the
zoom, without a tile being painted anew, and no export ever has it. It only darkens light
paper and lightens dark, so shapes look as if they lay on it.
"""

from math import ceil, floor, log2

from PySide6.QtCore import QLineF, QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPen

from ....store.documents.whiteboard import UNIT
from ...theme import Theme, mixed
from .view import View

__all__ = ["Squares"]

CLOSEST = 16
"""So many pixels of the screen lines are apart at least, and less than twice as many."""

MAJOR = 4
"""Every so many lines one is stronger."""

FAINT, STRONG = 0.10, 0.22
"""How much of the text's colour there is in a line."""


class Squares(QObject):
    """Whether there is a grid, and how it is painted."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.is_on = False

    def toggle(self) -> None:
        """Show it, or do not any longer."""
        self.is_on = not self.is_on
        self.changed.emit(self.is_on)

    def step(self, view: View) -> int | None:
        """How many units of the board lines are apart at this zoom; None if there are none."""
        if not self.is_on:
            return None
        # By doubling, so that all lines stay where they are when others come between.
        return round(UNIT * CLOSEST * 2.0 ** ceil(-log2(view.zoom)))

    def paint(self, painter: QPainter, rect: QRectF, view: View, theme: Theme) -> None:
        """Paint what of it shows in `rect` of the window."""
        step = self.step(view)
        if step is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        is_dark = theme.paper.lightnessF() < theme.text.lightnessF()
        modes = QPainter.CompositionMode
        painter.setCompositionMode(
            modes.CompositionMode_Lighten if is_dark else modes.CompositionMode_Darken
        )
        apart = step * view.scale
        upright = range(
            floor((rect.left() + view.left) / apart), ceil((rect.right() + view.left) / apart) + 1
        )
        level = range(
            floor((rect.top() + view.top) / apart), ceil((rect.bottom() + view.top) / apart) + 1
        )
        for is_major, strength in ((False, FAINT), (True, STRONG)):
            painter.setPen(QPen(mixed(theme.text, theme.paper, strength), 1))
            lines = [
                QLineF(x, rect.top(), x, rect.bottom())
                for n in upright
                if (n % MAJOR == 0) == is_major
                for x in (floor(n * apart - view.left) + 0.5,)
            ]
            lines += [
                QLineF(rect.left(), y, rect.right(), y)
                for n in level
                if (n % MAJOR == 0) == is_major
                for y in (floor(n * apart - view.top) + 0.5,)
            ]
            painter.drawLines(lines)
        painter.restore()
