"""Everybody else above the board: what is repainted when, while they move and fade."""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from PySide6.QtCore import QObject, QRectF, QTimer
from PySide6.QtGui import QPainter

from ...store.update import SourceId
from ..board.layers.view import View
from ..board.shapes.geometry import Box
from ..theme import current
from .around import Around
from .company import Company, Seen
from .doing import Pieces
from .edges import HEIGHT, WIDTH, Edge
from .paint import boxes_of, edges_of, paint_company
from .presence import Presence

__all__ = ["PresenceOverlay"]

FRAME_MS = 16
REST_MS = 24 * 3600 * 1000

TIP = 8
"""So many pixels beside a sign its tip may reach."""


class PresenceOverlay(QObject):
    """Shows those of `company` who look at `page`, above a board.

    Between two frames everybody stays as they are, whatever else is painted, so that what
    was painted of them is known.

    Args:
        around: what painting needs to know of the window now.
        view: what the window shows now.
        stale: told which boxes of the board have to be painted again.
        now: a clock in seconds.
    """

    def __init__(
        self,
        company: Company,
        around: Callable[[], Around],
        view: Callable[[], View],
        stale: Callable[[Box], object],
        now: Callable[[], float] = monotonic,
        page: str = "board",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._company = company
        self._around = around
        self._view = view
        self._stale = stale
        self._now = now
        self._page = page
        self._shown: Mapping[SourceId, Seen] = {}
        self._edges: list[Edge] = []
        self._pieces = Pieces()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.advance)

    def hear(self, source: SourceId, presence: Presence | None) -> None:
        """Somebody told where they are; None if that is over."""
        self._company.hear(source, presence, self._now())
        self._wake(0)

    def stop(self) -> None:
        """Paint nothing anew by itself: the window is closing, or not to be seen."""
        self._timer.stop()

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what of it shows in `rect` of the window."""
        people = tuple(self._shown.values())
        paint_company(painter, rect, self._view(), current(), people, self._around(), self._pieces)

    def boxes(self) -> list[QRectF]:
        """Where in the window anybody is painted now."""
        around, view = self._around(), self._view()
        people = tuple(self._shown.values())
        signs = [_painted(edge) for edge in edges_of(view, people, around)]
        return [rect for seen in people for rect in boxes_of(view, seen, around)] + signs

    def sign_at(self, x: float, y: float) -> SourceId | None:
        """Whom the sign along the edge points at that is at a pixel of the window."""
        people = tuple(self._shown.values())
        for edge in edges_of(self._view(), people, self._around()):
            if _sign(edge).contains(x, y):
                return edge.source
        return None

    def advance(self) -> None:
        """Show everybody as they are now, and paint again what has changed."""
        now = self._now()
        around, view = self._around(), self._view()
        before = self._shown
        self._shown = {seen.source: seen for seen in self._company.seen(now, self._page)}
        for source in dict.fromkeys((*before, *self._shown)):
            was, seen = before.get(source), self._shown.get(source)
            if was != seen:
                # A long stroke is painted anew only where it grows.
                same = _pieces_of(was) & _pieces_of(seen)
                for one in (was, seen):
                    if one is not None:
                        self._tell(view, boxes_of(view, one, around, same))
        signs = edges_of(view, tuple(self._shown.values()), around)
        if signs != self._edges:
            self._tell(view, [_painted(edge) for edge in (*self._edges, *signs)])
            self._edges = signs
        changes_at = self._company.changes_at(now)
        if changes_at is not None:
            self._wake(max(changes_at - now, 0.0))

    def _wake(self, seconds: float) -> None:
        """Advance in so many seconds, or with the next frame, unless that comes earlier."""
        milliseconds = min(max(round(seconds * 1000), FRAME_MS), REST_MS)
        if not self._timer.isActive() or self._timer.remainingTime() > milliseconds:
            self._timer.start(milliseconds)

    def _tell(self, view: View, rects: Sequence[QRectF]) -> None:
        for rect in rects:
            self._stale(
                Box(
                    *view.to_board(rect.left(), rect.top()),
                    *view.to_board(rect.right(), rect.bottom()),
                )
            )


def _pieces_of(seen: Seen | None) -> set[int]:
    if seen is None:
        return set()
    return {id(shape) for _, shapes in seen.drawn for shape in shapes}


def _sign(edge: Edge) -> QRectF:
    return QRectF(edge.x - WIDTH / 2, edge.y - HEIGHT / 2, WIDTH, HEIGHT)


def _painted(edge: Edge) -> QRectF:
    return _sign(edge).adjusted(-TIP, -TIP, TIP, TIP)
