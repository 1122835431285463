"""The history as rows: row 0 is the beginning, row n the n-th update in the agreed order.

So a row number is a place of the history: the state at row n is `state_at(n)`. Behind the
last place stands a row for each source whose updates are set aside, which have no place.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ...store.history import History
from ...store.undo import is_control
from ...store.update import SourceId, Update
from ..ports import Quarantined, Reach
from ..words import clock, clock_with_tenths, count, duration, plain, thousands, tooltip
from .describe import describe

__all__ = ["HistoryModel", "Row"]

Index = QModelIndex | QPersistentModelIndex

MOST_ASIDE = 5
"""So many actions that are set aside are listed where one points at them."""

MOST_RANGES = 50
"""More separate insertions than this in one frame are cheaper as one reset."""


class Row(NamedTuple):
    """One line of the list, ready to be painted.

    Attributes:
        place: how many updates had happened after this one, itself included.
        source: whose it is; None for the beginning.
        who, what, time: the words.
        late: "↶7 · 3.2 s", or nothing.
        depth: how many places before the end it was sorted when it arrived; 0 in order.
        reason: why it was refused, or nothing.
        undone: whether it is taken out at present.
        control: whether it is an undo or a redo itself.
        reach: how far it has come among all, or None where nobody else takes part.
        aside: whether it stands for updates that are set aside, and so for no place.
    """

    place: int
    source: SourceId | None
    who: str
    what: str
    time: str
    late: str
    depth: int
    reason: str
    undone: bool
    control: bool
    reach: Reach | None = None
    aside: bool = False


BEGINNING = Row(0, None, "", "the beginning", "", "", 0, "", False, False)


class HistoryModel(QAbstractTableModel):
    """Follows a history when `refresh` is called, which is once per frame.

    Args:
        history: what to show.
        name_of: what to call a source.
        reach_of: how far an update has come.
        quarantined: what is set aside at present.
    """

    def __init__(
        self,
        history: History[Any],
        name_of: Callable[[SourceId], str],
        reach_of: Callable[[Update], Reach | None] = lambda update: None,
        quarantined: Callable[[], Sequence[Quarantined]] = tuple[Quarantined, ...],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._name_of = name_of
        self._reach_of = reach_of
        self._quarantined = quarantined
        self._aside: Sequence[Quarantined] = tuple(quarantined())
        # Views must see one frame of the log, which itself may grow at any moment.
        self._updates: list[Update] = list(history.updates)
        self._arrived = len(history.arrivals)
        self._withdrawals = history.withdrawals

    # For views

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.places + len(self._aside)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _sentence(self.row(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole and index.row() > 0:
            return tooltip(self.details(index.row()))
        return None

    # Reading

    @property
    def places(self) -> int:
        """How many rows are places of the history, the beginning included."""
        return len(self._updates) + 1

    def row(self, number: int) -> Row:
        """The row, from the update and what has become of it."""
        if number == 0:
            return BEGINNING
        if number >= self.places:
            return self._row_aside(number)
        update = self._updates[number - 1]
        history = self._history
        lateness = history.lateness(update)
        late = ""
        if lateness is not None:
            delay = duration(lateness.arrived - update.timestamp)
            late = f"↶{thousands(lateness.depth)} · {delay}"
        return Row(
            number,
            update.source,
            self._name_of(update.source),
            describe(update.action, history.find),
            clock(update.timestamp),
            late,
            0 if lateness is None else lateness.depth,
            history.refusal(update) or "",
            history.is_undone(update),
            is_control(update),
            self._reach_of(update),
        )

    def update_at(self, row: int) -> Update | None:
        """The update of `row`; None for the beginning, and for what is set aside."""
        return self._updates[row - 1] if 0 < row < self.places else None

    def row_of(self, update: Update) -> int:
        """Where `update` stands now, which `refresh` may change."""
        return self._history.place_of(update) + 1

    def is_late(self, update: Update) -> bool:
        return self._history.lateness(update) is not None

    def details(self, number: int) -> str:
        """What is worth knowing about a row when one points at it."""
        row = self.row(number)
        if row.aside:
            return self._details_aside(row, self._aside[number - self.places])
        update = self._updates[number - 1]
        lines = [f"{row.who} {row.what}", f"made {clock_with_tenths(update.timestamp)}"]
        lateness = self._history.lateness(update)
        if lateness is not None:
            places = count(lateness.depth, "place")
            lines.append(
                f"arrived {clock_with_tenths(lateness.arrived)}, late: {places} before the end"
            )
        if row.reach is not None:
            lines.append(row.reach.words)
        if row.undone:
            lines.append("undone: it has no effect now")
        if row.reason:
            lines.append(f"refused: {row.reason}")
        return "\n".join(lines)

    # Growing

    def refresh(self) -> list[Update]:
        """Take in what arrived since the last time; returns it, as it arrived."""
        history = self._history
        self._refresh_aside()
        if history.withdrawals != self._withdrawals:
            self._withdrawals = history.withdrawals
            self.beginResetModel()
            self._updates = list(history.updates)
            self._arrived = len(history.arrivals)
            self.endResetModel()
            return list(history.arrivals)
        new = list(history.arrivals[self._arrived :])
        self._arrived += len(new)
        if new:
            ranges = _ranges(sorted(history.place_of(update) for update in new))
            if len(ranges) <= MOST_RANGES:
                for first, last in ranges:
                    self.beginInsertRows(QModelIndex(), first + 1, last + 1)
                    self._updates[first:first] = history.updates[first : last + 1]
                    self.endInsertRows()
            else:
                self.beginResetModel()
                self._updates = list(history.updates)
                self.endResetModel()
        return new

    def _refresh_aside(self) -> None:
        """There are few of these rows, and they hardly ever change."""
        aside = tuple(self._quarantined())
        if aside == self._aside:
            return
        if self._aside:
            self.beginRemoveRows(QModelIndex(), self.places, self.rowCount() - 1)
            self._aside = ()
            self.endRemoveRows()
        if aside:
            self.beginInsertRows(QModelIndex(), self.places, self.places + len(aside) - 1)
            self._aside = aside
            self.endInsertRows()

    def _row_aside(self, number: int) -> Row:
        found = self._aside[number - self.places]
        since = clock(found.first)
        what = f"signed two different histories from {since} on: set aside"
        if found.updates:
            what += f", {count(len(found.updates), 'action')}"
        who = self._name_of(found.source)
        return Row(number, found.source, who, what, "", "", 0, "", False, False, aside=True)

    def _details_aside(self, row: Row, found: Quarantined) -> str:
        lines = [f"{row.who} {row.what}", plain(found.reason)]
        lines += [f"  {describe(update.action)}" for update in found.updates[:MOST_ASIDE]]
        if len(found.updates) > MOST_ASIDE:
            lines.append(f"  and {count(len(found.updates) - MOST_ASIDE, 'other')}")
        lines.append("They are kept on this disk and have no effect, here and everywhere.")
        return "\n".join(lines)


def _ranges(places: list[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring places. Inserted in turn, each stands where it belongs."""
    ranges: list[tuple[int, int]] = []
    for place in places:
        if ranges and ranges[-1][1] + 1 == place:
            ranges[-1] = (ranges[-1][0], place)
        else:
            ranges.append((place, place))
    return ranges


def _sentence(row: Row) -> str:
    said = [row.who, row.what, row.time]
    if row.late:
        said.append(f"late, {row.late}")
    if row.reach is not None:
        said.append(row.reach.words)
    if row.undone:
        said.append("undone")
    if row.reason:
        said.append(f"refused: {row.reason}")
    return ", ".join(filter(None, said))
