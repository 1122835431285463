"""The eraser: strokes it touches fade, and are removed when it is lifted."""

from collections.abc import Callable, Collection, Iterable

from ....store.documents.whiteboard import whiteboard
from ..shapes.geometry import Place
from .desk import Desk
from .pointer import Action, Pointer
from .splitting import Splitting
from .tool import Gesture, Tool

__all__ = ["Erase", "EraserTool", "removal"]

FAINT = 0.25
"""How much of a stroke is left to see while it is being erased."""


class EraserTool(Tool):
    """Removes whole shapes, or only what it touches.

    Attributes:
        is_split: strokes and lines are split, and the rest stays.
    """

    name = "eraser"
    verb = "erase"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.use(is_split=False)

    def use(self, *, is_split: bool) -> None:
        """Remove only what is touched from now on, or whole shapes."""
        self.is_split = is_split
        self.hint = (
            "Drag = remove only what is touched of strokes and lines · E = back"
            if is_split
            else "Drag over things to remove them whole · Shift+E splits · E = back"
        )

    def press(self, pointer: Pointer) -> Gesture:
        return (Splitting if self.is_split else Wiping)(self._desk, pointer)


class Erase:
    """Strokes being wiped out, whole.

    Args:
        touched: which strokes a line on the board touches.
    """

    def __init__(self, touched: Callable[[Place, Place], Iterable[str]], start: Pointer) -> None:
        self._touched = touched
        self._last = start.place
        # A dictionary, to name them in the order in which they were touched.
        self._ids: dict[str, None] = dict.fromkeys(touched(self._last, self._last))

    @property
    def shape_ids(self) -> Collection[str]:
        return self._ids.keys()

    def move(self, pointer: Pointer) -> None:
        self._ids |= dict.fromkeys(self._touched(self._last, pointer.place))
        self._last = pointer.place

    def finish(self, board: Collection[str]) -> Action | None:
        """The action that removes those shapes that are still on `board`."""
        return removal(i for i in self._ids if i in board)


class Wiping(Gesture):
    """The eraser being down."""

    lifts = True

    def __init__(self, desk: Desk, start: Pointer) -> None:
        self._desk = desk
        self._erase = Erase(desk.swept, start)
        self._fade()

    def move(self, pointer: Pointer) -> None:
        before = len(self._erase.shape_ids)
        self._erase.move(pointer)
        if len(self._erase.shape_ids) != before:
            self._fade()

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        action = self._erase.finish(self._desk.stage.figures)
        if action is None:
            self._desk.stage.drop()
            self._desk.stale(None)
        return action

    def _fade(self) -> None:
        if ids := self._erase.shape_ids:
            self._desk.stage.lift(ids, opacity=FAINT)
            self._desk.stale(None)


def removal(shape_ids: Iterable[str]) -> Action | None:
    """The action that removes `shape_ids`, or None if there are none."""
    ids = list(shape_ids)
    return whiteboard.actions["removed"]({"ids": ids}) if ids else None
