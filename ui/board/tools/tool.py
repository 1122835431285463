"""What the hand may hold, and what goes on while it is down."""

from abc import ABC, abstractmethod

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ...presence.presence import GoingOn
from .pointer import Action, Pointer

__all__ = ["Gesture", "Tool"]


class Gesture(ABC):
    """From press to release. Nothing happens to the board before `finish`.

    Attributes:
        lifts: whether shapes are lifted off the board while it goes on.
        is_led: whether keys lead it; it ends with `accept` then.
        is_framed: whether the frames of the selection are shown meanwhile.
    """

    lifts = False
    is_led = False
    is_framed = True

    @property
    def verb(self) -> str:
        """What it is doing to the board, where that can only be read; "" if nothing yet."""
        return ""

    @abstractmethod
    def move(self, pointer: Pointer) -> None:
        """Follow the hand."""

    @abstractmethod
    def finish(self, pointer: Pointer) -> Action | None:
        """The hand is lifted: the one action that is meant, or None."""

    def cancel(self) -> None:  # noqa: B027 - most change nothing before they finish
        """Leave everything as it was before."""

    def paint(self, painter: QPainter, rect: QRectF) -> None:  # noqa: B027 - as above
        """Show what goes on in `rect` of the window, above the board."""

    def lead(self, dx: int, dy: int, *, is_size: bool) -> None:  # noqa: B027 - most are not
        """Where keys lead it: so many steps farther, or larger."""

    def accept(self) -> Action | None:
        """Where keys lead it: the one action that is meant, or None."""
        return None

    def going_on(self) -> GoingOn | None:
        """What others may see of it."""
        return None


class Tool(ABC):
    """One of the tools.

    Attributes:
        name: what it is chosen by.
        hint: what it can do, in a line.
        verb: what it does to the board, where that can only be read; "" if it may do
            nothing.
        cursor: what the pointer looks like.
        nib: what it draws with, see `Pen.use`; "" leaves that as it is.
        is_once: after one use, the hand goes back to selecting.
    """

    name: str
    hint: str
    verb = ""
    cursor = Qt.CursorShape.CrossCursor
    nib = ""
    is_once = False

    @abstractmethod
    def press(self, pointer: Pointer) -> Gesture | None:
        """Put the tool down."""

    def put(self, middle: Pointer) -> Gesture | None:
        """Begin without a press, in the middle of the window, to be led by keys."""
        del middle
        return None

    def hover(self, pointer: Pointer) -> Qt.CursorShape:
        """Pass over the board without a press; returns the cursor to show there."""
        del pointer
        return self.cursor

    def paint(self, painter: QPainter, rect: QRectF) -> None:  # noqa: B027 - most show nothing
        """Show what there is to take hold of in `rect` of the window."""
