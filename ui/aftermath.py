"""What is shown after an undo, and after something late took the effect from my own work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..store.documents.shapes import description
from ..store.documents.transform import bounds, union
from ..store.documents.whiteboard import Shape, whiteboard
from ..store.rewind import Rewind
from ..store.update import SourceId, Update
from . import theme
from .board.canvas import BoardCanvas
from .board.floating.note import BoardNote
from .board.shapes.geometry import Box
from .history.consequences import Overtaken, also_without_effect, overtaken
from .history.describe import describe, touched_shapes
from .ports import Room
from .toast import Toast

__all__ = ["Aftermath"]


class Aftermath:
    """Shows it over `canvas`.

    Args:
        name_of: what somebody is called here.
        dispatch: does an action for everybody.
        new_id: names a gesture, as no other device does.
    """

    def __init__(
        self,
        room: Room,
        canvas: BoardCanvas,
        name_of: Callable[[SourceId], str],
        dispatch: Callable[[Any], object],
        new_id: Callable[[], str],
    ) -> None:
        self._room = room
        self._canvas = canvas
        self._name_of = name_of
        self._dispatch = dispatch
        self._new_id = new_id
        self.toast = Toast(canvas)
        self.note = BoardNote(canvas)
        self._last: tuple[str, str, Callable[[], object]] | None = None

    def after(
        self, verb: str, update: Update, before: Mapping[str, Shape], again: Callable[[], object]
    ) -> None:
        """Show the place where `update` was taken out or brought back, and say so.

        Args:
            verb: "Undone" or "Redone".
            before: the shapes there were until then.
            again: does the opposite.
        """
        said = f"{verb}: {describe(update.action)}"
        self._last = (said, "Redo" if verb == "Undone" else "Undo", again)
        self.toast.say(*self._last)
        ids = touched_shapes(update.action)
        box = self._box(ids, before)
        if box is not None:
            self._canvas.reveal(box)
            self._canvas.flash_place(box, theme.look(update.source).color)

    def refresh(self, rewinds: Sequence[Rewind]) -> None:
        """Say what the newest `rewinds` took the effect from."""
        if not rewinds:
            return
        also = also_without_effect(rewinds, self._room.me, self._name_of)
        if also and self._last is not None and self.toast.isVisible():
            said, button, again = self._last
            self.toast.say(f"{said} · {also}", button, again)
        for told in overtaken(self._room.history, rewinds, self._room.me, self._name_of):
            self._tell(told)

    def _tell(self, told: Overtaken) -> None:
        box = self._box(touched_shapes(told.update.action), told.lost)
        if told.lost:
            self.note.say(told.text, box, "Bring back", lambda: self._bring_back(told))
        else:
            self.note.say(told.text, box)

    def _bring_back(self, told: Overtaken) -> None:
        """Put what was lost where it was, and do to it again what had no effect."""
        shapes = [{"id": i, **description(shape)} for i, shape in told.lost.items()]
        gesture = {"gesture": self._new_id()}
        self._dispatch({**whiteboard.actions["added"]({"shapes": shapes}), "meta": gesture})
        action = told.update.action
        self._dispatch({"type": action["type"], "payload": action["payload"], "meta": gesture})

    def _box(self, ids: Iterable[str], before: Mapping[str, Shape]) -> Box | None:
        """Around the shapes where they were, and where they are."""
        now: Mapping[str, Shape] = self._room.get_state()["whiteboard"].shapes
        shapes = (before.get(i) or now.get(i) for i in ids)
        found = union(bounds(shape) for shape in shapes if shape is not None)
        return None if found is None else Box(*found)
