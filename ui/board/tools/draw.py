"""The pen: a line that follows the hand."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ..layers.ink import Ink, WetLayer, figure_of
from ..layers.overlay import paint_live
from .desk import Desk
from .pointer import Action, Pointer, units
from .stroke import Stroke
from .tool import Gesture, Tool
from .widths import WIDTHS

__all__ = ["Drawing", "PenTool"]


class PenTool(Tool):
    """Draws strokes with the pen of the desk."""

    name = "pen"
    hint = "Shift = straight · 1–5 width · C colour"
    verb = "draw"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        return Drawing(self._desk, pointer)


class Drawing(Gesture):
    """A stroke being drawn."""

    def __init__(self, desk: Desk, start: Pointer) -> None:
        width = units(WIDTHS[desk.pen.width - 1])
        self._desk = desk
        self._stroke = Stroke(desk.new_id(), desk.pen.ink, width, desk.unit, start)
        self._ink = Ink(self._stroke)
        self._wet = WetLayer()
        desk.stale(self._ink.box)

    def move(self, pointer: Pointer) -> None:
        self._stroke.move(pointer)
        self._desk.stale(self._ink.grow())

    def finish(self, pointer: Pointer) -> Action:
        del pointer
        stroke, z = self._stroke, self._desk.next_z()
        action = stroke.finish(z)
        points: list[int] = action["payload"]["points"]
        pressures: list[int] = action["payload"].get("pressures", [])
        self._desk.keep(figure_of(stroke.shape_id, points, stroke.ink, stroke.width, z, pressures))
        return action

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        stage = self._desk.stage
        self._wet.draw(painter, rect, self._ink, stage)
        paint_live(painter, stage.view, (self._ink.tail,), stage.theme, stage.ratio)
