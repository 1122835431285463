"""The shared whiteboard: shapes by id, each with its place from back to front.

Actions, all of `whiteboard/`:

    added     {id, kind, z, points, ...}, or {shapes: [those]}: see `shapes`
    extended  {id, points, pressures?}: more of a stroke too long for one action
    set       {of: {id: {field: value}}}
    moved     {ids, by: [dx, dy]}
    resized   {ids, from: [x, y, w, h], to: [x, y, w, h], turn?: [cos, sin]}: see `transform`
    split     {remove: ids, shapes: [{id, of, points, pressures?, ...}]}
    removed   {ids}
"""

from ..slice import create_slice
from .edits import added, extended, moved, removed, resized, set_fields, split
from .fields import UNIT
from .shapes import Board, Point, Shape, points_of
from .touches import TOUCHES

__all__ = ["UNIT", "Board", "Point", "Shape", "points_of", "whiteboard"]

whiteboard = create_slice(
    "whiteboard",
    Board(),
    {
        "added": added,
        "extended": extended,
        "moved": moved,
        "removed": removed,
        "resized": resized,
        "set": set_fields,
        "split": split,
    },
    touches=TOUCHES,
)
