"""All commands of a window: its menus, which keys mean them, and which were used last."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from ..icons.icon import icon
from .command import Command, CommandId
from .key_settings import restore_keys, save_keys
from .keymap import KeyMap, is_plain

__all__ = ["Commands", "Menus"]

Menus: TypeAlias = Mapping[str, Sequence[Command | None]]
"""The commands by the titles of their menus; None is a line between entries."""

RECENT = "commands/recent"
MOST_RECENT = 6


class Commands(QObject):
    """The commands of `menus`, each as an action of `parent`.

    Args:
        say: shows a line of text for a while: why something cannot be done now.

    Attributes:
        keys: which keys mean what.
        recent: what was asked for by name, the last first.
    """

    keys_changed = Signal()

    def __init__(self, menus: Menus, say: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self.menus = menus
        self.keys = KeyMap(command for entries in menus.values() for command in entries if command)
        self.keys.run = self._press
        self.recent: list[CommandId] = []
        self._say = say
        self._settings: QSettings | None = None
        self._groups: dict[str, QActionGroup] = {}
        self._actions = {c.id: self._action(c) for c in self.keys.commands.values()}
        self._show_keys()

    def restore(self, settings: QSettings | None) -> list[str]:
        """Put back what people chose, and keep to `settings` what they will choose.

        Returns what was wrong with it, each as a sentence.
        """
        self._settings = settings
        if settings is None:
            return []
        known = self.keys.commands
        recent = str(settings.value(RECENT, "")).split()
        self.recent = [i for i in dict.fromkeys(recent) if i in known][:MOST_RECENT]
        problems = restore_keys(settings, self.keys)
        self._show_keys()
        return problems

    def action(self, command_id: CommandId) -> QAction:
        """The action that does a command, for menus, buttons and tests."""
        return self._actions[command_id]

    def refresh(self) -> None:
        """Let what cannot be done now be grey."""
        for command in self.keys.commands.values():
            self._actions[command.id].setEnabled(not command.when())

    def run(self, command_id: CommandId) -> str:
        """Do what was asked for by name; returns why it cannot be done, or nothing."""
        command = self.keys.commands[command_id]
        reason = command.when()
        if not reason:
            others = [i for i in self.recent if i != command_id]
            self.recent = [command_id, *others][:MOST_RECENT]
            if self._settings is not None:
                self._settings.setValue(RECENT, " ".join(self.recent))
            self._actions[command_id].setEnabled(True)
            self._actions[command_id].trigger()
        return reason

    def rebind(self, command_id: CommandId, keys: Sequence[QKeySequence] | None) -> None:
        """Give a command other keys, whoever had them; None gives it its own back."""
        if keys is None:
            self.keys.reset(command_id)
        else:
            self.keys.choose(command_id, keys)
        if self._settings is not None:
            save_keys(self._settings, self.keys)
        self._show_keys()
        self.keys_changed.emit()

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setMenuRole(command.role)
        if command.sign:
            action.setIcon(icon(command.sign))
        if command.is_switch or command.group:
            action.setCheckable(True)
        if command.is_switch:
            action.triggered.connect(command.do)
        else:
            action.triggered.connect(lambda: command.do())
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(self))
            group.addAction(action)
        return action

    def _show_keys(self) -> None:
        """In the menus too: keys that work everywhere as such, others only as words."""
        for command in self.keys.commands.values():
            action, keys = self._actions[command.id], self.keys.of(command.id)
            everywhere = [key for key in keys if not is_plain(key)]
            action.setShortcuts(everywhere)
            beside = "" if everywhere or not keys else f"\t{_words(keys[0])}"
            action.setText(command.text + beside)

    def _press(self, command: Command) -> bool:
        reason = command.when()
        if reason:
            self._say(reason)
        else:
            self._actions[command.id].setEnabled(True)
            self._actions[command.id].trigger()
        return True


def _words(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.NativeText)
