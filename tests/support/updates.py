"""Updates to put into histories, and a reducer to which their order matters."""

from collections.abc import Iterable
from typing import Any

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.update import Incarnation, Sequence, SourceId, Timestamp, Update

__all__ = ["ANA", "BO", "CY", "letters", "named", "typed", "update", "written"]

ANA = SourceId(b"A" * 32)
BO = SourceId(b"B" * 32)
CY = SourceId(b"C" * 32)


def update(
    timestamp: int,
    action: dict[str, Any],
    by: SourceId = ANA,
    *,
    incarnation: int = 0,
    sequence: int | None = None,
) -> Update:
    """An update; where no sequence is given, it is the timestamp."""
    number = Sequence(timestamp if sequence is None else sequence)
    return Update(Timestamp(timestamp), by, Incarnation(incarnation), number, action)


def typed(timestamp: int, letter: str, by: SourceId = ANA, **place: int) -> Update:
    """An update in which somebody types `letter`; for `letters`."""
    return update(timestamp, {"type": "typed", "payload": letter}, by, **place)


def letters(state: str | None, action: Any) -> Any:
    """Appends a letter. Order matters to it, and validity depends on the place.

    "x" is refused behind another "x" and "y" at every third place; "z" deletes a letter.
    """
    text = state or ""
    letter = action["payload"]
    if letter == "x" and text.endswith("x"):
        return REFUSED
    if letter == "y" and len(text) % 3 == 0:
        raise Refused("not at every third place")
    if letter == "z":
        return text[:-1]
    return text + letter


def written(*updates: Update, **options: Any) -> History[str]:
    """A history of `letters` in which `updates` arrived as one batch."""
    history = History[str](letters, "", **options)
    history.merge(updates)
    return history


def named(updates: Iterable[Update]) -> list[str]:
    """The letters of `updates`, for reading."""
    return [u.action["payload"] for u in updates]
