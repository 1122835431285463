"""The whiteboard as a widget: it shows a board, and turns gestures into actions."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ...store.documents.whiteboard import Board
from ..theme import current
from .geometry import Box
from .glow import is_motion_reduced
from .hand import Hand
from .input import Input
from .live import MARGIN, Live
from .navigator import Navigator
from .paint import on_screen
from .render import paint_view
from .stage import Stage
from .tools import HINTS
from .view import View

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
    """

    action_made = Signal(object)
    tool_changed = Signal(str)
    ink_changed = Signal(str)
    width_changed = Signal(int)
    zoom_changed = Signal(float)
    hint_changed = Signal(str)
    blocked = Signal(str)
    selection_changed = Signal()

    _is_ready = False
    """Qt sends events before the constructor is through."""

    def __init__(self, new_id: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = Board()
        self._is_first = True
        self._stage = Stage(current())
        self._navigator = Navigator(self._stage, self._looked)
        self._shown_zoom = 1.0

        self._hand = Hand(self._stage, new_id)
        self._live = Live(self._stage, self._hand)
        self._hand.acted.connect(self._act)
        self._hand.tool_changed.connect(self.tool_changed)
        self._hand.ink_changed.connect(self.ink_changed)
        self._hand.width_changed.connect(self.width_changed)
        self._hand.hint_changed.connect(self.hint_changed)
        self._hand.blocked.connect(self.blocked)
        self._hand.selection_changed.connect(self._selection_changed)
        self._hand.stale.connect(self._show_again)
        self._input = Input(self, self._stage, self._hand, self._navigator)
        self._input.touched.connect(self._touch)

        self._settling = QTimer(self, interval=0, singleShot=True)
        self._settling.timeout.connect(self._settle)
        self._overdue = QTimer(self, interval=OVERDUE_MS, singleShot=True)
        self._overdue.timeout.connect(self._give_up)
        self._glowing = QTimer(self, interval=16)
        self._glowing.timeout.connect(self._glow)

        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
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
            changes = self._stage.show(board.shapes)
            if len(self._stage.figures):
                self._end_first_words()
            for figure in changes.on_top:
                self._show_again(figure.box)
            if self._is_first:
                self._navigator.fit_opening()
                self._is_first = False
            self._summarize()
        if self._hand.live or self._stage.lifted is not None:
            self.update()
        self._overdue.stop()
        self._hand.board_changed()
        self._settle()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let nothing be changed; looking, selecting and moving about still work."""
        if is_read_only and not self._hand.is_read_only:
            self._hand.abort()
        self._hand.is_read_only = is_read_only
        self._input.show_cursor()

    def set_frame(self, color: QColor | None) -> None:
        """Put a frame around the board, as while looking back; None takes it away."""
        self._live.frame = QColor(color) if color is not None else None
        self.update()

    def flash(self, ids: Iterable[str], color: QColor) -> None:
        """Let shapes glow for a moment because something late has changed them."""
        is_reduced = is_motion_reduced()
        self._live.glows.start(ids, color, is_mark=is_reduced)
        self._glowing.start()
        self._glow()

    @property
    def is_settled(self) -> bool:
        """Whether every pixel in view is exact."""
        return self._stage.layer.is_complete(self.width(), self.height())

    def render_to(self, image: QImage) -> None:
        """Fill `image` with the part of the board in view, without selection or frames."""
        paint_view(image, self._stage.figures, self._stage.view, self._stage.theme)

    # The tools.

    @property
    def tool(self) -> str:
        """The tool in the hand: `select`, `hand`, `pen` or `eraser`."""
        return self._hand.tool

    def set_tool(self, name: str) -> None:
        """Take another tool."""
        self._hand.take(name)

    @property
    def hint(self) -> str:
        """What the tool can do, in a line."""
        return HINTS[self._hand.tool]

    @property
    def ink(self) -> str:
        """The name of the colour strokes are drawn in."""
        return self._hand.ink

    def set_ink(self, name: str) -> None:
        """Draw in another colour."""
        self._hand.set_ink(name)

    @property
    def pen_width(self) -> int:
        """The pen in use, 1 to 5. (`width()` is Qt's.)"""
        return self._hand.width

    def set_width(self, index: int) -> None:
        """Draw with pen 1 to 5."""
        self._hand.set_width(index)

    @property
    def selection(self) -> frozenset[str]:
        """The ids of the selected shapes."""
        return self._hand.selection

    def select(self, ids: Iterable[str]) -> None:
        """Select these shapes and no others; ids that are not on the board are left out."""
        self._hand.select(ids)

    def select_all(self) -> None:
        """Select every shape."""
        self._hand.select(self._stage.figures)

    def delete_selection(self) -> None:
        """Remove the selected shapes."""
        self._hand.delete()

    def cancel(self) -> bool:
        """What Esc does: end the gesture, else deselect, else take the select tool."""
        return self._hand.cancel()

    @property
    def is_gesturing(self) -> bool:
        """Whether the pointer is down, or the selection under way by keys."""
        return self._hand.gesture is not None or self._navigator.is_panning

    # The view.

    @property
    def view(self) -> View:
        """Which part of the board is shown."""
        return self._stage.view

    def set_zoom(self, zoom: float) -> None:
        """Show the board at `zoom` (1 is 100 %), the middle staying where it is."""
        self._navigator.zoom(zoom)

    def fit_all(self) -> None:
        """Show everything that is on the board."""
        self._navigator.fit()

    # What Qt asks for.

    def paintEvent(self, event: QPaintEvent) -> None:
        # A style sheet on a widget around us keeps the change of palette from us.
        self._keep_theme()
        painter = QPainter(self)
        self._stage.draw(painter, QRectF(event.rect()))
        self._live.paint(painter, self.width(), self.height())

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
        if self._shown_zoom != self._stage.view.zoom:
            self._shown_zoom = self._stage.view.zoom
            self.zoom_changed.emit(self._shown_zoom)
        self.update()
        self._settle()

    def _settle(self) -> None:
        shown, is_complete = self._stage.settle(self._input.pointer)
        for rect in shown:
            self.update(rect.toAlignedRect())
        if not is_complete:
            self._settling.start()

    def _act(self, action: object) -> None:
        self._overdue.start()
        self.action_made.emit(action)

    def _give_up(self) -> None:
        self._hand.board_changed()
        self._show_again(None)

    def _glow(self) -> None:
        ids = [i for i in self._live.glows.ids() if i in self._stage.figures]
        self._show_again(self._stage.figures.bounds(ids))
        self._live.glows.current()
        if not self._live.glows:
            self._glowing.stop()

    def _show_again(self, box: Box | None) -> None:
        """Have a part of the live layer painted again, or all of it."""
        if box is None:
            self.update()
            # What was lifted or hidden must be painted on its tiles before it is shown.
            self._settle()
            return
        rect = on_screen(self._stage.view, box).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.update(rect.intersected(QRectF(self.rect())).toAlignedRect())

    def _selection_changed(self) -> None:
        self._summarize()
        self.selection_changed.emit()

    def _touch(self) -> None:
        self._navigator.is_untouched = False
        self._end_first_words()

    def _end_first_words(self) -> None:
        if self._live.has_first_words:
            self._live.has_first_words = False
            self.update()

    def _summarize(self) -> None:
        """Tell assistive tools what there is to see."""
        count, selected = len(self._stage.figures), len(self._hand.selection)
        objects = "1 object" if count == 1 else f"{count} objects"
        summary = f"{objects}, {selected} selected" if selected else objects
        if self.accessibleDescription() != summary:
            self.setAccessibleDescription(summary)
