"""Pen and marker: a line that follows the hand."""

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ...presence.presence import MOST_TRAIL, GoingOn
from ...presence.presence import Drawing as SeenDrawing
from ..layers.ink import Ink, WetLayer, figure_of
from ..layers.overlay import paint_live
from ..layers.wet_marker import WetMarker
from .desk import Desk
from .pen import FIRMNESS
from .pointer import Action, Pointer
from .stroke import Stroke
from .tool import Gesture, Tool

__all__ = ["Drawing", "MarkerTool", "PenTool"]


class PenTool(Tool):
    """Draws strokes with the pen of the desk."""

    name = "pen"
    nib = "pen"
    hint = "Shift = straight · Ctrl+click = straight from the last end · 1–5 width · C colour"
    verb = "draw"
    kind: Literal["stroke", "marker"] = "stroke"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        last = self._desk.pen.last_end
        if pointer.ctrl and last is not None:
            drawing = Drawing(self._desk, Pointer(*last, pointer.pressure), self.kind, True)
            drawing.move(pointer)
            return drawing
        return Drawing(self._desk, pointer, self.kind)


class MarkerTool(PenTool):
    """Draws wide strokes that tint what lies beneath."""

    name = "marker"
    nib = "marker"
    kind = "marker"


class Drawing(Gesture):
    """A stroke being drawn."""

    def __init__(
        self,
        desk: Desk,
        start: Pointer,
        kind: Literal["stroke", "marker"] = "stroke",
        is_straight: bool = False,
    ) -> None:
        pen = desk.pen
        self._desk = desk
        self._stroke = Stroke(
            desk.new_id(),
            pen.ink,
            pen.units,
            desk.unit,
            start,
            kind=kind,
            streamline=pen.streamline,
            firmness=FIRMNESS[pen.firmness],
            is_straight=is_straight,
        )
        self._ink = Ink(self._stroke)
        self._wet = WetLayer()
        self._wet_marker = WetMarker()
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
        self._desk.keep(
            figure_of(
                stroke.shape_id, points, stroke.ink, stroke.width, z, pressures, kind=stroke.kind
            )
        )
        self._desk.pen.last_end = (points[-2], points[-1])
        return action

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        stage = self._desk.stage
        if self._stroke.kind == "marker":
            self._wet_marker.draw(painter, rect, self._ink, stage)
            return
        self._wet.draw(painter, rect, self._ink, stage)
        paint_live(painter, stage.view, (self._ink.tail,), stage.theme, stage.ratio)

    def going_on(self) -> GoingOn:
        stroke = self._stroke
        start = max(len(stroke.samples) - MOST_TRAIL, 0)
        shown = stroke.samples[start:]
        return SeenDrawing(
            stroke.shape_id,
            stroke.kind,
            stroke.ink,
            stroke.width,
            tuple(round(n) for x, y, _ in shown for n in (x, y)),
            start,
            tuple(round(p) for _, _, p in shown) if stroke.is_pressed else (),
        )
