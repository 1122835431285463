"""What is selected, and what the select tool takes hold of."""

from collections.abc import Iterable
from math import ceil, floor

from PySide6.QtCore import QObject, Signal

from ....store.documents.transform import Bounds, bounds
from ....store.documents.transform import union as bounds_union
from ..layers.stage import Stage
from ..shapes.geometry import Box, Place, union
from .pointer import Pointer

__all__ = ["MANY", "Selection"]

MANY = 500
"""Around more shapes than this the boxes are not exact, but hold a little too much."""


class Selection(QObject):
    """The selected shapes of `stage`; emits `changed` when they are others.

    Attributes:
        ids: which shapes.
    """

    changed = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.ids: frozenset[str] = frozenset()
        self._stage = stage
        self._pressed_on: str | None = None
        self._awaited: frozenset[str] = frozenset()
        self._measured: tuple[tuple[frozenset[str], int], Box | None, Bounds | None] | None = None

    def __bool__(self) -> bool:
        return bool(self.ids)

    @property
    def frame(self) -> Box | None:
        """The box around the ink of all that is selected."""
        return self._measure()[0]

    @property
    def bounds(self) -> Bounds | None:
        """The box around the points of all that is selected, as it is resized by."""
        return self._measure()[1]

    def select(self, shape_ids: Iterable[str]) -> None:
        """Have these shapes selected and no others; ids not on the board are left out."""
        self._awaited = frozenset()
        self._have(shape_ids)

    def select_all(self) -> None:
        """Have every shape selected."""
        self.select(self._stage.figures)

    def await_(self, shape_ids: Iterable[str]) -> None:
        """Have these selected as soon as they are on the board, if nothing else is by then."""
        self._awaited = frozenset(shape_ids)

    def refresh(self) -> None:
        """Leave out what is not on the board any more, and take what was awaited."""
        here = [i for i in self._awaited if i in self._stage.figures]
        self._have(here or self.ids)
        if len(here) == len(self._awaited):
            self._awaited = frozenset()

    def press(self, pointer: Pointer, reach: float) -> bool:
        """Take hold of what is within `reach` units of the pointer; False if nothing is there."""
        figures = self._stage.figures
        figure = figures.at(pointer.place, reach)
        self._pressed_on = figure.shape_id if figure else None
        if figure is None:
            frame = self.frame
            here = Box.around(pointer.place, pointer.place)
            return frame is not None and not pointer.shift and frame.meets(here)
        if figure.shape_id not in self.ids:
            self.select({*(self.ids if pointer.shift else ()), figure.shape_id})
            # It is selected now; the release must not take it out again.
            self._pressed_on = None
        return True

    def click(self, pointer: Pointer, reach: float) -> None:
        """A press and release on what was selected before: choose within it."""
        if self._pressed_on is None:
            if self._stage.figures.at(pointer.place, reach) is None:
                self.select(())
        elif pointer.shift:
            self.select(self.ids - {self._pressed_on})
        else:
            self.select({self._pressed_on})

    def click_through(self, place: Place, reach: float) -> None:
        """Have what lies beneath the selected one at `place`, after the last the frontmost."""
        around = Box.around(place, place).grown(reach)
        there = [f.shape_id for f in self._stage.figures.within(around) if f.is_at(place, reach)]
        if not there:
            self.select(())
            return
        there.reverse()
        # A plain click has the frontmost, so the one beneath that is meant first.
        now = next((n for n, shape_id in enumerate(there) if shape_id in self.ids), 0)
        self.select({there[(now + 1) % len(there)]})

    def _have(self, shape_ids: Iterable[str]) -> None:
        ids = frozenset(i for i in shape_ids if i in self._stage.figures)
        if ids != self.ids:
            self.ids = ids
            self.changed.emit()

    def _measure(self) -> tuple[Box | None, Bounds | None]:
        """Both boxes, for which thousands of shapes are looked at, once for each board."""
        figures = self._stage.figures
        key = (self.ids, figures.version)
        if self._measured is None or self._measured[0] != key:
            there = [figures[i] for i in self.ids if i in figures]
            if len(there) > MANY:
                frame = union(figure.box for figure in there)
                points = frame and _whole(frame)
            else:
                frame = union(figure.frame for figure in there)
                points = bounds_union(bounds(figure.shape) for figure in there)
            self._measured = (key, frame, points)
        return self._measured[1:]


def _whole(box: Box) -> Bounds:
    """The smallest box of whole units around `box`."""
    return floor(box.left), floor(box.top), ceil(box.right), ceil(box.bottom)
