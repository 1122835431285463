"""In which order shapes are read: line by line, from left to right."""

from collections.abc import Mapping

from ..shapes.geometry import Box

__all__ = ["reading_order"]


def reading_order(frames: Mapping[str, Box]) -> list[str]:
    """The names of `frames` as they are read.

    What begins above the lower edge of the first of a line, by its middle, is in that line.
    """
    rest = sorted(frames, key=lambda i: (frames[i].top, frames[i].left, i))
    order: list[str] = []
    line: list[str] = []
    bottom = 0.0
    for shape_id in rest:
        box = frames[shape_id]
        if not line or (box.top + box.bottom) / 2 > bottom:
            order += sorted(line, key=lambda i: (frames[i].left, i))
            line, bottom = [], box.bottom
        line.append(shape_id)
    return order + sorted(line, key=lambda i: (frames[i].left, i))
