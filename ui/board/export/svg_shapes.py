"""Each kind of shape as an element of SVG.

Places are whole hundredths of a pixel, counted from the corner of the picture, so that no
viewer with short numbers sees a drawing shake that lies far out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import cos, hypot, radians, sin
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from ....store.documents.shapes import Shape
from ....store.documents.transform import ONE, place_of, scaled_points
from ....store.documents.whiteboard import UNIT
from ...theme import Theme
from ..shapes.curve import cubics
from ..shapes.outline import fineness, pressed_pieces
from ..shapes.paint import ink_of

__all__ = ["FONT", "Corner", "element_of", "text_lines", "xml_text"]

Corner: TypeAlias = tuple[int, int]
"""The picture's upper left corner, in units of the board."""

Place: TypeAlias = tuple[float, float]

FINE = 4 / UNIT
"""Outlines are smooth up to four pixels for one."""

KAPPA = 0.5522847498
"""How long the handles of a quarter of a circle are (L. Maisonobe, 2003)."""

MARKED = 0.4
"""How much of a marker's ink covers."""

LEAST_HEAD, HEAD = 8 * UNIT, 3.2
"""The sides of an arrow's head: so long, and so many times the width of the line more."""

MOST_HEAD = 0.5
"""Of the whole arrow the head is at most so much."""

HEAD_ANGLE = radians(28)
"""Between the shaft and each side of the head."""

FONT = "sans-serif"


def element_of(shape: Shape, corner: Corner, theme: Theme, image: str | None = None) -> str:
    """The element that shows `shape`.

    Args:
        image: the id of the element that holds its image, if it is here.
    """
    if shape.kind == "text":
        return _text(shape, corner, theme)
    if shape.kind == "image":
        return _image(shape, corner, theme, image)
    color = ink_of(theme, shape.color).name()
    mixed = ""
    if shape.kind == "marker":
        blend = "multiply" if theme.paper.lightnessF() > 0.5 else "screen"
        mixed = f' opacity="{MARKED}" style="mix-blend-mode:{blend}"'
    if shape.pressures:
        return f'<path fill="{color}"{mixed} d="{_outline(shape, corner)}"/>'
    width = _number(shape.width * 100 / UNIT)
    d = _LINES[shape.kind](shape, corner)
    return f'<path stroke="{color}" stroke-width="{width}"{mixed} d="{d}"/>'


def xml_text(text: str) -> str:
    """`text` as it may stand in XML, without the characters that no XML may hold."""
    return escape("".join(filter(_is_xml, text)))


