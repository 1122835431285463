"""Which version of the reducer a room needs, read off its log.

A program with a newer reducer says so in the log before its first action, so everybody
knows from there on, offline too. An older program stores and passes on what it does not
understand, and folds nothing: half a state would look like a whole one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from ...store.reducer import Refused
from ...store.update import Update

__all__ = ["NEEDED", "Needs", "version_in"]

NEEDED = "history/needed"
"""The type of the action that carries `{reducer}`, the lowest version that will do."""

FIRST_VERSION = 1
"""What every room needs, without anybody saying so."""

LAST_VERSION = 1_000
"""What names a higher version names none, for everybody.

Reducers are counted from 1, by one with each change of the rules. Without an end, one
member's word could ask for a version that will never be, and no later program could take
that back. The end is part of the format and not of a program, such as "so many more than
ours": replicas of different programs have to read the same need off the same log, or one
of them would fold what another one leaves alone.
"""


class Needs:
    """What the room needs, as far as we have seen its log.

    Args:
        ours: the version of our reducer.
        outdated: told once what is needed is newer than `ours`.
    """

    def __init__(self, ours: int, outdated: Callable[[int], object]) -> None:
        self._ours = ours
        self._outdated = outdated
        self.needed = FIRST_VERSION

    def are_met(self, updates: Iterable[Update]) -> bool:
        """Whether `updates`, and all before them, may be folded here."""
        before = self.needed
        for update in updates:
            if update.action["type"] == NEEDED:
                self.needed = max(self.needed, version_in(update.action))
        if before < self.needed and self.needed > self._ours:
            self._outdated(self.needed)
        return self.needed <= self._ours

    def refuse_if_unmet(self) -> None:
        """Keep an older program from acting on a state that it does not have.

        Raises:
            Refused: this program is too old for the room.
        """
        if self.needed > self._ours:
            raise Refused(
                f"this room needs a newer version of the program: its reducer is of version"
                f" {self.needed}, ours of {self._ours}"
            )

    def unrecorded(self) -> dict[str, Any] | None:
        """The action that must come before our next one, or None; it is given once."""
        if self.needed >= self._ours:
            return None
        self.needed = self._ours
        return {"type": NEEDED, "payload": {"reducer": self._ours}}


def version_in(action: Mapping[str, Any]) -> int:
    """The version that an action of type `NEEDED` names; 0 where that is none there can be."""
    payload = action.get("payload")
    version = (
        cast("Mapping[str, object]", payload).get("reducer")
        if isinstance(payload, Mapping)
        else None
    )
    return version if type(version) is int and 0 < version <= LAST_VERSION else 0
