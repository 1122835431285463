"""What an undo or something late took the effect from, in words.

Pure; everything comes from the reports of rewinds and from the history itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ...store.documents import State
from ...store.documents.whiteboard import Shape
from ...store.history import History
from ...store.rewind import Rewind
from ...store.undo import is_control
from ...store.update import SourceId, Update
from ..words import count
from .describe import describe, noun, touched_shapes

__all__ = ["Overtaken", "also_without_effect", "overtaken"]

NameOf = Callable[[SourceId], str]

NAMED = 2
"""More actions of others than this are counted instead of named."""

FAR = 5000
"""How many places before an overtaken action its overtaker is searched for."""

_TAKES_AWAY = ("whiteboard/removed", "whiteboard/split")


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An own action that had an effect where it was made, and has none in the agreed order.

    Attributes:
        update: the own action.
        text: what to say: "Your move had no effect: Cy deleted it earlier".
        lost: the shapes it was about, as they were before they were taken away.
    """

    update: Update
    text: str
    lost: Mapping[str, Shape]


def also_without_effect(rewinds: Iterable[Rewind], me: SourceId, name_of: NameOf) -> str:
    """What besides the undone itself an undo took the effect from; "" for nothing."""
    lost = [
        change.update
        for rewind in rewinds
        if rewind.cause == "undo"
        for change in rewind.changes
        if (change.before, change.after) == ("applied", "refused")
    ]
    if not lost:
        return ""
    said = [f"{_whose(update, me, name_of)} {noun(update.action)}" for update in lost[:NAMED]]
    if len(lost) > NAMED:
        said = [*said[:1], f"{count(len(lost) - 1, 'other action')}"]
    return f"also without effect now: {' and '.join(said)}"


def overtaken(
    history: History[State], rewinds: Iterable[Rewind], me: SourceId, name_of: NameOf
) -> Sequence[Overtaken]:
    """The own actions on the board that something late took the effect from."""
    found: dict[Any, Overtaken] = {}
    for rewind in rewinds:
        if rewind.cause != "late":
            continue
        for change in rewind.changes:
            update = change.update
            mine = update.source == me and not is_control(update)
            is_lost = (change.before, change.after) == ("applied", "refused")
            # A later rewind may have given it back.
            if mine and is_lost and touched_shapes(update.action) and history.refusal(update):
                found[update.name] = _told(history, update, name_of)
    return tuple(found.values())


def _told(history: History[State], update: Update, name_of: NameOf) -> Overtaken:
    what = noun(update.action)
    by = _taker(history, update)
    if by is None:
        return Overtaken(update, f"Your {what} had no effect: {history.refusal(update)}", {})
    before = history.state_at(history.place_of(by))["whiteboard"].shapes
    ids = set(touched_shapes(by.action))
    lost = {i: before[i] for i in touched_shapes(update.action) if i in ids and i in before}
    who = "you" if by.source == update.source else name_of(by.source)
    verb = describe(by.action).split()[0]
    it = "it" if len(lost) == 1 else "them"
    return Overtaken(update, f"Your {what} had no effect: {who} {verb} {it} earlier", lost)


def _taker(history: History[State], update: Update) -> Update | None:
    """The nearest action before `update` that took away a shape it is about."""
    ids = set(touched_shapes(update.action))
    place = min(history.place_of(update), history.folded)
    updates = history.updates
    for at in islice(range(place - 1, history.first_kept - 1, -1), FAR):
        by = updates[at]
        if (
            by.action.get("type") in _TAKES_AWAY
            and ids.intersection(touched_shapes(by.action))
            and history.refusal(by) is None
            and not history.is_undone(by)
        ):
            return by
    return None


def _whose(update: Update, me: SourceId, name_of: NameOf) -> str:
    return "your" if update.source == me else f"{name_of(update.source)}’s"
