"""The reference model: sort, judge undo from the log alone, fold from nothing."""

from collections.abc import Iterable
from typing import Any

from redux_scuttlebutt.store.reducer import REFUSED, Reducer
from redux_scuttlebutt.store.update import Update


def counts(control: Update, log: list[Update], horizon: int) -> bool:
    target = control.action["payload"]
    mine = [u for u in log if in_range(u, target)]
    return (
        bytes.fromhex(target["source"]) == control.source
        and all(not u.action["type"].startswith("history/") for u in mine)
        and all(u[:4] < control[:4] for u in mine)
        and all(control.timestamp - u.timestamp <= horizon for u in mine)
    )


def in_range(update: Update, target: dict[str, Any]) -> bool:
    return (
        update.source.hex() == target["source"]
        and update.incarnation == target["incarnation"]
        and target["first"] <= update.sequence <= target["last"]
    )


def reference(
    reducer: Reducer[Any], first: Any, updates: Iterable[Update], horizon: int
) -> tuple[Any, set[Any], set[Any]]:
    """The state, the names of the refused and the names of the undone updates."""
    log = sorted(updates, key=lambda u: u[:4])
    controls = [u for u in log if u.action["type"].startswith("history/")]
    undone: set[Any] = set()
    for control in controls:
        if counts(control, log, horizon):
            names = {u.name for u in log if in_range(u, control.action["payload"])}
            undone = undone | names if control.action["type"].endswith("undone") else undone - names
    state, refused = first, set[Any]()
    for update in log:
        if update in controls or update.name in undone:
            continue
        try:
            result = reducer(state, update.action)
        except Exception:
            result = REFUSED
        if result is REFUSED:
            refused.add(update.name)
        else:
            state = result
    return state, refused, undone
