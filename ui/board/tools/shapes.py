"""Rectangle, ellipse, line and arrow: drawn from one point to another."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ....store.documents.whiteboard import Shape, whiteboard
from ...presence.presence import Drawing as SeenDrawing
from ...presence.presence import GoingOn
from ..layers.overlay import paint_live
from ..shapes.figure import Figure
from ..shapes.geometry import Place, union
from ..shapes.kinds import figure_for
from .desk import Desk
from .draft import Draft, Drawn
from .pointer import Action, Pointer, Still
from .tool import Gesture, Tool

__all__ = ["ArrowTool", "EllipseTool", "LineTool", "Placing", "RectTool"]

SIZES: dict[Drawn, Place] = {
    "rect": (160, 100),
    "ellipse": (160, 100),
    "line": (160, 0),
    "arrow": (160, 0),
}
"""How large a click makes them, in pixels of the screen."""

STEP = 10
"""So many pixels of the screen an arrow key leads a shape that is being placed."""


class _ShapeTool(Tool):
    """Draws shapes of two points with the pen of the desk."""

    verb = "draw"
    nib = "pen"
    is_once = True
    kind: Drawn

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        return Placing(self._desk, self.kind, pointer)

    def put(self, middle: Pointer) -> Gesture:
        return Placing(self._desk, self.kind, middle, is_led=True)


class RectTool(_ShapeTool):
    name = kind = "rect"
    hint = "Drag, or Enter to place by keys · Shift = square · Alt = from the middle"


class EllipseTool(_ShapeTool):
    name = kind = "ellipse"
    hint = "Drag, or Enter to place by keys · Shift = circle · Alt = from the middle"


class LineTool(_ShapeTool):
    name = kind = "line"
    hint = "Drag, or Enter to place by keys · Shift = steps of 15° · Alt = from the middle"


class ArrowTool(_ShapeTool):
    name = kind = "arrow"
    hint = "Drag, or Enter to place by keys · Shift = steps of 15° · Alt = from the middle"


class Placing(Gesture):
    """A shape being drawn, or led by keys.

    Args:
        is_led: it is led by keys, from where `start` is.
    """

    def __init__(self, desk: Desk, kind: Drawn, start: Pointer, *, is_led: bool = False) -> None:
        self._desk = desk
        self._shape_id = desk.new_id()
        self._ink, self._width = desk.pen.ink, desk.pen.units
        wide, high = SIZES[kind]
        self._draft = Draft(kind, start.place, (wide * desk.unit, high * desk.unit))
        self._still = Still(start, desk.unit)
        self.is_led = is_led
        self._shown: Figure | None = None
        if is_led:
            self._draft.put()
            self._show()

    @property
    def verb(self) -> str:
        return "draw"

    def move(self, pointer: Pointer) -> None:
        if self.is_led:
            return
        if self._still.left(pointer):
            self._draft.follow(pointer)
            self._show()

    def lead(self, dx: int, dy: int, *, is_size: bool) -> None:
        step = STEP * self._desk.unit
        change = self._draft.grow if is_size else self._draft.shift
        change(dx * step, dy * step)
        self._show()

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        if self._still:
            self._draft.put()
        return self.accept()

    def accept(self) -> Action | None:
        if self._draft.is_flat:
            return None
        shape = self._shape(self._desk.next_z())
        self._desk.keep(figure_for(self._shape_id, shape))
        return whiteboard.actions["added"](
            {
                "id": self._shape_id,
                "kind": shape.kind,
                "z": shape.z,
                "points": list(shape.points),
                "color": shape.color,
                "width": shape.width,
            }
        )

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        stage = self._desk.stage
        if self._shown is not None:
            paint_live(painter, stage.view, (self._shown,), stage.theme, stage.ratio)

    def going_on(self) -> GoingOn | None:
        if self._shown is None:
            return None
        kind, points = self._draft.kind, tuple(self._draft.points)
        return SeenDrawing(self._shape_id, kind, self._ink, self._width, points)

    def _show(self) -> None:
        before = self._shown
        self._shown = figure_for(self._shape_id, self._shape(""))
        self._desk.stale(union(f.box for f in (before, self._shown) if f is not None))

    def _shape(self, z: str) -> Shape:
        draft = self._draft
        return Shape(draft.kind, tuple(draft.points), self._ink, self._width, z)
