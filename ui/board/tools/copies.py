"""Copies of shapes, beside them."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from ....store.documents.fields import MOST
from ....store.documents.shapes import description
from ....store.documents.whiteboard import Shape, whiteboard
from .pointer import Action

__all__ = ["duplicated"]


def duplicated(
    shapes: Sequence[Shape], keys: Sequence[str], by: tuple[int, int], new_id: Callable[[], str]
) -> Action:
    """The action that puts a copy of each shape so far from it, at the places `keys`."""
    copies = [
        {"id": new_id(), **description(replace(_moved(shape, *by), z=z))}
        for shape, z in zip(shapes, keys, strict=True)
    ]
    return whiteboard.actions["added"]({"shapes": copies})


def _moved(shape: Shape, dx: int, dy: int) -> Shape:
    x, y = shape.x + dx, shape.y + dy
    return replace(shape, x=x, y=y) if max(abs(x), abs(y)) <= MOST else shape
