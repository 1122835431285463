"""What is selected, and what the select tool takes hold of."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from ..layers.stage import Stage
from ..shapes.geometry import Box
from .pointer import Pointer

__all__ = ["Selection"]


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

    def __bool__(self) -> bool:
        return bool(self.ids)

    def select(self, shape_ids: Iterable[str]) -> None:
        """Have these shapes selected and no others; ids not on the board are left out."""
        ids = frozenset(i for i in shape_ids if i in self._stage.figures)
        if ids != self.ids:
            self.ids = ids
            self.changed.emit()

    def select_all(self) -> None:
        """Have every shape selected."""
        self.select(self._stage.figures)

    def refresh(self) -> None:
        """Leave out what is not on the board any more."""
        self.select(self.ids)

    def press(self, pointer: Pointer, reach: float) -> bool:
        """Take hold of what is within `reach` units of the pointer; False if nothing is there."""
        figures = self._stage.figures
        figure = figures.at(pointer.place, reach)
        self._pressed_on = figure.shape_id if figure else None
        if figure is None:
            frame = figures.bounds(self.ids)
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
