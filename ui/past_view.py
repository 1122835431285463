"""Shows on the pages which moment the history panel is at, and keeps the past read-only."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent

from . import theme
from .banner import PastBanner
from .board.canvas import BoardCanvas
from .counter.view import CounterView
from .history.panel import HistoryPanel

__all__ = ["PastView"]


class PastView(QObject):
    """Joins the history panel with the pages and the banner.

    Args:
        changed: called after another moment is shown.
    """

    def __init__(
        self,
        panel: HistoryPanel,
        canvas: BoardCanvas,
        counter: CounterView,
        banner: PastBanner,
        changed: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._canvas = canvas
        self._counter = counter
        self._banner = banner
        self._changed = changed
        panel.moment_changed.connect(self._show_moment)
        canvas.hand.blocked.connect(self._blocked)
        banner.back.connect(panel.back_to_live)

    @property
    def is_active(self) -> bool:
        return self._panel.looking.is_active

    def refresh(self) -> None:
        """Once per frame: how much is newer, and whether the past changed."""
        if self.is_active:
            looking = self._panel.looking
            self._banner.say(looking.words(), looking.past_changes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Installed while looking back only: then the pages have no use for these keys.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._panel.handle_key(event)
        return super().eventFilter(watched, event)

    def _show_moment(self) -> None:
        active = self.is_active
        state = self._panel.looking.state()
        color = theme.current().past if active else None
        for page in (self._canvas, self._counter):
            page.removeEventFilter(self)
            if active:
                page.installEventFilter(self)
            page.set_read_only(active)
            page.set_frame(color)
        self._canvas.show_board(state["whiteboard"])
        self._counter.show_state(state)
        if active:
            self.refresh()
        else:
            self._banner.over()
        self._changed()

    def _blocked(self, _reason: str) -> None:
        if self.is_active:
            self._banner.pulse()
