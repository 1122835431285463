"""One thing that people can ask for: what it is called, what does it, and its keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QAction, QKeySequence

__all__ = ["Command", "CommandId", "Keys", "Where", "pressed"]

CommandId: TypeAlias = str
"""Stays the same from version to version: "board.tool.pen"."""

Keys: TypeAlias = QKeySequence.StandardKey | str | None

Where: TypeAlias = Literal["window", "board", "history"]


def _always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu, of the palette and of the list of keys.

    Attributes:
        id: by which its keys are remembered.
        text: what it is called, with its mnemonic.
        do: called without arguments, or with whether it is on if it `is_switch`.
            A key counts as not pressed where it returns False.
        keys: the system's own keys for it, or a text like "Ctrl+H".
        more_keys: texts of keys that do it on every system, whatever its own are.
        where: what must have the keyboard for keys without Ctrl or Alt to mean it.
        when: says why it cannot be done now; nothing, if it can.
        is_switch: whether it stays on or off.
        group: entries of one group exclude each other.
        role: where macOS puts it.
        sign: the name of its icon, or nothing.
    """

    id: CommandId
    text: str
    do: Callable[..., object]
    keys: Keys = None
    more_keys: Sequence[str] = ()
    where: Where = "window"
    when: Callable[[], str] = _always
    is_switch: bool = False
    group: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    sign: str = ""

    @property
    def name(self) -> str:
        """What it is called, in a list."""
        return self.text.replace("&", "").rstrip("…")

    def default_keys(self) -> tuple[QKeySequence, ...]:
        """Its keys where nobody chose others, each once."""
        keys: list[QKeySequence] = []
        if isinstance(self.keys, str):
            keys.append(QKeySequence(self.keys))
        elif self.keys is not None:
            keys += QKeySequence.keyBindings(self.keys)
        more = map(QKeySequence, self.more_keys)
        # A key given twice would be ambiguous, and do nothing.
        return (*keys, *(key for key in more if key not in keys))


def pressed(keys: QKeySequence) -> list[QKeyCombination]:
    """What is pressed one after another, mostly a single combination."""
    # PySide's stubs do not know that sequences have items.
    items = cast("Any", keys)
    return [items[number] for number in range(keys.count())]
