"""Something being moved or resized until it falls into place, and the lines that show it."""

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPen

from ....store.documents.transform import Bounds
from ..shapes.geometry import Box
from .desk import Desk
from .pointer import Pointer
from .snapping import Guide, Sides, Snapping

__all__ = ["Guided"]

BEYOND = 6
"""So many pixels a line goes on beyond what lies on it."""


class Guided:
    """The way of the selection with what it falls into place on.

    Args:
        frame, bounds: around the ink and around the points of what is moved, at first.
    """

    def __init__(self, desk: Desk, shape_ids: frozenset[str], frame: Box, bounds: Bounds) -> None:
        self._desk = desk
        self._shape_ids = shape_ids
        self._frame, self._points = frame, Box(*bounds)
        self._snapping: Snapping | None = None
        self._guides: tuple[Guide, ...] = ()

    def way(
        self, pointer: Pointer, dx: float, dy: float, across: Sides, down: Sides
    ) -> tuple[float, float]:
        """How far to go for a hand that went so far; Ctrl goes exactly so far.

        Args:
            across, down: which lines of the box are moved.
        """
        if pointer.ctrl:
            self._guides = ()
            return dx, dy
        if self._snapping is None:
            # Once for a gesture: whatever comes or goes meanwhile, nothing jumps.
            self._snapping = self._desk.snapping(self._shape_ids, self._frame)
        snap = self._snapping.snap(
            self._frame.moved(dx, dy), self._points.moved(dx, dy), across, down
        )
        self._guides = snap.guides
        return dx + snap.dx, dy + snap.dy

    def paint(self, painter: QPainter) -> None:
        """Show the lines on which things lie now."""
        if not self._guides:
            return
        stage = self._desk.stage
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(stage.theme.bad, 1))
        for guide in self._guides:
            lines: list[QLineF] = []
            if guide.is_upright:
                x, top = stage.view.to_screen(guide.at, guide.start)
                _, bottom = stage.view.to_screen(guide.at, guide.end)
                lines.append(QLineF(round(x), top - BEYOND, round(x), bottom + BEYOND))
            else:
                left, y = stage.view.to_screen(guide.start, guide.at)
                right, _ = stage.view.to_screen(guide.end, guide.at)
                lines.append(QLineF(left - BEYOND, round(y), right + BEYOND, round(y)))
            painter.drawLines(lines)
        painter.restore()
