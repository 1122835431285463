"""The lasso: a loop drawn freely around what is to be selected."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ..shapes.geometry import Box, Place
from .carry import Carry
from .desk import Desk
from .loop import Loop
from .outline import outline_of
from .pointer import Action, Pointer, Still
from .select import clicked, joined
from .tool import Gesture, Tool

__all__ = ["LassoTool", "Lassoing"]

FINE = 2
"""The hand has to go on by so many pixels for another corner of the loop."""


class LassoTool(Tool):
    """Selects what lies wholly in a loop; moves what is selected."""

    name = "lasso"
    hint = "Draw around things to select them · Shift adds · Alt removes"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        desk, selection = self._desk, self._desk.selection
        figure = desk.stage.figures.at(pointer.place, desk.reach)
        is_plain = not (pointer.shift or pointer.alt)
        if is_plain and figure is not None and figure.shape_id in selection.ids:
            selection.press(pointer, desk.reach)
            return Carry(desk, sorted(selection.ids), pointer)
        return Lassoing(desk, pointer)


class Lassoing(Gesture):
    """A loop being drawn."""

    def __init__(self, desk: Desk, start: Pointer) -> None:
        self._desk = desk
        self._start = start
        self._still = Still(start, desk.unit)
        self.places: list[Place] = [start.place]

    def move(self, pointer: Pointer) -> None:
        if not self._still.left(pointer):
            return
        x, y = self.places[-1]
        far = FINE * self._desk.unit
        if abs(pointer.x - x) < far and abs(pointer.y - y) < far:
            return
        self.places.append(pointer.place)
        # The last side goes back to the first corner, and so is another now.
        start, end = self.places[0], pointer.place
        self._desk.stale(Box.around(start, end))
        self._desk.stale(Box.around(start, (x, y)))
        self._desk.stale(Box.around((x, y), end))

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        desk = self._desk
        if self._still:
            figure = desk.stage.figures.at(self._start.place, desk.reach)
            if figure is None or self._start.alt:
                clicked(desk, self._start)
            else:
                found = frozenset({figure.shape_id})
                desk.selection.select(joined(self._start, desk.selection.ids, found))
        else:
            desk.selection.select(joined(self._start, desk.selection.ids, self._surrounded()))
        desk.stale(None)
        return None

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        if self._still:
            return
        stage = self._desk.stage
        polygon = QPolygonF([QPointF(*stage.view.to_screen(*p)) for p in self.places])
        fill = QColor(stage.theme.accent)
        fill.setAlphaF(0.12)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(polygon)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(stage.theme.accent, 1.5))
        painter.drawPolyline(polygon)
        painter.setPen(QPen(stage.theme.accent, 1, Qt.PenStyle.DashLine))
        painter.drawLine(polygon.last(), polygon.first())
        painter.restore()

    def _surrounded(self) -> frozenset[str]:
        loop, figures = Loop(self.places), self._desk.stage.figures
        found: list[str] = []
        for figure in figures.near(loop.box):
            # What holds a little more than the ink is found faster.
            held = loop.holds_box(figure.box) or loop.holds_box(figure.frame)
            if held is None:
                held = loop.holds_line(outline_of(figure.shape))
            if held:
                found.append(figure.shape_id)
        return frozenset(found)
