"""What it means to drag a handle of a selection: from which box to which, and turned how far.

A grip is a side or a corner, (-1, 0) the left side and (1, 1) the lower right corner, or
the place to turn at, (0, 0).
"""

from collections.abc import Iterable
from math import atan2, copysign, cos, pi, sin
from typing import TypeAlias

from ....store.documents.fields import MOST
from ....store.documents.transform import ONE, Bounds, Resize, read_resize
from ....store.documents.whiteboard import Shape, whiteboard
from ....store.reducer import Refused
from ..shapes.geometry import Place
from .pointer import Action

__all__ = [
    "TURN",
    "Affine",
    "Grip",
    "affine_of",
    "refusal",
    "resized",
    "sized",
    "turned",
    "turned_by",
]

Grip: TypeAlias = tuple[int, int]

TURN: Grip = (0, 0)

Affine: TypeAlias = tuple[float, float, float, float, float, float]
"""(xx, yx, xy, yy, dx, dy): x becomes xx x + xy y + dx, as `QTransform` takes them."""

STEP = pi / 12
"""A turn in steps is one of so many radians, 15°."""

MILD, NEAR = 1000, 2**28
"""A shape that was not scaled before can be made so many times larger so far out."""

FARTHEST = 2**20
"""So many times larger or smaller is what one gesture makes of a box."""


def sized(
    old: Bounds, grip: Grip, dx: float, dy: float, *, is_even: bool, is_central: bool
) -> Resize:
    """What comes of dragging a side or a corner of the box `old` by so many units.

    What is flat in one direction stays so, and nothing else becomes flat.

    Args:
        is_even: a corner keeps how wide the box is for its height.
        is_central: the middle of the box stays in its place, instead of the other side.
    """
    left, top, right, bottom = old
    wide, high = right - left, bottom - top
    across, down = grip[0] if wide else 0, grip[1] if high else 0
    twice = 2 if is_central else 1
    new_wide, new_high = wide + across * dx * twice, high + down * dy * twice
    if is_even and across and down:
        # The place on the diagonal that is nearest to the hand.
        times = (new_wide * wide + new_high * high) / (wide * wide + high * high)
        new_wide, new_high = wide * times, high * times
    x, w = _along(left, right, across, new_wide, is_central=is_central)
    y, h = _along(top, bottom, down, new_high, is_central=is_central)
    return Resize((left, top, wide, high), (x, y, w, h))


def turned(old: Bounds, start: Place, now: Place, *, in_steps: bool) -> Resize:
    """The box `old` turned about its middle, as the hand went around it from `start`."""
    left, top, right, bottom = old
    x, y = (left + right) / 2, (top + bottom) / 2
    angle = atan2(now[1] - y, now[0] - x) - atan2(start[1] - y, start[0] - x)
    if in_steps:
        angle = round(angle / STEP) * STEP
    return turned_by(old, angle)


def turned_by(old: Bounds, angle: float) -> Resize:
    """The box `old` turned about its middle, clockwise by so many radians."""
    left, top, right, bottom = old
    box = (left, top, right - left, bottom - top)
    return Resize(box, box, round(cos(angle) * ONE), round(sin(angle) * ONE))


def affine_of(resize: Resize) -> Affine:
    """Where `resize` puts every place, but for the rounding to whole units."""
    (left, top, wide, high), (x, y, w, h) = resize.old, resize.new
    nx, ny = w / wide if wide else 1.0, h / high if high else 1.0
    c, s = resize.cos / ONE, resize.sin / ONE
    xx, yx, xy, yy = c * nx, s * nx, -s * ny, c * ny
    old_x, old_y = left + wide / 2, top + high / 2
    new_x, new_y = x + w / 2, y + h / 2
    return xx, yx, xy, yy, new_x - xx * old_x - xy * old_y, new_y - yx * old_x - yy * old_y


def refusal(resize: Resize, shapes: Iterable[Shape]) -> str | None:
    """Why the board would refuse it of some of these shapes; None if it takes it."""
    (_, _, wide, high), (x, y, w, h) = resize.old, resize.new
    is_mild = max(map(abs, (x, y, w, h, *resize.old))) < NEAR and all(
        old <= abs(new) * MILD and abs(new) <= old * MILD for old, new in ((wide, w), (high, h))
    )
    try:
        read_resize([*resize.old], [*resize.new], [resize.cos, resize.sin])
        for shape in shapes:
            # Thousands are not computed twice, where nothing can go wrong.
            if shape.matrix or not is_mild or max(abs(shape.x), abs(shape.y)) > NEAR:
                resize.place(shape)
    except Refused as refused:
        return refused.reason
    return None


def resized(shape_ids: Iterable[str], resize: Resize) -> Action | None:
    """The action that does it to these shapes; None if it leaves them as they are."""
    ids, old, new = list(shape_ids), list(resize.old), list(resize.new)
    is_turned = (resize.cos, resize.sin) != (ONE, 0)
    if not ids or (old == new and not is_turned):
        return None
    payload: Action = {"ids": ids, "from": old, "to": new}
    if is_turned:
        payload["turn"] = [resize.cos, resize.sin]
    return whiteboard.actions["resized"](payload)


def _along(first: int, last: int, side: int, wanted: float, *, is_central: bool) -> tuple[int, int]:
    """The new beginning and length in one direction; a negative length is mirrored."""
    length = last - first
    if not side:
        return first, length
    least, most = max(1, -(-length // FARTHEST)), min(length * FARTHEST, MOST)
    new = round(copysign(min(max(abs(wanted), least), most), wanted))
    if is_central:
        return (first + last - new) // 2, new
    return (first if side > 0 else last - new), new
