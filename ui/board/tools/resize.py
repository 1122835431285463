"""The selection being resized or turned, by its handles or by keys."""

from collections.abc import Iterable
from math import atan2, degrees

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTransform

from ....store.documents.transform import Bounds, Resize
from ....store.documents.whiteboard import UNIT
from ....store.reducer import Refused
from ...presence.presence import Resizing as SeenResizing
from ..layers.overlay import BESIDE, paint_label
from ..shapes.geometry import Box
from ..shapes.paint import on_screen
from .desk import Desk
from .guides import Guided
from .pointer import Action, Pointer, Still
from .resizing import TURN, Grip, affine_of, refusal, resized, sized, turned
from .snapping import sides_of
from .tool import Gesture

__all__ = ["Resizing"]


class Resizing(Gesture):
    """A handle being dragged: what is selected is shown as it will be.

    Args:
        frame, bounds: around the ink and around the points of the shapes.
        start: where the hand took the handle; None where keys do it.
    """

    lifts = True
    is_framed = False

    def __init__(
        self,
        desk: Desk,
        shape_ids: Iterable[str],
        frame: Box,
        bounds: Bounds,
        grip: Grip,
        start: Pointer | None,
    ) -> None:
        self._desk = desk
        self._shape_ids = tuple(shape_ids)
        self._frame, self._bounds, self._grip = frame, bounds, grip
        self._still = None if start is None else Still(start, desk.unit)
        self._guided = Guided(desk, frozenset(self._shape_ids), frame, bounds)
        self._way = (0, 0)
        left, top, right, bottom = bounds
        box = (left, top, right - left, bottom - top)
        self.resize = Resize(box, box)

    @property
    def verb(self) -> str:
        return "" if self._still else "resize"

    def move(self, pointer: Pointer) -> None:
        if self._still is None or not self._still.left(pointer):
            return
        start = self._still.start
        if self._grip == TURN:
            self._show(turned(self._bounds, start.place, pointer.place, in_steps=pointer.shift))
            return
        dx, dy = pointer.x - start.x, pointer.y - start.y
        across, down = self._grip
        is_even = pointer.shift and bool(across and down)
        if not is_even:
            dx, dy = self._guided.way(pointer, dx, dy, sides_of(across), sides_of(down))
        self._show(sized(self._bounds, self._grip, dx, dy, is_even=is_even, is_central=pointer.alt))

    def step(self, dx: int, dy: int) -> None:
        """Make it so many units wider and higher."""
        way = (self._way[0] + dx, self._way[1] + dy)
        left, top, right, bottom = self._bounds
        # Keys stop where it would become its own mirror image.
        if left < right and right - left + way[0] < 1:
            way = (self._way[0], way[1])
        if top < bottom and bottom - top + way[1] < 1:
            way = (way[0], self._way[1])
        self._way = way
        self._show(sized(self._bounds, self._grip, *way, is_even=False, is_central=False))

    def finish(self, pointer: Pointer | None) -> Action | None:
        stage = self._desk.stage
        if self._still and pointer is not None:
            # A click is meant for what lies under the handle.
            selection = self._desk.selection
            if selection.press(pointer, self._desk.reach):
                selection.click(pointer, self._desk.reach)
            return None
        there = [i for i in self._shape_ids if i in stage.figures]
        action = resized(there, self.resize)
        reason = refusal(self.resize, (stage.figures[i].shape for i in there))
        if action is not None and reason is not None:
            self._desk.say(f"Cannot be done: {reason}")
            action = None
        if action is None:
            stage.drop()
        self._desk.stale(None)
        return action

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        stage = self._desk.stage
        self._guided.paint(painter)
        polygon = self._outline()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(stage.theme.accent, 2, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawPolygon(polygon)
        painter.restore()
        if self._still is None or not self._still:
            corner = polygon.boundingRect().bottomLeft() + QPointF(0, BESIDE)
            paint_label(painter, corner, self.said, stage.theme)

    def going_on(self) -> SeenResizing | None:
        resize = self.resize
        if resize.old == resize.new and not resize.sin:
            return None
        # A mirrored box is as large, and others see only where it is.
        return SeenResizing(_upright(resize.old), _upright(resize.new), resize.cos, resize.sin)

    @property
    def said(self) -> str:
        """How large it is now in pixels, or how far it is turned in degrees."""
        if self._grip == TURN:
            return f"{degrees(atan2(self.resize.sin, self.resize.cos)):.0f}°"
        # A side of the box may be mirrored, and still is as long.
        _, _, wide, high = self.resize.new
        return f"{abs(wide) / UNIT:.0f} × {abs(high) / UNIT:.0f}"

    def _outline(self) -> QPolygonF:
        """The frame of what is selected as it is now, in the window."""
        view, (left, top, right, bottom) = self._desk.stage.view, self._frame
        bounds = Box(*self._bounds)
        if self._grip == TURN:
            beside = BESIDE / view.scale
            box = Box(left, top, right, bottom).grown(beside)
            turn = QTransform(*affine_of(self.resize))
            turn *= QTransform(view.scale, 0, 0, view.scale, -view.left, -view.top)
            return turn.map(QPolygonF(QRectF(QPointF(*box[:2]), QPointF(*box[2:]))))
        x, y, wide, high = self.resize.new
        around = Box.around((x, y), (x + wide, y + high))
        # Lines keep their width, so the ink goes as far beyond the points as before.
        ink = Box(
            around.left + left - bounds.left,
            around.top + top - bounds.top,
            around.right + right - bounds.right,
            around.bottom + bottom - bounds.bottom,
        )
        return QPolygonF(on_screen(view, ink).adjusted(-BESIDE, -BESIDE, BESIDE, BESIDE))

    def _show(self, resize: Resize) -> None:
        stage = self._desk.stage
        if stage.lifted is None:
            stage.lift(self._shape_ids)
        try:
            stage.place(resize)
        except Refused as refused:
            # It stays as large as it may be.
            self._desk.say(f"Cannot be done: {refused.reason}")
        else:
            self.resize = resize
        self._desk.stale(None)


def _upright(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The same box from its upper left corner."""
    x, y, wide, high = box
    return min(x, x + wide), min(y, y + high), abs(wide), abs(high)
