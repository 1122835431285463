"""Actions in words: "drew a stroke, 62 points", "×2", "undid: moved 3 shapes".

Pure, and content with anything: actions of other programs are shown by their type.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from ...store.action import Action
from ...store.undo import REDONE, UNDONE
from ...store.update import Incarnation, Name, Sequence, SourceId, Update
from ..words import count, plain, thousands

__all__ = ["describe", "is_about_counter", "noun", "touched", "touched_shapes"]

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


def noun(action: Action) -> str:
    """What `action` is, after "your" or somebody's name: stroke, move, ×2."""
    kind = str(action.get("type"))
    if kind == "whiteboard/added":
        shape = _field(action.get("payload"), "kind")
        return _SHAPES.get(shape, "stroke") if isinstance(shape, str) else "drawing"
    return _NOUNS.get(kind) or describe(action)


def touched_shapes(action: Action) -> list[str]:
    """The ids of the shapes that `action` speaks of."""
    payload = action.get("payload")
    kind = action.get("type")
    if not isinstance(payload, Mapping) or not str(kind).startswith("whiteboard/"):
        return []
    fields = cast("Mapping[str, object]", payload)
    named: list[object] = [fields.get("id")]
    for name in ("ids", "remove"):
        named += _list(fields.get(name))
    named += [_field(shape, "id") for shape in _list(fields.get("shapes"))]
    of = fields.get("of")
    named += cast("Mapping[object, object]", of) if isinstance(of, Mapping) else ()
    return [name for name in named if isinstance(name, str)]


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


_MADE = {
    "marker": "drew with the marker",
    "rect": "drew a rectangle",
    "ellipse": "drew an ellipse",
    "line": "drew a line",
    "arrow": "drew an arrow",
    "text": "wrote a text",
    "image": "put in an image",
}
_SHAPES = {
    "marker": "marker",
    "rect": "rectangle",
    "ellipse": "ellipse",
    "line": "line",
    "arrow": "arrow",
    "text": "text",
    "image": "image",
}
_NOUNS = {
    "whiteboard/extended": "stroke",
    "whiteboard/moved": "move",
    "whiteboard/removed": "deletion",
    "whiteboard/resized": "resize",
    "whiteboard/set": "change",
    "whiteboard/split": "erasing",
}
_CHANGED = {"color": "colour", "z": "order", "text": "text", "width": "width"}


def _added(payload: object, _action: Action) -> str | None:
    shapes, points, kind = (_field(payload, name) for name in ("shapes", "points", "kind"))
    if _is_list(shapes):
        return f"added {count(len(shapes), 'shape')}"
    if isinstance(kind, str) and kind in _MADE:
        return _MADE[kind]
    return f"drew a stroke, {_points(points)}" if _is_list(points) else None


def _points(points: list[object]) -> str:
    return count(len(points) // 2, "point")


def _extended(payload: object, _action: Action) -> str | None:
    points = _field(payload, "points")
    return f"drew on, {_points(points)}" if _is_list(points) else None


def _changed(payload: object, _action: Action) -> str | None:
    of = _field(payload, "of")
    if not isinstance(of, Mapping) or not of:
        return None
    values = list(cast("Mapping[str, object]", of).values())
    fields = {name for value in values for name in _names(value)}
    said = [word for name, word in _CHANGED.items() if name in fields]
    return f"changed the {' and '.join(said) or 'form'} of {count(len(values), 'shape')}"


def _names(value: object) -> Iterable[str]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else ()


def _resized(payload: object, _action: Action) -> str | None:
    is_turned = _field(payload, "turn") is not None
    is_scaled = _field(payload, "from") != _field(payload, "to")
    return _shapes("turned" if is_turned and not is_scaled else "resized", payload)


def _split(payload: object, _action: Action) -> str | None:
    wholes = _field(payload, "remove")
    return f"erased parts of {count(len(wholes), 'shape')}" if _is_list(wholes) else None


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


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


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
    "whiteboard/resized": _resized,
    "whiteboard/set": _changed,
    "whiteboard/split": _split,
}
