"""What fingers do to the board: the events of a touch screen, as calls to hand and navigator."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QEventPoint, QTouchEvent

from ..layers.stage import Stage
from ..navigator import Navigator
from ..shapes.geometry import Place
from ..tools.hand import Hand
from ..tools.pointer import Pointer
from .touch import Fingers

__all__ = ["FingerBoard"]


class FingerBoard:
    """Fulfils `Touched`.

    Args:
        touched: called when the board is pressed.
    """

    def __init__(
        self, stage: Stage, hand: Hand, navigator: Navigator, touched: Callable[[], object]
    ) -> None:
        self._stage = stage
        self._hand = hand
        self._navigator = navigator
        self._touched = touched
        self._fingers = Fingers(self)

    def take(self, event: QTouchEvent) -> bool:
        """Do what `event` asks for. All are taken, or Qt would make mouse events of them."""
        if event.type() is QEvent.Type.TouchCancel:
            self._fingers.cancel()
            return True
        lifted = QEventPoint.State.Released
        down = [point.position() for point in event.points() if point.state() is not lifted]
        self._fingers.follow([(at.x(), at.y()) for at in down])
        return True

    def press(self, at: Place) -> None:
        self._touched()
        if self._hand.tool == "hand":
            self._navigator.grip(*at)
        else:
            self._hand.press(self._on_board(at))

    def move(self, at: Place) -> None:
        if self._navigator.is_panning:
            self._navigator.drag(*at)
        else:
            self._hand.move(self._on_board(at))

    def release(self, at: Place) -> None:
        if self._navigator.is_panning:
            self._navigator.let_go()
        else:
            self._hand.release(self._on_board(at))

    def give_up(self) -> None:
        self._navigator.let_go()
        self._hand.abort()

    def pan(self, dx: float, dy: float) -> None:
        self._navigator.pan(dx, dy)

    def zoom_by(self, factor: float, at: Place) -> None:
        self._navigator.zoom(self._stage.view.zoom * factor, at)

    def _on_board(self, at: Place) -> Pointer:
        return Pointer(*self._stage.view.to_board(*at))
