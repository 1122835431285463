"""The window of one room: joins bars, canvas, counter and history, and keeps none of it.

It shows what the room says, once per frame, and turns gestures into actions.
"""

import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QWidget

from ..store.documents.whiteboard import Board
from ..store.rewind import Rewind
from ..store.update import Update
from . import theme
from .about import about_box
from .aftermath import Aftermath
from .announce import Announcer
from .banner import MessageBanner, PastBanner, StoppedBanner, WaitingBanner
from .board.bars.properties import Properties
from .board.bars.tools_bar import BoardTools
from .board.canvas import BoardCanvas
from .board.floating.back_chip import BackChip
from .board.floating.minimap import MiniMap
from .board.held_back import HeldBack
from .board.outline.authors import Authors
from .board.outline.panel import OutlineList
from .bridge import Bridge
from .commands.key_sheet import KeySheet
from .commands.palette import Palette
from .commands.registry import Commands
from .counter.view import CounterView
from .doing import Doing
from .drawer import Drawer
from .exporting import Exporting
from .history.fresh import FreshRewinds
from .history.late import touched_by_late
from .history.panel import HistoryPanel
from .incoming import Incoming
from .introductions import Introductions
from .menus import add_menus
from .names import Names
from .outgoing import Outgoing
from .overlaid import Overlaid
from .past_view import PastView
from .people import PeopleList
from .ports import Room
from .room_pictures import RoomPictures
from .sharing import Sharing
from .status_bar import StatusBar
from .together import Together
from .top_bar import TopBar
from .window_layout import beside, columns, in_tab_order, rows, scrolled, scrolled_beside, stacked
from .window_menus import window_menus
from .window_settings import WindowSettings
from .words import plain

__all__ = ["BOARD", "COUNTER", "MainWindow"]

