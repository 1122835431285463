"""A note beside a shape: what became of it, and what can be done about that."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QToolButton

from ... import theme
from ...notice import Notice
from ..canvas import BoardCanvas
from ..shapes.geometry import Box
from ..shapes.paint import on_screen

__all__ = ["BoardNote"]

SECONDS = 10
BESIDE = 8
LONGEST = 120


class BoardNote(Notice):
    """One note on `canvas`, beside a place that it follows; it goes after ten seconds.

    It takes no focus and covers nothing that is under the pointer at that moment.
    """

    def __init__(self, canvas: BoardCanvas) -> None:
        super().__init__(canvas, "Bring back", seconds=SECONDS, longest=LONGEST)
        self._canvas = canvas
        self._box: Box | None = None
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName("Close this note")
        close.setAutoRaise(True)
        close.setMinimumSize(28, 28)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        for widget in (self.label, self.button, close):
            row.addWidget(widget)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Note on the board")
        canvas.looked.connect(self._place)

    def say(
        self, text: str, box: Box | None, button: str = "", do: Callable[[], object] | None = None
    ) -> None:
        """Show `text` beside `box`, or in the middle where nothing is left of the place."""
        self._box = box
        self.tell(text, button, do)
        self.adjustSize()
        self.show()
        self._place()
        self.timer.start()

    def colors(self) -> tuple[QColor, QColor]:
        colors = theme.current()
        return colors.past, theme.mixed(colors.past, colors.paper, 0.12)

    def _place(self) -> None:
        """Below the place, or above it where there is no room; always within the canvas."""
        if self.isHidden():
            return
        room = self._canvas.rect().adjusted(BESIDE, BESIDE, -BESIDE, -BESIDE)
        spot = on_screen(self._canvas.view, self._box).toRect() if self._box is not None else room
        top = spot.bottom() + BESIDE if self._box is not None else room.center().y()
        if top + self.height() > room.bottom():
            top = spot.top() - BESIDE - self.height()
        left = spot.center().x() - self.width() // 2
        left = max(room.left(), min(left, room.right() - self.width()))
        top = max(room.top(), min(top, room.bottom() - self.height()))
        self.move(QPoint(left, top))
