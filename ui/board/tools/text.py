"""The text tool: writes on a text that is there, or begins a new one."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ....store.documents.whiteboard import Shape
from ..layers.overlay import paint_band
from ..shapes.geometry import Box
from ..writing.writing import Writing
from .desk import Desk
from .pointer import Action, Pointer, Still
from .tool import Gesture, Tool

__all__ = ["TextTool", "text_at"]


class TextTool(Tool):
    """Begins to write where it is put down; a drag says how wide the text may be."""

    name = "text"
    nib = "text"
    hint = "Click = write · drag = as wide as that · 1–5 size · Esc or Ctrl+Enter ends"
    verb = "write"
    cursor = Qt.CursorShape.IBeamCursor
    is_once = True

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        return _Box(self._desk, pointer)

    def put(self, middle: Pointer) -> Gesture | None:
        self._desk.write(_new(self._desk, middle, None))
        return None


class _Box(Gesture):
    """Where the text goes, and how wide it may be."""

    def __init__(self, desk: Desk, start: Pointer) -> None:
        self._desk = desk
        self._start = self._now = start
        self._still = Still(start, desk.unit)

    @property
    def verb(self) -> str:
        return "write"

    def move(self, pointer: Pointer) -> None:
        self._desk.stale(self._box)
        if self._still.left(pointer):
            self._now = pointer
        self._desk.stale(self._box)

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        self._desk.stale(self._box)
        wrap = None if self._still else round(self._box.right - self._box.left)
        corner = Pointer(self._box.left, self._box.top)
        writing = text_at(self._desk, self._start) if self._still else None
        self._desk.write(writing or _new(self._desk, corner, wrap or None))
        return None

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        stage = self._desk.stage
        if not self._still:
            paint_band(painter, stage.view, self._box, stage.theme)

    @property
    def _box(self) -> Box:
        return Box.around(self._start.place, self._now.place)


def text_at(desk: Desk, pointer: Pointer, *, or_new: bool = False) -> Writing | None:
    """The text under the pointer, to be written on; perhaps a new one where nothing is."""
    figure = desk.stage.figures.at(pointer.place, desk.reach)
    if figure is not None and figure.shape.kind == "text":
        return Writing.of(figure)
    return _new(desk, pointer, None) if or_new and figure is None else None


def _new(desk: Desk, corner: Pointer, wrap: int | None) -> Writing:
    ink, height = desk.pen.text
    # A click says where the middle of the first line is, a drag where the box is.
    top = corner.y - height / 2 if wrap is None else corner.y
    point = (round(corner.x), round(top))
    shape = Shape("text", point, ink, height, "", size=(wrap or 1, height))
    return Writing(desk.new_id(), shape, wrap, is_new=True)
