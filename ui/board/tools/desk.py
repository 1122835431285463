"""What every tool works with, whichever is in the hand."""

from collections.abc import Callable, Iterable

from ....store.documents.zkeys import above
from ..layers.stage import Stage
from ..shapes.figure import Figure
from ..shapes.geometry import Box, Place
from .pen import Pen
from .selection import Selection
from .writing import Writing

__all__ = ["Desk"]

REACH = 6
"""So many pixels beside a stroke still count as on it."""


class Desk:
    """The stage, the pen and the selection of one canvas.

    Args:
        new_id: names a new shape, as no other device does.
        stale: told where the live layer has changed, None for everywhere.

    Attributes:
        waiting: what was done and is not on the board yet.
        write: begins to write a text.
    """

    def __init__(
        self, stage: Stage, new_id: Callable[[], str], stale: Callable[[Box | None], object]
    ) -> None:
        self.stage = stage
        self.new_id = new_id
        self.stale = stale
        self.pen = Pen()
        self.selection = Selection(stage)
        self.waiting: list[Figure] = []
        self.write: Callable[[Writing], object] = lambda _: None

    @property
    def unit(self) -> float:
        """How many units of the board one pixel of the screen is."""
        return 1 / self.stage.view.scale

    @property
    def reach(self) -> float:
        """How many units beside a shape still count as on it."""
        return REACH * self.unit

    def swept(self, start: Place, end: Place) -> Iterable[str]:
        """The shapes that the hand touches on its way from `start` to `end`."""
        return (f.shape_id for f in self.stage.figures.swept(start, end, self.reach))

    @property
    def top(self) -> str | None:
        """The place of what lies in front of everything, or None if there is nothing."""
        # Those that wait are in front of all that the stage knows of.
        tops = (self.stage.figures.top, *(figure.shape.z for figure in self.waiting))
        return max(tops) or None

    def next_z(self) -> str:
        """The place in front of everything."""
        return above(self.top)

    def keep(self, figure: Figure) -> None:
        """Show `figure` until the board does."""
        self.waiting.append(figure)
        self.stale(figure.box)
