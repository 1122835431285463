"""What keys do instead of a pointer: begin and lead a gesture, and push the selection about."""

from PySide6.QtCore import QObject, Signal

from ..writing.scribe import Scribe
from .carry import Carry
from .desk import Desk
from .grasp import Grasp
from .pointer import Pointer
from .resize import Resizing
from .tool import Tool

__all__ = ["Led"]


class Led(QObject):
    """What keys lead on `desk`, with the gesture that `grasp` holds."""

    accepted = Signal(object)
    """Enter has ended this gesture, which keys led; what it means is still to be done."""
    nudged = Signal(object)
    """The arrow keys have asked for this action, or for None."""

    def __init__(self, desk: Desk, grasp: Grasp, scribe: Scribe) -> None:
        super().__init__()
        self._desk = desk
        self._grasp = grasp
        self._scribe = scribe
        self._pushing: Carry | Resizing | None = None

    def put(self, tool: Tool, middle: Pointer) -> bool:
        """Enter: do what is led by keys, else begin something there; False if neither."""
        grasp = self._grasp
        if self.accept():
            return True
        if grasp.gesture is not None or not tool.verb:
            return False
        if grasp.blocks(tool.verb):
            return True
        grasp.gesture = tool.put(middle)
        if grasp.gesture is not None:
            self._desk.say("Arrows move · Shift+arrows size · Enter accepts · Esc cancels")
        return grasp.gesture is not None or self._scribe.writing is not None

    def lead(self, dx: int, dy: int, *, is_size: bool) -> bool:
        """An arrow key, for what is led by keys; False if nothing is."""
        gesture = self._grasp.gesture
        if gesture is None or not gesture.is_led:
            return False
        gesture.lead(dx, dy, is_size=is_size)
        return True

    def accept(self) -> bool:
        """Do what is led by keys; False if nothing is."""
        gesture = self._grasp.gesture
        if gesture is None or not gesture.is_led:
            return False
        self._grasp.let_go()
        self.accepted.emit(gesture)
        return True

    def nudge(self, dx: int, dy: int) -> None:
        """Move the selection by so many units, until `end_nudge` makes it a move."""
        if self._grasp.blocks("move"):
            return
        if isinstance(self._nudge, Resizing):
            self.end_nudge()
        selection = self._desk.selection
        if self._grasp.gesture is None and selection:
            self._push(Carry(self._desk, sorted(selection.ids), None))
        if self._nudge is not None:
            self._nudge.step(dx, dy)

    def resize(self, dx: int, dy: int) -> None:
        """Make the selection so many units wider and higher, until `end_nudge` does it."""
        if self._grasp.blocks("resize"):
            return
        if isinstance(self._nudge, Carry):
            self.end_nudge()
        selection = self._desk.selection
        frame, bounds = selection.frame, selection.bounds
        if self._grasp.gesture is None and frame and bounds:
            self._push(Resizing(self._desk, sorted(selection.ids), frame, bounds, (1, 1), None))
        if self._nudge is not None:
            self._nudge.step(dx, dy)

    def end_nudge(self) -> None:
        """Do what the arrow keys have asked for."""
        nudge = self._nudge
        if nudge is not None:
            self._grasp.let_go()
            self.nudged.emit(nudge.finish(None))

    @property
    def _nudge(self) -> Carry | Resizing | None:
        """What the arrow keys do just now; it may have been given up like any gesture."""
        return self._pushing if self._pushing is self._grasp.gesture else None

    def _push(self, gesture: Carry | Resizing) -> None:
        self._grasp.gesture = self._pushing = gesture
