"""The outline: all objects of the board as a list, to find, choose and remove them by keys."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ....store.documents.whiteboard import Board
from ....store.update import SourceId
from ...tables import make_list
from ...words import count
from .authors import Authors
from .model import OutlineModel

__all__ = ["OutlineList"]

ROW_HEIGHT = 28
WIDTH = 260
COLUMN_WIDTHS = (78, 56, 78)
"""Pixels, of all but the last, which has the rest."""
KEYS = "Enter shows it · Del removes · F2 edits text"


class OutlineList(QWidget):
    """Lists the board that it is shown, while it is visible.

    Enter or a double click asks to select and show an object, Del to remove it, F2 to edit
    its text.
    """

    chosen = Signal(str)
    removal_asked = Signal(str)
    edit_asked = Signal(str)

    def __init__(
        self,
        authors: Authors,
        name_of: Callable[[SourceId], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = OutlineModel(authors, name_of, self)
        self._board = Board()
        self._kept: tuple[str, int] | None = None
        self.setAccessibleName("Outline")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setContentsMargins(12, 8, 8, 4)
        self.table = _Table()
        self.table.setModel(self.model)
        self.table.asked.connect(self._ask)
        self.table.doubleClicked.connect(lambda: self._ask(Qt.Key.Key_Return))
        self.hint = QLabel(KEYS)
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(12, 4, 8, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.hint)
        self.setMinimumWidth(WIDTH)
        self.model.modelAboutToBeReset.connect(self._keep)
        self.model.modelReset.connect(self._restore)
        self._restore()

    def show_board(self, board: Board) -> None:
        """List what is on `board`; nothing is done while nobody can see it."""
        self._board = board
        if not self.isHidden():
            self.model.show_board(board)

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.model.show_board(self._board)
        else:
            self.model.rest()

    def take_focus(self) -> None:
        """Let the keyboard walk through the list."""
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectRow(0)

    def current(self) -> str | None:
        """The object that the keyboard is at."""
        return self.model.id_at(self.table.currentIndex().row())

    def _ask(self, key: Qt.Key) -> None:
        row = self.table.currentIndex().row()
        shape_id, shape = self.model.id_at(row), self.model.shape_at(row)
        if shape_id is None or shape is None:
            return
        if key is Qt.Key.Key_F2:
            if shape.kind == "text":
                self.edit_asked.emit(shape_id)
            else:
                self.hint.setText("Only texts can be edited")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_asked.emit(shape_id)
        else:
            self.chosen.emit(shape_id)

    def _keep(self) -> None:
        shape_id = self.current()
        self._kept = (shape_id, self.table.currentIndex().row()) if shape_id else None

    def _restore(self) -> None:
        rows = self.model.rowCount()
        self.words.setText(f"Outline: {count(rows, 'object')}")
        self.table.setAccessibleName(f"Outline, {count(rows, 'object')} in reading order")
        self.hint.setText(KEYS if rows else "Nothing is on the board yet")
        if self._kept is not None and rows:
            shape_id, before = self._kept
            # What was removed leaves the keyboard at what follows.
            row = self.model.row_of(shape_id)
            self.table.selectRow(min(before, rows - 1) if row is None else row)


class _Table(QTableView):
    """Walks by its arrows; emits `asked` with the other keys that mean something here."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        make_list(self, ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        for column, width in enumerate(COLUMN_WIDTHS):
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ASKING:
            self.asked.emit(key)
        else:
            super().keyPressEvent(event)


_ASKING = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_F2,
    }
)
