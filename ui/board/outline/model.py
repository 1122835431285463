"""The objects of a board as rows in reading order, made in slices beside everything else."""

from collections.abc import Callable, Generator
from time import perf_counter
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ....store.documents.transform import bounds
from ....store.documents.whiteboard import UNIT, Board, Shape
from ....store.update import SourceId
from ...words import plain
from ..reading_order import Item, reading_order
from .authors import Authors

__all__ = ["KIND_NAMES", "OutlineModel", "Row"]

Index = QModelIndex | QPersistentModelIndex

SLICE_SECONDS = 0.004
REST_MS = 250
"""Between two looks at a board that keeps changing."""

KIND_NAMES = {
    "stroke": "Stroke",
    "marker": "Marker",
    "rect": "Rectangle",
    "ellipse": "Ellipse",
    "line": "Line",
    "arrow": "Arrow",
    "text": "Text",
    "image": "Image",
}

COLUMNS = ("Object", "By", "Place", "Text")
LONGEST = 80


class Row(NamedTuple):
    """One object, ready to be shown."""

    kind: str
    author: str
    place: str
    text: str

    @property
    def sentence(self) -> str:
        """The same for who hears it."""
        by = f"by {self.author}" if self.author else ""
        return ", ".join(filter(None, (self.kind, by, self.text, f"at {self.place}")))


class OutlineModel(QAbstractTableModel):
    """Follows the boards that it is shown; what it takes in is there after a few slices.

    Args:
        authors: who put what on the board.
        name_of: what to call a source.
        clock: seconds, to know when a slice is over.
    """

    settled = Signal()
    """Everything of the board shown last is in the list."""

    def __init__(
        self,
        authors: Authors,
        name_of: Callable[[SourceId], str],
        parent: QObject | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__(parent)
        self._authors = authors
        self._name_of = name_of
        self._clock = clock
        self._board = Board()
        self._wanted = Board()
        self._items: dict[str, tuple[Shape, Item]] = {}
        self._order: list[str] = []
        self._rows: dict[str, int] = {}
        self._job: Generator[None, None, None] | None = None
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._slice)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._begin)

    # Boards

    def show_board(self, board: Board) -> None:
        """List what is on `board`, soon."""
        self._wanted = board
        if self._job is None and not self._rest.isActive():
            self._begin()

    def rest(self) -> None:
        """Take no more trouble until another board is shown."""
        self._job = None
        self._turns.stop()
        self._rest.stop()

    @property
    def is_settled(self) -> bool:
        """Whether the list holds the board shown last."""
        return self._job is None and self._board is self._wanted

    def _begin(self) -> None:
        if self._wanted is not self._board:
            self._job = self._take(self._wanted)
            self._turns.start()

    def _slice(self) -> None:
        end = self._clock() + SLICE_SECONDS
        while self._job is not None and self._clock() < end:
            if next(self._job, self) is self:
                self._job = None
                self._turns.stop()
                self._rest.start()
                self.settled.emit()

    def _take(self, board: Board) -> Generator[None, None, None]:
        while self._authors.refresh():
            yield
        items: dict[str, tuple[Shape, Item]] = {}
        for shape_id, shape in board.shapes.items():
            known = self._items.get(shape_id)
            if known is None or known[0] is not shape:
                known = (shape, Item(shape_id, bounds(shape)))
            items[shape_id] = known
            yield
        order = yield from reading_order(item for _, item in items.values())
        rows: dict[str, int] = {}
        for row, shape_id in enumerate(order):
            rows[shape_id] = row
            yield
        self.beginResetModel()
        self._board, self._items, self._order, self._rows = board, items, order, rows
        self.endResetModel()

    # Reading

    def id_at(self, row: int) -> str | None:
        """Which object stands in `row`."""
        return self._order[row] if 0 <= row < len(self._order) else None

    def row_of(self, shape_id: str) -> int | None:
        """Where an object stands."""
        return self._rows.get(shape_id)

    def shape_at(self, row: int) -> Shape | None:
        """The object in `row` as the board has it."""
        shape_id = self.id_at(row)
        return None if shape_id is None else self._items[shape_id][0]

    def row(self, number: int) -> Row:
        """What is shown in a row."""
        shape_id = self._order[number]
        shape, item = self._items[shape_id]
        author = self._authors.of(shape_id)
        left, top, _, _ = item.box
        return Row(
            KIND_NAMES[shape.kind],
            "" if author is None else self._name_of(author),
            f"{round(left / UNIT)}, {round(top / UNIT)}",
            plain(shape.text, LONGEST).strip(),
        )

    # For views

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row(index.row())[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row(index.row())
            return row.sentence if index.column() == 0 else row[index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None
