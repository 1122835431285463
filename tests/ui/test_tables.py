from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.tables import make_list


def test_all_rows_are_as_high_whatever_is_in_them(qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel(50, 2, table))

    make_list(table, 33)

    assert {table.rowHeight(row) for row in range(50)} == {33}


def test_a_click_chooses_the_whole_row(qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel(3, 2, table))
    make_list(table, 20)

    table.selectRow(1)

    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
