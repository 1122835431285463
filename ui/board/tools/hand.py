"""The hand: it holds one tool, and does what a press, a drag and a release do with it.

It tells by signals what is to be done and what has to be painted again. It knows no
widget.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from ..layers.squares import Squares
from ..layers.stage import Stage
from ..shapes.figure import Figure
from .carry import Carry
from .desk import Desk
from .edits import Edits
from .erase import EraserTool, removal
from .parts import in_parts
from .pen import Pen
from .pointer import Action, Pointer
from .resize import Resizing
from .selection import Selection
from .tool import Gesture, Tool
from .toolbox import TOOLS, toolbox

__all__ = ["Hand"]


class Hand(QObject):
    """The tools of one canvas.

    Args:
        stage: what is on screen.
        new_id: names a new shape, as no other device does.

    Attributes:
        gesture: what goes on while the tool is down.
        edits: what can be done to the selection without a pointer.
    """

    acted = Signal(object)
    tool_changed = Signal(str)
    hint_changed = Signal(str)
    blocked = Signal(str)
    stale = Signal(object)
    """Where the live layer has changed: a `Box`, or None for everywhere."""

    def __init__(self, stage: Stage, new_id: Callable[[], str]) -> None:
        super().__init__()
        self.is_read_only = False
        self.gesture: Gesture | None = None
        self._stage = stage
        self._desk = Desk(stage, new_id, self.stale.emit, self.hint_changed.emit)
        self._desk.squares.changed.connect(lambda: self.stale.emit(None))
        self._tools = toolbox(self._desk)
        self.held: Tool = self._tools["pen"]
        self._before = self.tool
        self._nudge: Carry | Resizing | None = None
        self.edits = Edits(self._desk, self._edit)

    # What the hand holds.

    @property
    def tool(self) -> str:
        """The name of the tool in the hand."""
        return self.held.name

    @property
    def pen(self) -> Pen:
        return self._desk.pen

    @property
    def selection(self) -> Selection:
        return self._desk.selection

    @property
    def waiting(self) -> list[Figure]:
        """What was done and is not on the board yet."""
        return self._desk.waiting

    @property
    def squares(self) -> Squares:
        """The grid."""
        return self._desk.squares

    def take(self, tool: str) -> None:
        """Change the tool; an unfinished gesture is given up.

        Raises:
            ValueError: there is no such tool.
        """
        if tool not in self._tools:
            raise ValueError(f"the tool is {tool!r}, expected one of {TOOLS}")
        if tool != self.tool:
            self.abort()
            self._before, self.held = self.tool, self._tools[tool]
            self.tool_changed.emit(tool)
            self.stale.emit(None)
        self.hint_changed.emit(self.hint)

    def take_eraser(self, *, is_split: bool) -> None:
        """Erase whole shapes, or only what is touched; asked for again, go back from it."""
        eraser = self._tools["eraser"]
        assert isinstance(eraser, EraserTool)
        if self.held is eraser and (eraser.is_split == is_split or not is_split):
            self.take(self._before)
            return
        eraser.use(is_split=is_split)
        if self.held is eraser:
            self.abort()
        self.take("eraser")

    @property
    def hint(self) -> str:
        """What the tool can do, in a line."""
        return self.held.hint

    def board_changed(self) -> None:
        """Let go of what was kept on screen until the board would show it."""
        self.waiting.clear()
        if self.gesture is None or not self.gesture.lifts:
            self._stage.drop()
        self.selection.refresh()

    # One gesture, from press to release.

    def press(self, pointer: Pointer, *, is_eraser: bool = False) -> None:
        """Put the tool down.

        Args:
            is_eraser: the pen is held upside down.
        """
        self.end_nudge()
        self.abort()
        tool = self._tools["eraser"] if is_eraser else self.held
        if self.is_read_only and tool.verb:
            self.blocked.emit(tool.verb)
        else:
            self.gesture = tool.press(pointer)

    def move(self, pointer: Pointer) -> None:
        """Move the tool while it is down."""
        if self.gesture is None:
            return
        self.gesture.move(pointer)
        if self.is_read_only and self.gesture.verb:
            verb = self.gesture.verb
            self.abort()
            self.blocked.emit(verb)

    def hover(self, pointer: Pointer) -> Qt.CursorShape:
        """Pass over the board without a press; returns the cursor to show there."""
        return self.held.hover(pointer)

    def release(self, pointer: Pointer) -> None:
        """Lift the tool, and do what the gesture meant."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            self._act(gesture.finish(pointer))

    def abort(self) -> bool:
        """Give up the gesture under way; False if there is none."""
        gesture, self.gesture, self._nudge = self.gesture, None, None
        if gesture is None:
            return False
        gesture.cancel()
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
        if isinstance(self._nudge, Resizing):
            self.end_nudge()
        if self.gesture is None and self.selection:
            self.gesture = self._nudge = Carry(self._desk, sorted(self.selection.ids), None)
        if self._nudge is not None:
            self._nudge.step(dx, dy)

    def resize(self, dx: int, dy: int) -> None:
        """Make the selection so many units wider and higher, until `end_nudge` does it."""
        if self.is_read_only:
            self.blocked.emit("resize")
            return
        if isinstance(self._nudge, Carry):
            self.end_nudge()
        frame, bounds = self.selection.frame, self.selection.bounds
        if self.gesture is None and frame and bounds:
            ids = sorted(self.selection.ids)
            self.gesture = self._nudge = Resizing(self._desk, ids, frame, bounds, (1, 1), None)
        if self._nudge is not None:
            self._nudge.step(dx, dy)

    def end_nudge(self) -> None:
        """Do what the arrow keys have asked for."""
        nudge, self._nudge = self._nudge, None
        if nudge is not None:
            self.gesture = None
            self._act(nudge.finish(None))

    def delete(self) -> None:
        """Remove what is selected."""
        self.abort()
        if self.selection and self.is_read_only:
            self.blocked.emit("remove")
        else:
            self._act(removal(sorted(self.selection.ids)))

    def _edit(self, verb: str, make: Callable[[], Action | None]) -> None:
        """Do what `make` makes of the selection, after what keys have asked for."""
        self.end_nudge()
        self.abort()
        if self.is_read_only:
            self.blocked.emit(verb)
        else:
            self._act(make())

    def _act(self, action: Action | None) -> None:
        if action is not None:
            for part in in_parts(action, self._desk.new_id):
                self.acted.emit(part)
