"""Puts on the board what is pasted, dropped or chosen: pictures, words, and drawings.

What comes at once is one gesture, and one step of undo.
"""

from collections.abc import Callable, Sequence
from math import ceil, sqrt
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ..store.documents.whiteboard import whiteboard
from ..store.documents.zkeys import above
from .board.canvas import BoardCanvas
from .board.export.carried import Carried
from .board.export.dropped import Dropped, Oversized, Text, Unusable, dropped, opened_bytes
from .board.export.files import read_file
from .board.export.opening import MOST_FILE, added, added_picture
from .board.export.pictures import NotAPicture, Picture, read_picture, shrunk
from .board.shapes.geometry import Place
from .board.tools.pointer import units
from .board.tools.styling import box_of_text
from .words import count, plain

__all__ = ["Incoming"]

SHARE = 0.5
"""A picture or a text takes at most so much of what the window shows."""

GAP = 16
"""So many pixels of the screen lie between things that come at once."""

BESIDE = 16
"""So many pixels right of and below the one before lies what is pasted again."""

FILTER = "Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.svg);;All files (*)"


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
        self.keep = keep
        self.files: QFileDialog | None = None
        self.question: QMessageBox | None = None
        canvas.brought.connect(self.take)
        canvas.paste_asked.connect(self.paste)
        canvas.picture_asked.connect(self.choose)

    def choose(self) -> None:
        """Ask for files with pictures, and put them in the middle."""
        if self._is_blocked():
            return
        place = QStandardPaths.StandardLocation.PicturesLocation
        folder = QStandardPaths.writableLocation(place)
        files = QFileDialog(self._window, "Put pictures on the board", folder, FILTER)
        files.setFileMode(QFileDialog.FileMode.ExistingFiles)
        files.filesSelected.connect(self.open_files)
        files.finished.connect(files.deleteLater)
        self.files = files
        files.open()

    def open_files(self, names: Sequence[str]) -> None:
        """Put what the files hold in the middle of what is shown."""
        found: list[Dropped] = []
        for path in map(Path, names):
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
            self._spread(shapes, middle)
            action = shapes[0] if len(shapes) == 1 else {"shapes": shapes}
            ids = [shape["id"] for shape in shapes]
            self._canvas.hand.bring([whiteboard.actions["added"](action)], ids)
        if reasons:
            nothing = "" if shapes else " Nothing was changed."
            self._say(" ".join(reasons) + nothing)
        large = [one for one in found if isinstance(one, Oversized)]
        if large:
            self._offer_to_shrink(large, middle)

    # How

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

    def _spread(self, shapes: Sequence[dict[str, Any]], middle: Place) -> None:
        """Give each its place: in rows around `middle`, as many across as down."""
        gap = GAP / self._canvas.view.scale
        columns = ceil(sqrt(len(shapes)))
        rows = [shapes[i : i + columns] for i in range(0, len(shapes), columns)]
        heights = [max(shape["size"][1] for shape in row) for row in rows]
        y = middle[1] - (sum(heights) + gap * (len(rows) - 1)) / 2
        z = self._canvas.hand.next_z()
        for row, height in zip(rows, heights, strict=True):
            x = middle[0] - (sum(s["size"][0] for s in row) + gap * (len(row) - 1)) / 2
            for shape in row:
                top = y + (height - shape["size"][1]) / 2
                shape |= {"points": [round(x), round(top)], "z": z}
                x += shape["size"][0] + gap
                z = above(z)
            y += height + gap

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
        self._canvas.hand.bring(made.actions, made.ids)
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
