"""The hand: it holds one tool, and does what a press, a drag and a release do with it.

It tells by signals what is to be done and what has to be painted again. It knows no
widget.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Signal

from ...presence.presence import GoingOn
from ..layers.squares import Squares
from ..layers.stage import Stage
from ..shapes.figure import Figure
from ..writing.scribe import Scribe
from ..writing.writing import Writing
from .carry import Carry
from .desk import Desk
from .edits import Edits
from .erase import EraserTool, removal
from .parts import in_parts
from .pen import Pen
from .pointer import Action, Pointer
from .resize import Resizing
from .selection import Selection
from .styling import recolored, rewidened
from .text import text_at
from .tool import Gesture, Tool
from .toolbox import TOOLS, toolbox

__all__ = ["Hand"]


class Hand(QObject):
    """The tools of one canvas.

    Args:
        stage: what is on screen.
        new_id: names a new shape, as no other device does.

    Attributes:
        gesture: what goes on while the tool is down, or is led by keys.
        keeps_tool: tools that are for one use stay in the hand.
        scribe: who writes the texts.
        edits: what can be done to the selection without a pointer.
    """

    acted = Signal(object)
    tool_changed = Signal(str)
    keeps_changed = Signal(bool)
    hint_changed = Signal(str)
    blocked = Signal(str)
    shown = Signal()
    """The board is another now, and so may be what is selected."""
    stale = Signal(object)
    """Where the live layer has changed: a `Box`, or None for everywhere."""

    def __init__(self, stage: Stage, new_id: Callable[[], str]) -> None:
        super().__init__()
        self.is_read_only = False
        self.keeps_tool = False
        self.gesture: Gesture | None = None
        self._stage = stage
        self._desk = Desk(stage, new_id, self.stale.emit, self.hint_changed.emit)
        self._desk.squares.changed.connect(lambda: self.stale.emit(None))
        self._desk.write = self._write
        self.scribe = Scribe(self._desk)
        self.scribe.told.connect(self.hint_changed)
        self.scribe.acted.connect(self._do)
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
    def selected(self) -> list[Figure]:
        """What is selected."""
        return [self._stage.figures[i] for i in sorted(self.selection.ids)]

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
            self.scribe.end()
            self.abort()
            self._before, self.held = self.tool, self._tools[tool]
            if self.held.nib:
                self.pen.use(self.held.nib)
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
    def is_busy(self) -> bool:
        """Whether something is under way that Esc ends."""
        return self.gesture is not None or self.is_typing

    @property
    def is_typing(self) -> bool:
        """Whether a text is being written."""
        return self.scribe.writing is not None

    def going_on(self) -> GoingOn | None:
        """What others may see of what is under way."""
        if self.scribe.writing is not None:
            return self.scribe.writing.going_on()
        return None if self.gesture is None else self.gesture.going_on()

    @property
    def hint(self) -> str:
        """What the tool can do, in a line."""
        hint = self.held.hint
        if self.held.is_once:
            hint += " · Q lets the tool go" if self.keeps_tool else " · Q keeps the tool"
        return hint

    def set_keeps_tool(self, keeps: bool) -> None:
        """Have tools that are for one use stay in the hand, or not."""
        if keeps != self.keeps_tool:
            self.keeps_tool = keeps
            self.keeps_changed.emit(keeps)
            self.hint_changed.emit(self.hint)

    def board_changed(self) -> None:
        """Let go of what was kept on screen until the board would show it."""
        self.waiting.clear()
        is_lifted = self.gesture is not None and self.gesture.lifts
        if self.scribe.writing is None and not is_lifted:
            self._stage.drop()
        self.scribe.follow()
        self.selection.refresh()
        self.shown.emit()

    # One gesture, from press to release.

    def press(self, pointer: Pointer, *, is_eraser: bool = False) -> None:
        """Put the tool down.

        Args:
            is_eraser: the pen is held upside down.
        """
        self.end_nudge()
        self.accept()
        self.scribe.end()
        self.scribe.forget()
        self.abort()
        self.selection.await_(())
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
            self._do(gesture.finish(pointer))

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
        """Esc: give up the gesture, else the text, else the selection, else the tool.

        Returns:
            False if there is none of it.
        """
        if self.abort() or self.scribe.end():
            return True
        if self.selection:
            self.selection.select(())
            return True
        if self.tool != "select":
            self.take("select")
            return True
        return False

    # Without a pointer.

    def put(self, middle: Pointer) -> bool:
        """Enter: do what is led by keys, else begin something there; False if neither."""
        if self.accept():
            return True
        if self.gesture is not None or not self.held.verb:
            return False
        if self.is_read_only:
            self.blocked.emit(self.held.verb)
            return True
        self.gesture = self.held.put(middle)
        if self.gesture is not None:
            self.hint_changed.emit("Arrows move · Shift+arrows size · Enter accepts · Esc cancels")
        return self.is_busy

    def lead(self, dx: int, dy: int, *, is_size: bool) -> bool:
        """An arrow key, for what is led by keys; False if nothing is."""
        if self.gesture is None or not self.gesture.is_led:
            return False
        self.gesture.lead(dx, dy, is_size=is_size)
        return True

    def accept(self) -> bool:
        """Do what is led by keys; False if nothing is."""
        gesture = self.gesture
        if gesture is None or not gesture.is_led:
            return False
        self.gesture = None
        self.hint_changed.emit(self.hint)
        self._do(gesture.accept())
        return True

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

    # What comes from elsewhere.

    @property
    def top(self) -> str | None:
        """The place of what lies in front of everything, or None on an empty board."""
        return self._desk.top

    def next_z(self) -> str:
        """The place in front of everything."""
        return self._desk.next_z()

    def bring(self, actions: Iterable[Action], shape_ids: Iterable[str]) -> None:
        """Do `actions`, which add shapes that are to be selected."""
        if self.is_read_only:
            self.blocked.emit("add")
            return
        self.abort()
        self.scribe.end()
        self.take("select")
        self.selection.await_(shape_ids)
        for action in actions:
            self._act(action)

    # Colour and width, of what will be drawn, is being written, and is selected.

    def set_ink(self, ink: str) -> None:
        """Draw in another colour from now on, and have what is selected in it.

        Raises:
            ValueError: there is no such colour.
        """
        self.pen.set_ink(ink)
        self._recolor()

    def next_ink(self) -> None:
        """The next colour of the row."""
        self.pen.next_ink()
        self._recolor()

    def swap_inks(self) -> None:
        """The colour before."""
        self.pen.swap_inks()
        self._recolor()

    def set_width(self, index: int) -> None:
        """Draw with width 1 to 5 from now on, and have what is selected drawn so."""
        self.pen.set_width(index)
        if not self.scribe.resize():
            self._act(rewidened(self._styled(), self.pen.width))

    def _recolor(self) -> None:
        if not self.scribe.recolor():
            self._act(recolored(self._styled(), self.pen.ink))

    def _write(self, writing: Writing) -> None:
        if self.is_read_only:
            self.blocked.emit("write")
        else:
            self.scribe.begin(writing)

    def write_at(self, pointer: Pointer) -> bool:
        """Write on the text there, or where nothing is; False if something else is there."""
        self.abort()
        writing = text_at(self._desk, pointer, or_new=True)
        if writing is not None:
            self._write(writing)
        return writing is not None

    def _styled(self) -> list[Figure]:
        """What is selected, if it may be changed."""
        if not self.selection:
            return []
        self.end_nudge()
        if self.is_read_only:
            self.blocked.emit("change")
            return []
        return self.selected

    def _do(self, action: Action | None) -> None:
        """Do what a use of the tool has led to, and put the tool away if that was all."""
        if action is not None and self.held.is_once and not self.keeps_tool:
            self.take("select")
            if "id" in action["payload"]:
                self.selection.await_([action["payload"]["id"]])
        self._act(action)

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
