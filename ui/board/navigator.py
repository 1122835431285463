"""Which part of the board is looked at, and the ways to look elsewhere."""

from collections.abc import Callable

from .layers.stage import Stage
from .layers.view import View
from .shapes.geometry import Box, Place

__all__ = ["Navigator"]

MARGIN = 40
"""So many pixels beside what is brought into view."""


class Navigator:
    """Pans and zooms a stage.

    Args:
        changed: called after the stage shows another part of the board.
    """

    def __init__(self, stage: Stage, changed: Callable[[], None]) -> None:
        self._stage = stage
        self._changed = changed
        # A view in whole device pixels is shown; this one is exact, so that a hundred
        # steps of zoom do not add up a hundred roundings.
        self._exact = View()
        self._grip: Place | None = None
        self.is_untouched = True

    @property
    def is_panning(self) -> bool:
        """Whether the board is being dragged."""
        return self._grip is not None

    def grip(self, x: float, y: float) -> None:
        """Take hold of the board at a pixel of the window."""
        self._grip = (x, y)

    def drag(self, x: float, y: float) -> None:
        """Have what was taken hold of at this pixel."""
        if self._grip is not None:
            self.pan(x - self._grip[0], y - self._grip[1])
            self._grip = (x, y)

    def let_go(self) -> None:
        """Stop dragging."""
        self._grip = None

    def pan(self, dx: float, dy: float) -> None:
        """Drag the board by so many pixels."""
        self.look(self._exact.panned(dx, dy))

    def zoom(self, zoom: float, at: Place | None = None) -> None:
        """Show the board larger or smaller around a pixel, or around the middle."""
        x, y = at or (self._stage.width / 2, self._stage.height / 2)
        self.look(self._exact.zoomed(zoom, x, y))

    def fit(self) -> None:
        """Show everything; an empty board from its origin."""
        self.look(self._whole())

    def reveal(self, box: Box) -> None:
        """Have the middle of `box` in the middle, unless a part of it is in view already."""
        stage = self._stage
        if not stage.view.window(stage.width, stage.height).meets(box):
            self.center_on((box.left + box.right) / 2, (box.top + box.bottom) / 2)

    def center_on(self, x: float, y: float) -> None:
        """Have a place of the board in the middle."""
        across, down = self._exact.to_screen(x, y)
        self.pan(self._stage.width / 2 - across, self._stage.height / 2 - down)

    def fit_box(self, box: Box) -> None:
        """Show all of `box`, as large as it may be."""
        stage = self._stage
        self.look(View.fitted(box, stage.width, stage.height).snapped(stage.ratio))

    def bring(self, box: Box) -> None:
        """Have all of `box` in view, with as little of a move as there may be."""
        stage = self._stage
        window = stage.view.window(stage.width, stage.height)
        if window.holds(box):
            return
        scale = stage.view.scale
        room = box.grown(MARGIN / scale)
        if (
            room.right - room.left > window.right - window.left
            or room.bottom - room.top > window.bottom - window.top
        ):
            self.fit_box(box)
            return
        dx = min(0.0, window.right - room.right) or max(0.0, window.left - room.left)
        dy = min(0.0, window.bottom - room.bottom) or max(0.0, window.top - room.top)
        self.pan(dx * scale, dy * scale)

    def fit_opening(self) -> None:
        """Show everything, unless somebody has looked for themselves already."""
        if self.is_untouched and not self._stage.figures.is_empty:
            self.fit()
            self.is_untouched = True

    def fit_opened(self) -> None:
        """Show everything, if what the opening showed turns out not to be all."""
        window = self._stage.view.window(self._stage.width, self._stage.height)
        box = self._stage.figures.bounds()
        if box is not None and not window.holds(box):
            self.fit_opening()

    def _whole(self) -> View:
        box = self._stage.figures.bounds_ahead()
        if box is None:
            return View()
        stage = self._stage
        return View.fitted(box, stage.width, stage.height).snapped(stage.ratio)

    def look(self, view: View) -> None:
        """Show the board as `view` says."""
        self.is_untouched = False
        self._exact = view
        self._stage.look(view)
        self._changed()
