"""What others change waits for a moment while somebody draws or drags."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from ...store.documents.whiteboard import Board
from .canvas import BoardCanvas

__all__ = ["LONGEST_MS", "HeldBack"]

LONGEST_MS = 250


class HeldBack(QObject):
    """Shows boards on `canvas`, those of others not at once while a gesture goes on there.

    Taking over a board costs time that the pen needs. What is dragged stays under the
    pointer in any case.

    Args:
        timer: rings once, `LONGEST_MS` after it was started.
    """

    due = Signal()
    """What was held back is to be shown now."""

    def __init__(
        self, canvas: BoardCanvas, parent: QObject | None = None, *, timer: QTimer | None = None
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._timer = timer or QTimer(self, interval=LONGEST_MS, singleShot=True)
        self._timer.timeout.connect(self._ring)
        self._is_due = False
        self._glows: list[tuple[list[str], QColor]] = []

    @property
    def is_holding(self) -> bool:
        """Whether the canvas does not show what it was last to show."""
        return self._timer.isActive()

    def show(self, board: Board, *, is_mine: bool) -> None:
        """Show `board` now, or when it is due.

        Args:
            is_mine: some of what is new in it was done here, where it is waited for.
        """
        canvas = self._canvas
        is_new = board is not canvas.board
        if canvas.is_gesturing and is_new and not is_mine and not self._is_due:
            # Not once more: a stream of changes would put it off for ever.
            if not self._timer.isActive():
                self._timer.start()
            return
        self.stop()
        canvas.show_board(board)
        glows, self._glows = self._glows, []
        for ids, color in glows:
            canvas.flash(ids, color)

    def flash(self, ids: Iterable[str], color: QColor) -> None:
        """Let shapes glow for a moment, once they are shown."""
        if self.is_holding:
            self._glows.append((list(ids), color))
        else:
            self._canvas.flash(ids, color)

    def stop(self) -> None:
        """Hold nothing any longer."""
        self._timer.stop()
        self._is_due = False

    def _ring(self) -> None:
        self._is_due = True
        self.due.emit()
        self._is_due = False
