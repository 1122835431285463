"""The select tool: click, drag a band around, move what is selected."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ..layers.overlay import paint_band
from ..shapes.geometry import Box
from .carry import Carry
from .desk import Desk
from .pointer import Action, Pointer, Still
from .tool import Gesture, Tool

__all__ = ["Band", "SelectTool"]


class SelectTool(Tool):
    """Takes hold of what is under the pointer, or of what is selected, or draws a band."""

    name = "select"
    hint = "Click or drag around = select · Shift adds · arrows move · Del removes"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        desk, selection = self._desk, self._desk.selection
        if selection.press(pointer, desk.reach):
            return Carry(desk, sorted(selection.ids), pointer)
        return Band(desk, pointer, selection.ids if pointer.shift else ())


class Band(Gesture):
    """A box being drawn around what is to be selected."""

    def __init__(self, desk: Desk, start: Pointer, before: Iterable[str]) -> None:
        self._desk = desk
        self._start = self._now = start
        self._still = Still(start, desk.unit)
        self._before = frozenset(before)

    @property
    def box(self) -> Box:
        return Box.around(self._start.place, self._now.place)

    def move(self, pointer: Pointer) -> None:
        if not self._still.left(pointer):
            return
        self._desk.stale(self.box)
        self._now = pointer
        self._desk.stale(self.box)
        found = self._desk.stage.figures.inside(self.box)
        self._desk.selection.select(self._before.union(f.shape_id for f in found))

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        if self._still:
            self._desk.selection.select(self._before)
        self._desk.stale(self.box)
        return None

    def cancel(self) -> None:
        self._desk.selection.select(self._before)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        stage = self._desk.stage
        paint_band(painter, stage.view, self.box, stage.theme)
