"""The command palette: whatever the window can do, by a few letters of its name."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .. import theme
from .command import Command, CommandId
from .match import score
from .registry import Commands

__all__ = ["Palette", "found"]

ID = Qt.ItemDataRole.UserRole
SIZE = (560, 460)
ROW = 28
"""Pixels: enough for a finger."""

WALK = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def found(commands: Commands, typed: str) -> list[tuple[Command, str]]:
    """The commands that `typed` may mean with their menus, the best first.

    Of those that answer alike, the recently used come first, then those that come first in
    the menus.
    """
    recent = {command_id: place for place, command_id in enumerate(commands.recent)}
    rows: list[tuple[int, int, Command, str]] = []
    for title, entries in commands.menus.items():
        menu = title.replace("&", "")
        for command in filter(None, entries):
            points = score(typed, command.name)
            if points is None:
                below = score(typed, f"{menu} {command.name}")
                points = None if below is None else below - 1000
            if points is not None:
                rows.append((-points, recent.get(command.id, len(recent)), command, menu))
    rows.sort(key=lambda row: row[:2])
    return [(command, menu) for _, _, command, menu in rows]


class Palette(QDialog):
    """Finds a command of `commands` by its name and does it; keys suffice for all of it.

    Emits `asked_for` with the id of the command to do, after it has closed.
    """

    asked_for = Signal(str)

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setWindowTitle("Commands")
        self.resize(*SIZE)
        self.field = QLineEdit()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Command")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = QTreeWidget()
        self.list.setAccessibleName("Commands found")
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemClicked.connect(self._choose)
        self.list.currentItemChanged.connect(self._explain)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.words)

    def showEvent(self, event: QShowEvent) -> None:
        self.field.clear()
        self._search()
        self.field.setFocus()
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in WALK:
                # The list walks by itself; the field keeps the keyboard.
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        self.list.clear()
        faded = QBrush(QColor(theme.current().muted))
        for command, menu in found(self._commands, self.field.text().strip()):
            reason = command.when()
            name = f"{command.name}  –  {reason}" if reason else command.name
            item = QTreeWidgetItem([name, self._commands.keys.shown(command.id)])
            item.setData(0, ID, command.id)
            item.setIcon(0, self._commands.action(command.id).icon())
            item.setSizeHint(0, QSize(0, ROW))
            said = ", ".join(filter(None, (command.name, menu, item.text(1), reason)))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
            item.setToolTip(0, f"{menu} ▸ {command.name}")
            for column in (0, 1) if reason else (1,):
                item.setForeground(column, faded)
            self.list.addTopLevelItem(item)
        if (first := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(first)
        else:
            self.field.setAccessibleDescription("Nothing found")
            self.words.setText("No command has these letters in this order")

    def _explain(self, item: QTreeWidgetItem | None) -> None:
        command = self._command(item)
        if command is None:
            return
        reason = command.when()
        self.words.setText(reason or "Enter = do it · Esc = close")
        # The keyboard stays in the field, so a screen reader has to hear there what is chosen.
        said = cast("QTreeWidgetItem", item).data(0, Qt.ItemDataRole.AccessibleTextRole)
        self.field.setAccessibleDescription(str(said))

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        command = self._command(item)
        if command is None:
            return
        if reason := command.when():
            self.words.setText(f"Not now: {reason}")
            return
        self.accept()
        self.asked_for.emit(command.id)

    def _command(self, item: QTreeWidgetItem | None) -> Command | None:
        if item is None:
            return None
        command_id: CommandId = item.data(0, ID)
        return self._commands.keys.commands[command_id]
