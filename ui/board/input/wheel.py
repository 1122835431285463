"""Wheel and pinch: they move the view, and make it larger or smaller."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from ..layers.stage import Stage
from ..navigator import Navigator
from ..shapes.geometry import Place
from .commands import ZOOM_STEP

__all__ = ["Wheel"]

NOTCH, NOTCH_PIXELS = 120, 60
"""A wheel counts eighths of a degree, 120 to a notch; a notch scrolls so many pixels."""


class Wheel:
    """Works `navigator` by what is turned and pinched."""

    def __init__(self, stage: Stage, navigator: Navigator) -> None:
        self._stage = stage
        self._navigator = navigator

    def turn(self, event: QWheelEvent) -> bool:
        """Scroll, sideways with Shift; with Ctrl, zoom where the pointer is."""
        pixels, turned = QPointF(event.pixelDelta()), QPointF(event.angleDelta())
        at = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP ** (turned.y() / NOTCH), (at.x(), at.y()))
        else:
            by = turned * (NOTCH_PIXELS / NOTCH) if pixels.isNull() else pixels
            is_sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not by.x()
            self._navigator.pan(*((by.y(), 0.0) if is_sideways else (by.x(), by.y())))
        return True

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom as two fingers ask for; False if they ask for something else."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        at = event.position()
        self.zoom(1 + event.value(), (at.x(), at.y()))
        return True

    def zoom(self, factor: float, at: Place | None = None) -> None:
        """Show the board so many times larger, around a place of the window or its middle."""
        self._navigator.zoom(self._stage.view.zoom * factor, at)
