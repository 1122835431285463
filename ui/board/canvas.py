"""The whiteboard as a widget: it shows a board, and turns gestures into actions."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QImage,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ...store.documents.whiteboard import Board
from ..commands.command import Command
from ..commands.keymap import KeyMap
from ..theme import current
from .export.dropped import is_usable
from .input.input import Input
from .laser import Laser
from .layers.live import Live, Overlay
from .layers.pixels import move_onto_pixels
from .layers.render import paint_view
from .layers.repaint import Repaint
from .layers.sheet import painting
from .layers.stage import Stage
from .layers.view import View
from .navigator import Navigator
from .shapes.figures import Figures
from .shapes.geometry import Box, Place
from .shapes.pictures import Pictures
from .summary import summary
from .tools.hand import Hand
from .writing.writer import Writer

__all__ = ["BoardCanvas"]

OVERDUE_MS = 1000
"""A board that has not come by then will not come."""


class BoardCanvas(QWidget):
    """An endless board that can be drawn on.

    It shows what `show_board` was given last. What a gesture means comes out as one
    action; its result stays on screen until the next `show_board`, and if none comes
    because the action was refused, for a second.

    Args:
        new_id: names a new shape, as no other device does.
        pictures: where images come from.

    Attributes:
        hand: the tools, the selection, and what they tell.
        laser: what is pointed with.
    """

    action_made = Signal(object)
    zoom_changed = Signal(float)
    board_shown = Signal()
    """All of the board that was handed in is shown."""
    looked = Signal()
    """Another part of the board is shown, or at another zoom, or in a window of another size."""
    brought = Signal(object, object)
    """Dropped here: a `QMimeData`, and a `Place` of the board."""
    dragged_out = Signal()
    """What is being moved has left the window."""
    picture_asked = Signal()
    paste_asked = Signal()

    _is_ready = False
    """Qt sends events before the constructor is through."""

    def __init__(
        self,
        new_id: Callable[[], str],
        parent: QWidget | None = None,
        *,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(parent)
        self._board = Board()
        self._is_first = True
        self._stage = Stage(current(), pictures=pictures)
        self._people = 0
        self._navigator = Navigator(self._stage, self._looked)
        self._shown_zoom = 1.0

        self.hand = Hand(self._stage, new_id)
        self._live = Live(self._stage, self.hand)
        self.hand.acted.connect(self._act)
        self.laser = Laser(self._stage, self.repaint_live, parent=self)
        self._writer = Writer(self, self._stage, self.hand.scribe)
        self._input = Input(self, self._stage, self.hand, self._navigator, self.laser)
        self._input.touched.connect(self._touch)
        self._input.picture_asked.connect(self.picture_asked)
        self._input.paste_asked.connect(self.paste_asked)
        self._input.dragged_out.connect(self.dragged_out)
        self._repaint = Repaint(self, self._stage, self._live, lambda: self._input.pointer)
        self._repaint.caught_up.connect(self._catch_up)
        self.hand.stale.connect(self._repaint.around)
        self._live.overlays.append(self.laser)
        self.hand.selection.changed.connect(self._repaint.everything)
        self.hand.selection.changed.connect(self._summarize)

        if pictures is not None:
            pictures.arrived.connect(self._show_picture)

        self._overdue = QTimer(self, interval=OVERDUE_MS, singleShot=True)
        self._overdue.timeout.connect(self._give_up)

        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 120)
        self.setAccessibleName("Board")
        self._summarize()
        self._is_ready = True

    # What is shown.

    def show_board(self, board: Board) -> None:
        """Show `board`; only what differs from the one before is painted again."""
        if board is not self._board:
            self._board = board
            self._stage.expect(board.shapes)
            if board.shapes:
                self._end_first_words()
            if self._is_first:
                self._navigator.fit_opening()
        self._overdue.stop()
        self._repaint.catch_up()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let nothing be changed; looking, selecting and moving about still work."""
        if is_read_only and not self.hand.is_read_only:
            self.hand.abort()
            self.hand.scribe.end()
        self.hand.is_read_only = is_read_only
        self._input.show_cursor()

    def show_people(self, number: int) -> None:
        """Tell assistive tools how many people are here."""
        if number != self._people:
            self._people = number
            self._summarize()

    def set_frame(self, color: QColor | None) -> None:
        """Put a frame around the board, as while looking back; None takes it away."""
        self._live.frame = QColor(color) if color is not None else None
        self.update()

    def add_overlay(self, overlay: Overlay) -> None:
        """Show something more above the board; it calls `repaint_live` where it changes."""
        self._live.overlays.append(overlay)
        self.update()

    def repaint_live(self, box: Box | None) -> None:
        """Paint what lies above the board again, within a box of it or everywhere."""
        self._repaint.around(box)

    def reveal(self, box: Box) -> None:
        """Have `box` in view; the board stays as it is where it is already."""
        self._navigator.reveal(box)

    def flash_place(self, box: Box, color: QColor) -> None:
        """Let a place light up for a moment, whatever is there."""
        self._repaint.flash_place(box, color)

    def flash(self, ids: Iterable[str], color: QColor) -> None:
        """Let shapes glow for a moment because something late has changed them."""
        self._repaint.flash(ids, color)

    @property
    def board(self) -> Board:
        """What was shown last."""
        return self._board

    @property
    def is_settled(self) -> bool:
        """Whether every pixel in view is exact."""
        return self._stage.is_settled

    def render_to(self, image: QImage) -> None:
        """Fill `image` with the part of the board in view, without selection or frames."""
        paint_view(image, self._stage.figures, self._stage.view, self._stage.theme)

    @property
    def is_gesturing(self) -> bool:
        """Whether the pointer is down, something under way by keys, or a text being written."""
        return self.hand.is_busy or self._navigator.is_panning

    # What it can be asked for by keys.

    @property
    def commands(self) -> Sequence[Command]:
        """What the board can be asked for, in the order in which it is read."""
        return self._input.commands

    def obey(self, keys: KeyMap) -> None:
        """Let `keys` say from now on what a key means here."""
        self._input.obey(keys)

    # The view.

    @property
    def middle(self) -> Place:
        """The place of the board in the middle of the window."""
        return self._input.middle.place

    @property
    def pointed_at(self) -> Place | None:
        """The place of the board under the pointer, if it is over the board."""
        at = self._input.pointer
        return None if at is None else self.view.to_board(*at)

    @property
    def view(self) -> View:
        """Which part of the board is shown."""
        return self._stage.view

    @property
    def window_box(self) -> Box:
        """What of the board is in view, in its units."""
        return self._stage.view.window(self._stage.width, self._stage.height)

    @property
    def figures(self) -> Figures:
        """The shapes as they are painted, for others to look at."""
        return self._stage.figures

    def center_on(self, x: float, y: float) -> None:
        """Have a place of the board in the middle."""
        self._navigator.center_on(x, y)

    def look(self, view: View) -> None:
        """Show the board as `view` says, and do not fit what is on it."""
        self._navigator.look(view)

    def set_zoom(self, zoom: float) -> None:
        """Show the board at `zoom` (1 is 100 %), the middle staying where it is."""
        self._navigator.zoom(zoom)

    def show_shape(self, shape_id: str) -> bool:
        """Select a shape and have it in view; False if it is not on screen yet."""
        if shape_id not in self._stage.figures:
            return False
        self.hand.selection.select({shape_id})
        self._navigator.bring(self._stage.figures[shape_id].box)
        return True

    def fit_all(self) -> None:
        """Show everything that is on the board."""
        self._navigator.fit()

    # What Qt asks for.

    def paintEvent(self, event: QPaintEvent) -> None:
        # A style sheet on a widget around us keeps the change of palette from us.
        self._keep_theme()
        rect = QRectF(event.rect())
        with painting(self) as painter:
            if move_onto_pixels(painter):
                painter.fillRect(rect.adjusted(-1, -1, 1, 1), self._stage.theme.paper)
            self._stage.draw(painter, rect)
            self._live.paint(painter, rect, self.width(), self.height())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # What was dragged out of here and comes back was not meant to leave.
        is_own = event.source() is self
        if not self.hand.is_read_only and not is_own and is_usable(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        at = event.position()
        self._touch()
        self.brought.emit(event.mimeData(), self.view.to_board(at.x(), at.y()))
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._keep_theme()

    def event(self, event: QEvent) -> bool:
        if self._is_ready and self._input.take(event):
            return True
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._fill()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._live.has_focus_ring = event.reason() in reasons
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._live.has_focus_ring = False
        self.update()

    # What follows from a change.

    def _fill(self) -> None:
        """Take up the room that the window gives."""
        self._stage.resize(self.width(), self.height(), self.devicePixelRatioF())
        self._navigator.fit_opening()
        self._looked()

    def _keep_theme(self) -> None:
        if self._stage.theme is not current():
            self._stage.set_theme(current())
            self._looked()

    def _looked(self) -> None:
        self.looked.emit()
        self._writer.place()
        if self._shown_zoom == self._stage.view.zoom:
            self._repaint.everything()
        else:
            self._shown_zoom = self._stage.view.zoom
            self.zoom_changed.emit(self._shown_zoom)
            self._repaint.looked()

    def _catch_up(self) -> None:
        """Let go of what stood in for the board, which is all there now."""
        if self._is_first:
            self._navigator.fit_opened()
            self._is_first = False
        self._summarize()
        self.board_shown.emit()
        hand = self.hand
        if hand.waiting or hand.gesture or hand.selection or self._stage.lifted is not None:
            # Frames and handles go with what is selected, and reach beyond it.
            self.update()
        self.hand.board_changed()

    def _show_picture(self, blob: str) -> None:
        self._stage.picture_arrived(blob)
        self._repaint.settle()

    def _act(self, action: object) -> None:
        self._overdue.start()
        self.action_made.emit(action)

    def _give_up(self) -> None:
        self.hand.board_changed()
        self._repaint.everything()

    def _touch(self) -> None:
        self._navigator.is_untouched = False
        self._end_first_words()

    def _end_first_words(self) -> None:
        if self._live.has_first_words:
            self._live.has_first_words = False
            self.update()

    def _summarize(self) -> None:
        """Tell assistive tools what there is to see."""
        selected = len(self.hand.selection.ids)
        words = summary(len(self._stage.figures), self._people, selected)
        if self.accessibleDescription() != words:
            self.setAccessibleDescription(words)