def text_lines(shape: Shape) -> list[tuple[str, float]]:
    """The lines of a text, broken to its width, and how deep each stands; in pixels."""
    font = QFont()
    font.setFamilies([FONT])
    font.setPixelSize(max(1, round(shape.width / UNIT)))
    metrics = QFontMetricsF(font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    lines: list[tuple[str, float]] = []
    depth = metrics.ascent()
    for paragraph in shape.text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        parts: list[str] = []
        # Qt counts in UTF-16.
        units = paragraph.encode("utf-16-le")
        while (line := layout.createLine()).isValid():
            line.setLineWidth(shape.size[0] / UNIT)
            start, length = line.textStart(), line.textLength()
            parts.append(units[2 * start : 2 * (start + length)].decode("utf-16-le", "ignore"))
        layout.endLayout()
        for part in parts or [""]:
            lines.append((part.rstrip(), depth))
            depth += metrics.lineSpacing()
    return lines


def _text(shape: Shape, corner: Corner, theme: Theme) -> str:
    color = ink_of(theme, shape.color).name()
    size = _number(shape.width * 100 / UNIT)
    # Each line by itself: the small viewers know no lines within a text.
    lines = "".join(
        f'<text x="0" y="{_number(depth * 100)}" xml:space="preserve">{xml_text(line)}</text>'
        for line, depth in text_lines(shape)
        if line
    )
    return (
        f'<g fill="{color}" font-family="{FONT}" font-size="{size}"'
        f' transform="{_matrix(shape, corner, 1, 1)}">{lines}</g>'
    )


def _image(shape: Shape, corner: Corner, theme: Theme, image: str | None) -> str:
    if image is None:
        d = _closed(_corners(shape), corner)
        color = theme.muted.name()
        return f'<path stroke="{color}" stroke-width="1" stroke-dasharray="6 4" d="{d}"/>'
    wide, high = (side / UNIT for side in shape.size)
    place = _matrix(shape, corner, wide, high)
    return f'<use xlink:href={quoteattr("#" + image)} transform="{place}"/>'


def _matrix(shape: Shape, corner: Corner, wide: float, high: float) -> str:
    """What brings a box of one pixel to `wide` by `high` at the place of `shape`."""
    xx, xy, yx, yy = (n / ONE for n in shape.matrix or (ONE, 0, 0, ONE))
    x, y = place_of(shape, shape.points[0], shape.points[1])
    numbers = (xx * wide, yx * wide, xy * high, yy * high)
    e, f = (x - corner[0]) / UNIT, (y - corner[1]) / UNIT
    return "matrix({})".format(" ".join(f"{n:.8g}" for n in (*numbers, e, f)))


def _stroke(shape: Shape, corner: Corner) -> str:
    points = _placed(shape, corner)
    if len(set(points)) == 1:
        # No length at all would be no dot for some viewers.
        return f"{_move(points[0])}h.01"
    here = _hundredths(points[0])
    parts = [_move(points[0])]
    for curve in cubics(points):
        ends = [_hundredths(curve[at : at + 2]) for at in (0, 2, 4)]
        parts.append("c" + " ".join(_step(here, end) for end in ends))
        here = ends[-1]
    return "".join(parts)


def _line(shape: Shape, corner: Corner) -> str:
    return _open(_placed(shape, corner))


def _arrow(shape: Shape, corner: Corner) -> str:
    start, tip = (place[:2] for place in _placed(shape, corner))
    dx, dy = start[0] - tip[0], start[1] - tip[1]
    length = hypot(dx, dy)
    shaft = _open([start, tip])
    if not length:
        return shaft
    side = min(LEAST_HEAD + HEAD * shape.width, MOST_HEAD * length) / length
    along, aside = side * cos(HEAD_ANGLE), side * sin(HEAD_ANGLE)
    bx, by, ax, ay = dx * along, dy * along, -dy * aside, dx * aside
    x, y = tip
    return shaft + _open([(x + bx + ax, y + by + ay), tip, (x + bx - ax, y + by - ay)])


def _rect(shape: Shape, corner: Corner) -> str:
    return _closed(_corners(shape), corner)


def _ellipse(shape: Shape, corner: Corner) -> str:
    a, b, _, d = ((x - corner[0], y - corner[1]) for x, y in _corners(shape))
    mx, my = (b[0] + d[0]) / 2, (b[1] + d[1]) / 2
    ux, uy = (b[0] - a[0]) / 2, (b[1] - a[1]) / 2
    vx, vy = (d[0] - a[0]) / 2, (d[1] - a[1]) / 2

    def at(u: float, v: float) -> Place:
        return mx + ux * u + vx * v, my + uy * u + vy * v

    k = KAPPA
    first = at(1, 0)
    here = _hundredths(first)
    parts = [_move(first)]
    for handles in (
        ((1, k), (k, 1), (0, 1)),
        ((-k, 1), (-1, k), (-1, 0)),
        ((-1, -k), (-k, -1), (0, -1)),
        ((k, -1), (1, -k), (1, 0)),
    ):
        ends = [_hundredths(at(*handle)) for handle in handles]
        parts.append("c" + " ".join(_step(here, end) for end in ends))
        here = ends[-1]
    return "".join(parts) + "z"


_LINES: Mapping[str, Callable[[Shape, Corner], str]] = {
    "stroke": _stroke,
    "marker": _stroke,
    "line": _line,
    "arrow": _arrow,
    "rect": _rect,
    "ellipse": _ellipse,
}


def _outline(shape: Shape, corner: Corner) -> str:
    points = scaled_points(shape)
    x = points[0][0] + shape.x - corner[0]
    y = points[0][1] + shape.y - corner[1]
    parts: list[str] = []
    for piece in pressed_pieces(points, shape.width, fineness(shape.width, FINE)):
        for polygon in piece.path.toSubpathPolygons():
            ends = polygon.toList()
            parts.append(_open([(p.x() + x, p.y() + y) for p in ends]) + "z")
    return "".join(parts)


def _corners(shape: Shape) -> list[Place]:
    """The four corners of a box that may be turned, one after the other."""
    x0, y0 = shape.points[:2]
    if shape.size:
        x1, y1 = x0 + shape.size[0], y0 + shape.size[1]
    else:
        x1, y1 = shape.points[2:4]
    return [place_of(shape, *p) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]


def _placed(shape: Shape, corner: Corner) -> list[Place]:
    dx, dy = shape.x - corner[0], shape.y - corner[1]
    return [(p[0] + dx, p[1] + dy) for p in scaled_points(shape)]


def _closed(corners: Sequence[Place], corner: Corner) -> str:
    return _open([(x - corner[0], y - corner[1]) for x, y in corners]) + "z"


def _open(places: Iterable[Place]) -> str:
    """A line of straight pieces."""
    first, *others = map(_hundredths, places)
    parts = [f"M{_pair(*first)}"]
    here = first
    for place in others:
        parts.append("l" + _step(here, place))
        here = place
    return "".join(parts)


def _move(place: Place) -> str:
    return f"M{_pair(*_hundredths(place))}"


def _hundredths(place: Sequence[float]) -> tuple[int, int]:
    return round(place[0] * 100 / UNIT), round(place[1] * 100 / UNIT)


def _step(here: tuple[int, int], there: tuple[int, int]) -> str:
    return _pair(there[0] - here[0], there[1] - here[1])


def _pair(x: int, y: int) -> str:
    return f"{_number(x)} {_number(y)}"


def _number(hundredths: float) -> str:
    """A number of hundredths as short as it goes."""
    whole = round(hundredths)
    if whole % 100 == 0:
        return str(whole // 100)
    return f"{whole / 100:.2f}".rstrip("0")


def _is_xml(letter: str) -> bool:
    code = ord(letter)
    return (code >= 0x20 and code not in (0xFFFE, 0xFFFF)) or letter in "\t\n\r"
