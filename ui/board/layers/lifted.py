"""Shapes lifted off the settled layer: shown above it while a hand carries or changes them.

Carried, their tiles are only shown elsewhere. Scaled, turned or cut they are painted anew,
which is exact, since a scaled line keeps its width; where they are too many for that, the
tiles are stretched until the hand lets go.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform

from ....store.documents.transform import Resize
from ...theme import Theme
from ..shapes.figure import Figure
from ..shapes.figures import Figures
from ..shapes.geometry import Box, Place
from ..shapes.kinds import figure_for
from ..shapes.paint import paint_figures, place_painter
from ..shapes.pictures import Pictures
from ..tools.resizing import Affine, affine_of
from .layer import Layer
from .view import View

__all__ = ["Lifted"]

MOST_NUMBERS = 6000
"""So many coordinates are computed and painted anew within a frame."""


class Lifted:
    """What `figures` show, above everything else.

    Args:
        opacity: how much of it is seen, from 0 to 1.
        now: a clock in seconds, for budgets.
        pictures: where images come from.

    Attributes:
        figures: as they were lifted.
        shown: as they are shown now, but for where they are carried.
        carried: how far from their place they are shown, in units.
    """

    def __init__(
        self,
        figures: Figures,
        theme: Theme,
        opacity: float,
        now: Callable[[], float],
        pictures: Pictures | None = None,
    ) -> None:
        self.figures = self.shown = figures
        self.carried: Place = (0.0, 0.0)
        self._theme = theme
        self._opacity = opacity
        self._pictures = pictures
        self._layer = Layer(figures, theme, is_clear=True, now=now)
        self._stretch: Affine | None = None
        # Each has two at least.
        self._is_few = (
            2 * len(figures) <= MOST_NUMBERS >= sum(len(figures[i].shape.points) for i in figures)
        )
        self._bounds: Box | None = None
        self._view, self._width, self._height, self._ratio = View(), 1, 1, 1.0

    @property
    def is_anew(self) -> bool:
        """Whether it is painted each time, and no tiles are shown."""
        return self.shown is not self.figures

    def look(self, view: View, width: int, height: int, ratio: float) -> None:
        """Show `view` from now on, in a window of so many pixels with `ratio` device pixels."""
        self._view, self._width, self._height, self._ratio = view, width, height, ratio
        self._layer.look(self._tiles_view, ratio, (width, height))

    def set_theme(self, theme: Theme) -> None:
        """Show it in other colours."""
        self._theme = theme
        self._layer.set_theme(theme)

    def carry(self, dx: float, dy: float) -> None:
        """Show it so many units from its place."""
        self.carried = (dx, dy)
        self._layer.look(self._tiles_view, self._ratio, (self._width, self._height))

    def place(self, resize: Resize) -> None:
        """Show it as `resize` leaves it.

        Raises:
            Refused: the board would not take that; what was shown before still is. If it
                is much, that is not found out.
        """
        if self._is_few:
            self.show(self._placed(self.figures[i], resize) for i in self.figures)
            return
        self._stretch = affine_of(resize)
        self._layer.look(self._tiles_view, self._ratio, (self._width, self._height))

    def show(self, figures: Iterable[Figure]) -> None:
        """Show these in its stead."""
        self.shown = Figures.of(figures)

    def picture_arrived(self, blob: str) -> None:
        """Paint again what shows the picture of this hash."""
        self._layer.damage(figure.box for figure in self.figures.showing(blob))

    def settle(self, near: Place | None, budget: float) -> tuple[list[QRectF], bool]:
        """Paint what its tiles lack; see `Layer.settle`."""
        if self.is_anew:
            return [], True
        shown, is_complete = self._layer.settle(self._width, self._height, near, budget=budget)
        if self._stretch is not None and shown:
            shown = [QRectF(0, 0, self._width, self._height)]
        return shown, is_complete

    @property
    def is_complete(self) -> bool:
        """Whether all of it that is in the window is painted."""
        return self.is_anew or self._layer.is_complete(self._width, self._height)

    @property
    def carried_view(self) -> View:
        """The view in which it is where it is shown."""
        dx, dy = self.carried[0] * self._view.scale, self.carried[1] * self._view.scale
        return self._view.panned(dx, dy).snapped(self._ratio)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what of it shows in `rect` of the window."""
        painter.save()
        painter.setOpacity(self._opacity)
        view = self._view
        if self.is_anew:
            near = Box(
                *view.to_board(rect.left(), rect.top()), *view.to_board(rect.right(), rect.bottom())
            ).grown(1 / view.scale)
            place_painter(painter, view)
            scale = view.scale * self._ratio
            paint_figures(painter, self.shown.within(near), self._theme, scale, near)
        elif self._stretch is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setTransform(self._stretched(self._stretch), True)
            self._layer.draw(painter, QRectF(0, 0, self._width, self._height))
        else:
            self._layer.draw(painter, rect)
        painter.restore()

    @property
    def _tiles_view(self) -> View:
        """Where the tiles are painted: what is stretched has to be on them as a whole."""
        if self._stretch is None:
            return self.carried_view
        if self._bounds is None:
            self._bounds = self.figures.bounds()
        window = self._view.window(self._width, self._height)
        if self._bounds is None or window.holds(self._bounds):
            return self._view
        fitted = View.fitted(self._bounds, self._width, self._height, nearest=self._view.zoom)
        return fitted.snapped(self._ratio)

    def _stretched(self, stretch: Affine) -> QTransform:
        """From the pixels of the tiles' view to those of the window."""
        tiles, view = self._tiles_view, self._view
        to_board = QTransform(
            1 / tiles.scale,
            0,
            0,
            1 / tiles.scale,
            tiles.left / tiles.scale,
            tiles.top / tiles.scale,
        )
        to_screen = QTransform(view.scale, 0, 0, view.scale, -view.left, -view.top)
        return to_board * QTransform(*stretch) * to_screen

    def _placed(self, figure: Figure, resize: Resize) -> Figure:
        x, y, matrix = resize.place(figure.shape)
        shape = replace(figure.shape, x=x, y=y, matrix=matrix)
        return figure_for(figure.shape_id, shape, figure, self._pictures)
