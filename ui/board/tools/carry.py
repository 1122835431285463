"""Shapes being moved, by hand or by the arrow keys."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ....store.documents.whiteboard import whiteboard
from ...presence.presence import Moving
from .desk import Desk
from .guides import Guided
from .pointer import Action, Pointer, Still
from .snapping import WHOLE
from .tool import Gesture

__all__ = ["Carry", "Drag"]


class Drag:
    """Shapes being moved, by hand or by the arrow keys."""

    def __init__(self, shape_ids: Iterable[str]) -> None:
        self.shape_ids = tuple(shape_ids)
        self.by = (0, 0)

    def move(self, dx: float, dy: float) -> None:
        """Have the shapes so far from where they were."""
        self.by = (round(dx), round(dy))

    def step(self, dx: int, dy: int) -> None:
        """Move the shapes so much farther."""
        self.by = (self.by[0] + dx, self.by[1] + dy)

    def finish(self, board: Collection[str]) -> Action | None:
        """The action that moves those shapes that are still on `board`."""
        ids = [i for i in self.shape_ids if i in board]
        if self.by == (0, 0) or not ids:
            return None
        return whiteboard.actions["moved"]({"ids": ids, "by": list(self.by)})


class Carry(Gesture):
    """A drag as it is seen: the shapes are lifted, and stay under the hand.

    Args:
        start: where the hand took hold; None where the arrow keys do it.
    """

    lifts = True

    def __init__(self, desk: Desk, shape_ids: Iterable[str], start: Pointer | None) -> None:
        self._desk = desk
        self._drag = Drag(shape_ids)
        self._still = None if start is None else Still(start, desk.unit)
        self._guided: Guided | None = None

    @property
    def verb(self) -> str:
        return "" if self._still else "move"

    def move(self, pointer: Pointer) -> None:
        if self._still is not None and self._still.left(pointer):
            start = self._still.start
            dx, dy = pointer.x - start.x, pointer.y - start.y
            if (guided := self._guide()) is not None:
                dx, dy = guided.way(pointer, dx, dy, WHOLE, WHOLE)
            self._drag.move(dx, dy)
            self._carry()

    def step(self, dx: int, dy: int) -> None:
        """Move so many units farther."""
        self._drag.step(dx, dy)
        self._carry()

    def finish(self, pointer: Pointer | None) -> Action | None:
        desk = self._desk
        if self._still and pointer is not None:
            desk.selection.click(pointer, desk.reach)
            return None
        action = self._drag.finish(desk.stage.figures)
        if action is None:
            desk.stage.drop()
            desk.stale(None)
        return action

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        if self._guided is not None:
            self._guided.paint(painter)

    def going_on(self) -> Moving | None:
        return None if self._drag.by == (0, 0) else Moving(*self._drag.by)

    def _guide(self) -> Guided | None:
        """What it falls into place on, from where it was taken."""
        selection = self._desk.selection
        if self._guided is None and self._desk.stage.lifted is None:
            frame, bounds = selection.frame, selection.bounds
            if frame is not None and bounds is not None:
                self._guided = Guided(self._desk, selection.ids, frame, bounds)
        return self._guided

    def _carry(self) -> None:
        stage = self._desk.stage
        if stage.lifted is None:
            stage.lift(self._drag.shape_ids)
        stage.carry(*self._drag.by)
        self._desk.stale(None)
