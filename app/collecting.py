"""Fetches every picture that the board names, seen or not: who has it may leave."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from ..store.action import Action
from ..store.update import Update
from ..sync.dispatcher import Dispatcher

__all__ = ["Collecting", "pictures_named"]

NAME_BYTES = 32

MOST_WANTED = 1000
"""Anybody in the room can name what nobody has. What is looked at is asked for still."""


class Collecting:
    """Wants what the log of `dispatcher` names and `here` does not hold, from now on.

    A program without a window does it as well, and so keeps the pictures for others.

    Args:
        here: the names of what is on disk.
    """

    def __init__(self, dispatcher: Dispatcher, here: Iterable[bytes]) -> None:
        self._dispatcher = dispatcher
        self._known = set(here)
        dispatcher.on("action", self._arrived)
        if dispatcher.is_ready:
            self._begin()
        else:
            dispatcher.on("ready", self._begin)

    def _begin(self, *_: object) -> None:
        self._arrived(self._dispatcher.history.arrivals)

    def _arrived(self, updates: Iterable[Update]) -> None:
        for update in updates:
            for name in pictures_named(update.action):
                if name not in self._known and len(self._dispatcher.blobs.wanted) < MOST_WANTED:
                    self._known.add(name)
                    self._dispatcher.want_blob(name)


def pictures_named(action: Action) -> Iterator[bytes]:
    """The hashes of the pictures that `action` puts on the board, or seems to."""
    if action.get("type") not in ("whiteboard/added", "whiteboard/set"):
        return
    payload: object = action.get("payload")
    if not isinstance(payload, Mapping):
        return
    fields = cast("Mapping[str, Any]", payload)
    shapes, of = fields.get("shapes", ()), fields.get("of", {})
    described = [
        fields,
        *(cast("list[object]", shapes) if isinstance(shapes, list) else ()),
        *(cast("Mapping[str, object]", of).values() if isinstance(of, Mapping) else ()),
    ]
    for one in described:
        text = cast("Mapping[str, object]", one).get("blob") if isinstance(one, Mapping) else None
        if isinstance(text, str) and len(text) == 2 * NAME_BYTES:
            try:
                yield bytes.fromhex(text)
            except ValueError:
                continue  # the reducer refuses it
