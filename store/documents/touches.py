"""What each action of the board reads and writes: shapes by themselves, and their parts.

Two additions of different shapes share nothing, and neither do a move and another colour
of the same one, so that no late one rewinds the other. What is no list or no object here
is refused by the reducer, wherever it stands.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from ..action import Action
from ..footprint import Declaration, Footprint, Path

__all__ = ["TOUCHES"]

_PART = {"x": "place", "y": "place", "matrix": "place", "pressures": "points"}
"""Fields that are changed, or checked, together; each of the others is a part of its own."""


def _fields(value: object) -> Mapping[str, object]:
    is_object = type(value) is dict or isinstance(value, Mapping)
    return cast("Mapping[str, object]", value) if is_object else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _wholes(ids: Iterable[object]) -> Footprint:
    """Shapes that come or go."""
    paths = tuple(("shapes", shape_id) for shape_id in ids if isinstance(shape_id, str))
    return Footprint(paths, paths)


def _parts(parts: Iterable[tuple[object, str]]) -> Footprint:
    """Parts of shapes that have to be there, which a shape's kind tells."""
    named = [(shape_id, part) for shape_id, part in parts if isinstance(shape_id, str)]
    writes: tuple[Path, ...] = tuple(("shapes", shape_id, part) for shape_id, part in named)
    kinds = tuple(("shapes", shape_id, "kind") for shape_id, _ in named)
    return Footprint((*kinds, *writes), writes)


def _added(action: Action) -> Footprint:
    fields = _fields(action.get("payload"))
    if "shapes" not in fields:
        return _wholes((fields.get("id"),))
    return _wholes(_fields(shape).get("id") for shape in _list(fields["shapes"]))


def _removed(action: Action) -> Footprint:
    return _wholes(_list(_fields(action.get("payload")).get("ids")))


def _split(action: Action) -> Footprint:
    fields = _fields(action.get("payload"))
    pieces = (_fields(shape).get("id") for shape in _list(fields.get("shapes")))
    return _wholes((*_list(fields.get("remove")), *pieces))


def _extended(action: Action) -> Footprint:
    return _parts([(_fields(action.get("payload")).get("id"), "points")])


def _placed(action: Action) -> Footprint:
    ids = _list(_fields(action.get("payload")).get("ids"))
    return _parts((shape_id, "place") for shape_id in ids)


def _set(action: Action) -> Footprint:
    of = _fields(_fields(action.get("payload")).get("of"))
    return _parts(
        (shape_id, _PART.get(name, name)) for shape_id, v in of.items() for name in _fields(v)
    )


TOUCHES: Mapping[str, Declaration] = {
    "added": _added,
    "extended": _extended,
    "moved": _placed,
    "removed": _removed,
    "resized": _placed,
    "set": _set,
    "split": _split,
}
