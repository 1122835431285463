"""Mouse, pen and wheel of the canvas, as calls to the hand and the navigator."""

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ...commands.keymap import KeyMap
from ..laser import Laser
from ..layers.stage import Stage
from ..navigator import Navigator
from ..shapes.geometry import Place
from ..tools.carry import Carry
from ..tools.hand import Hand
from ..tools.pointer import Pointer
from .commands import board_commands
from .finger_board import FingerBoard
from .keyboard import Keyboard
from .wheel import Wheel

__all__ = ["Input"]

PEN_IS_NEAR_SECONDS = 0.2
"""For so long after the pen, mouse events are its doubles, which some drivers send."""


class Input(QObject):
    """Reads the events of `canvas` and works its hand and its navigator.

    Attributes:
        commands: what the board can be asked for.
    """

    touched = Signal()
    """The board was pressed, or a key meant for it."""

    dragged_out = Signal()
    """What is being moved has left the window."""

    picture_asked = Signal()
    paste_asked = Signal()

    def __init__(
        self, canvas: QWidget, stage: Stage, hand: Hand, navigator: Navigator, laser: Laser
    ) -> None:
        super().__init__()
        self.pointer: Place | None = None
        self._canvas = canvas
        self._stage = stage
        self._hand = hand
        self._navigator = navigator
        self._laser = laser
        self._wheel = Wheel(stage, navigator)
        self._fingers = FingerBoard(stage, hand, navigator, self.touched.emit)
        canvas.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._pen_seen = -PEN_IS_NEAR_SECONDS
        self.commands = board_commands(
            hand,
            navigator,
            self._wheel.zoom,
            lambda: hand.led.put(hand.held, self.middle),
            self.picture_asked.emit,
            self.paste_asked.emit,
        )
        self._keyboard = Keyboard(hand, KeyMap(self.commands))
        self._keyboard.touched.connect(self.touched)
        self._keyboard.space_changed.connect(self.show_cursor)
        self._keyboard.pointing_changed.connect(self._point)
        hand.tool_changed.connect(self._show_tool)
        self.show_cursor()

    def take(self, event: QEvent) -> bool:
        """Do what `event` asks for; False leaves it to the widget."""
        is_taken = False
        match event:
            case QTabletEvent():
                is_taken = self._pen(event)
            case QMouseEvent():
                is_taken = self._mouse(event)
            case QTouchEvent():
                is_taken = self._fingers.take(event)
            case QWheelEvent():
                is_taken = self._wheel.turn(event)
            case QKeyEvent():
                is_taken = self._keyboard.take(event)
            case QNativeGestureEvent():
                is_taken = self._wheel.pinch(event)
            case _ if event.type() is QEvent.Type.FocusOut:
                self._keyboard.let_go()
                self._laser.end()
                self.show_cursor()
            case _ if event.type() is QEvent.Type.Leave:
                self.pointer = None
            case _:
                pass
        if is_taken:
            event.accept()
        return is_taken

    def obey(self, keys: KeyMap) -> None:
        """Let `keys` say from now on which keys ask for what."""
        self._keyboard.keys = keys

    def show_cursor(self, over: Qt.CursorShape | None = None) -> None:
        """Have the cursor of what a press would do now; `over` is that of what lies there."""
        shape = Qt.CursorShape
        if self._navigator.is_panning:
            cursor = shape.ClosedHandCursor
        elif self._keyboard.is_space_held:
            cursor = shape.OpenHandCursor
        elif self._hand.is_read_only and self._hand.held.verb:
            cursor = shape.ArrowCursor
        else:
            cursor = self._hand.held.cursor if over is None else over
        self._canvas.setCursor(cursor)

    def _show_tool(self, _tool: str) -> None:
        self.show_cursor()

    def _mouse(self, event: QMouseEvent) -> bool:
        if monotonic() - self._pen_seen < PEN_IS_NEAR_SECONDS:
            return True
        kind, button = event.type(), event.button()
        at = event.position()
        self.pointer = (at.x(), at.y())
        is_press = kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        is_panning = self._navigator.is_panning
        pointer = self._on_board(at, event.modifiers(), None)
        is_left, is_release = (
            button is Qt.MouseButton.LeftButton,
            kind is QEvent.Type.MouseButtonRelease,
        )
        if self._points(pointer, is_press and is_left, is_release and is_left):
            return True
        if is_press and (
            button is Qt.MouseButton.MiddleButton
            or (button is Qt.MouseButton.LeftButton and self._would_pan)
        ):
            self._grip(at)
        elif is_press and is_left and not is_panning:
            is_double = kind is QEvent.Type.MouseButtonDblClick
            if not (is_double and self._hand.tool == "select" and self._hand.write_at(pointer)):
                self._press(pointer)
        elif kind is QEvent.Type.MouseMove and is_panning:
            self._navigator.drag(at.x(), at.y())
        elif kind is QEvent.Type.MouseMove and event.buttons() & Qt.MouseButton.LeftButton:
            self._hand.move(pointer)
            if isinstance(self._hand.gesture, Carry) and self._is_outside(at):
                self.dragged_out.emit()
        elif kind is QEvent.Type.MouseButtonRelease and is_panning:
            self._let_go()
        elif kind is QEvent.Type.MouseButtonRelease and button is Qt.MouseButton.LeftButton:
            self._hand.move(pointer)
            self._hand.release(pointer)
            self.show_cursor()
        elif kind is QEvent.Type.MouseMove and not event.buttons() and not self._would_pan:
            self.show_cursor(self._hand.hover(pointer))
        else:
            return False
        return True

    def _pen(self, event: QTabletEvent) -> bool:
        # All are taken, or Qt would make mouse events of the rest.
        self._pen_seen = monotonic()
        kind, at = event.type(), event.position()
        self.pointer = (at.x(), at.y())
        is_tip = event.button() is Qt.MouseButton.LeftButton
        is_eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
        pointer = self._on_board(at, event.modifiers(), event.pressure())
        kinds = QEvent.Type
        if self._points(pointer, kind is kinds.TabletPress, kind is kinds.TabletRelease):
            return True
        if kind is QEvent.Type.TabletPress and self._would_pan:
            self._grip(at)
        elif kind is QEvent.Type.TabletPress and is_tip:
            self._press(pointer, is_eraser=is_eraser)
        elif kind is QEvent.Type.TabletMove and self._navigator.is_panning:
            self._navigator.drag(at.x(), at.y())
        elif kind is QEvent.Type.TabletMove and event.buttons() & Qt.MouseButton.LeftButton:
            self._hand.move(pointer)
        elif kind is QEvent.Type.TabletRelease and self._navigator.is_panning:
            self._let_go()
        elif kind is QEvent.Type.TabletRelease and is_tip:
            self._hand.release(pointer)
        return True

    def _points(self, pointer: Pointer, is_press: bool, is_release: bool) -> bool:
        """Let the laser follow; True if a press was meant for it."""
        is_tool = self._hand.tool == "laser" and not self._would_pan
        if is_press and is_tool and not self._laser.is_on:
            self.touched.emit()
            self._laser.begin(pointer.place)
        self._laser.move(pointer.place)
        if is_release and is_tool:
            self._laser.end()
        return is_press and self._laser.is_on

    def _point(self, is_held: bool) -> None:
        """Put the laser down where the pointer is, or take it up."""
        if is_held:
            at = self.pointer
            self._laser.begin(None if at is None else self._stage.view.to_board(*at))
        else:
            self._laser.end()

    @property
    def middle(self) -> Pointer:
        """The middle of the window, as if it were pointed at."""
        return Pointer(*self._stage.view.to_board(self._stage.width / 2, self._stage.height / 2))

    @property
    def _would_pan(self) -> bool:
        return self._keyboard.is_space_held or self._hand.tool == "hand"

    def _is_outside(self, at: QPointF) -> bool:
        window = self._canvas.window()
        return not window.rect().contains(self._canvas.mapTo(window, at.toPoint()))

    def _on_board(
        self, at: QPointF, modifiers: Qt.KeyboardModifier, pressure: float | None
    ) -> Pointer:
        x, y = self._stage.view.to_board(at.x(), at.y())
        held = Qt.KeyboardModifier
        return Pointer(
            x,
            y,
            pressure,
            shift=bool(modifiers & held.ShiftModifier),
            alt=bool(modifiers & held.AltModifier),
            ctrl=bool(modifiers & held.ControlModifier),
        )

    def _press(self, pointer: Pointer, *, is_eraser: bool = False) -> None:
        self.touched.emit()
        self._hand.press(pointer, is_eraser=is_eraser)

    def _grip(self, at: QPointF) -> None:
        # What a gesture under way would add while the board moves, nobody could foresee.
        self._hand.abort()
        self._navigator.grip(at.x(), at.y())
        self.show_cursor()

    def _let_go(self) -> None:
        self._navigator.let_go()
        self.show_cursor()
