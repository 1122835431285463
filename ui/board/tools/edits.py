"""What is done to the selection without a pointer: copies, places from back to front, lines."""

from collections.abc import Callable, Mapping
from math import radians

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from ....store.documents.whiteboard import Shape
from ....store.reducer import Refused
from ..export.carried import NotReadable, write_carried
from ..export.dropped import SHAPES
from ..reading_order import Item, in_reading_order
from ..shapes.geometry import Box
from .arrange import Side, aligned, distributed, evened
from .copies import duplicated
from .desk import Desk
from .erase import removal
from .pointer import Action, units
from .resizing import refusal, resized, turned_by
from .stacking import Row, keys_over, lowered, lowest, raised, topmost

__all__ = ["Edits"]

BESIDE = 16
"""So many pixels right of and below what it is a copy of is a copy."""


class Edits:
    """What can be done to the selection of `desk`.

    Args:
        do: does an action, unless the board can only be read. It is told what that does,
            as in "move".
    """

    def __init__(self, desk: Desk, do: Callable[[str, Callable[[], Action | None]], None]) -> None:
        self._desk = desk
        self._do = do

    # Copies.

    def duplicate(self) -> None:
        """Put a copy beside what is selected, directly in front of it."""
        self._do("copy", self._duplicated)

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        if self._desk.selection:
            mime = QMimeData()
            try:
                carried, _ = write_carried(self._shapes(), self._desk.stage.blob)
            except NotReadable as error:
                self._desk.say(f"Cannot be copied: {error}")
                return
            mime.setData(SHAPES, QByteArray(carried))
            QGuiApplication.clipboard().setMimeData(mime)

    def cut(self) -> None:
        """Put what is selected on the clipboard, and remove it."""
        self.copy()
        self._do("remove", lambda: removal(sorted(self._desk.selection.ids)))

    # From back to front.

    def bring_forward(self) -> None:
        """Over the next shape that lies over the selection."""
        self._do("move", lambda: raised(self._row(), self._desk.selection.ids, self._overlap))

    def send_backward(self) -> None:
        """Under the next shape that the selection lies over."""
        self._do("move", lambda: lowered(self._row(), self._desk.selection.ids, self._overlap))

    def bring_to_front(self) -> None:
        """In front of everything."""
        self._do("move", lambda: topmost(self._row(), self._desk.selection.ids))

    def send_to_back(self) -> None:
        """Behind everything."""
        self._do("move", lambda: lowest(self._row(), self._desk.selection.ids))

    # In line.

    def align(self, side: Side) -> None:
        """Put all that is selected in line: left, centre, right, top, middle or bottom."""
        self._do("move", lambda: aligned(self._shapes(), self._frames(), side))

    def distribute(self, *, is_across: bool) -> None:
        """Have the same room between all that is selected, from left to right or downwards."""
        self._do("move", lambda: distributed(self._shapes(), self._frames(), is_across=is_across))

    def make_same_size(self) -> None:
        """Have all that is selected as large as the largest of it."""
        self._do("resize", self._evened)

    def turn(self, degrees: float) -> None:
        """Turn the selection about its middle, clockwise."""
        self._do("turn", lambda: self._turned(degrees))

    # One after the other.

    def walk(self, step: int) -> None:
        """Select the shape that is read so many after the selected one, around the end."""
        figures, ids = self._desk.stage.figures, self._desk.selection.ids
        order = in_reading_order(Item(i, figures[i].box) for i in figures)
        if not order:
            return
        places = [n for n, shape_id in enumerate(order) if shape_id in ids]
        # From nothing, forwards begins before the first, and backwards behind the last.
        start = (places[-1] if step > 0 else places[0]) if places else min(-step, 0)
        place = start + step
        self._desk.selection.select([order[place % len(order)]])

    def _duplicated(self) -> Action | None:
        shapes = self._shapes()
        if not shapes:
            return None
        keys = keys_over(self._row(), shapes.keys(), len(shapes))
        by = (units(BESIDE), units(BESIDE))
        return self._taken(duplicated(list(shapes.values()), keys, by, self._desk.new_id))

    def _taken(self, action: Action | None) -> Action | None:
        """`action`; what it adds is selected as soon as it is there."""
        if action is not None:
            self._desk.selection.await_(shape["id"] for shape in action["payload"]["shapes"])
        return action

    def _turned(self, degrees: float) -> Action | None:
        box = self._desk.selection.bounds
        # A dot has nothing that would be turned.
        if box is None or box[:2] == box[2:]:
            return None
        resize, shapes = turned_by(box, radians(degrees)), self._shapes()
        reason = refusal(resize, shapes.values())
        if reason is not None:
            self._desk.say(f"Cannot be done: {reason}")
            return None
        return resized(sorted(shapes), resize)

    def _evened(self) -> Action | None:
        try:
            return evened(self._shapes())
        except Refused as refused:
            self._desk.say(f"Cannot be done: {refused.reason}")
            return None

    def _shapes(self) -> Mapping[str, Shape]:
        """What is selected, from back to front."""
        figures = self._desk.stage.figures
        row = sorted((figures[i].shape.z, i) for i in self._desk.selection.ids if i in figures)
        return {shape_id: figures[shape_id].shape for _, shape_id in row}

    def _frames(self) -> Mapping[str, Box]:
        figures = self._desk.stage.figures
        return {i: figures[i].frame for i in self._shapes()}

    def _row(self) -> Row:
        figures = self._desk.stage.figures
        return sorted((figures[i].shape.z, i) for i in figures)

    def _overlap(self, one: str, other: str) -> bool:
        figures = self._desk.stage.figures
        return figures[one].frame.meets(figures[other].frame)
