"""One gesture in several actions: what is too large for one is split, and undone as one.

Each part says in its `meta` to which gesture it belongs: `{"gesture": id}`, an id that no
other gesture has.
"""

from collections.abc import Mapping
from typing import cast

from .undo import OwnHistory
from .update import Name, Update

__all__ = ["range_of_gesture"]


def range_of_gesture(history: OwnHistory, update: Update) -> tuple[Name, Name]:
    """The first and the last part of the gesture that `update` belongs to; itself if to none.

    Parts are neighbours in their chain: what was done in between ends the gesture.
    """
    gesture = _gesture_of(update)
    if gesture is None:
        return update.name, update.name
    parts: dict[int, Name] = {
        other.sequence: other.name
        for other in history.own(update.source)
        if other.incarnation == update.incarnation and _gesture_of(other) == gesture
    }
    first = last = int(update.sequence)
    while first - 1 in parts:
        first -= 1
    while last + 1 in parts:
        last += 1
    return parts[first], parts[last]


def _gesture_of(update: Update) -> str | None:
    meta = update.action.get("meta")
    if not isinstance(meta, Mapping):
        return None
    gesture = cast("Mapping[str, object]", meta).get("gesture")
    return gesture if isinstance(gesture, str) else None
