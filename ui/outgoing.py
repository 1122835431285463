"""What is dragged out of the window: to another board, or as a picture to another program."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

from ..store.documents.whiteboard import Board
from . import theme
from .board.canvas import BoardCanvas
from .board.export.dropped import mime_of
from .board.export.frame import How, chosen

__all__ = ["Outgoing"]

SCALE = 2
"""Sharp where it is dropped into a text and printed."""


class Outgoing(QObject):
    """Hands what is selected on `canvas` to whatever it is dropped on, as a copy.

    Args:
        board: what is on the canvas.
        blob: the bytes of an image, if they are here.
        title: what the drawing is called.
        say: tells of what went wrong.
        run: drags, until it is dropped.
    """

    def __init__(
        self,
        canvas: BoardCanvas,
        board: Callable[[], Board],
        blob: Callable[[str], bytes | None],
        title: Callable[[], str],
        say: Callable[[str], object],
        parent: QWidget,
        *,
        run: Callable[[QDrag], object] = lambda drag: drag.exec(Qt.DropAction.CopyAction),
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._board = board
        self._blob = blob
        self._title = title
        self._say = say
        self._run = run
        # Who it is dropped on may read the file later: it stays until the next one.
        self._folder: TemporaryDirectory[str] | None = None
        canvas.dragged_out.connect(self.begin)

    def begin(self) -> None:
        """Take the move back, and drag a copy of what is selected instead."""
        hand = self._canvas.hand
        hand.abort()
        self.stop()
        how = How(scale=SCALE, theme=theme.current(), title=self._title())
        try:
            shapes = chosen(self._board().shapes, hand.selection.ids)
            self._folder = TemporaryDirectory(prefix="scuttlebutt-drag-")
            mime = mime_of(shapes, how, self._blob, Path(self._folder.name))
        except (ValueError, OSError) as error:
            self._say(f"That cannot be dragged out: {error}")
            return
        drag = QDrag(self._canvas)
        drag.setMimeData(mime)
        self._run(drag)

    def stop(self) -> None:
        """Remove the file of the last drag."""
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()
