"""What goes on while the tool is down: one gesture at most, from press to release."""

from collections.abc import Callable

from .desk import Desk
from .pointer import Pointer
from .tool import Gesture

__all__ = ["Grasp"]


class Grasp:
    """The gesture of one hand, and whether it may do anything.

    Args:
        block: told what cannot be done because the board can only be read, as in "move".

    Attributes:
        gesture: what goes on while the tool is down, or is led by keys.
        is_read_only: nothing may be changed.
    """

    def __init__(self, desk: Desk, block: Callable[[str], object]) -> None:
        self.gesture: Gesture | None = None
        self.is_read_only = False
        self._desk = desk
        self._block = block

    def blocks(self, verb: str) -> bool:
        """Whether what is to be done may not be, which is said then."""
        if self.is_read_only:
            self._block(verb)
        return self.is_read_only

    def begin(self, verb: str, make: Callable[[], Gesture | None]) -> None:
        """Let the gesture that `make` begins go on; with a verb it changes the board."""
        if not (verb and self.blocks(verb)):
            self.gesture = make()

    def move(self, pointer: Pointer) -> None:
        """Move the tool while it is down."""
        if self.gesture is None:
            return
        self.gesture.move(pointer)
        verb = self.gesture.verb
        if self.is_read_only and verb:
            self.abort()
            self._block(verb)

    def let_go(self) -> Gesture | None:
        """The gesture under way, which is none any more, to be finished."""
        gesture, self.gesture = self.gesture, None
        return gesture

    def abort(self) -> bool:
        """Give up the gesture under way; False if there is none."""
        gesture = self.let_go()
        if gesture is None:
            return False
        gesture.cancel()
        self._desk.stage.drop()
        self._desk.stale(None)
        return True
