"""The keys that people chose, kept between starts. What is broken counts as not chosen."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence

from .command import pressed
from .keymap import KeyMap

__all__ = ["restore_keys", "save_keys"]

GROUP = "keys"


def restore_keys(settings: QSettings, keys: KeyMap) -> list[str]:
    """Put the chosen keys back; returns what was wrong with some, each as a sentence.

    What was wrong is taken out of `settings`, so it is told once. What is said of commands
    that this version does not have stays there for the one that does.
    """
    problems: list[str] = []
    settings.beginGroup(GROUP)
    for command_id in sorted(settings.allKeys()):
        command = keys.commands.get(command_id)
        if command is None:
            continue
        value = settings.value(command_id)
        problem, chosen = _read(str(value)) if isinstance(value, str) else (repr(value), ())
        if problem:
            problems.append(f"{problem} is no key: {command.name} has its usual ones.")
        for key in chosen:
            owner = keys.owner(command_id, key)
            if not problem and owner is not None and owner.id in keys.chosen:
                problem = key.toString(QKeySequence.SequenceFormat.NativeText)
                problems.append(
                    f"{problem} was chosen for {owner.name} and {command.name}:"
                    f" {owner.name} keeps it."
                )
        if problem:
            settings.remove(command_id)
        else:
            keys.choose(command_id, chosen)
    settings.endGroup()
    return problems


def save_keys(settings: QSettings, keys: KeyMap) -> None:
    """Write the chosen keys down."""
    settings.beginGroup(GROUP)
    for command_id in keys.commands:
        chosen = keys.chosen.get(command_id)
        if chosen is None:
            settings.remove(command_id)
        else:
            settings.setValue(command_id, _written(chosen))
    settings.endGroup()
    settings.sync()


def _read(text: str) -> tuple[str, tuple[QKeySequence, ...]]:
    """What of `text` is no key, and the keys that it names."""
    chosen: list[QKeySequence] = []
    for part in filter(None, (part.strip() for part in text.split("; "))):
        key = QKeySequence.fromString(part)
        if not key.count() or any(k.key() is Qt.Key.Key_unknown for k in pressed(key)):
            return repr(part), ()
        chosen.append(key)
    return "", tuple(chosen)


def _written(keys: tuple[QKeySequence, ...]) -> str:
    return "; ".join(key.toString() for key in keys)
