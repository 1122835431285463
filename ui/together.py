"""Others in the window: it tells them what we do, shows what they do, and goes where they are."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QSinglePointEvent

from ..store.update import SourceId
from . import theme
from .board.layers.glow import is_motion_reduced
from .board.layers.overlay import paint_frame
from .board.shapes.geometry import Box
from .names import Names
from .ports import Room
from .presence.around import Around, Cursors
from .presence.company import Company
from .presence.follow import CALL_SECONDS, Calls, Follow, OwnCall, view_of
from .presence.lately import lately
from .presence.lines import Lines
from .presence.overlay import PresenceOverlay
from .presence.telling import Telling, Where
from .theme import Look

if TYPE_CHECKING:
    from .main_window import MainWindow

__all__ = ["PAGES", "Together"]

PAGES = ("board", "counter")
"""What the pages of the window are called in a presence, by their numbers."""

FRAME = 4
SECOND_MS = 1000
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress)
_SEEN = frozenset({QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange})


class Together(QObject):
    """What `window` has to do with the presence of people in `room`.

    Nothing of it refreshes the window as a whole: others move twenty times a second.

    Args:
        now: microseconds since 1970.
        clock: seconds.

    Attributes:
        cursors: whose cursors are shown.
        is_quiet: nothing of what we do is told.
    """

    def __init__(
        self,
        window: MainWindow,
        room: Room,
        names: Names,
        now: Callable[[], int],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._room = room
        self._names = names
        self._canvas = canvas = window.canvas
        self._now = now
        self._clock = clock
        self.cursors: Cursors = "near"
        self.is_quiet = False
        self._company = Company(lambda: not is_motion_reduced())
        self._follow = Follow(self._company)
        self._calls = Calls()
        self._own_call = OwnCall(max(now(), 1))
        self._is_led, self._led_to = False, canvas.view
        self._framed: Look | None = None
        self._words: dict[SourceId, str] = {}
        self.lines = Lines(window.pages, self._taken_above)
        self.lines.follow.clicked.connect(self.stop_following)
        self.lines.call.accepted.connect(self.come)
        self.lines.call.ignored.connect(self.ignore)
        self._tick = QTimer(self, singleShot=True)
        self._tick.timeout.connect(self._show_words)
        self._calling = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)

        self.overlay = PresenceOverlay(
            self._company,
            self._around,
            lambda: canvas.view,
            canvas.repaint_live,
            clock,
            parent=self,
            is_settled=lambda: canvas.is_settled,
        )
        canvas.add_overlay(self.overlay)
        canvas.add_overlay(self)
        self._telling = Telling(canvas, self._where, room.show_presence, self)
        self._calling.timeout.connect(self._telling.note)
        self._calling.timeout.connect(self._show_call)
        self.overlay.advanced.connect(self._go_along)
        self.overlay.advanced.connect(self._note_words)
        canvas.installEventFilter(self)
        canvas.looked.connect(self._looked)
        canvas.board_shown.connect(self.overlay.look_again)
        window.installEventFilter(self)
        window.pages.currentChanged.connect(self._turn_page)
        window.people.follow_asked.connect(self.meet)
        window.top_bar.person_chosen.connect(self.meet)
        self._unsubscribe = room.subscribe_presence(self._hear)
        for source in room.presences:
            self._hear(source)

    # What the person asks for

    def meet(self, source: SourceId, is_jump: bool) -> None:
        """Follow somebody, no longer if we do; or go once to where they look."""
        self.jump(source) if is_jump else self.follow(source)

    def follow(self, source: SourceId) -> None:
        """Follow somebody from now on; if we do so already, no longer."""
        if source == self._follow.source:
            self.stop_following()
        elif source == self._room.me:
            self._say("This is you")
        elif self._company.get(source, self._clock()) is None:
            self._say(f"{self._names.of(source)} shows nothing of themselves now")
        elif self._ring(source):
            self._say(f"{self._names.of(source)} follows you")
        else:
            self._follow.begin(source)
            self._led_to = self._canvas.view
            self._window.show_page(0)
            self._show_following()
            self._go_along()

    def stop_following(self) -> bool:
        """Follow nobody; False if we did not."""
        was_following = self._follow.end()
        if was_following:
            self._show_following()
        return was_following

    def jump(self, source: SourceId) -> bool:
        """Show once what somebody sees; False if that is not known."""
        view = view_of(self._company, source, self._clock(), self._size)
        if view is None:
            self._say(f"{self._names.of(source)} does not look at the board now")
            return False
        self.stop_following()
        self._window.show_page(0)
        self._canvas.look(view)
        return True

    def call_everybody(self) -> None:
        """Ask the others to come to where we look."""
        self._own_call.begin(self._clock())
        self._telling.note()
        self._calling.start(ceil(CALL_SECONDS * 1000) + 1)
        self._say("Everybody here is asked to come")

    def come(self) -> bool:
        """Go to whoever asks for it; False if nobody does."""
        calls = self._calls.open(self._clock())
        if calls:
            self._calls.answer(calls[0].source)
            self.jump(calls[0].source)
            self._show_call()
        return bool(calls)

    def ignore(self) -> None:
        """Do not go to whoever asks for it."""
        for call in self._calls.open(self._clock())[:1]:
            self._calls.answer(call.source)
        self._show_call()

    def set_cursors(self, cursors: Cursors) -> None:
        """Show all cursors, those near our own pointer faintly, or none."""
        self.cursors = cursors
        self._canvas.update()
        self.overlay.look_again()

    def set_quiet(self, is_quiet: bool) -> None:
        """Tell others nothing of what we do, or again."""
        self.is_quiet = is_quiet
        if is_quiet:
            self._own_call.end()
        self._telling.note()

    # What the window asks for

    def refresh(self) -> None:
        """Names and colours may be others."""
        if self._framed is not None:
            self._show_following()
        if not self.lines.call.isHidden():
            self._show_call()
        self._note_words()

    def look_back(self) -> None:
        """We look at another moment, or live again."""
        self._telling.note()
        self._canvas.update()
        self.lines.place()

    def stop(self) -> None:
        """The window closes: we are gone for the others, and hear of them no longer."""
        self._unsubscribe()
        self._canvas.removeEventFilter(self)
        self._window.removeEventFilter(self)
        for timer in (self._tick, self._calling):
            timer.stop()
        self.overlay.stop()
        self._telling.stop()

    # What Qt asks for

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """A frame around the board in the colour of whom we follow; looking back has its own."""
        del rect
        if self._framed is not None and not self._window.looking_back:
            canvas, color = self._canvas, self._framed.color
            paint_frame(painter, canvas.width(), canvas.height(), color, FRAME)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() in _SEEN:
                self._telling.note()
            return False
        kind = event.type()
        if kind is QEvent.Type.MouseMove and self.cursors == "near":
            self.overlay.look_again()
        if kind is QEvent.Type.Leave:
            self.overlay.look_again()
        if kind in _PRESSES and isinstance(event, QSinglePointEvent):
            return self._press(event)
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_free = not self._canvas.is_gesturing and not event.modifiers()
            return event.key() in _RETURN and is_free and self.come()
        return False

    # How

    def _hear(self, source: SourceId) -> None:
        presence = self._room.presences.get(source)
        self.overlay.hear(source, presence)
        if self._calls.hear(source, presence, self._clock()):
            self._show_call()
            if self.lines.call.isVisible():
                self._window.announcer.tell(self._names.of(source), "asks everybody to come")

    def _press(self, event: QSinglePointEvent) -> bool:
        """A sign that points at somebody leads there."""
        at = event.position()
        source = self.overlay.sign_at(at.x(), at.y())
        if source is None or event.button() is not Qt.MouseButton.LeftButton:
            return False
        self.jump(source)
        return True

    def _where(self) -> Where | None:
        window = self._window
        if not window.isVisible() or window.isMinimized():
            return None
        return Where(
            PAGES[window.pages.currentIndex()],
            window.looking_back,
            self.is_quiet,
            self._follow.source,
            self._own_call.number(self._clock()),
        )

    def _around(self) -> Around:
        canvas, at = self._canvas, self._canvas.pointed_at
        return Around(
            self._size,
            canvas.devicePixelRatioF(),
            theme.look,
            self._names.of,
            self._frame_of,
            None if at is None else canvas.view.to_screen(*at),
            canvas.font(),
            self.cursors,
        )

    def _frame_of(self, shape_id: str) -> Box | None:
        figures = self._canvas.figures
        return figures[shape_id].frame if shape_id in figures else None

    @property
    def _size(self) -> tuple[float, float]:
        return self._canvas.width(), self._canvas.height()

    def _taken_above(self) -> int:
        window = self._window
        banner = window.past_banner
        height = 0 if banner.isHidden() else banner.height()
        chip = window.back_chip
        return height if chip.isHidden() else max(height, chip.geometry().bottom())

    def _go_along(self) -> None:
        """Show what the one sees whom we follow."""
        source = self._follow.source
        if source is None:
            return
        view = self._follow.view(self._clock(), self._size)
        if self._follow.source is None:
            self._say(f"{self._names.of(source)} is gone")
            self._show_following()
            return
        ring = self._ring(source)
        if ring and self._room.me == min(ring):
            # Two who follow each other would drift away together: one of them stops.
            self.stop_following()
        elif view is not None and view.snapped(self._canvas.devicePixelRatioF()) != (
            self._canvas.view
        ):
            self._is_led = True
            self._canvas.look(view)
            self._is_led = False
            self._led_to = self._canvas.view

    def _ring(self, source: SourceId) -> list[SourceId]:
        """Those who follow one another from `source` on up to us; nobody if they do not."""
        ring: list[SourceId] = [self._room.me]
        while source != self._room.me:
            presence = self._room.presences.get(source)
            if presence is None or presence.follows is None or source in ring:
                return []
            ring.append(source)
            source = SourceId(presence.follows)
        return ring

    def _looked(self) -> None:
        """The board was moved: if not by whom we follow, we go our own way."""
        is_moved = not self._is_led and self._canvas.view != self._led_to
        if self._follow.source is not None and is_moved:
            self.stop_following()

    def _turn_page(self, _page: int) -> None:
        self._telling.note()
        self.lines.place()

    def _show_following(self) -> None:
        source, line = self._follow.source, self.lines.follow
        framed = None if source is None else theme.look(source)
        if source is None or framed is None:
            line.hide()
        else:
            line.show_followed(self._names.of(source), framed)
        self.lines.place()
        self._window.people.show_followed(source)
        if framed != self._framed:
            self._framed = framed
            self._canvas.update()
        self._telling.note()

    def _show_call(self) -> None:
        calls = self._calls.open(self._clock())
        if calls:
            source = calls[0].source
            self.lines.call.show_call(self._names.of(source), theme.look(source))
            # A timer may ring a little early, and another call end after this one.
            self._calling.start(ceil((calls[0].until - self._clock()) * 1000) + 1)
        else:
            self.lines.call.hide()
        self.lines.place()

    def _note_words(self) -> None:
        if not self._tick.isActive():
            self._tick.start(SECOND_MS)

    def _show_words(self) -> None:
        """What the list of people says of each; away is seldom, so once a second will do."""
        now, wall = self._clock(), self._now()
        words = {
            person.source: lately(self._company, person.source, now, wall)
            for person in self._room.people
            if not person.is_me
        }
        if words != self._words:
            self._words = words
            self._window.people.show_lately(words)

    def _say(self, text: str) -> None:
        self._window.status.show_hint(text)
