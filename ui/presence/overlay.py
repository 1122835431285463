"""Everybody else above the board: what is repainted when, while they move and fade."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter

from ...store.update import SourceId
from ..board.layers.view import View
from ..board.shapes.geometry import Box, Place
from ..theme import current
from .around import Around
from .company import Company, Seen
from .doing import Pieces, frames_of
from .edges import HEIGHT, WIDTH, Edge
from .paint import boxes_of, edges_of, nearness_of, paint_company
from .presence import Presence

__all__ = ["PresenceOverlay"]

FRAME_MS = 16
REST_MS = 24 * 3600 * 1000

TIP = 8
"""So many pixels beside a sign its tip may reach."""


@dataclass(frozen=True, slots=True)
class _Painted:
    """What of others is painted where, and hangs on the board and on our pointer, too."""

    view: View
    frames: Mapping[SourceId, Sequence[Box]]
    nearness: Mapping[SourceId, float]
    rects: Mapping[SourceId, Sequence[QRectF]]

    @staticmethod
    def now(view: View, people: Iterable[Seen], around: Around) -> "_Painted":
        """As it is painted in that view."""
        frames: dict[SourceId, Sequence[Box]] = {}
        nearness: dict[SourceId, float] = {}
        rects: dict[SourceId, Sequence[QRectF]] = {}
        for seen in people:
            frames[seen.source] = frames_of(seen, around)
            nearness[seen.source] = nearness_of(view, seen, around)
            rects[seen.source] = boxes_of(view, seen, around, _pieces_of(seen))
        return _Painted(view, frames, nearness, rects)

    def differs(self, other: "_Painted", source: SourceId) -> bool:
        """Whether that person is painted otherwise by now."""
        return any(
            mine.get(source) != theirs.get(source)
            for mine, theirs in (
                (self.frames, other.frames),
                (self.nearness, other.nearness),
                (self.rects, other.rects),
            )
        )


class PresenceOverlay(QObject):
    """Shows those of `company` who look at `page`, above a board.

    Between two frames everybody stays as they are, whatever else is painted, so that what
    was painted of them is known.

    Args:
        around: what painting needs to know of the window now.
        view: what the window shows now.
        stale: told which boxes of the board have to be painted again.
        now: a clock in seconds.
        is_settled: asked whether all that is on the board is to be seen.
    """

    advanced = Signal()
    """Everybody is shown as they are now."""

    def __init__(
        self,
        company: Company,
        around: Callable[[], Around],
        view: Callable[[], View],
        stale: Callable[[Box], object],
        now: Callable[[], float] = monotonic,
        page: str = "board",
        parent: QObject | None = None,
        *,
        is_settled: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(parent)
        self._company = company
        self._around_now = around
        self._view = view
        self._stale = stale
        self._now = now
        self._page = page
        self._is_settled = is_settled
        self._shown: Mapping[SourceId, Seen] = {}
        self._painted: _Painted = _Painted(view(), {}, {}, {})
        self._pointer: Place | None = None
        self._replaced: frozenset[str] = frozenset()
        self._held: dict[SourceId, tuple[tuple[str, ...], list[Box]]] = {}
        self._edges: list[Edge] = []
        self._pieces = Pieces()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.advance)

    def hear(self, source: SourceId, presence: Presence | None) -> None:
        """Somebody told where they are; None if that is over."""
        self._company.hear(source, presence, self._now())
        self._wake(0)

    def look_again(self) -> None:
        """Our pointer has moved, or the board is another: some may look otherwise."""
        if self._shown:
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
        now, view = self._now(), self._view()
        before, was_around, was = self._shown, self._around(), self._painted
        self._shown = {seen.source: seen for seen in self._company.seen(now, self._page)}
        self._take_board()
        around = self._around()
        self._painted = painted = _Painted.now(view, self._shown.values(), around)
        is_same_view = was.view == view  # else all is painted again anyway
        for source in dict.fromkeys((*before, *self._shown)):
            one, other = before.get(source), self._shown.get(source)
            # A long stroke is painted anew only where it grows.
            is_replaced = was_around.replaced != around.replaced
            same = set[int]() if is_replaced else _pieces_of(one) & _pieces_of(other)
            if one != other or is_replaced:
                for seen, how in ((one, was_around), (other, around)):
                    if seen is not None:
                        self._tell(view, boxes_of(view, seen, how, same))
            if is_same_view and was.differs(painted, source):
                self._tell(view, (*was.rects.get(source, ()), *painted.rects.get(source, ())))
        signs = edges_of(view, tuple(self._shown.values()), around)
        if signs != self._edges:
            self._tell(view, [_painted(edge) for edge in (*self._edges, *signs)])
            self._edges = signs
        changes_at = self._company.changes_at(now)
        if changes_at is not None:
            self._wake(max(changes_at - now, 0.0))
        self.advanced.emit()

    def _around(self) -> Around:
        """What painting needs to know, as of the last frame where that has to stay."""
        held = {source: frames for source, (_, frames) in self._held.items()}
        return replace(
            self._around_now(), pointer=self._pointer, replaced=self._replaced, held=held
        )

    def _take_board(self) -> None:
        """Take note of what is on the board, and of where our pointer is."""
        around = self._around_now()
        self._pointer = around.pointer
        drawn = {shape_id for seen in self._shown.values() for shape_id, _ in seen.drawn}
        there = {shape_id for shape_id in drawn if around.frame_of(shape_id) is not None}
        if self._is_settled():
            self._replaced = frozenset(there)
        else:
            # Shown twice for a frame, rather than not at all.
            self._replaced &= there
            if there - self._replaced:
                self._wake(0)
        held = self._held
        self._held = {}
        for source, seen in self._shown.items():
            if seen.change is not None:
                # What is moved may stand where it will be before they tell that they are done.
                selection = seen.presence.selection
                known = held.get(source)
                if known is None or known[0] != selection:
                    known = (selection, frames_of(seen, around))
                self._held[source] = known

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
