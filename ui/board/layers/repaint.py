"""Which part of the canvas is painted again, and when: at once, in the next pause, or late."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from ..shapes.geometry import Box, Place, union
from ..shapes.paint import on_screen
from .glow import is_motion_reduced
from .live import MARGIN, Live
from .stage import Stage

__all__ = ["Repaint"]

FRAME_MS = 16

SLICES = 4
"""To show what was taken over takes as long as to take over more: it is done as rarely."""


class Repaint(QObject):
    """Has `canvas` painted again where what it shows of `stage` and `live` changed.

    Args:
        near: the pixel whose surroundings come first, if there is one.
    """

    caught_up = Signal()
    """All of the board that the stage expects is taken over."""

    def __init__(
        self, canvas: QWidget, stage: Stage, live: Live, near: Callable[[], Place | None]
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._stage = stage
        self._live = live
        self._near = near
        # What was taken over and is not shown yet, and in how many slices.
        self._unshown: list[Box] = []
        self._slices = 0
        self._settling = QTimer(self, interval=0, singleShot=True)
        self._settling.timeout.connect(self.settle)
        self._glowing = QTimer(self, interval=FRAME_MS)
        self._glowing.timeout.connect(self._glow)

    def everything(self) -> None:
        """The live layer as a whole."""
        self._canvas.update()
        # What was lifted or hidden must be painted on its tiles before it is shown.
        self.settle()

    def looked(self) -> None:
        """All of the board at another zoom: what there is at once, exact after a frame.

        A wheel that turns on would have it thrown away again.
        """
        self._canvas.update()
        self._settling.start(FRAME_MS)

    def around(self, box: Box | None) -> None:
        """The live layer in a box of the board; everywhere, if that is None."""
        if box is None:
            self.everything()
            return
        rect = on_screen(self._stage.view, box).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self._canvas.update(rect.intersected(QRectF(self._canvas.rect())).toAlignedRect())

    def settle(self) -> None:
        """The settled layer where it is stale, as far as a frame has time for it."""
        if self._stage.figures.is_behind:
            self.catch_up()
            return
        shown, is_complete = self._stage.settle(self._near())
        for rect in shown:
            self._canvas.update(rect.toAlignedRect())
        if not is_complete:
            self._settling.start(0)

    def catch_up(self) -> None:
        """The board that the stage expects, as far as a frame has time for it."""
        box = self._stage.catch_up()
        if box is not None:
            self._unshown.append(box)
        self._slices += 1
        if not self._stage.figures.is_behind or self._slices % SLICES == 1:
            box = union(self._unshown)
            self._unshown.clear()
            if box is not None:
                self.around(box)
        if self._stage.figures.is_behind:
            self._settling.start(0)
        else:
            self._slices = 0
            self.caught_up.emit()
            self.settle()

    def flash(self, ids: Iterable[str], color: QColor) -> None:
        """Shapes that glow for a moment, until they do not."""
        self._live.glows.start(ids, color, is_mark=is_motion_reduced())
        self._glowing.start()
        self._glow()

    def flash_place(self, box: Box, color: QColor) -> None:
        """A place that lights up for a moment, until it does not."""
        self._live.place.start(box, color, is_mark=is_motion_reduced())
        self._glowing.start()
        self._glow()

    def _glow(self) -> None:
        if self._live.place.box is not None:
            self.around(self._live.place.box)
        ids = [i for i in self._live.glows.ids() if i in self._stage.figures]
        if ids:
            self.around(self._stage.figures.bounds(ids))
        self._live.glows.current()
        if self._live.place.is_over() and not self._live.glows:
            self._glowing.stop()
