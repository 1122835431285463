"""The whole drawing in a corner, with a frame around what is in view; drag the frame."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ..theme import Theme, current
from .canvas import BoardCanvas
from .layers.view import View
from .shapes.figures import Figures
from .shapes.geometry import Box
from .shapes.kinds import figure_for
from .shapes.paint import ink_of, on_screen, paint_figures, place_painter

__all__ = ["MiniMap"]

SIZE = QSize(200, 140)
FROM_EDGE, INSIDE = 12, 8

PAUSE_MS = 250
"""So long after a change it is drawn again, and not more often."""

EXACT = 5000
"""Of more shapes than these nobody sees more than the boxes they fill."""

PAINTED_AT_ONCE, FILLED_AT_ONCE = 100, 2000
"""So many are painted, or filled, between two looks at the events of the window."""


class MiniMap(QWidget):
    """Lies over the lower right corner of `canvas`; hidden until it is asked for.

    It paints figures of its own: those of the board keep the outlines for its zoom.
    """

    def __init__(self, canvas: BoardCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._picture = QImage()
        self._view = View()
        self._drawn: object = None
        self._work: Iterator[None] | None = None
        self._soon = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._soon.timeout.connect(self._begin)
        self._slice = QTimer(self, interval=0, singleShot=True)
        self._slice.timeout.connect(self._go_on)
        self.resize(SIZE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Map of the board")
        self.setAccessibleDescription("Click or drag to look at another part of the board")
        canvas.looked.connect(self._follow)
        canvas.board_shown.connect(self._expect)
        self.hide()

    def show_map(self, shown: bool) -> None:
        """Have the map in its corner, or not."""
        self.setVisible(shown)
        if shown:
            self._follow()
            self._begin()

    @property
    def is_drawn(self) -> bool:
        """Whether it shows the board as it is."""
        return self._work is None and self._drawn == self._wanted

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.panel)
        if not self._picture.isNull():
            painter.drawImage(QPointF(INSIDE, INSIDE), self._picture)
        painter.setClipRect(self.rect())
        window = self._canvas.window_box
        frame = on_screen(self._view, window).translated(INSIDE, INSIDE)
        tint = QColor(theme.accent)
        tint.setAlphaF(0.12)
        painter.setPen(QPen(theme.accent, 2))
        painter.setBrush(tint)
        painter.drawRect(frame.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)))
        painter.setPen(theme.muted)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def _go_to(self, at: QPointF) -> None:
        self._canvas.center_on(*self._view.to_board(at.x() - INSIDE, at.y() - INSIDE))

    def _follow(self) -> None:
        """Stay in the corner, and frame what is in view."""
        if self.isHidden():
            return
        canvas = self._canvas
        self.move(
            canvas.width() - self.width() - FROM_EDGE, canvas.height() - self.height() - FROM_EDGE
        )
        self.update()

    def _expect(self) -> None:
        if self.isVisible() and not self._soon.isActive() and self._work is None:
            self._soon.start()

    @property
    def _wanted(self) -> object:
        return (self._canvas.figures.version, id(current()), self.devicePixelRatioF())

    def _begin(self) -> None:
        if self.isVisible() and self._drawn != self._wanted:
            self._work = self._draw(self._canvas.figures)
            self._go_on()

    def _go_on(self) -> None:
        """Draw a slice, and the next when the window has had its turn."""
        if self._work is None:
            return
        if next(self._work, self) is self:
            self._work = None
            self.update()
            if self._drawn != self._wanted:
                self._soon.start()
        else:
            self._slice.start()

    def _draw(self, figures: Figures) -> Iterator[None]:
        self._drawn = self._wanted
        box = figures.bounds() or Box(0, 0, 1, 1)
        width, height = SIZE.width() - 2 * INSIDE, SIZE.height() - 2 * INSIDE
        view = View.fitted(box, width, height, margin=0, farthest=0.0)
        theme, ratio = current(), self.devicePixelRatioF()
        picture = QImage(
            round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
        )
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.paper)
        # The board may change between two slices: what is gone by then is left out.
        ids = [figure.shape_id for figure in figures.within(box)]
        is_exact = len(ids) <= EXACT
        step = PAINTED_AT_ONCE if is_exact else FILLED_AT_ONCE
        for start in range(0, len(ids), step):
            painter = QPainter(picture)
            some = [figures[i] for i in ids[start : start + step] if i in figures]
            if is_exact:
                place_painter(painter, view)
                own = (figure_for(figure.shape_id, figure.shape) for figure in some)
                paint_figures(painter, own, theme, view.scale * ratio)
            else:
                for figure in some:
                    _fill(painter, on_screen(view, figure.frame), theme, figure.shape.color)
            painter.end()
            yield
        self._picture, self._view = picture, view


def _fill(painter: QPainter, place: QRectF, theme: Theme, ink: str) -> None:
    color = QColor(ink_of(theme, ink))
    color.setAlphaF(0.55)
    painter.fillRect(place.united(QRectF(place.topLeft(), QSize(1, 1))), color)