BOARD, COUNTER = 0, 1
COUNTER_HINT = "Keys: − + one step · Page up ten · * double · = set"
SMALLEST = (880, 560)
USUAL = (1180, 760)
DIVIDED = (440, 260)
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
        self._names = Names(room)
        self._rewinds = FreshRewinds(room.history)
        self._agreed = (0, 0)
        self._late_rewinds = 0
        self._column_wanted: bool | None = None

        self.top_bar = TopBar()
        self.banner = MessageBanner("bad")
        self.notice_banner = MessageBanner("accent")
        self.stopped_banner = StoppedBanner()
        self.waiting_banner = WaitingBanner()
        self.past_banner = PastBanner()
        self._pictures = RoomPictures(room, self)
        self.canvas = BoardCanvas(new_id, pictures=self._pictures.pictures)
        self.tools = BoardTools(self.canvas.hand)
        self.properties = Properties(self.canvas.hand, self)
        self.counter = CounterView(room, self._names.of, now)
        self.people = PeopleList()
        self.outline = OutlineList(Authors(room.history), self._names.of)
        self.outline.hide()
        self.history_panel = HistoryPanel(
            room.history, self._names.of, room.reach_of, lambda: room.quarantined
        )
        self.status = StatusBar()
        self.sharing = Sharing(room, self.status.show_hint, self)
        self.introductions = Introductions(room, self.people, self)
        self.announcer = Announcer(room, self._names.of, self)
        self.doing = Doing(room, self.banner, self.status.show_hint, self.refresh)
        self.mini_map = MiniMap(self.canvas)
        self.back_chip = BackChip(self.canvas)
        self.aftermath = Aftermath(room, self.canvas, self._names.of, self.doing.dispatch, new_id)
        self.doing.after = self.aftermath.after
        self.exporting = Exporting(
            self.canvas,
            self._shown_board,
            lambda: room.name,
            self.say,
            self.status.show_hint,
            self,
            self._pictures.get,
        )
        self.outgoing = Outgoing(
            self.canvas, self._shown_board, self._pictures.get, lambda: room.name, self.say, self
        )
        self.incoming = Incoming(self.canvas, new_id, self.say, self, self._pictures.keep)
        self.about = about_box(self, self._my_words())
        self._lay_out()
        self.together = Together(self, room, self._names, now)
        self.commands = Commands(window_menus(self), self.status.show_hint, self)
        add_menus(self, self.commands)
        self.canvas.obey(self.commands.keys)
        self.history_panel.keys = self.commands.keys
        self.commands.keys_changed.connect(self._show_keys)
        self.palette_dialog = Palette(self.commands, self)
        self.palette_dialog.asked_for.connect(self.commands.run)
        self.key_sheet = KeySheet(self.commands, self)
        self._past = PastView(
            self.history_panel,
            self.canvas,
            self.counter,
            self.past_banner,
            self._show_moment,
            self,
        )
        self._connect()

        self._settings = WindowSettings(self, settings, room.name)
        self._settings.restore()
        self._show_keys()
        self.show_page(BOARD)
        self._bridge = Bridge(room, self)
        self._held = HeldBack(self.canvas, self)
        self._bridge.changed.connect(self.refresh)
        self._held.due.connect(self.refresh)
        self.refresh()

    # Showing

    def refresh(self) -> None:
        """Show everything as it is now; called once per frame after something changed."""
        room = self._room
        people = self._names.refresh()
        self.setWindowTitle(f"{plain(room.name, 60)} · {self._names.of(room.me)}")
        self.top_bar.show_room(room.name, people)
        self.people.show_people(people)
        self.introductions.refresh()
        self.status.show_protection(room.is_protected)
        standing = room.standing
        self.status.show_standing(standing)
        self.status.show_unsaved(room.unsaved)
        self.stopped_banner.show_stop(room.history.stopped, self._names.of)
        self.waiting_banner.show_waiting(room.waiting)
        self.sharing.refresh()
        rewinds = self._rewinds.take()
        self._late_rewinds += sum(rewind.cause == "late" for rewind in rewinds)
        self.status.show_rewinds(self._late_rewinds)
        new = self.history_panel.refresh()
        agreed = room.agreed
        if agreed != self._agreed:
            self._agreed = agreed
            self.history_panel.show_reach()
        for notice in room.take_notices():
            self.notice_banner.add(notice)
        self.counter.refresh()
        self._past.refresh()
        self.announcer.refresh(people, standing, new, rewinds)
        self.canvas.show_people(sum(p.is_connected or p.is_me for p in people))
        if not self.looking_back:
            is_mine = any(update.source == room.me for update in new)
            self._held.show(room.get_state()["whiteboard"], is_mine=is_mine)
            self._flash_late(new, rewinds)
        self.aftermath.refresh(rewinds)
        self.together.refresh()
        self.outline.show_board(self.canvas.board)

    @property
    def looking_back(self) -> bool:
        return self._past.is_active

    @property
    def is_on_board(self) -> bool:
        return self.pages.currentIndex() == BOARD

    def show_page(self, page: int) -> None:
        """The board or the counter."""
        self.pages.setCurrentIndex(page)
        self.top_bar.show_page(page)
        self.tool_column.setVisible(page == BOARD)
        self.status.zoom.setVisible(page == BOARD)
        self.commands.refresh()
        shown: QWidget = self.canvas if page == BOARD else self.counter
        shown.setFocus()
        self.status.show_hint(self.canvas.hand.hint if page == BOARD else COUNTER_HINT)

    def show_history(self, open_: bool) -> None:
        """The whole history panel, or only the strip of its scrubber."""
        self._drawer.pull(open_)
        self.commands.action("history.show").setChecked(open_)

    def show_column(self, shown: bool) -> None:
        """The column of people, from now on also where the window is narrow."""
        self._column_wanted = shown
        self._place_column()

    def show_outline(self, shown: bool) -> None:
        """The list of all objects, beside the board; it has the keyboard when it opens."""
        self.outline.setVisible(shown)
        self.commands.action("view.outline").setChecked(shown)
        self._place_column()
        if shown:
            self.outline.take_focus()
        elif self.is_on_board:
            self.canvas.setFocus()

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

    def open_palette(self) -> None:
        self.palette_dialog.open()

    def open_key_sheet(self) -> None:
        self.key_sheet.open()

    # Doing

    def escape(self) -> None:
        """End the gesture in hand, or else the selection, following, or looking back."""
        canvas = self.canvas
        if self.outline.isAncestorOf(self.focusWidget() or self):
            canvas.setFocus()
            return
        has_to_end = canvas.is_gesturing or canvas.hand.selection or not self.looking_back
        if self.is_on_board and has_to_end and canvas.hand.cancel():
            return
        if not self.together.stop_following():
            self.history_panel.back_to_live()

    def back_to_live_and_draw(self) -> None:
        self.history_panel.back_to_live()
        self.show_page(BOARD)

    # Qt's calls

    def closeEvent(self, event: QCloseEvent) -> None:
        self._bridge.stop()
        self._held.stop()
        self.together.stop()
        self._pictures.stop()
        self.outgoing.stop()
        self.history_panel.play(False)
        self._settings.save()
        for dialog in self.findChildren(QDialog):
            dialog.hide()
        event.accept()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_column()

    # How

    def _shown_board(self) -> Board:
        """What the canvas shows: the present, or the past while looking back."""
        shown = self.history_panel.looking.state() if self.looking_back else self._room.get_state()
        return shown["whiteboard"]

    def _my_words(self) -> str:
        return next((person.fingerprint for person in self._room.people if person.is_me), "")

    def _flash_late(self, new: Sequence[Update], rewinds: Sequence[Rewind]) -> None:
        if rewinds:
            for source, ids in touched_by_late(self._room.history, new, rewinds).items():
                self._held.flash(ids, theme.look(source).color)

    def _show_moment(self) -> None:
        self.commands.refresh()
        self.announcer.look_back(self.looking_back)
        self.together.look_back()
        self.outline.show_board(self.canvas.board)

    def _reveal(self, shape_id: str) -> None:
        self.show_page(BOARD)
        self.canvas.show_shape(shape_id)

    def _edit(self, shape_id: str) -> None:
        self.show_page(BOARD)
        if self.canvas.show_shape(shape_id) and not self.canvas.hand.edit_text(shape_id):
            self.status.show_hint("Only texts are edited by F2")

    def _remove(self, shape_id: str) -> None:
        if self.canvas.show_shape(shape_id):
            self.canvas.hand.delete()

    def _show_keys(self) -> None:
        self.tools.show_keys(self.commands.keys)

    def _place_column(self) -> None:
        wanted = self._column_wanted
        shown = self.width() >= ROOM_FOR_COLUMN if wanted is None else wanted
        self.column.setVisible(shown)
        self.side.setVisible(shown or not self.outline.isHidden())
        self.commands.action("view.people").setChecked(shown)

    def _connect(self) -> None:
        self.top_bar.page_chosen.connect(self.show_page)
        self.top_bar.share.clicked.connect(self.sharing.invite)
        self.canvas.action_made.connect(self.doing.dispatch)
        self.tools.image_asked.connect(self.incoming.choose)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.canvas.hand.hint_changed.connect(self.status.show_hint)
        self.counter.action_made.connect(self.doing.dispatch)
        self.counter.asked_to_show.connect(self.show_update)
        self.outline.chosen.connect(self._reveal)
        self.outline.removal_asked.connect(self._remove)
        self.outline.edit_asked.connect(self._edit)
        self.stopped_banner.retry.connect(self.doing.resume)
        self.waiting_banner.do_now.connect(self._room.do_waiting)
        self.past_banner.draw.connect(self.back_to_live_and_draw)
        self.status.rewinds_pressed.connect(self.show_rewinds)
        self.status.pill_pressed.connect(self.sharing.answer_pill)

    def _lay_out(self) -> None:
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.canvas)
        self.pages.addWidget(self.counter)
        middle = Overlaid(self.pages, self.past_banner)
        self.column = scrolled(stacked(self.properties, self.people, grows=self.people))
        self.side = rows(self.column, self.outline, (180, 260))
        self.tool_column = scrolled_beside(self.tools)
        self.across = columns(beside(self.tool_column, middle), self.side, (960, 200))
        self.down = rows(self.across, self.history_panel, DIVIDED)
        self._drawer = Drawer(self.down, self.history_panel, DIVIDED)
        bars = (
            self.top_bar,
            self.banner,
            self.notice_banner,
            self.stopped_banner,
            self.waiting_banner,
        )
        self.setCentralWidget(stacked(*bars, self.down, self.status, grows=self.down))
        in_tab_order(self.top_bar.share, *self.tools.buttons, self.canvas)
