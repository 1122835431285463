"""Copies of shapes, beside them or carried elsewhere.

What is carried is JSON: {"format": 1, "shapes": [from back to front, as actions describe
them, without ids]}.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec.structs import fields, replace

from ....store.documents.fields import MOST
from ....store.documents.shapes import KINDS, read_shape
from ....store.documents.transform import bounds, union
from ....store.documents.whiteboard import Shape, whiteboard
from ....store.documents.zkeys import above
from ....store.reducer import Refused
from .pointer import Action

__all__ = ["FORMAT", "NotCarried", "copied", "described", "duplicated", "pasted"]

FORMAT = 1

_OPTIONAL: Mapping[str, object] = {"x": 0, "y": 0, "pressures": (), "matrix": ()}


class NotCarried(ValueError):
    """What was carried holds no shapes that we can read."""


class _Carried(msgspec.Struct):
    format: int
    shapes: list[dict[str, Any]]


def described(shape: Shape) -> dict[str, Any]:
    """What an action says of `shape`, but for its id; `read_shape` makes the same of it."""
    said: dict[str, Any] = {"kind": shape.kind}
    for field in fields(Shape):
        value: object = getattr(shape, field.name)
        if field.name in KINDS[shape.kind] or value != _OPTIONAL.get(field.name, value):
            is_row = isinstance(value, tuple)
            said[field.name] = list(cast("tuple[object, ...]", value)) if is_row else value
    return said


def duplicated(
    shapes: Sequence[Shape], keys: Sequence[str], by: tuple[int, int], new_id: Callable[[], str]
) -> Action:
    """The action that puts a copy of each shape so far from it, at the places `keys`."""
    copies = [
        {"id": new_id(), **described(replace(_moved(shape, *by), z=z))}
        for shape, z in zip(shapes, keys, strict=True)
    ]
    return whiteboard.actions["added"]({"shapes": copies})


def copied(shapes: Sequence[Shape]) -> bytes:
    """What carries `shapes`, which are in their order from back to front."""
    return msgspec.json.encode(_Carried(FORMAT, [described(shape) for shape in shapes]))


def pasted(
    carried: bytes,
    *,
    middle: tuple[float, float] | None,
    by: tuple[int, int],
    top: str | None,
    new_id: Callable[[], str],
) -> Action | None:
    """The action that puts what is carried in front of everything; None if that is nothing.

    Args:
        middle: where its middle is to be; None leaves it where it was.
        by: and so much farther.
        top: the frontmost place that is taken.

    Raises:
        NotCarried: it is damaged, or of a newer version.
    """
    try:
        read = msgspec.json.decode(carried, type=_Carried)
        if read.format != FORMAT:
            raise NotCarried(f"the format is {read.format!r}, expected {FORMAT}")
        shapes = [read_shape({**said, "id": "-"})[1] for said in read.shapes]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotCarried(f"it is damaged: {error}") from error
    except Refused as refused:
        raise NotCarried(refused.reason) from refused
    around = union(map(bounds, shapes))
    if around is None:
        return None
    dx, dy = by
    if middle is not None:
        dx += round(middle[0] - (around[0] + around[2]) / 2)
        dy += round(middle[1] - (around[1] + around[3]) / 2)
    keys: list[str] = []
    for _ in shapes:
        keys.append(above(keys[-1] if keys else top))
    return duplicated(shapes, keys, (dx, dy), new_id)


def _moved(shape: Shape, dx: int, dy: int) -> Shape:
    x, y = shape.x + dx, shape.y + dy
    return replace(shape, x=x, y=y) if max(abs(x), abs(y)) <= MOST else shape
