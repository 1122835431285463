"""People above an empty board, painted into an image as a canvas would."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QRegion

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.geometry import Box, Place
from redux_scuttlebutt.ui.board.shapes.paint import on_screen
from redux_scuttlebutt.ui.presence.around import Around, Cursors
from redux_scuttlebutt.ui.presence.company import Company
from redux_scuttlebutt.ui.presence.overlay import PresenceOverlay
from redux_scuttlebutt.ui.presence.presence import Presence

__all__ = ["Scene"]

SIZE = (400, 300)


class Scene:
    """A window of 400 × 300 pixels with nothing but people.

    Attributes:
        stale: where the window has to be painted again, in pixels.
        now: seconds; they pass when told.
    """

    def __init__(self) -> None:
        self.now = 100.0
        self.view = View()
        self.frames: dict[str, Box] = {}
        self.names: dict[SourceId, str] = {}
        self.pointer: Place | None = None
        self.cursors: Cursors = "all"
        self.company = Company()
        self.stale: list[QRectF] = []
        self.overlay = PresenceOverlay(
            self.company,
            self.around,
            lambda: self.view,
            lambda box: self.stale.append(on_screen(self.view, box)),
            lambda: self.now,
        )
        self.image = self.blank()

    def around(self) -> Around:
        return Around(
            SIZE, 1.0, theme.look, self._name, self.frames.get, self.pointer, QFont(), self.cursors
        )

    def move(self, source: SourceId, presence: Presence | None, *, seconds: float = 0.0) -> None:
        """Let somebody tell where they are, and so much time pass before they are shown."""
        self.overlay.hear(source, presence)
        self.pass_time(seconds)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.overlay.advance()

    def catch_up(self) -> QImage:
        """Paint again what is stale, and only that; returns the window."""
        region = QRegion()
        for rect in self.stale:
            region += rect.toAlignedRect()
        self.stale.clear()
        painter = QPainter(self.image)
        painter.setClipRegion(region)
        painter.fillRect(self.image.rect(), QColor("white"))
        self.overlay.paint(painter, QRectF(region.boundingRect()))
        painter.end()
        return self.image

    def painted(self) -> QImage:
        """The window as it is when all of it is painted."""
        image = self.blank()
        painter = QPainter(image)
        self.overlay.paint(painter, QRectF(image.rect()))
        painter.end()
        return image

    @staticmethod
    def blank() -> QImage:
        image = QImage(*SIZE, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        return image

    def _name(self, source: SourceId) -> str:
        return self.names.get(source, "Bo")
