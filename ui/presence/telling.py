"""What we do at the board, as others may see it: gathered once per frame, told if it is new."""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import nsmallest

from PySide6.QtCore import QEvent, QObject, QTimer

from ...store.documents.fields import MOST
from ...store.update import SourceId
from ..board.canvas import BoardCanvas
from .presence import MOST_SELECTED, GoingOn, Pointing, Presence, Sight

__all__ = ["FRAME_MS", "Telling", "Where"]

FRAME_MS = 16
FADING_MS = 250
"""A laser's trail fades by itself: so often it is looked whether it has."""

_EVENTS = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletRelease,
        QEvent.Type.Leave,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
    }
)


@dataclass(frozen=True, slots=True)
class Where:
    """What the window knows and the board does not; see `Presence`."""

    page: str = "board"
    is_looking_back: bool = False
    is_quiet: bool = False
    follows: SourceId | None = None
    call: int = 0


class Telling(QObject):
    """Watches `canvas`, and tells `show` what others may see; None while nothing is shown.

    Args:
        where: what the window knows; None while it is not to be seen.
    """

    def __init__(
        self,
        canvas: BoardCanvas,
        where: Callable[[], Where | None],
        show: Callable[[Presence | None], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._where = where
        self._show = show
        self._told: Presence | None = None
        self._selected: tuple[frozenset[str], tuple[str, ...]] = (frozenset(), ())
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.tell)
        hand = canvas.hand
        canvas.installEventFilter(self)
        canvas.looked.connect(self.note)
        hand.stale.connect(self.note)
        hand.tool_changed.connect(self.note)
        hand.selection.changed.connect(self.note)
        hand.scribe.changed.connect(self.note)
        hand.scribe.written.connect(self.note)

    def note(self, *_details: object) -> None:
        """Something is otherwise than before, perhaps; it is told with the next frame."""
        if not self._timer.isActive() or self._timer.remainingTime() > FRAME_MS:
            self._timer.start(FRAME_MS)

    def stop(self) -> None:
        """Watch no more, and let others know that we are gone."""
        self._canvas.removeEventFilter(self)
        self._timer.stop()
        self._tell(None)

    def tell(self) -> None:
        """Tell what we do now, if it is not what was told."""
        where = self._where()
        self._tell(None if where is None else self._presence(where))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _EVENTS:
            self.note()
        return super().eventFilter(watched, event)

    def _tell(self, presence: Presence | None) -> None:
        if presence != self._told:
            self._told = presence
            self._show(presence)

    def _presence(self, where: Where) -> Presence:
        if where.is_quiet or where.page != "board":
            return Presence(
                where.page,
                is_looking_back=where.is_looking_back,
                is_quiet=where.is_quiet,
                follows=where.follows,
            )
        canvas = self._canvas
        at = canvas.pointed_at
        return Presence(
            where.page,
            self._sight(),
            None if at is None else (_bounded(at[0]), _bounded(at[1])),
            canvas.hand.tool,
            self._some_selected(),
            self._going_on(),
            where.is_looking_back,
            follows=where.follows,
            call=where.call,
        )

    def _some_selected(self) -> tuple[str, ...]:
        ids = self._canvas.hand.selection.ids
        # Sorting fifty thousand at each movement of the pointer would take its time.
        if ids is not self._selected[0]:
            self._selected = (ids, tuple(nsmallest(MOST_SELECTED, ids)))
        return self._selected[1]

    def _going_on(self) -> GoingOn | None:
        doing = self._canvas.laser.going_on() or self._canvas.hand.going_on()
        if isinstance(doing, Pointing) and not self._timer.isActive():
            self._timer.start(FADING_MS)
        return doing

    def _sight(self) -> Sight:
        box = self._canvas.window_box
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        wide, high = box.right - box.left, box.bottom - box.top
        return Sight(_bounded(x), _bounded(y), max(_bounded(wide), 1), max(_bounded(high), 1))


def _bounded(number: float) -> int:
    """As far out as anything on the board may be."""
    return round(min(max(number, -MOST), MOST))
