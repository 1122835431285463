"""What people do to a room, and what they are told when it does not go."""

from collections.abc import Callable
from typing import Any

from ..store.reducer import Refused
from ..store.update import Update
from .banner import MessageBanner
from .history.describe import describe
from .ports import Room

__all__ = ["Doing"]


class Doing:
    """Dispatches, undoes and redoes in `room`.

    Args:
        room: where.
        banner: says why something could not be done, until something can.
        hint: shows a line of text for a while.
        failed: called after nothing came of an action, to show the room as it is.
    """

    def __init__(
        self,
        room: Room,
        banner: MessageBanner,
        hint: Callable[[str], object],
        failed: Callable[[], object],
    ) -> None:
        self._room = room
        self._banner = banner
        self._hint = hint
        self._failed = failed

    def dispatch(self, action: Any) -> None:
        """Do `action` for everybody, or say why that cannot be."""
        self._try(lambda: self._room.dispatch(action))

    def undo(self) -> None:
        self._hint_after("Undone", self._room.undo, "There is nothing of yours to undo")

    def redo(self) -> None:
        self._hint_after("Redone", self._room.redo, "There is nothing to redo")

    def resume(self) -> None:
        """Go on folding, where that had stopped."""
        self._room.resume()
        is_over = self._room.history.stopped is None
        self._hint("Folding goes on" if is_over else "It stopped at the same place again")

    def _hint_after(self, verb: str, do: Callable[[], Update | None], nothing: str) -> None:
        update = self._try(do)
        if update is not None:
            self._hint(f"{verb}: {describe(update.action)}")
        elif self._banner.isHidden():
            self._hint(nothing)

    def _try(self, do: Callable[[], Any]) -> Any:
        try:
            result = do()
        except Refused as refused:
            self._banner.say(f"Not possible now: {refused.reason}. Nothing was changed.")
        except (TypeError, ValueError, OSError) as error:
            self._banner.say(f"That could not be done: {error}. Nothing was changed.")
        else:
            self._banner.hide()
            return result
        self._failed()  # takes back what the canvas showed ahead of the answer
        return None
