"""Tables that are lists: one chooses whole rows, which are all as high, and writes into none."""

from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

__all__ = ["make_list"]


def make_list(table: QTableView, row_height: int) -> None:
    """Let `table` be a list of rows so many pixels high, which Tab leaves."""
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    # Measuring rows one by one would take seconds where there are many.
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(row_height)
