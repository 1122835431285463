"""The tool in the hand: what a press, a drag and a release do with it.

The hand finds what lies under it on the stage, keeps the selection, and tells by signals
what is to be done and what has to be painted again. It knows no widget.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from ....store.documents.zkeys import above
from ..layers.ink import Ink, figure_of
from ..layers.stage import Stage
from ..shapes.figure import Figure
from ..shapes.geometry import Place
from .gestures import Band, Drag, Erase, Pointer, Stroke, removal, units
from .parts import in_parts
from .pen import Pen
from .selection import Selection
from .tools import HINTS, TOOLS, WIDTHS, Tool

__all__ = ["Hand"]

REACH = 6
"""So many pixels beside a stroke still count as on it."""

STILL = 3
"""So many pixels a press may tremble and still be a click."""

FAINT = 0.25
"""How much of a stroke is left to see while it is being erased."""


class Hand(QObject):
    """The tools of one canvas.

    Args:
        stage: what is on screen.
        new_id: names a new shape, as no other device does.

    Attributes:
        tool: `select`, `hand`, `pen` or `eraser`.
    """

    acted = Signal(object)
    tool_changed = Signal(str)
    hint_changed = Signal(str)
    blocked = Signal(str)
    stale = Signal(object)
    """Where the live layer has changed: a `Box`, or None for everywhere."""

    def __init__(self, stage: Stage, new_id: Callable[[], str]) -> None:
        super().__init__()
        self.tool: Tool = "pen"
        self.pen = Pen()
        self.selection = Selection(stage)
        self.is_read_only = False
        self.gesture: Stroke | Drag | Band | Erase | None = None
        self.waiting: list[Figure] = []
        self._stage = stage
        self._new_id = new_id
        self._drawn: Ink | None = None
        self._start = Pointer(0, 0)
        self._unit = 1.0
        self._is_click = False
        self._is_nudging = False

    # What the hand holds.

    def take(self, tool: str) -> None:
        """Change the tool; an unfinished gesture is given up."""
        if tool not in TOOLS:
            raise ValueError(f"the tool is {tool!r}, expected one of {TOOLS}")
        if tool != self.tool:
            self.abort()
            self.tool = tool
            self.tool_changed.emit(tool)
        self.hint_changed.emit(self.hint)

    @property
    def hint(self) -> str:
        """What the tool can do, in a line."""
        return HINTS[self.tool]

    def board_changed(self) -> None:
        """Let go of what was kept on screen until the board would show it."""
        self.waiting.clear()
        if not isinstance(self.gesture, Drag | Erase):
            self._stage.drop()
        self.selection.refresh()

    @property
    def live(self) -> list[Figure]:
        """What is drawn and not on the board yet."""
        return [*self.waiting, *(self._drawn.figures if self._drawn else ())]

    @property
    def ink(self) -> Ink | None:
        """The stroke being drawn."""
        return self._drawn

    # One gesture, from press to release.

    def press(self, pointer: Pointer, unit: float, *, is_eraser: bool = False) -> None:
        """Put the tool down.

        Args:
            unit: how many units of the board one pixel of the screen is.
            is_eraser: the pen is held upside down.
        """
        self.end_nudge()
        self.abort()
        self._start, self._unit, self._is_click = pointer, unit, True
        tool = "eraser" if is_eraser else self.tool
        if tool == "select":
            self.gesture = self.selection.press(pointer, REACH * unit)
        elif self.is_read_only:
            self.blocked.emit("draw" if tool == "pen" else "erase")
        elif tool == "pen":
            width = units(WIDTHS[self.pen.width - 1])
            self.gesture = Stroke(self._new_id(), self.pen.ink, width, unit, pointer)
            self._drawn = Ink(self.gesture)
            self.stale.emit(self._drawn.box)
        elif tool == "eraser":
            self.gesture = Erase(self._touched, pointer)
            self._fade(self.gesture)

    def move(self, pointer: Pointer) -> None:
        """Move the tool while it is down."""
        x, y = pointer.x - self._start.x, pointer.y - self._start.y
        if max(abs(x), abs(y)) > STILL * self._unit:
            self._is_click = False
        match self.gesture:
            case Stroke() as stroke if self._drawn is not None:
                stroke.move(pointer)
                self.stale.emit(self._drawn.grow())
            case Erase() as erase:
                before = len(erase.shape_ids)
                erase.move(pointer)
                if len(erase.shape_ids) != before:
                    self._fade(erase)
            case Band() as band if not self._is_click:
                self.stale.emit(band.box)
                band.move(pointer)
                self.stale.emit(band.box)
                self.selection.extend(band)
            case Drag() as drag if not self._is_click:
                if self.is_read_only:
                    self.abort()
                    self.blocked.emit("move")
                    return
                drag.move(x, y)
                self._carry(drag)
            case _:
                pass

    def release(self, pointer: Pointer) -> None:
        """Lift the tool, and do what the gesture meant."""
        gesture, self.gesture = self.gesture, None
        match gesture:
            case Stroke() as stroke:
                # Those that wait are in front of all that the stage knows of.
                tops = (self._stage.figures.top, *(f.shape.z for f in self.waiting))
                z = above(max(tops) or None)
                action = stroke.finish(z)
                points: list[int] = action["payload"]["points"]
                pressures: list[int] = action["payload"].get("pressures", [])
                self._drawn = None
                self.waiting.append(
                    figure_of(stroke.shape_id, points, stroke.ink, stroke.width, z, pressures)
                )
                self.stale.emit(self.waiting[-1].box)
                self._act(action)
            case Band() as band:
                if self._is_click:
                    self.selection.select(band.before)
                self.stale.emit(band.box)
            case Drag() if self._is_click:
                self.selection.click(pointer, REACH * self._unit)
            case Drag() | Erase():
                self._finish(gesture)
            case _:
                pass

    def abort(self) -> bool:
        """Give up the gesture under way; False if there is none."""
        if self.gesture is None:
            return False
        if isinstance(self.gesture, Band):
            self.selection.select(self.gesture.before)
        self.gesture = self._drawn = None
        self._is_nudging = False
        self._stage.drop()
        self.stale.emit(None)
        return True

    def cancel(self) -> bool:
        """Esc: give up the gesture, else the selection, else the tool; False if none of it."""
        if self.abort():
            return True
        if self.selection:
            self.selection.select(())
            return True
        if self.tool != "select":
            self.take("select")
            return True
        return False

    # Without a pointer.

    def nudge(self, dx: int, dy: int) -> None:
        """Move the selection by so many units, until `end_nudge` makes it a move."""
        if self.is_read_only:
            self.blocked.emit("move")
            return
        if self.gesture is None and self.selection:
            self.gesture = Drag(sorted(self.selection.ids))
            self._is_nudging, self._is_click = True, False
        if self._is_nudging and isinstance(self.gesture, Drag):
            self.gesture.step(dx, dy)
            self._carry(self.gesture)

    def end_nudge(self) -> None:
        """Do what the arrow keys have asked for."""
        if self._is_nudging and isinstance(self.gesture, Drag):
            gesture, self.gesture = self.gesture, None
            self._is_nudging = False
            self._finish(gesture)

    def delete(self) -> None:
        """Remove what is selected."""
        self.abort()
        if self.selection and self.is_read_only:
            self.blocked.emit("remove")
        elif action := removal(sorted(self.selection.ids)):
            self._act(action)

    def _touched(self, start: Place, end: Place) -> Iterable[str]:
        reach = REACH * self._unit
        return (f.shape_id for f in self._stage.figures.swept(start, end, reach))

    def _carry(self, drag: Drag) -> None:
        if self._stage.lifted is None:
            self._stage.lift(drag.shape_ids)
        self._stage.carry(*drag.by)
        self.stale.emit(None)

    def _fade(self, erase: Erase) -> None:
        ids: Collection[str] = erase.shape_ids
        if ids:
            self._stage.lift(ids, opacity=FAINT)
            self.stale.emit(None)

    def _finish(self, gesture: Drag | Erase) -> None:
        action = gesture.finish(self._stage.figures)
        if action is None:
            self._stage.drop()
            self.stale.emit(None)
        else:
            self._act(action)

    def _act(self, action: dict[str, Any]) -> None:
        for part in in_parts(action, self._new_id):
            self.acted.emit(part)
