"""The window of one room: joins bars, canvas, counter and history, and keeps none of it.

It shows what the room says, once per frame, and turns gestures into actions.
"""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..store.reducer import Refused
from ..store.update import SourceId, Update
from . import theme
from .about import about_box
from .banner import ErrorBanner, PastBanner
from .board.canvas import BoardCanvas
from .board.tools_bar import BoardTools
from .bridge import Bridge
from .counter.view import CounterView
from .history.describe import describe
from .history.late import touched_by_late
from .history.panel import HistoryPanel
from .menus import add_menus
from .people import PeopleList, name_of
from .ports import Room
from .share import ShareDialog
from .status_bar import StatusBar
from .top_bar import TopBar
from .window_menus import window_menus
from .window_settings import WindowSettings

__all__ = ["BOARD", "COUNTER", "MainWindow"]

BOARD, COUNTER = 0, 1
SMALLEST = (880, 560)
ROOM_FOR_COLUMN = 1100
"""Narrower windows give the right column's place to the canvas, unless asked otherwise."""


class MainWindow(QMainWindow):
    """Shows `room`.

    Args:
        room: what to show and to dispatch to.
        settings: where the window's places are kept between starts; without one, nowhere.
        now: microseconds since 1970.
        new_id: names the next shape.
    """

    closed = Signal()

    def __init__(
        self,
        room: Room,
        *,
        settings: QSettings | None = None,
        now: Callable[[], int] = lambda: time.time_ns() // 1000,
        new_id: Callable[[], str] = lambda: uuid4().hex[:16],
    ) -> None:
        super().__init__()
        self._room = room
        self._names: dict[SourceId, str] = {}
        self._rewinds_at_start = room.history.rewind_count
        self._rewinds_seen = room.history.rewind_count
        self._column_wanted: bool | None = None
        self._refresh_names()

        self.top_bar = TopBar()
        self.banner = ErrorBanner()
        self.past_banner = PastBanner()
        self.canvas = BoardCanvas(new_id)
        self.tools = BoardTools(self.canvas)
        self.counter = CounterView(room, self._name_of, now)
        self.people = PeopleList()
        self.history_panel = HistoryPanel(room.history, self._name_of)
        self.status = StatusBar()
        self.share = ShareDialog(self)
        self._about = about_box(self)
        self._lay_out()
        self.actions_by_name = add_menus(self, window_menus(self))
        self._connect()

        self._settings = WindowSettings(self, settings)
        self._settings.restore()
        self.show_page(BOARD)
        self.status.show_hint(self.canvas.hint)
        self._bridge = Bridge(room, self)
        self._bridge.changed.connect(self.refresh)
        self.refresh()
        self.canvas.setFocus()

    # Showing

    def refresh(self) -> None:
        """Show everything as it is now; called once per frame after something changed."""
        room = self._room
        self._refresh_names()
        self.setWindowTitle(f"{room.name} · {self._name_of(room.me)}")
        self.top_bar.show_room(room.name, room.people)
        self.people.show_people(room.people)
        self.status.show_standing(room.standing)
        self.status.show_unsaved(room.unsaved)
        self.status.show_rewinds(room.history.rewind_count - self._rewinds_at_start)
        new = self.history_panel.refresh()
        self.counter.refresh()
        if self.looking_back:
            self._show_past_banner()
        else:
            self.canvas.show_board(room.get_state()["whiteboard"])
            self._flash_late(new)
        self._rewinds_seen = room.history.rewind_count

    @property
    def looking_back(self) -> bool:
        return self.history_panel.looking.is_active

    def show_page(self, page: int) -> None:
        """The board or the counter."""
        self.pages.setCurrentIndex(page)
        self.top_bar.show_page(page)
        self.tools.setVisible(page == BOARD)
        self.status.zoom.setVisible(page == BOARD)
        self._enable_commands()
        shown: QWidget = self.canvas if page == BOARD else self.counter
        shown.setFocus()

    def show_history(self, open_: bool) -> None:
        """The whole history panel, or only the strip of its scrubber."""
        self.history_panel.set_collapsed(not open_)
        self.actions_by_name["Show history"].setChecked(open_)

    def show_column(self, shown: bool) -> None:
        """The column of people, from now on also where the window is narrow."""
        self._column_wanted = shown
        self._place_column()

    def show_rewinds(self) -> None:
        self.show_history(True)
        self.history_panel.show_rewinds()

    def show_update(self, update: Update) -> None:
        """Bring `update` into view in the history."""
        self.show_history(True)
        self.history_panel.show_update(update)

    def say(self, text: str) -> None:
        """Put a message over the room."""
        self.banner.say(text)

    # Doing

    def dispatch(self, action: Any) -> None:
        """Do `action` for everybody, or say why that cannot be."""
        self._try(lambda: self._room.dispatch(action))

    def undo(self) -> None:
        self._hint_after("Undone", self._room.undo, "There is nothing of yours to undo")

    def redo(self) -> None:
        self._hint_after("Redone", self._room.redo, "There is nothing to redo")

    def connect_to(self, text: str) -> None:
        """Reach somebody; what is wrong with `text` is said at its field."""
        try:
            self._room.connect(text)
        except ValueError as error:
            self.share.refuse(str(error))
        else:
            self.share.hide()
            self.status.show_hint("Connecting…")

    def disconnect_all(self) -> None:
        self._try(self._room.disconnect)

    def show_invite(self) -> None:
        self.share.invite(self._room.invite)

    def show_connect(self) -> None:
        self.share.join(self._room.invite)

    def copy_invite(self) -> None:
        self.share.link.setText(self._room.invite)
        self.share.copy_link()
        self.status.show_hint("The invite link is on the clipboard")

    def show_about(self) -> None:
        self._about.open()

    def escape(self) -> None:
        """End the gesture in hand, or else the selection, or else looking back."""
        canvas = self.canvas
        has_to_end = canvas.is_gesturing or canvas.selection or not self.looking_back
        if self.pages.currentIndex() == BOARD and has_to_end and canvas.cancel():
            return
        self.history_panel.back_to_live()

    def back_to_live_and_draw(self) -> None:
        self.history_panel.back_to_live()
        self.show_page(BOARD)

    # Qt's calls

    def closeEvent(self, event: QCloseEvent) -> None:
        self._bridge.stop()
        self.history_panel.play(False)
        self._settings.save()
        event.accept()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_column()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Installed while looking back only: then the pages have no use for these keys.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.history_panel.handle_key(event)
        return super().eventFilter(watched, event)

    # How

    def _name_of(self, source: SourceId) -> str:
        return self._names.get(source) or source.hex()[:8]

    def _refresh_names(self) -> None:
        people = self._room.people
        self._names = {person.source: name_of(people, person.source) for person in people}

    def _show_moment(self) -> None:
        """Show the moment that the history panel is at, on every page."""
        active = self.looking_back
        state = self.history_panel.looking.state()
        color = theme.current().past if active else None
        for page in (self.canvas, self.counter):
            page.set_read_only(active)
            page.set_frame(color)
            if active:
                page.installEventFilter(self)
            else:
                page.removeEventFilter(self)
        self.canvas.show_board(state["whiteboard"])
        self.counter.show_state(state)
        self._enable_commands()
        if active:
            self._show_past_banner()
        else:
            self.past_banner.over()

    def _show_past_banner(self) -> None:
        looking = self.history_panel.looking
        self.past_banner.say(looking.words(), looking.past_changes)

    def _flash_late(self, new: list[Update]) -> None:
        history = self._room.history
        fresh = history.rewind_count - self._rewinds_seen
        if fresh:
            for source, ids in touched_by_late(history, new, fresh).items():
                self.canvas.flash(ids, theme.look(source).color)

    def _hint_after(self, verb: str, do: Callable[[], Update | None], nothing: str) -> None:
        update = self._try(do)
        if update is not None:
            self.status.show_hint(f"{verb}: {describe(update.action)}")
        elif self.banner.isHidden():
            self.status.show_hint(nothing)

    def _try(self, do: Callable[[], Any]) -> Any:
        try:
            result = do()
        except Refused as refused:
            self.say(f"Not possible now: {refused.reason}. Nothing was changed.")
        except (TypeError, ValueError, OSError) as error:
            self.say(f"That could not be done: {error}. Nothing was changed.")
        else:
            self.banner.hide()
            return result
        return None

    def _blocked(self, _reason: str) -> None:
        if self.looking_back:
            self.past_banner.pulse()

    def _enable_commands(self) -> None:
        live = not self.looking_back
        on_board = self.pages.currentIndex() == BOARD
        for name in ("Undo", "Redo"):
            self.actions_by_name[name].setEnabled(live)
        self.actions_by_name["Delete"].setEnabled(live and on_board)
        for name in ("Select all", "Zoom in", "Zoom out", "Zoom to 100 %", "Zoom to everything"):
            self.actions_by_name[name].setEnabled(on_board)

    def _place_column(self) -> None:
        wanted = self._column_wanted
        shown = self.width() >= ROOM_FOR_COLUMN if wanted is None else wanted
        self.people.setVisible(shown)
        self.actions_by_name["Show people"].setChecked(shown)

    def _connect(self) -> None:
        self.top_bar.page_chosen.connect(self.show_page)
        self.top_bar.share.clicked.connect(self.show_invite)
        self.share.asked_to_connect.connect(self.connect_to)
        self.canvas.action_made.connect(self.dispatch)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.canvas.hint_changed.connect(self.status.show_hint)
        self.canvas.blocked.connect(self._blocked)
        self.counter.action_made.connect(self.dispatch)
        self.counter.show_update.connect(self.show_update)
        self.history_panel.moment_changed.connect(self._show_moment)
        self.past_banner.back.connect(self.history_panel.back_to_live)
        self.past_banner.draw.connect(self.back_to_live_and_draw)
        self.status.rewinds_pressed.connect(self.show_rewinds)
        self.status.pill_pressed.connect(self.show_invite)

    def _lay_out(self) -> None:
        self.setMinimumSize(*SMALLEST)
        self.resize(1180, 760)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.canvas)
        self.pages.addWidget(self.counter)

        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.past_banner)
        column.addWidget(self.pages, 1)
        left = QWidget()
        row = QHBoxLayout(left)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tools)
        row.addWidget(middle, 1)

        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.addWidget(left)
        self.across.addWidget(self.people)
        self.across.setStretchFactor(0, 1)
        self.across.setCollapsible(0, False)
        self.across.setSizes([960, 200])
        self.down = QSplitter(Qt.Orientation.Vertical)
        self.down.addWidget(self.across)
        self.down.addWidget(self.history_panel)
        self.down.setStretchFactor(0, 1)
        self.down.setCollapsible(0, False)
        self.down.setCollapsible(1, False)
        self.down.setSizes([440, 260])
        for splitter in (self.across, self.down):
            splitter.setHandleWidth(1)
            splitter.setStyleSheet("QSplitter::handle { background: palette(mid) }")

        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.top_bar, self.banner, self.down, self.status):
            layout.addWidget(widget, 1 if widget is self.down else 0)
        self.setCentralWidget(body)
