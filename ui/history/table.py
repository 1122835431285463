"""The list of the history: fixed rows, following the newest only while at the end."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QTableView, QWidget

from ...store.update import Update
from ..tables import make_list
from ..words import thousands
from .model import HistoryModel
from .row_painter import ROW_HEIGHT, RowPainter

__all__ = ["HistoryTable"]

FRESH_MS = 1200
"""How long a late row is tinted."""


class HistoryTable(QTableView):
    """Shows a `HistoryModel`. Enter or a double click asks to look at a row."""

    asked_for = Signal(int)

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._painter = RowPainter(model, self)
        self._follows = True
        self._unseen = 0
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("History in the agreed order")
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        make_list(self, ROW_HEIGHT)

        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(FRESH_MS)
        self._fading.timeout.connect(self._fade)

        self.newer = QPushButton(self)
        self.newer.setAccessibleName("Go to the newest rows")
        self.newer.setCursor(Qt.CursorShape.PointingHandCursor)
        self.newer.hide()
        self.newer.clicked.connect(self.follow)
        self.doubleClicked.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._note_scrolling)

    @property
    def is_following(self) -> bool:
        """Whether new rows scroll into view."""
        return self._follows

    def follow(self) -> None:
        """Go to the end, and stay there as rows are added."""
        self._follows = True
        self._unseen = 0
        self.newer.hide()
        self.scrollToBottom()

    def refresh(self) -> list[Update]:
        """Take new rows in without moving what one reads; returns what came."""
        anchor, offset = self._anchor()
        new = self._model.refresh()
        late = [update.name for update in new if self._model.is_late(update)]
        if late:
            self._painter.fresh = frozenset(late)
            self._fading.start()
        if not new:
            self.viewport().update()  # outcomes may have changed
        elif self._follows:
            self.scrollToBottom()
        else:
            if anchor is not None:
                row = self._model.row_of(anchor)
                self.verticalScrollBar().setValue(row * ROW_HEIGHT - offset)
            self._unseen += len(new)
            self._show_unseen()
        return new

    def look_at(self, row: int | None) -> None:
        """Mark `row` as the moment that is shown; None when live."""
        if row == self._painter.looked_at:
            return
        self._painter.looked_at = row
        if row is not None and row < self._model.rowCount():
            self.select(row)
        self.viewport().update()

    def select(self, row: int) -> None:
        """Make `row` the current one, and visible."""
        self._follows = False
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()
        if self._follows:
            self.scrollToBottom()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def _fade(self) -> None:
        self._painter.fresh = frozenset()
        self.viewport().update()

    def _anchor(self) -> tuple[Update | None, int]:
        row = self.rowAt(0)
        if row <= 0:
            return None, 0
        return self._model.update_at(row), self.rowViewportPosition(row)

    def _ask(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < self._model.places:
            self.asked_for.emit(index.row())

    def _note_scrolling(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value < bar.maximum():
            self._follows = False
        elif self._painter.looked_at is None:
            self._follows = True
            self._unseen = 0
            self.newer.hide()

    def _show_unseen(self) -> None:
        self.newer.setText(f"{thousands(self._unseen)} new ↓")
        self.newer.show()
        self._place_button()

    def _place_button(self) -> None:
        self.newer.adjustSize()
        corner = self.viewport().geometry().bottomRight()
        size = self.newer.size()
        self.newer.move(corner - QPoint(size.width() + 12, size.height() + 8))
