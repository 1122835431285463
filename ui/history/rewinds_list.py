"""The table of rewinds with its totals."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...store.history import History
from ...store.update import SourceId
from .. import theme
from ..tables import make_list
from .rewinds import RewindsModel, totals
from .row_painter import ROW_HEIGHT

__all__ = ["RewindsList"]

Index = QModelIndex | QPersistentModelIndex

COLUMN_WIDTH = 104
PAD = 3


class RewindsList(QWidget):
    """Enter or a double click on a rewind asks for its earliest late update."""

    asked_for = Signal(object)

    def __init__(
        self,
        history: History[Any],
        name_of: Callable[[SourceId], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self.model = RewindsModel(history, name_of, self)
        self.table = QTableView()
        self._totals = QLabel(totals(history))
        self._totals.setTextFormat(Qt.TextFormat.PlainText)
        self._totals.setContentsMargins(4, 4, 12, 4)
        self._totals.setWordWrap(True)
        self._set_up_table()
        self.table.activated.connect(self._ask)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self._totals)

    def refresh(self) -> None:
        """Take in the rewinds since the last time."""
        self.model.refresh()
        self._totals.setText(totals(self._history))

    def take_focus(self) -> None:
        """Be ready for the keyboard, on the newest rewind at first."""
        self.table.setFocus()
        if not self.table.selectionModel().hasSelection():
            self.table.selectRow(0)

    def _ask(self, index: QModelIndex) -> None:
        rewind = self.model.rewind_at(index.row())
        if rewind.late:
            self.asked_for.emit(rewind.late[0])

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Rewinds")
        table.setItemDelegate(_Cells(table))
        make_list(table, ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setDefaultSectionSize(COLUMN_WIDTH)
        header.setFixedHeight(ROW_HEIGHT)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        # Newest first, which is no column's order, until somebody presses a header.
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        table.setSortingEnabled(True)


class _Cells(QStyledItemDelegate):
    """Texts with room at their sides. (A style sheet would miss changes of the palette.)"""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType,reportUnknownMemberType]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType,reportUnknownMemberType]
        colors = theme.current()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.mixed(colors.accent, colors.paper, 0.18))
        painter.setPen(colors.text)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        text = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, rect.width() - 2 * PAD
        )
        painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), side, text)
