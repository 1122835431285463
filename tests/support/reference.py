"""The reference model: sort, judge every undo from the log alone, fold from nothing.

Slow and short, so that it can be checked by reading it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redux_scuttlebutt.store.reducer import REFUSED, Reducer
from redux_scuttlebutt.store.update import Name, Update

__all__ = ["Truth", "reference"]


@dataclass(frozen=True)
class Truth:
    """What a log means.

    Attributes:
        log: the updates in the order.
        states: the first state, and the one after each update.
        outcomes: by name, "applied", "refused" or "undone"; "void" for an undo or redo
            that does not count.
    """

    log: list[Update]
    states: list[Any]
    outcomes: dict[Name, str]

    @property
    def state(self) -> Any:
        return self.states[-1]


def reference(reducer: Reducer[Any], first: Any, updates: Iterable[Update], horizon: int) -> Truth:
    log = sorted(updates, key=lambda u: u[:4])
    undone: set[Name] = set()
    outcomes: dict[Name, str] = {}
    for control in sorted(filter(_is_control, log), key=lambda u: (u.incarnation, u[:4])):
        targets = _targets(control, log)
        outcomes[control.name] = "void"
        if targets is not None and all(_may_undo(control, u, horizon) for u in targets):
            outcomes[control.name] = "applied"
            names = {u.name for u in targets}
            undone = undone - names if control.action["type"] == REDONE else undone | names
    states = [first]
    for update in log:
        state = states[-1]
        if update.name in undone:
            outcomes[update.name] = "undone"
        elif not _is_control(update):
            try:
                state = reducer(states[-1], update.action)
            except Exception:
                state = REFUSED
            outcomes[update.name] = "refused" if state is REFUSED else "applied"
        states.append(states[-1] if state is REFUSED else state)
    return Truth(log, states, outcomes)


UNDONE, REDONE = "history/undone", "history/redone"


def _is_control(update: Update) -> bool:
    return update.action["type"] in (UNDONE, REDONE)


def _targets(control: Update, log: list[Update]) -> list[Update] | None:
    """The updates that `control` names, or None if it says nothing that can be understood."""
    try:
        named = control.action["payload"]
        source, first, last = bytes.fromhex(named["source"]), named["first"], named["last"]
        numbers = (named["incarnation"], first, last)
    except (KeyError, TypeError, ValueError):
        return None
    if any(type(number) is not int for number in numbers) or not 1 <= first <= last:
        return None
    if source != control.source:
        return None
    chain = (source, named["incarnation"])
    return [u for u in log if u[1:3] == chain and first <= u.sequence <= last]


def _may_undo(control: Update, update: Update, horizon: int) -> bool:
    young = control.timestamp - update.timestamp <= horizon
    comes_after = update[:4] < control[:4] or update.incarnation < control.incarnation
    return young and comes_after and not _is_control(update)
