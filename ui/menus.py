"""The menu bar: everything the window can do, with its keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

__all__ = ["Command", "add_menus"]

Keys = QKeySequence.StandardKey | str | None


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu.

    Attributes:
        text: what it is called, with its mnemonic.
        do: called without arguments, or with whether it is on if it `is_switch`.
        keys: the system's own keys for it, or a text like "Ctrl+H".
        more_keys: texts of keys that do it on every system, whatever its own are.
        is_switch: whether it stays on or off.
        group: entries of one group exclude each other.
        role: where macOS puts it.
    """

    text: str
    do: Callable[..., object]
    keys: Keys = None
    more_keys: Sequence[str] = ()
    is_switch: bool = False
    group: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole

    @property
    def name(self) -> str:
        return self.text.replace("&", "").rstrip("…")


def add_menus(
    window: QMainWindow, menus: Mapping[str, Sequence[Command | None]]
) -> dict[str, QAction]:
    """Fill the menu bar of `window`; None is a line between entries.

    Returns the actions by the names of their commands.
    """
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for title, commands in menus.items():
        menu = window.menuBar().addMenu(title)
        for command in commands:
            if command is None:
                menu.addSeparator()
                continue
            action = actions[command.name] = _action(window, command)
            if command.group:
                group = groups.setdefault(command.group, QActionGroup(window))
                group.addAction(action)
            menu.addAction(action)
    return actions


def _action(window: QMainWindow, command: Command) -> QAction:
    action = QAction(command.text, window)
    action.setMenuRole(command.role)
    action.setShortcuts(_sequences(command))
    if command.is_switch or command.group:
        action.setCheckable(True)
    if command.is_switch:
        action.triggered.connect(command.do)
    else:
        action.triggered.connect(lambda: command.do())
    return action


def _sequences(command: Command) -> list[QKeySequence]:
    keys: list[QKeySequence] = []
    if isinstance(command.keys, str):
        keys.append(QKeySequence(command.keys))
    elif command.keys is not None:
        keys += QKeySequence.keyBindings(command.keys)
    more = map(QKeySequence, command.more_keys)
    # A key given twice would be ambiguous, and do nothing.
    return keys + [key for key in more if key not in keys]
