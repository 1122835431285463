"""A way back to the drawing for whoever has lost it out of sight."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ..canvas import BoardCanvas

__all__ = ["BackChip"]

FROM_EDGE = 16


class BackChip(QPushButton):
    """Stands at the upper edge of `canvas` while nothing of the drawing is in view."""

    def __init__(self, canvas: BoardCanvas) -> None:
        super().__init__("Back to the drawing", canvas)
        self._canvas = canvas
        self.setToolTip("Show everything that is on the board (Ctrl+1)")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setMinimumHeight(28)
        self.clicked.connect(canvas.fit_all)
        canvas.looked.connect(self._follow)
        canvas.board_shown.connect(self._follow)
        self.hide()

    def _follow(self) -> None:
        figures = self._canvas.figures
        is_lost = len(figures) > 0 and not figures.has_any_in(self._canvas.window_box)
        if is_lost:
            self.adjustSize()
            self.move((self._canvas.width() - self.width()) // 2, FROM_EDGE)
        if self.isHidden() == is_lost:
            self.setVisible(is_lost)
