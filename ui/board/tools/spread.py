"""Places for several new shapes at once: side by side."""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Any

from ....store.documents.zkeys import above
from ..shapes.geometry import Place

__all__ = ["spread"]


def spread(shapes: Sequence[dict[str, Any]], middle: Place, *, gap: float, z: str) -> None:
    """Give each of `shapes`, which have a size, its place: in rows, as many across as down.

    Args:
        middle: what they lie around.
        gap: how much room is between two of them; both in units of the board.
        z: where the first lies, from back to front; the others lie over it.
    """
    columns = ceil(sqrt(len(shapes)))
    rows = [shapes[i : i + columns] for i in range(0, len(shapes), columns)]
    heights = [max(shape["size"][1] for shape in row) for row in rows]
    y = middle[1] - (sum(heights) + gap * (len(rows) - 1)) / 2
    for row, height in zip(rows, heights, strict=True):
        x = middle[0] - (sum(s["size"][0] for s in row) + gap * (len(row) - 1)) / 2
        for shape in row:
            top = y + (height - shape["size"][1]) / 2
            shape |= {"points": [round(x), round(top)], "z": z}
            x += shape["size"][0] + gap
            z = above(z)
        y += height + gap
