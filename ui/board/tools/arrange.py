"""Shapes put in line with each other, spread evenly, or made the same size.

Each shape goes another way, so the action says where each is to be: one `set` for all.
"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from ....store.documents.transform import Resize, bounds
from ....store.documents.whiteboard import Shape, whiteboard
from ..shapes.geometry import Box, union
from .pointer import Action

__all__ = ["SIDES", "Side", "aligned", "distributed", "evened"]

Side: TypeAlias = Literal["left", "centre", "right", "top", "middle", "bottom"]

SIDES: tuple[Side, ...] = ("left", "centre", "right", "top", "middle", "bottom")

_LINES: Mapping[Side, tuple[int, Callable[[Box], float]]] = {
    "left": (0, lambda box: box.left),
    "centre": (0, lambda box: (box.left + box.right) / 2),
    "right": (0, lambda box: box.right),
    "top": (1, lambda box: box.top),
    "middle": (1, lambda box: (box.top + box.bottom) / 2),
    "bottom": (1, lambda box: box.bottom),
}


def aligned(shapes: Mapping[str, Shape], frames: Mapping[str, Box], side: Side) -> Action | None:
    """Have all on the line that the frame around them has on that side; None if they are."""
    whole = union(frames.values())
    if whole is None:
        return None
    axis, line = _LINES[side]
    return _moved(shapes, axis, {i: line(whole) - line(box) for i, box in frames.items()})


def distributed(
    shapes: Mapping[str, Shape], frames: Mapping[str, Box], *, is_across: bool
) -> Action | None:
    """Have the same room between each two neighbours; the outermost stay.

    Returns:
        None if it is so, or if there are less than three.
    """
    axis = 0 if is_across else 1
    row = sorted(frames, key=lambda i: (frames[i][axis] + frames[i][axis + 2], i))
    if len(row) < 3:
        return None
    start, end = frames[row[0]][axis], frames[row[-1]][axis + 2]
    room = end - start - sum(frames[i][axis + 2] - frames[i][axis] for i in row)
    gap = room / (len(row) - 1)
    ways: dict[str, float] = {}
    for shape_id in row:
        box = frames[shape_id]
        ways[shape_id] = start - box[axis]
        start += box[axis + 2] - box[axis] + gap
    # Whatever was rounded on the way, the last is there already.
    ways[row[-1]] = 0.0
    return _moved(shapes, axis, ways)


def evened(shapes: Mapping[str, Shape]) -> Action | None:
    """Have all as wide and as high as the largest, each around its own middle.

    What is flat stays so in that direction.

    Raises:
        Refused: one would be too large.
    """
    boxes = {i: bounds(shape) for i, shape in shapes.items()}
    wide = max((right - left for left, _, right, _ in boxes.values()), default=0)
    high = max((bottom - top for _, top, _, bottom in boxes.values()), default=0)
    of: dict[str, dict[str, object]] = {}
    for shape_id, (left, top, right, bottom) in boxes.items():
        w = wide if left < right else 0
        h = high if top < bottom else 0
        old = (left, top, right - left, bottom - top)
        new = ((left + right - w) // 2, (top + bottom - h) // 2, w, h)
        if old[2:] != new[2:]:
            x, y, matrix = Resize(old, new).place(shapes[shape_id])
            of[shape_id] = {"x": x, "y": y, "matrix": list(matrix)}
    return whiteboard.actions["set"]({"of": of}) if of else None


def _moved(shapes: Mapping[str, Shape], axis: int, ways: Mapping[str, float]) -> Action | None:
    of = {
        i: {"x": shapes[i].x + round(way)} if axis == 0 else {"y": shapes[i].y + round(way)}
        for i, way in ways.items()
        # What was rounded before is in its place.
        if abs(way) > 1
    }
    return whiteboard.actions["set"]({"of": of}) if of else None
