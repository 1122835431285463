"""Actions in words: "drew a stroke, 62 points", "×2", "undid: moved 3 shapes".

Pure, and content with anything: actions of other programs are shown by their type.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from ...store.action import Action
from ...store.undo import REDONE, UNDONE
from ...store.update import Incarnation, Name, Sequence, SourceId, Update
from ..words import count, plain, thousands

__all__ = ["describe", "is_about_counter", "touched", "touched_shapes"]

Find = Callable[[Name], Update | None]


def describe(action: Action, find: Find | None = None) -> str:
    """What `action` did, as the words behind a name.

    Args:
        action: any action.
        find: where to look up what an undo names; without it, undos say less.
    """
    kind = action.get("type")
    payload = action.get("payload")
    if kind in (UNDONE, REDONE):
        return _control("undid" if kind == UNDONE else "redid", payload, find)
    known = _KNOWN.get(cast("str", kind))
    words = known(payload, action) if known is not None else None
    return plain(str(kind)) if words is None else words


def touched_shapes(action: Action) -> list[str]:
    """The ids of the shapes that `action` speaks of."""
    payload = action.get("payload")
    kind = action.get("type")
    if not isinstance(payload, Mapping) or not str(kind).startswith("whiteboard/"):
        return []
    fields = cast("Mapping[str, object]", payload)
    ids = fields.get("ids", [fields.get("id")])
    return [i for i in cast("list[object]", ids) if isinstance(i, str)] if _is_list(ids) else []


def is_about_counter(action: Action) -> bool:
    """Whether `action` counts, or sets the rule for counting."""
    kind = str(action.get("type"))
    return kind.startswith(("counter/", "rules/")) or kind in ("INCREMENT", "DECREMENT")


def touched(actions: Iterable[Action]) -> str:
    """What `actions` are about, together: "counter · 3 shapes"."""
    shapes: set[str] = set()
    others: set[str] = set()
    counts = False
    for action in actions:
        ids = touched_shapes(action)
        shapes.update(ids)
        counts = counts or is_about_counter(action)
        if not ids and not is_about_counter(action):
            others.add(plain(str(action.get("type")).split("/")[0], 40))
    said = ["counter"] if counts else []
    if shapes:
        said.append(count(len(shapes), "shape"))
    return " · ".join([*said, *sorted(others)])


def _control(verb: str, payload: object, find: Find | None) -> str:
    if not isinstance(payload, Mapping):
        return verb
    fields = cast("Mapping[str, Any]", payload)
    try:
        number = int(fields["last"]) - int(fields["first"]) + 1
        name = Name(
            SourceId(bytes.fromhex(fields["source"])),
            Incarnation(int(fields["incarnation"])),
            Sequence(int(fields["first"])),
        )
    except (KeyError, TypeError, ValueError):
        return verb
    if number != 1:
        return f"{verb}: {count(number, 'action')}"
    target = find(name) if find is not None else None
    return verb if target is None else f"{verb}: {describe(target.action)}"


def _added(payload: object, _action: Action) -> str | None:
    points = _field(payload, "points")
    return f"drew a stroke, {count(len(points), 'point')}" if _is_list(points) else None


def _extended(payload: object, _action: Action) -> str | None:
    points = _field(payload, "points")
    return f"drew on, {count(len(points), 'point')}" if _is_list(points) else None


def _moved(payload: object, _action: Action) -> str | None:
    return _shapes("moved", payload)


def _removed(payload: object, _action: Action) -> str | None:
    return _shapes("deleted", payload)


def _shapes(verb: str, payload: object) -> str | None:
    ids = _field(payload, "ids")
    return f"{verb} {count(len(ids), 'shape')}" if _is_list(ids) else None


def _step(sign: int) -> Callable[[object, Action], str | None]:
    def words(payload: object, action: Action) -> str | None:
        step = payload if "payload" in action else 1
        if type(step) is not int:
            return None
        signed = sign * step
        return f"+{thousands(signed)}" if signed >= 0 else thousands(signed)

    return words


def _multiplied(payload: object, _action: Action) -> str | None:
    return f"×{thousands(payload)}" if type(payload) is int else None


def _set(payload: object, _action: Action) -> str | None:
    return f"set to {thousands(payload)}" if type(payload) is int else None


def _rules(payload: object, _action: Action) -> str | None:
    if not isinstance(payload, Mapping) or "counter_minimum" not in payload:
        return None
    minimum = _field(cast("object", payload), "counter_minimum")
    if minimum is None:
        return "lifted the rule: never below"
    return f"set the rule: never below {thousands(minimum)}" if type(minimum) is int else None


def _field(payload: object, key: str) -> Any:
    return cast("Mapping[str, Any]", payload).get(key) if isinstance(payload, Mapping) else None


def _is_list(value: object) -> bool:
    return isinstance(value, list)


_KNOWN: dict[str, Callable[[object, Action], str | None]] = {
    "counter/incremented": _step(1),
    "counter/decremented": _step(-1),
    "counter/multiplied": _multiplied,
    "counter/set": _set,
    "INCREMENT": _step(1),
    "DECREMENT": _step(-1),
    "rules/set": _rules,
    "whiteboard/added": _added,
    "whiteboard/extended": _extended,
    "whiteboard/moved": _moved,
    "whiteboard/removed": _removed,
}
