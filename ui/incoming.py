"""Puts on the board what is pasted, dropped or opened: pictures, words, and drawings.

What comes at once is one gesture, and one step of undo.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ..store.documents.whiteboard import whiteboard
from .board.canvas import BoardCanvas
from .board.export.carried import Carried
from .board.export.dropped import Dropped, Oversized, Text, Unusable, dropped, opened_bytes
from .board.export.files import read_file
from .board.export.opening import MOST_FILE, added, added_picture
from .board.export.pictures import NotAPicture, Picture, read_picture, shrunk
from .board.shapes.geometry import Place
from .board.tools.pointer import Action, units
from .board.tools.spread import spread
from .board.tools.styling import box_of_text
from .words import count, plain

__all__ = ["Incoming"]

SHARE = 0.5
"""A picture or a text takes at most so much of what the window shows."""

GAP = 16
"""So many pixels of the screen lie between things that come at once."""

BESIDE = 16
"""So many pixels right of and below the one before lies what is pasted again."""

SUFFIXES = "*.png *.svg *.jpg *.jpeg *.webp *.gif *.bmp"


class Incoming(QObject):
    """Takes what comes to `canvas`.

    Args:
        new_id: names a new shape, as no other device does.
        say: tells of what went wrong, until it is read.
        keep: keeps the bytes of a picture for everybody and returns their name, or raises
            a ValueError that says what is too much; None where nothing can be kept.
    """

    def __init__(
        self,
        canvas: BoardCanvas,
        new_id: Callable[[], str],
        say: Callable[[str], object],
        parent: QWidget,
        keep: Callable[[bytes], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._canvas = canvas
        self._new_id = new_id
        self._say = say
        self._last: tuple[Carried, Place] | None = None
        self._times = 0
        self._brought: tuple[str, ...] = ()
        place = QStandardPaths.StandardLocation.PicturesLocation
        self._folder = QStandardPaths.writableLocation(place)
        self.keep = keep
        self.files: QFileDialog | None = None
        self.question: QMessageBox | None = None
        canvas.board_shown.connect(self._tell)
        canvas.brought.connect(self.take)
        canvas.paste_asked.connect(self.paste)
        canvas.picture_asked.connect(self.choose)

    def choose(self) -> None:
        """Ask for files with pictures, and put them in the middle."""
        self._ask("Put pictures on the board", QFileDialog.FileMode.ExistingFiles, "Pictures")

    def open(self) -> None:
        """Ask for a file, and put in the middle the picture or the board that it holds."""
        mode = QFileDialog.FileMode.ExistingFile
        self._ask("Open picture or board", mode, "Pictures and boards")

    def open_files(self, names: Sequence[str]) -> None:
        """Put what the files hold in the middle of what is shown."""
        found: list[Dropped] = []
        for path in map(Path, names):
            self._folder = str(path.parent)
            try:
                found.append(opened_bytes(read_file(path, MOST_FILE)))
            except OSError as error:
                reason = f"{plain(path.name)} cannot be read: {error.strerror or error}."
                found.append(Unusable(reason))
        self.put(found, self._canvas.middle)

    def paste(self) -> None:
        """Put what is on the clipboard where the pointer is, or else in the middle."""
        mime = QGuiApplication.clipboard().mimeData()
        self.take(mime, self._canvas.pointed_at or self._canvas.middle)

    def take(self, mime: QMimeData, middle: Place) -> None:
        """Put what was pasted or dropped around a place of the board."""
        if not self._is_blocked():
            self.put(dropped(mime), middle)

    def put(self, found: Sequence[Dropped], middle: Place) -> None:
        """Put all of it side by side around a place of the board, in one gesture."""
        shapes: list[dict[str, Any]] = []
        reasons: list[str] = []
        for one in found:
            if isinstance(one, Picture):
                try:
                    shapes.append(self._picture(one))
                except ValueError as error:
                    reasons.append(f"The picture cannot be kept: {error}.")
            elif isinstance(one, Text):
                shapes.append(self._text(one))
            elif isinstance(one, Carried):
                self._put_drawing(one, middle)
            elif isinstance(one, Unusable):
                reasons.append(one.reason)
        if shapes:
            gap = GAP / self._canvas.view.scale
            spread(shapes, middle, gap=gap, z=self._canvas.hand.next_z())
            action = shapes[0] if len(shapes) == 1 else {"shapes": shapes}
            ids = [shape["id"] for shape in shapes]
            self._bring([whiteboard.actions["added"](action)], ids)
        if reasons:
            nothing = "" if shapes else " Nothing was changed."
            self._say(" ".join(reasons) + nothing)
        large = [one for one in found if isinstance(one, Oversized)]
        if large:
            self._offer_to_shrink(large, middle)

    # How

    def _ask(self, title: str, mode: QFileDialog.FileMode, what: str) -> None:
        if self._is_blocked():
            return
        files = QFileDialog(self._window, title, self._folder)
        files.setFileMode(mode)
        files.setNameFilters([f"{what} ({SUFFIXES})", "All files (*)"])
        files.filesSelected.connect(self.open_files)
        files.finished.connect(files.deleteLater)
        self.files = files
        files.open()

    def _bring(self, actions: Iterable[Action], ids: Sequence[str]) -> None:
        self._brought = tuple(ids)
        self._canvas.hand.bring(actions, ids)

    def _tell(self) -> None:
        """Say what was put on the board, as soon as it is there: it may be refused."""
        there = self._canvas.board.shapes
        if self._brought and all(shape_id in there for shape_id in self._brought):
            shapes = count(len(self._brought), "shape")
            self._canvas.hand.hint_changed.emit(f"Put on the board: {shapes} · Undo takes it back")
            self._brought = ()

    def _is_blocked(self) -> bool:
        hand = self._canvas.hand
        if hand.is_read_only:
            hand.blocked.emit("add")
        return hand.is_read_only

    @property
    def _most(self) -> tuple[int, int]:
        """How wide and how high one thing may be, in units of the board."""
        canvas = self._canvas
        share = SHARE / canvas.view.scale
        return max(1, int(canvas.width() * share)), max(1, int(canvas.height() * share))

    def _picture(self, picture: Picture) -> dict[str, Any]:
        if self.keep is None:
            raise ValueError("this room keeps no pictures")
        made = added_picture(
            picture,
            self.keep(picture.data),
            top=None,
            shape_id=self._new_id(),
            middle=(0, 0),
            most=self._most,
        )
        return made.actions[0]["payload"]

    def _text(self, text: Text) -> dict[str, Any]:
        ink, height = self._canvas.hand.pen.text
        size = box_of_text(text.text, height, None)
        if size[0] > self._most[0]:
            size = box_of_text(text.text, height, self._most[0])
        return {
            "id": self._new_id(),
            "kind": "text",
            "color": ink,
            "width": height,
            "text": text.text,
            "size": list(size),
        }

    def _put_drawing(self, drawing: Carried, middle: Place) -> None:
        # The same at the same place again lies beside what was put there before.
        times = self._times + 1 if self._last == (drawing, middle) else 0
        self._last, self._times = (drawing, middle), times
        beside = units(BESIDE) * times
        made = added(
            drawing,
            top=self._canvas.hand.top,
            new_id=self._new_id,
            keep=self.keep,
            middle=(round(middle[0]) + beside, round(middle[1]) + beside),
        )
        self._bring(made.actions, made.ids)
        if made.missing:
            self._say(f"{count(made.missing, 'image')} did not come with it: frames show where.")

    def _offer_to_shrink(self, large: Sequence[Oversized], middle: Place) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("Too large a picture")
        box.setText(" ".join(dict.fromkeys(one.reason for one in large)))
        box.setInformativeText("A smaller copy can be made.")
        shrink = box.addButton("&Shrink", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        shrink.clicked.connect(lambda: self.put([_shrunk(one) for one in large], middle))
        box.finished.connect(box.deleteLater)
        self.question = box
        box.open()


def _shrunk(large: Oversized) -> Dropped:
    try:
        return read_picture(shrunk(large.data))
    except NotAPicture as error:
        return Unusable(str(error))
