"""What people do to a room, and what they are told when it does not go."""

from collections.abc import Callable, Mapping
from typing import Any

from ..store.documents.whiteboard import Shape
from ..store.reducer import Refused
from ..store.update import Update
from .banner import MessageBanner
from .ports import Room

__all__ = ["Doing"]

After = Callable[[str, Update, Mapping[str, Shape], Callable[[], None]], object]


class Doing:
    """Dispatches, undoes and redoes in `room`.

    Args:
        room: where.
        banner: says why something could not be done, until something can.
        hint: shows a line of text for a while.
        failed: called after nothing came of an action, to show the room as it is.

    Attributes:
        after: told "Undone" or "Redone", what that was about, the shapes there were until
            then, and what does the opposite.
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
        self.after: After = _nothing

    def dispatch(self, action: Any) -> None:
        """Do `action` for everybody, or say why that cannot be."""
        self._try(lambda: self._room.dispatch(action))

    def undo(self) -> None:
        self._turn("Undone", self._room.undo, self.redo, "There is nothing of yours to undo")

    def redo(self) -> None:
        self._turn("Redone", self._room.redo, self.undo, "There is nothing to redo")

    def resume(self) -> None:
        """Go on folding, where that had stopped."""
        self._room.resume()
        is_over = self._room.history.stopped is None
        self._hint("Folding goes on" if is_over else "It stopped at the same place again")

    def _turn(
        self, verb: str, do: Callable[[], Update | None], again: Callable[[], None], nothing: str
    ) -> None:
        before: Mapping[str, Shape] = self._room.get_state()["whiteboard"].shapes
        update = self._try(do)
        if update is not None:
            self.after(verb, update, before, again)
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


def _nothing(*_: object) -> None:
    pass
