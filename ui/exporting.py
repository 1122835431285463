"""Exporting and copying pictures of the board, for the menu."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ..store.documents.shapes import Shape
from ..store.documents.whiteboard import Board
from . import theme
from .board.canvas import BoardCanvas
from .board.export.carried import Blob
from .board.export.dropped import mime_of
from .board.export.files import write_file
from .board.export.frame import How, chosen
from .board.export.kinds import KINDS, made
from .export_dialog import ExportDialog
from .words import count, plain

__all__ = ["Exporting"]

COPIED_SCALE = 2.0
"""Sharp where it is pasted into a text and printed."""


class Exporting(QObject):
    """Makes files of what the window shows.

    Args:
        board: what is shown now; while looking back, the past.
        title: what the room is called.
        say: tells of what went wrong, until it is read.
        hint: shows a line of text for a while.
        blob: the bytes of an image, if they are here; else a frame stands in its place.
    """

    def __init__(
        self,
        canvas: BoardCanvas,
        board: Callable[[], Board],
        title: Callable[[], str],
        say: Callable[[str], object],
        hint: Callable[[str], object],
        parent: QWidget,
        blob: Blob = lambda _: None,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._canvas = canvas
        self._board = board
        self._title = title
        self._say = say
        self._hint = hint
        self._blob = blob
        places = QStandardPaths.StandardLocation
        self._folder = QStandardPaths.writableLocation(places.PicturesLocation)
        self.dialog = ExportDialog(parent, blob)
        self.dialog.asked_to_save.connect(self._ask_where)
        self.dialog.asked_to_copy.connect(self._copy)
        self.files: QFileDialog | None = None

    def export(self) -> None:
        """Ask what to export and how."""
        self.dialog.ask(self._board().shapes, self._canvas.hand.selection.ids, self._title())

    def copy(self) -> None:
        """Put the selection on the clipboard, or everything where nothing is selected."""
        ids = self._canvas.hand.selection.ids
        try:
            shapes = chosen(self._board().shapes, ids or None)
        except ValueError as error:
            self._hint(str(error))
            return
        how = How(scale=COPIED_SCALE, theme=theme.current(), title=self._title())
        self._copy(shapes, how)

    def save(self, name: str, kind: str, shapes: Mapping[str, Shape], how: How) -> None:
        """Write the file, which may take the place of another: the file dialog has asked."""
        path = Path(name)
        self._folder = str(path.parent)
        try:
            with _patience():
                result = made(kind, shapes, how, self._blob)
                write_file(path, result.data, over=True)
        except OSError as error:
            reason = f"{plain(path.name)} cannot be written: {error.strerror or error}."
            self.dialog.refuse(reason)
        except ValueError as error:
            self.dialog.refuse(str(error))
        else:
            self.dialog.hide()
            self._hint(f"Saved: {plain(path.name)}")
            if result.notices:
                self._say(" ".join(result.notices))

    # How

    def _copy(self, shapes: Mapping[str, Shape], how: How) -> None:
        try:
            with _patience():
                mime = mime_of(shapes, how, self._blob)
        except (ValueError, OSError) as error:
            self._say(str(error))
            return
        QGuiApplication.clipboard().setMimeData(mime)
        self._hint(f"Copied: {count(len(shapes), 'shape')} as a picture")

    def _ask_where(self, kind: str, shapes: Mapping[str, Shape], how: How) -> None:
        if self.files is not None:
            self.files.deleteLater()
        self.files = files = QFileDialog(self._window, "Save picture", self._folder)
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setNameFilter(f"{KINDS[kind]} (*.{kind})")
        files.setDefaultSuffix(kind)
        files.selectFile(f"{plain(how.title, 60) or 'Board'}.{kind}".replace("/", "-"))

        def save(name: str) -> None:
            self.save(name, kind, shapes, how)

        files.fileSelected.connect(save)
        files.open()


@contextmanager
def _patience() -> Generator[None]:
    """Show the pointer of waiting: ten thousand strokes take seconds."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
