"""The select tool: click, drag a band around, move, resize and turn what is selected."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ..layers.overlay import paint_band
from ..shapes.geometry import Box
from .carry import Carry
from .desk import Desk
from .handles import Handles, cursor_of
from .pointer import Action, Pointer, Still
from .resize import Resizing
from .resizing import Grip
from .tool import Gesture, Tool

__all__ = ["Band", "SelectTool", "clicked", "joined"]


class SelectTool(Tool):
    """Takes hold of a handle, of what is under the pointer or selected, or draws a band."""

    name = "select"
    hint = (
        "Click or drag around = select · Shift adds · Alt removes, or clicks through"
        " · arrows move · Del removes"
    )
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def press(self, pointer: Pointer) -> Gesture:
        desk, selection = self._desk, self._desk.selection
        grip, frame, bounds = self._grip(pointer), selection.frame, selection.bounds
        if grip is not None and frame and bounds:
            return Resizing(desk, sorted(selection.ids), frame, bounds, grip, pointer)
        if not pointer.alt and selection.press(pointer, desk.reach):
            return Carry(desk, sorted(selection.ids), pointer)
        return Band(desk, pointer, selection.ids)

    def hover(self, pointer: Pointer) -> Qt.CursorShape:
        grip = self._grip(pointer)
        return cursor_of(grip) if grip is not None else self.cursor

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        stage = self._desk.stage
        # What is lifted is on its way; its handles would be where it was.
        if stage.lifted is None and (handles := self._handles()):
            handles.paint(painter, stage.theme)

    def _grip(self, pointer: Pointer) -> Grip | None:
        """Which handle a press would take hold of, if one."""
        handles = self._handles()
        if handles is None:
            return None
        at = self._desk.stage.view.to_screen(*pointer.place)
        grip = handles.at(*at)
        if grip is None or handles.covers(grip, *at):
            return grip
        # Beside the handle itself, the ink that is seen there is meant.
        figure = self._desk.stage.figures.at(pointer.place, self._desk.unit)
        return None if figure and figure.shape_id in self._desk.selection.ids else grip

    def _handles(self) -> Handles | None:
        selection = self._desk.selection
        frame, bounds = selection.frame, selection.bounds
        if frame is None or bounds is None:
            return None
        return Handles.around(self._desk.stage.view, frame, bounds)


class Band(Gesture):
    """A box being drawn around what is to be selected; or with Alt, no longer is to be."""

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
        box = self.box
        near = self._desk.stage.figures.near(box)
        ids = frozenset(f.shape_id for f in near if box.holds(f.box) or f.lies_in(box))
        self._desk.selection.select(joined(self._start, self._before, ids))

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        if self._still:
            clicked(self._desk, self._start)
        self._desk.stale(self.box)
        return None

    def cancel(self) -> None:
        self._desk.selection.select(self._before)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        del rect
        stage = self._desk.stage
        if not self._still:
            paint_band(painter, stage.view, self.box, stage.theme)


def joined(start: Pointer, before: frozenset[str], found: frozenset[str]) -> frozenset[str]:
    """What is selected after a gesture has `found` some: Shift adds them, Alt takes them out."""
    if start.alt:
        return before - found
    return before | found if start.shift else found


def clicked(desk: Desk, start: Pointer) -> None:
    """A click beside everything that is selected, or with Alt."""
    if start.alt:
        desk.selection.click_through(start.place, desk.reach)
    elif not start.shift:
        desk.selection.select(())
