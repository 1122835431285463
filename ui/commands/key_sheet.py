"""The sheet of keys: every command by its menu, and a place to choose other keys."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .command import Command, CommandId
from .registry import Commands

__all__ = ["FIXED", "KeySheet", "as_text"]

FIXED: Sequence[tuple[str, str]] = (
    ("Move what is selected", "Arrows; Shift: ten times as far"),
    ("Hand, for as long as it is held", "Space"),
    ("Zoom at the pointer", "Ctrl+wheel"),
    ("Add to the selection", "Shift+click"),
    ("A straight line", "Shift while drawing"),
    ("Counter: one more, one less, ten", "+, −, Page up, Page down"),
    ("Counter: double, set", "*, ="),
)
"""What keys and the pointer do that nobody can choose otherwise."""

ID = Qt.ItemDataRole.UserRole
SIZE = (640, 620)
ROW = 28
"""Pixels: enough for a finger."""


def as_text(commands: Commands) -> str:
    """All commands with their keys by menu, for a printer or a file."""
    sections = [
        (menu, [(c.name, commands.keys.shown(c.id)) for c in entries])
        for menu, entries in _menus(commands)
    ]
    sections.append(("Pointer and arrows", list(FIXED)))
    width = max(len(name) for _, rows in sections for name, _ in rows) + 2
    lines: list[str] = []
    for title, rows in sections:
        lines += [title, *(f"  {name:<{width}}{keys}".rstrip() for name, keys in rows), ""]
    return "\n".join(lines)


class KeySheet(QDialog):
    """Lists `commands` with their keys, and lets people choose others."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setWindowTitle("Keys")
        self.resize(*SIZE)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search commands and keys")
        self.field.setAccessibleName("Search commands and keys")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.list = QTreeWidget()
        self.list.setAccessibleName("Commands and their keys")
        self.list.setHeaderLabels(["Command", "Keys"])
        self.list.setUniformRowHeights(True)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemActivated.connect(self._edit)
        self.list.currentItemChanged.connect(self._follow)
        self.change = QPushButton("&Change…")
        self.change.clicked.connect(self._edit)
        self.usual = QPushButton("&Usual keys")
        self.usual.setToolTip("Give this command its own keys again")
        self.usual.clicked.connect(lambda: self._rebind(None))
        self.copy = QPushButton("Copy as &text")
        self.copy.setToolTip("The whole list, for a printer or a file")
        self.copy.clicked.connect(self._copy)
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.reject)
        self._make_editor()
        self._lay_out()
        self._fill()
        commands.keys_changed.connect(self._fill)

    def showEvent(self, event: QShowEvent) -> None:
        self._end_editing()
        self.field.clear()
        self.field.setFocus()
        super().showEvent(event)

    def choose(self, command_id: CommandId) -> None:
        """Bring a command into view."""
        for item in self._items():
            if item.data(0, ID) == command_id:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item)

    # Choosing another key

    def _edit(self) -> None:
        command = self._current()
        if command is None:
            return
        self._label.setText(f"New key for {command.name}:")
        self.keys.setAccessibleName(f"New key for {command.name}")
        self.keys.clear()
        self._conflict("")
        self._editor.show()
        self.keys.setFocus()

    def _weigh(self, key: QKeySequence) -> None:
        command = self._current()
        owner = self._commands.keys.owner(command.id, key) if command and key.count() else None
        self._conflict(f"{_words(key)} is the key of {owner.name}" if owner else "")
        self.take.setText(f"Take it from {owner.name}" if owner else "&Take")
        self.take.setEnabled(key.count() > 0)

    def _take(self) -> None:
        key = self.keys.keySequence()
        if key.count():
            self._rebind([key])

    def _rebind(self, keys: Sequence[QKeySequence] | None) -> None:
        command = self._current()
        if command is not None:
            self._end_editing()
            self._commands.rebind(command.id, keys)
            self.choose(command.id)
            self.list.setFocus()

    def _conflict(self, words: str) -> None:
        self.warning.setText(f"⚠ {words}" if words else "")
        self.warning.setVisible(bool(words))

    def _end_editing(self) -> None:
        self._editor.hide()
        self._follow()

    # The list

    def _fill(self) -> None:
        self.list.clear()
        keys = self._commands.keys
        for menu, commands in _menus(self._commands):
            top = self._section(menu)
            for command in commands:
                item = QTreeWidgetItem(top, [command.name, keys.shown(command.id)])
                item.setData(0, ID, command.id)
                if command.id in keys.chosen:
                    item.setText(0, f"{command.name} (chosen)")
        top = self._section("Pointer and arrows")
        for row in FIXED:
            QTreeWidgetItem(top, list(row))
        self.list.expandAll()
        self._search()

    def _section(self, title: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.list, [title])
        item.setSizeHint(0, QSize(0, ROW))
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        return item

    def _search(self) -> None:
        typed = self.field.text().casefold().split()
        for top, rows in self._sections():
            for row in rows:
                said = f"{top.text(0)} {row.text(0)} {row.text(1)}".casefold()
                row.setHidden(not all(word in said for word in typed))
            top.setHidden(all(row.isHidden() for row in rows))
        self._follow()

    def _follow(self) -> None:
        command = self._current()
        self.change.setEnabled(command is not None)
        self.usual.setEnabled(command is not None and command.id in self._commands.keys.chosen)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for _, rows in self._sections():
            yield from rows

    def _sections(self) -> Iterator[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]]:
        for number in range(self.list.topLevelItemCount()):
            if (top := self.list.topLevelItem(number)) is not None:
                children = map(top.child, range(top.childCount()))
                yield top, [child for child in children if child is not None]

    def _current(self) -> Command | None:
        item = self.list.currentItem()
        command_id = item.data(0, ID) if item is not None and not item.isHidden() else None
        return self._commands.keys.commands.get(command_id) if command_id else None

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._commands))
        self.copy.setText("Copied ✓")

    # The parts

    def _make_editor(self) -> None:
        self._editor = QWidget()
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.keySequenceChanged.connect(self._weigh)
        self._label.setBuddy(self.keys)
        self.warning = QLabel()
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.take = QPushButton("&Take")
        self.take.clicked.connect(self._take)
        self.none = QPushButton("&No key")
        self.none.clicked.connect(lambda: self._rebind([]))
        self.back = QPushButton("&Leave it")
        self.back.clicked.connect(self._end_editing)
        column = QVBoxLayout(self._editor)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self._label)
        row.addWidget(self.keys, 1)
        for button in (self.take, self.none, self.back):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.warning)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._editor)
        buttons = QHBoxLayout()
        buttons.addWidget(self.change)
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.close_button)
        layout.addLayout(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter belongs to the list


def _menus(commands: Commands) -> Iterator[tuple[str, list[Command]]]:
    for title, entries in commands.menus.items():
        yield title.replace("&", ""), [command for command in entries if command]


def _words(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.NativeText)
