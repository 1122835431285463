"""Which keys mean which command: the commands' own, and what people chose instead.

A key with Ctrl, Alt or Meta works in the whole window, and so do Esc and the function keys.
Any other key means something only to what has the keyboard: the board, or the history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from .command import Command, CommandId, Where, pressed

__all__ = ["KeyMap", "is_plain"]

_K, _M = Qt.Key, Qt.KeyboardModifier
_CHORDS = _M.ControlModifier | _M.AltModifier | _M.MetaModifier


class KeyMap:
    """The keys of `commands`; what was chosen for one goes before what another has by itself.

    Attributes:
        run: does a command that a key asked for; False if there was nothing to do.
    """

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands: Mapping[CommandId, Command] = {c.id: c for c in commands}
        self.run: Callable[[Command], bool] = _run
        self._chosen: dict[CommandId, tuple[QKeySequence, ...]] = {}
        self._keys: dict[CommandId, tuple[QKeySequence, ...]] = {}
        self._meant: dict[tuple[Where, int], Command] = {}
        self._settle()

    @property
    def chosen(self) -> Mapping[CommandId, tuple[QKeySequence, ...]]:
        """What people chose, by command; no keys are a choice too."""
        return self._chosen

    def of(self, command_id: CommandId) -> tuple[QKeySequence, ...]:
        """All keys of a command."""
        return self._keys[command_id]

    def shown(self, command_id: CommandId) -> str:
        """The keys of a command as people read them: "P", "Ctrl+Y, Ctrl+Shift+Z"."""
        native = QKeySequence.SequenceFormat.NativeText
        keys = [key for key in self._keys[command_id] if not _is_special(key)]
        return ", ".join(key.toString(native) for key in keys)

    def meant(self, where: Where, combination: QKeyCombination) -> Command | None:
        """The command that a key means to what has the keyboard, if it means one."""
        modifiers = combination.keyboardModifiers() & ~_M.KeypadModifier
        key = combination.key()
        found = self._find(where, QKeyCombination(modifiers, key))
        if found is None and modifiers & _M.ShiftModifier and _is_sign(key):
            # Which signs need Shift, each keyboard decides for itself.
            found = self._find(where, QKeyCombination(modifiers & ~_M.ShiftModifier, key))
        return found

    def owner(self, command_id: CommandId, key: QKeySequence) -> Command | None:
        """The other command that would lose `key`, if `command_id` had it."""
        asking = self.commands[command_id]
        for other in self.commands.values():
            if other.id != command_id and _meet(asking, other, key) and key in self.of(other.id):
                return other
        return None

    def choose(self, command_id: CommandId, keys: Sequence[QKeySequence]) -> None:
        """Let a command have `keys`, whoever had them."""
        for key in keys:
            owner = self.owner(command_id, key)
            if owner is not None:
                self._chosen[owner.id] = tuple(k for k in self.of(owner.id) if k != key)
        self._chosen[command_id] = tuple(keys)
        self._settle()

    def reset(self, command_id: CommandId) -> None:
        """Let a command have its own keys again, but for those that others were given."""
        self._chosen.pop(command_id, None)
        self._settle()

    def _settle(self) -> None:
        commands = self.commands
        # Those that were chosen first: a new version may want a key that somebody gave away.
        order = sorted(commands.values(), key=lambda command: command.id not in self._chosen)
        taken: dict[str, list[Command]] = {}
        self._keys = {}
        for command in order:
            wanted = self._chosen.get(command.id)
            kept: list[QKeySequence] = []
            for key in command.default_keys() if wanted is None else wanted:
                others = taken.setdefault(key.toString(), [])
                if not any(_meet(command, other, key) for other in others):
                    others.append(command)
                    kept.append(key)
            self._keys[command.id] = tuple(kept)
        self._meant = {
            (command.where, combination.toCombined()): command
            for command in commands.values()
            for key in self._keys[command.id]
            for combination in pressed(key)
            if key.count() == 1
        }

    def _find(self, where: Where, combination: QKeyCombination) -> Command | None:
        number = combination.toCombined()
        found = self._meant.get((where, number))
        if found is None and is_plain(QKeySequence(combination)):
            found = self._meant.get(("window", number))
        return found


def is_plain(key: QKeySequence) -> bool:
    """Whether `key` is one that writes or walks where text is edited."""
    combination, *more = pressed(key)
    if more or combination.keyboardModifiers() & _CHORDS:
        return False
    name = combination.key()
    return name is not _K.Key_Escape and not _K.Key_F1 <= name <= _K.Key_F35


def _meet(one: Command, other: Command, key: QKeySequence) -> bool:
    """Whether both could be meant by `key`."""
    return not is_plain(key) or one.where == other.where or "window" in (one.where, other.where)


def _is_sign(key: Qt.Key) -> bool:
    return key < _K.Key_Escape and not _K.Key_A <= key <= _K.Key_Z


def _is_special(key: QKeySequence) -> bool:
    """Whether it is a key that few have or use, such as "Undo", F18 or Shift+Ins."""
    return any(
        combination.key() >= _K.Key_Back
        or combination.key() == _K.Key_Insert
        or _K.Key_F13 <= combination.key() <= _K.Key_F35
        for combination in pressed(key)
    )


def _run(command: Command) -> bool:
    return not command.when() and command.do() is not False
