"""What every tool works with, whichever is in the hand."""

from collections.abc import Callable, Collection, Iterable
from heapq import nsmallest

from ....store.documents.zkeys import above
from ..layers.squares import Squares
from ..layers.stage import Stage
from ..shapes.figure import Figure
from ..shapes.geometry import Box, Place
from ..writing.writing import Writing
from .pen import Pen
from .pointer import Pointer
from .selection import Selection
from .snapping import Snapping, gap

__all__ = ["Desk"]

REACH = 6
"""So many pixels beside a stroke still count as on it."""


MOST_NEIGHBOURS = 200
"""Of more shapes in view only the nearest are heeded: among thousands all would be near one."""

SNAP = 6
"""From so many pixels something falls into place."""


class Desk:
    """The stage, the pen and the selection of one canvas.

    Args:
        new_id: names a new shape, as no other device does.
        stale: told where the live layer has changed, None for everywhere.
        say: told what the person should know now, in a line.

    Attributes:
        waiting: what was done and is not on the board yet.
        write: begins to write a text.
    """

    def __init__(
        self,
        stage: Stage,
        new_id: Callable[[], str],
        stale: Callable[[Box | None], object],
        say: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.stage = stage
        self.new_id = new_id
        self.stale = stale
        self.say = say
        self.squares = Squares()
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

    def snapping(self, shape_ids: Collection[str], near: Box) -> Snapping:
        """What these shapes fall into place on, of all that is in view."""
        stage = self.stage
        is_all = len(shape_ids) == len(stage.figures)
        window = stage.view.window(stage.width, stage.height)
        seen = () if is_all else stage.figures.near(window)
        others = (figure for figure in seen if figure.shape_id not in shape_ids)
        nearest = nsmallest(MOST_NEIGHBOURS, others, key=lambda f: (gap(f.box, near), f.shape_id))
        frames = [figure.frame for figure in nearest]
        return Snapping(frames, SNAP * self.unit, self.squares.step(stage.view))

    def snapped(self, pointer: Pointer) -> Place:
        """Where a new shape begins or ends for a hand there: on the grid, if there is one."""
        step = self.squares.step(self.stage.view)
        if step is None or pointer.ctrl:
            return pointer.place
        return round(pointer.x / step) * step, round(pointer.y / step) * step

    @property
    def top(self) -> str | None:
        """The frontmost place that is taken; None if none is."""
        # Those that wait are in front of all that the stage knows of.
        return max((self.stage.figures.top, *(figure.shape.z for figure in self.waiting))) or None

    def next_z(self) -> str:
        """The place in front of everything."""
        return above(self.top)

    def keep(self, figure: Figure) -> None:
        """Show `figure` until the board does."""
        self.waiting.append(figure)
        self.stage.figures.foresee(figure)
        self.stale(figure.box)
