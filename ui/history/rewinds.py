"""The table of rewinds: what came late, how far that went back, and what it cost."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ...store.history import History
from ...store.rewind import Rewind
from ...store.undo import is_control
from ...store.update import SourceId
from ..words import clock, count, duration, thousands
from .describe import touched

__all__ = ["RewindsModel", "totals"]

Index = QModelIndex | QPersistentModelIndex


class Line(NamedTuple):
    """What one column shows, and what it is sorted by."""

    text: str
    key: Any


COLUMNS = ("time", "why", "from", "came", "late by", "depth", "replayed", "ms", "about")


class RewindsModel(QAbstractTableModel):
    """The rewinds since the room was opened, newest first unless sorted otherwise."""

    def __init__(
        self,
        history: History[Any],
        name_of: Callable[[SourceId], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._name_of = name_of
        self._lines: list[tuple[Line, ...]] = []
        self._rewinds: list[Rewind] = []
        self._seen = 0
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Take in the rewinds since the last time."""
        history = self._history
        if history.rewind_count == self._seen:
            return
        self._seen = history.rewind_count
        self.beginResetModel()
        self._rewinds = list(reversed(history.rewinds))
        self._lines = [self._line(rewind) for rewind in self._rewinds]
        self._sort()
        self.endResetModel()

    def rewind_at(self, row: int) -> Rewind:
        return self._rewinds[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._lines[index.row()][index.column()].text
        return _alignment(index.column(), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return _alignment(section, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        self._sort()
        self.layoutChanged.emit()

    def _sort(self) -> None:
        if self._sorted_by is None or not self._lines:
            return
        column, order = self._sorted_by
        pairs = sorted(
            zip(self._lines, self._rewinds, strict=True),
            key=lambda pair: pair[0][column].key,
            reverse=order == Qt.SortOrder.DescendingOrder,
        )
        self._lines = [line for line, _ in pairs]
        self._rewinds = [rewind for _, rewind in pairs]

    def _line(self, rewind: Rewind) -> tuple[Line, ...]:
        late = rewind.late
        moved = (*late, *(change.update for change in rewind.changes))
        sources = dict.fromkeys(update.source for update in late or moved)
        who = ", ".join(self._name_of(source) for source in sources)
        delay = max((rewind.arrived - update.timestamp for update in late), default=0)
        about = touched(update.action for update in moved if not is_control(update))
        return (
            Line(clock(rewind.arrived) if rewind.arrived else "–", rewind.arrived),
            Line(WHY[rewind.cause], rewind.cause),
            Line(who or "–", who),
            Line(count(len(late), "action") if late else "–", len(late)),
            Line(duration(delay) if late else "–", delay),
            Line(thousands(rewind.depth), rewind.depth),
            Line(thousands(rewind.replayed), rewind.replayed),
            Line(f"{rewind.duration_ms:.1f}", rewind.duration_ms),
            Line(about or "–", about),
        )


def _alignment(column: int, role: int) -> int | None:
    if role != Qt.ItemDataRole.TextAlignmentRole:
        return None
    side = Qt.AlignmentFlag.AlignLeft
    if COLUMNS[column] in RIGHT:
        side = Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


RIGHT = {"depth", "replayed", "ms"}
WHY = {
    "late": "came late",
    "undo": "undo or redo",
    "reducer": "new rules",
    "withdrawn": "done again",
}


def totals(history: History[Any]) -> str:
    """All rewinds in one line."""
    if not history.rewind_count:
        return (
            "Nothing has come late yet. It does when somebody acts while disconnected"
            " and comes back."
        )
    rewinds = history.rewinds
    late = sum(len(rewind.late) for rewind in rewinds)
    replayed = sum(rewind.replayed for rewind in rewinds)
    spent = sum(rewind.duration_ms for rewind in rewinds)
    return (
        f"{count(history.rewind_count, 'rewind')} · {count(late, 'late action')}"
        f" · {thousands(replayed)} replayed · {spent:.1f} ms"
    )
