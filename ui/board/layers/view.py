"""Which part of the endless board a window shows, and how large."""

from dataclasses import dataclass, replace

from ....store.documents.whiteboard import UNIT
from ..shapes.geometry import Box, Place

__all__ = ["FARTHEST", "NEAREST", "View"]

FARTHEST, NEAREST = 0.01, 16.0
"""The limits of the zoom."""


@dataclass(frozen=True, slots=True)
class View:
    """A zoom, and where the window's top left corner is.

    Attributes:
        zoom: 1 is 100 %.
        left, top: the corner, in pixels of the screen from the board's origin at this zoom.
    """

    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @property
    def scale(self) -> float:
        """Pixels of the screen for one unit of the board."""
        return self.zoom / UNIT

    def to_screen(self, x: float, y: float) -> Place:
        """Where a place of the board is in the window."""
        return x * self.scale - self.left, y * self.scale - self.top

    def to_board(self, x: float, y: float) -> Place:
        """Which place of the board is shown at a place of the window."""
        return (x + self.left) / self.scale, (y + self.top) / self.scale

    def panned(self, dx: float, dy: float) -> "View":
        """The view after the board was dragged by so many pixels."""
        return replace(self, left=self.left - dx, top=self.top - dy)

    def zoomed(self, zoom: float, x: float, y: float) -> "View":
        """The view at another zoom, the same place of the board under the pixel (x, y)."""
        zoom = min(max(zoom, FARTHEST), NEAREST)
        ratio = zoom / self.zoom
        return View(zoom, (x + self.left) * ratio - x, (y + self.top) * ratio - y)

    def snapped(self, ratio: float) -> "View":
        """The nearest view whose corner is a whole device pixel, of which a pixel has `ratio`."""
        return replace(
            self, left=round(self.left * ratio) / ratio, top=round(self.top * ratio) / ratio
        )

    def window(self, width: float, height: float) -> Box:
        """What a window of so many pixels shows of the board."""
        return Box(*self.to_board(0, 0), *self.to_board(width, height))

    @staticmethod
    def fitted(
        box: Box,
        width: float,
        height: float,
        *,
        margin: float = 40,
        nearest: float = 1.0,
        farthest: float = FARTHEST,
    ) -> "View":
        """The view with `box` in the middle, whole, and between `farthest` and `nearest`."""
        room = max(width - 2 * margin, 1), max(height - 2 * margin, 1)
        wanted = max(box.right - box.left, 1), max(box.bottom - box.top, 1)
        zoom = UNIT * min(room[0] / wanted[0], room[1] / wanted[1])
        zoom = min(max(zoom, farthest), nearest)
        scale = zoom / UNIT
        return View(
            zoom,
            (box.left + box.right) / 2 * scale - width / 2,
            (box.top + box.bottom) / 2 * scale - height / 2,
        )
