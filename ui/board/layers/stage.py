"""What the window shows of the board: the settled layer, and what was lifted off it.

While shapes are dragged or wiped they are lifted: the settled layer leaves them out, and
a clear layer above shows them as they were when the hand took them, whatever happens to
them on the board meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from math import ceil, inf
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from ....store.documents.transform import Resize
from ....store.documents.whiteboard import Shape
from ...theme import Theme
from ..shapes.figure import Figure
from ..shapes.figures import Changes, Figures
from ..shapes.geometry import Box, Place, union
from ..shapes.pictures import Pictures
from .layer import Layer
from .lifted import Lifted
from .view import View

__all__ = ["Stage"]

BATCH = 16
"""Shapes to take over before the first look at the clock; more when they are quick."""

WORK = 4000
"""So much work, as `Figures.take` counts it, is enough for a look at the clock."""


class Stage:
    """The figures, the view on them, and the layers between the two.

    Args:
        now: a clock in seconds, for the budgets.
        pictures: where images come from; see `picture_arrived`.
    """

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], float] = perf_counter,
        pictures: Pictures | None = None,
    ) -> None:
        self._now = now
        self.figures = Figures(pictures=pictures)
        self._pictures = pictures
        self.view = View()
        self.theme = theme
        self.width, self.height, self.ratio = 1, 1, 1.0
        self.layer = Layer(self.figures, theme, now=now)
        self._lifted: Lifted | None = None
        # What the window showed before the zoom changed, until all tiles are there.
        self._before: tuple[QImage, View] | None = None

    def blob(self, name: str) -> bytes | None:
        """The bytes of an image, if they are here."""
        return None if self._pictures is None else self._pictures.data(name)

    def show(self, shapes: Mapping[str, Shape]) -> Changes:
        """Take over a new board at once."""
        self.figures.expect(shapes)
        return self._take(len(shapes) + len(self.figures))

    def expect(self, shapes: Mapping[str, Shape]) -> None:
        """Take over a new board from now on, in as many calls of `catch_up` as it needs."""
        # What is in view comes first, unless this is the first and a view is still sought.
        window = self.view.window(self.width, self.height) if self.figures else None
        self.figures.expect(shapes, window)

    def catch_up(self, *, budget: float = 0.008) -> Box | None:
        """Take over the board expected, for about `budget` seconds.

        Returns:
            Where it may be shown at once, since it lies on top of everything.
        """
        deadline = self._now() + budget
        if not self.figures:
            # There is nothing below that would have to be painted first.
            self.layer.settle(self.width, self.height, budget=budget)
        boxes: list[Box] = []
        batch, done = BATCH, self._now()
        while True:
            boxes += (figure.box for figure in self._take(batch, WORK).on_top)
            began, done = done, self._now()
            if not self.figures.is_behind or done >= deadline:
                return union(boxes)
            if done - began < budget / 4:
                batch *= 2

    @property
    def is_settled(self) -> bool:
        """Whether every pixel that is shown is exact."""
        is_above = self._lifted is None or self._lifted.is_complete
        is_below = self.layer.is_complete(self.width, self.height)
        return not self.figures.is_behind and is_above and is_below

    def resize(self, width: int, height: int, ratio: float) -> None:
        """Have a window of so many pixels, with `ratio` device pixels to each."""
        self.width, self.height, self.ratio = width, height, ratio
        self.look(self.view)

    def look(self, view: View) -> None:
        """Show another part of the board."""
        if view.zoom != self.view.zoom and self.layer.is_complete(self.width, self.height):
            self._before = (self._picture(), self.view)
        self.view = view.snapped(self.ratio)
        self.layer.look(self.view, self.ratio, (self.width, self.height))
        self._look_above()

    def set_theme(self, theme: Theme) -> None:
        """Show everything in other colours."""
        self.theme = theme
        self._before = None
        self.layer.set_theme(theme)
        if self._lifted is not None:
            self._lifted.set_theme(theme)

    @property
    def lifted(self) -> Figures | None:
        """What is lifted, as it is shown now."""
        return None if self._lifted is None else self._lifted.shown

    def picture_arrived(self, blob: str) -> None:
        """Paint again what shows the picture of this hash."""
        self.layer.damage(figure.box for figure in self.figures.showing(blob))
        if self._lifted is not None:
            self._lifted.picture_arrived(blob)

    def lift(self, shape_ids: Collection[str], *, opacity: float = 1.0) -> None:
        """Take shapes off the settled layer; those lifted before stay as they were."""
        held = self._lifted.figures if self._lifted is not None else Figures()
        taken = [i for i in shape_ids if i in self.figures or i in held]
        self.layer.hide(taken)
        if held:
            figures = Figures.of((held if i in held else self.figures)[i] for i in taken)
        else:
            figures = self.figures.only(taken)
        self._lifted = Lifted(figures, self.theme, opacity, self._now, self._pictures)
        self._look_above()

    def carry(self, dx: float, dy: float) -> None:
        """Show what is lifted so many units from where it was."""
        if self._lifted is not None:
            self._lifted.carry(dx, dy)

    def place(self, resize: Resize) -> None:
        """Show what is lifted as `resize` leaves it; raises as `Lifted.place`."""
        if self._lifted is not None:
            self._lifted.place(resize)

    def show_instead(self, figures: Iterable[Figure]) -> None:
        """Show these in place of what is lifted."""
        if self._lifted is not None:
            self._lifted.show(figures)

    def drop(self) -> None:
        """Show what was lifted as it is on the board."""
        self.layer.hide(())
        self._lifted = None

    @property
    def carried_view(self) -> View:
        """The view in which what is lifted is where it is shown."""
        return self.view if self._lifted is None else self._lifted.carried_view

    def settle(
        self, near: Place | None = None, *, budget: float = 0.008
    ) -> tuple[list[QRectF], bool]:
        """Paint what is missing, for about `budget` seconds; see `Layer.settle`."""
        shown: list[QRectF] = []
        is_complete = True
        if self._lifted is not None:
            shown, is_complete = self._lifted.settle(near, budget)
        if is_complete:
            more, is_complete = self.layer.settle(self.width, self.height, near, budget=budget)
            shown += more
        if is_complete:
            self._before = None
        return shown, is_complete

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paint `rect` of the window with what there is."""
        if not self.layer.covers(rect):
            painter.fillRect(rect, self.theme.paper)
            self._draw_before(painter)
        self.layer.draw(painter, rect)
        if self._lifted is not None:
            self._lifted.draw(painter, rect)

    def _take(self, most: int, work: float = inf) -> Changes:
        changes = self.figures.take(most, work)
        self.layer.damage(changes.damage)
        self.layer.add_on_top(changes.on_top)
        return changes

    def _look_above(self) -> None:
        if self._lifted is not None:
            self._lifted.look(self.view, self.width, self.height, self.ratio)

    def _picture(self) -> QImage:
        """What the settled layer shows now."""
        picture = QImage(
            ceil(self.width * self.ratio),
            ceil(self.height * self.ratio),
            QImage.Format.Format_RGB32,
        )
        picture.setDevicePixelRatio(self.ratio)
        painter = QPainter(picture)
        self.layer.draw(painter, QRectF(0, 0, self.width, self.height))
        painter.end()
        return picture

    def _draw_before(self, painter: QPainter) -> None:
        """The picture from before the zoom changed, stretched to where it is now."""
        if self._before is None:
            return
        picture, view = self._before
        stretch = self.view.zoom / view.zoom
        x, y = view.left * stretch - self.view.left, view.top * stretch - self.view.top
        painter.save()
        painter.setTransform(QTransform(stretch, 0, 0, stretch, x, y), True)
        painter.drawImage(QPointF(0, 0), picture)
        painter.restore()
