"""The hand: it holds one tool, and does what a press, a drag and a release do with it.

It tells by signals what is to be done and what has to be painted again. It knows no
widget.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Signal

from ...presence.presence import GoingOn
from ..layers.stage import Stage
from ..shapes.figure import Figure
from ..writing.scribe import Scribe
from ..writing.writing import Writing
from .desk import Desk
from .edits import Edits
from .erase import removal
from .grasp import Grasp
from .inking import Inking
from .led import Led
from .parts import in_parts
from .pointer import Action, Pointer
from .rack import Rack
from .text import text_at
from .tool import Gesture, Tool

__all__ = ["Hand"]


class Hand(QObject):
    """The tools of one canvas.

    Args:
        stage: what is on screen.
        new_id: names a new shape, as no other device does.

    Attributes:
        pen: what is drawn with.
        selection: what is selected.
        squares: the grid.
        waiting: what was done and is not on the board yet.
        scribe: who writes the texts.
        led: what keys do instead of a pointer.
        edits: what can be done to the selection without a pointer.
        inking: in which colours and widths everything is drawn.
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
        self._stage = stage
        self._desk = Desk(stage, new_id, self.stale.emit, self.hint_changed.emit)
        self._desk.write = self._write
        self.pen, self.selection = self._desk.pen, self._desk.selection
        self.squares, self.waiting = self._desk.squares, self._desk.waiting
        self.squares.changed.connect(lambda: self.stale.emit(None))
        self._rack = Rack(self._desk)
        self._grasp = Grasp(self._desk, self.blocked.emit)
        self.scribe = Scribe(self._desk)
        self.scribe.told.connect(self.hint_changed)
        self.scribe.acted.connect(self._do)
        self.led = Led(self._desk, self._grasp, self.scribe)
        self.led.accepted.connect(self._accept)
        self.led.nudged.connect(self._act)
        self.edits = Edits(self._desk, self._edit)
        self.inking = Inking(self._desk, self.scribe, self._restyle)

    # What the hand holds.

    @property
    def held(self) -> Tool:
        """The tool in the hand."""
        return self._rack.held

    @property
    def tool(self) -> str:
        """The name of the tool in the hand."""
        return self.held.name

    @property
    def keeps_tool(self) -> bool:
        """Whether tools that are for one use stay in the hand."""
        return self._rack.keeps_tool

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be changed."""
        return self._grasp.is_read_only

    @is_read_only.setter
    def is_read_only(self, is_read_only: bool) -> None:
        self._grasp.is_read_only = is_read_only

    @property
    def selected(self) -> list[Figure]:
        """What is selected."""
        return [self._stage.figures[i] for i in sorted(self.selection.ids)]

    def take(self, tool: str) -> None:
        """Change the tool; an unfinished gesture is given up.

        Raises:
            ValueError: there is no such tool.
        """
        taken = self._rack.tool(tool)
        if taken is not self.held:
            self.scribe.end()
            self.abort()
            self._rack.take(taken)
            if taken.verb:
                # What it draws has nothing to do with what was chosen before.
                self.selection.select(())
            self.tool_changed.emit(tool)
            self.stale.emit(None)
        self.hint_changed.emit(self.hint)

    def edit_text(self, shape_id: str) -> bool:
        """Write on the text of that name; False if it is none."""
        figures = self._stage.figures
        if shape_id not in figures or figures[shape_id].shape.kind != "text":
            return False
        self.abort()
        self._write(Writing.of(figures[shape_id]))
        return True

    def take_eraser(self, *, is_split: bool) -> None:
        """Erase whole shapes, or only what is touched; asked for again, go back from it."""
        eraser = self._rack.eraser
        if self.held is eraser and (eraser.is_split == is_split or not is_split):
            self.take(self._rack.before)
            return
        eraser.use(is_split=is_split)
        if self.held is eraser:
            self.abort()
        self.take("eraser")

    @property
    def gesture(self) -> Gesture | None:
        """What goes on while the tool is down, or is led by keys."""
        return self._grasp.gesture

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
        return self._rack.hint

    def set_keeps_tool(self, keeps: bool) -> None:
        """Have tools that are for one use stay in the hand, or not."""
        if keeps != self.keeps_tool:
            self._rack.keeps_tool = keeps
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
        self.led.end_nudge()
        self.led.accept()
        self.scribe.end()
        self.scribe.forget()
        self.abort()
        self.selection.await_(())
        tool = self._rack.eraser if is_eraser else self.held
        self._grasp.begin(tool.verb, lambda: tool.press(pointer))

    def move(self, pointer: Pointer) -> None:
        """Move the tool while it is down."""
        self._grasp.move(pointer)

    def hover(self, pointer: Pointer) -> Qt.CursorShape:
        """Pass over the board without a press; returns the cursor to show there."""
        return self.held.hover(pointer)

    def release(self, pointer: Pointer) -> None:
        """Lift the tool, and do what the gesture meant."""
        gesture = self._grasp.let_go()
        if gesture is not None:
            self._do(gesture.finish(pointer))

    def abort(self) -> bool:
        """Give up the gesture under way; False if there is none."""
        return self._grasp.abort()

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

    def delete(self) -> None:
        """Remove what is selected."""
        self.abort()
        if not (self.selection and self._grasp.blocks("remove")):
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
        if self._grasp.blocks("add"):
            return
        self.abort()
        self.scribe.end()
        self.take("select")
        self.selection.await_(shape_ids)
        for action in actions:
            self._act(action)

    def write_at(self, pointer: Pointer) -> bool:
        """Write on the text there, or where nothing is; False if something else is there."""
        self.abort()
        writing = text_at(self._desk, pointer, or_new=True)
        if writing is not None:
            self._write(writing)
        return writing is not None

    # How.

    def _write(self, writing: Writing) -> None:
        if not self._grasp.blocks("write"):
            self.scribe.begin(writing)

    def _restyle(self, make: Callable[[list[Figure]], Action | None]) -> None:
        """Do what `make` makes of what is selected, without giving up what is under way."""
        if self.selection:
            self.led.end_nudge()
            if not self._grasp.blocks("change"):
                self._act(make(self.selected))

    def _accept(self, gesture: Gesture) -> None:
        self.hint_changed.emit(self.hint)
        self._do(gesture.accept())

    def _do(self, action: Action | None) -> None:
        """Do what a use of the tool has led to, and put the tool away if that was all."""
        if action is not None and self._rack.is_used_up:
            self.take("select")
            if "id" in action["payload"]:
                self.selection.await_([action["payload"]["id"]])
        self._act(action)

    def _edit(self, verb: str, make: Callable[[], Action | None]) -> None:
        """Do what `make` makes of the selection, after what keys have asked for."""
        self.led.end_nudge()
        self.abort()
        if not self._grasp.blocks(verb):
            self._act(make())

    def _act(self, action: Action | None) -> None:
        if action is not None:
            for part in in_parts(action, self._desk.new_id):
                self.acted.emit(part)
