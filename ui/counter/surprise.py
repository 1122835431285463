"""Why the counter is not what it was: "26, was 24: Bo's +1 came late, before ×2"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...store.history import History
from ...store.rewind import Rewind
from ...store.update import Name, SourceId, Update
from ..history.describe import describe, is_about_counter
from ..words import count, plain, thousands

__all__ = ["Surprise", "surprise"]

FAR = 200
"""How many places behind a late action are searched for what it slid in front of."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """What to tell, and the update that can be shown for it.

    It is true for as long as the counter stands at `value`.
    """

    text: str
    update: Update
    value: int


def surprise(
    history: History[Any],
    rewinds: Sequence[Rewind],
    *,
    me: SourceId,
    was: int,
    now: int,
    name_of: Callable[[SourceId], str],
) -> Surprise | None:
    """What to say when `rewinds` took the counter from `was` to `now`; None for no surprise."""
    if was == now:
        return None
    late = [u for rewind in rewinds for u in rewind.late if is_about_counter(u.action)]
    head = f"{thousands(now)}, was {thousands(was)}:"
    if late:
        first = min(late)
        said = f"{head} {_short(name_of(first.source))}’s {describe(first.action)}"
        if len(late) > 1:
            said += f" and {count(len(late) - 1, 'other')} came late"
        else:
            said += " came late"
        behind = _next_about_counter(history, first, {u.name for u in late})
        if behind is not None:
            said += f", before {describe(behind.action)}"
        return Surprise(said, first, now)
    for rewind in rewinds:
        for change in rewind.changes:
            others = change.update.source != me
            if others and is_about_counter(change.update.action):
                verb = {"undone": "was undone", "refused": "is refused now"}.get(
                    change.after, "counts again"
                )
                whose = _short(name_of(change.update.source))
                words = describe(change.update.action)
                return Surprise(f"{head} {whose}’s {words} {verb}", change.update, now)
    return None


def _short(name: str) -> str:
    """`name`, not so long that the note would be wider than the window."""
    return plain(name, 24)


def _next_about_counter(history: History[Any], late: Update, batch: set[Name]) -> Update | None:
    place = history.place_of(late) + 1
    for update in history.updates[place : place + FAR]:
        counts = is_about_counter(update.action) and not history.is_undone(update)
        if counts and update.name not in batch:
            return update
    return None
