"""Exporting, copying and opening pictures and boards, for the menu."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ..store.documents.selectors import top
from ..store.documents.shapes import Shape
from ..store.documents.whiteboard import Board
from . import theme
from .board.canvas import BoardCanvas
from .board.export.carried import Carried
from .board.export.dropped import Dropped, Oversized, Unusable, mime_of, opened_bytes
from .board.export.files import read_file, write_file
from .board.export.frame import How, chosen
from .board.export.kinds import KINDS, made
from .board.export.opening import MOST_FILE, Added, added, added_picture
from .board.export.pictures import NotAPicture, Picture, read_picture, shrunk
from .export_dialog import ExportDialog
from .words import count, plain

__all__ = ["Exporting", "Images"]

COPIED_SCALE = 2.0
"""Sharp where it is pasted into a text and printed."""


class Images(Protocol):
    """Where a room keeps the bytes of its images."""

    def get(self, name: str) -> bytes | None:
        """The bytes of that name (hexadecimal), if they are here."""
        ...

    def keep(self, data: bytes) -> str:
        """Keep `data` for everybody in the room, and return its name.

        Raises:
            ValueError: it is too much.
        """
        ...


class Exporting(QObject):
    """Makes files of what the window shows, and puts on the board what files hold.

    Args:
        board: what is shown now; while looking back, the past.
        title: what the room is called.
        dispatch: does an action for everybody.
        new_id: names a new shape, as no other device does.
        say: tells of what went wrong, until it is read.
        hint: shows a line of text for a while.
        images: where images are; without it the board has frames in their place.
    """

    def __init__(
        self,
        canvas: BoardCanvas,
        board: Callable[[], Board],
        title: Callable[[], str],
        dispatch: Callable[[Any], object],
        new_id: Callable[[], str],
        say: Callable[[str], object],
        hint: Callable[[str], object],
        parent: QWidget,
        images: Images | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._canvas = canvas
        self._board = board
        self._title = title
        self._dispatch = dispatch
        self._new_id = new_id
        self._say = say
        self._hint = hint
        self._images = images
        places = QStandardPaths.StandardLocation
        self._folder = QStandardPaths.writableLocation(places.PicturesLocation)
        self.dialog = ExportDialog(parent)
        self.dialog.asked_to_save.connect(self._ask_where)
        self.dialog.asked_to_copy.connect(self._copy)
        self.files: QFileDialog | None = None
        self.question: QMessageBox | None = None

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

    def open(self) -> None:
        """Ask for a file, and put what it holds on the board."""
        if self._canvas.hand.is_read_only:
            self._hint("Back to live first: nothing can be put into the past")
            return
        files = self._ask_for_file("Open picture or board")
        files.setFileMode(QFileDialog.FileMode.ExistingFile)
        files.setNameFilters(
            ["Pictures and boards (*.png *.svg *.jpg *.jpeg *.webp *.gif *.bmp)", "All files (*)"]
        )
        files.fileSelected.connect(self.open_file)
        files.open()

    def open_file(self, name: str) -> None:
        """Put what the file holds on the board, or say why not."""
        path = Path(name)
        self._folder = str(path.parent)
        try:
            data = read_file(path, MOST_FILE)
        except OSError as error:
            self._say(f"{plain(path.name)} cannot be read: {error.strerror or error}.")
            return
        self.put(opened_bytes(data))

    def put(self, found: Dropped) -> None:
        """Put on the board what was opened, in the middle of what is shown."""
        if isinstance(found, Carried):
            keep = None if self._images is None else self._images.keep
            board = self._board()
            self._add(
                added(found, top=top(board), new_id=self._new_id, keep=keep, middle=self._middle())
            )
        elif isinstance(found, Picture):
            self._add_picture(found)
        elif isinstance(found, Oversized):
            self._offer_to_shrink(found)
        elif isinstance(found, Unusable):
            self._say(f"{found.reason} Nothing was changed.")

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

    def _blob(self, name: str) -> bytes | None:
        return None if self._images is None else self._images.get(name)

    def _middle(self) -> tuple[int, int]:
        canvas = self._canvas
        x, y = canvas.view.to_board(canvas.width() / 2, canvas.height() / 2)
        return round(x), round(y)

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
        files = self._ask_for_file("Save picture")
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setNameFilter(f"{KINDS[kind]} (*.{kind})")
        files.setDefaultSuffix(kind)
        files.selectFile(f"{plain(how.title, 60) or 'Board'}.{kind}".replace("/", "-"))

        def save(name: str) -> None:
            self.save(name, kind, shapes, how)

        files.fileSelected.connect(save)
        files.open()

    def _ask_for_file(self, title: str) -> QFileDialog:
        if self.files is not None:
            self.files.deleteLater()
        self.files = QFileDialog(self._window, title, self._folder)
        return self.files

    def _add(self, what: Added) -> None:
        for action in what.actions:
            self._dispatch(action)
        there = self._board().shapes
        if not all(shape_id in there for shape_id in what.ids):
            return  # it was refused, and that is said already
        self._hint(f"Put on the board: {count(len(what.ids), 'shape')} · Undo takes it back")
        if what.missing:
            self._say(f"{count(what.missing, 'image')} did not come with it: frames show where.")

    def _add_picture(self, picture: Picture) -> None:
        if self._images is None:
            self._say("This room cannot keep images. Nothing was changed.")
            return
        try:
            name = self._images.keep(picture.data)
        except ValueError as error:
            self._say(f"The picture cannot be kept: {error}. Nothing was changed.")
            return
        canvas = self._canvas
        half = 0.5 / canvas.view.scale
        self._add(
            added_picture(
                picture,
                name,
                top=top(self._board()),
                shape_id=self._new_id(),
                middle=self._middle(),
                most=(max(1, round(canvas.width() * half)), max(1, round(canvas.height() * half))),
            )
        )

    def _offer_to_shrink(self, found: Oversized) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("Open picture or board")
        box.setText(found.reason)
        box.setInformativeText("A smaller copy of it can be made.")
        shrink = box.addButton("&Shrink", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        shrink.clicked.connect(lambda: self._put_shrunk(found.data))
        self.question = box
        box.open()

    def _put_shrunk(self, data: bytes) -> None:
        try:
            self._add_picture(read_picture(shrunk(data)))
        except NotAPicture as error:
            self._say(f"{error} Nothing was changed.")


@contextmanager
def _patience() -> Generator[None]:
    """Show the pointer of waiting: ten thousand strokes take seconds."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
