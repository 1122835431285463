"""Fingers on the board: one works the tool, two move and scale what is shown."""

from collections.abc import Sequence
from math import hypot
from typing import Protocol

from ..shapes.geometry import Place

__all__ = ["Fingers", "Touched"]


class Touched(Protocol):
    """What fingers do something to. Places are pixels of the window."""

    def press(self, at: Place) -> None:
        """Put the tool down."""
        ...

    def move(self, at: Place) -> None:
        """Move the tool."""
        ...

    def release(self, at: Place) -> None:
        """Lift the tool."""
        ...

    def give_up(self) -> None:
        """What the tool has begun is not meant."""
        ...

    def pan(self, dx: float, dy: float) -> None:
        """Drag the board by so many pixels."""
        ...

    def zoom_by(self, factor: float, at: Place) -> None:
        """Show the board so many times larger around a place."""
        ...


class Fingers:
    """Those that are down, from the first press until the last is lifted.

    Whoever puts down a second finger never meant what the first began. What is left of
    two fingers does nothing more, since nobody lifts both at once.
    """

    def __init__(self, board: Touched) -> None:
        self._board = board
        self._tool: Place | None = None
        self._pair: tuple[Place, float] | None = None

    def follow(self, fingers: Sequence[Place]) -> None:
        """Have these fingers down now, in the order in which they came."""
        if len(fingers) >= 2:
            self._spread(fingers[0], fingers[1])
        elif not fingers:
            self.lift()
        elif self._pair is None:
            if self._tool is None:
                self._board.press(fingers[0])
            else:
                self._board.move(fingers[0])
            self._tool = fingers[0]

    def lift(self) -> None:
        """All are lifted: do what the tool has meant."""
        tool, self._tool, self._pair = self._tool, None, None
        if tool is not None:
            self._board.release(tool)

    def cancel(self) -> None:
        """The system takes them for something else."""
        tool, self._tool, self._pair = self._tool, None, None
        if tool is not None:
            self._board.give_up()

    def _spread(self, one: Place, other: Place) -> None:
        if self._tool is not None:
            self._board.give_up()
            self._tool = None
        middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        apart = max(hypot(one[0] - other[0], one[1] - other[1]), 1.0)
        if self._pair is not None:
            before, were_apart = self._pair
            self._board.pan(middle[0] - before[0], middle[1] - before[1])
            if apart != were_apart:
                self._board.zoom_by(apart / were_apart, middle)
        self._pair = (middle, apart)
