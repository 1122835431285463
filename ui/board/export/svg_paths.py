"""Lines as the path data of SVG.

Places are whole hundredths of a pixel, counted from the corner of the picture, so that no
viewer with short numbers sees a drawing shake that lies far out.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from PySide6.QtGui import QPainterPath

from ....store.documents.whiteboard import UNIT
from ..shapes.curve import cubics
from ..shapes.geometry import Place

__all__ = ["number", "outlined", "painted", "smoothed"]

_Spot: TypeAlias = tuple[int, int]


def number(hundredths: float) -> str:
    """A number of hundredths as short as it goes."""
    whole = round(hundredths)
    if whole % 100 == 0:
        return str(whole // 100)
    return f"{whole / 100:.2f}".rstrip("0")


def smoothed(places: Sequence[Place]) -> str:
    """The smooth line of a stroke through `places`, in units of the board."""
    here = _spot(*places[0])
    if len(set(places)) == 1:
        # No length at all would be no dot for some viewers.
        return f"M{_pair(here)}h.01"
    parts = [f"M{_pair(here)}"]
    for curve in cubics(places):
        ends = [_spot(*curve[at : at + 2]) for at in (0, 2, 4)]
        parts.append("c" + " ".join(_step(here, end) for end in ends))
        here = ends[-1]
    return "".join(parts)


def outlined(places: Iterable[Place]) -> str:
    """The closed line of straight pieces through `places`."""
    first, *others = (_spot(*place) for place in places)
    parts = [f"M{_pair(first)}"]
    here = first
    for there in others:
        parts.append("l" + _step(here, there))
        here = there
    return "".join(parts) + "z"


def painted(path: QPainterPath, x: float, y: float) -> str:
    """The lines of `path`, moved by so many units; what ends where it began is closed."""
    parts: list[str] = []
    elements = [path.elementAt(n) for n in range(path.elementCount())]
    spots = [_spot(element.x + x, element.y + y) for element in elements]  # pyright: ignore
    start = here = (0, 0)
    n = 0
    while n < len(spots):
        is_move, is_curve = elements[n].isMoveTo(), elements[n].isCurveTo()
        ends = spots[n : n + 3] if is_curve else spots[n : n + 1]
        n += len(ends)
        is_last = n == len(spots) or elements[n].isMoveTo()
        if is_move:
            start = ends[0]
            parts.append(f"M{_pair(start)}")
        elif is_curve:
            parts.append("c" + " ".join(_step(here, end) for end in ends))
            parts.append("z" if is_last and ends[-1] == start else "")
        elif is_last and ends[-1] == start != here:
            parts.append("z")
        else:
            parts.append("l" + _step(here, ends[0]))
        here = ends[-1]
    return "".join(parts)


def _spot(x: float, y: float) -> _Spot:
    return round(x * 100 / UNIT), round(y * 100 / UNIT)


def _step(here: _Spot, there: _Spot) -> str:
    return _pair((there[0] - here[0], there[1] - here[1]))


def _pair(spot: _Spot) -> str:
    return f"{number(spot[0])} {number(spot[1])}"
