"""Each kind of shape as an element of SVG, with the lines that are painted on the board."""

from dataclasses import replace
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from PySide6.QtGui import QColor

from ....store.documents.shapes import Shape
from ....store.documents.transform import ONE, place_of, scaled_points
from ....store.documents.whiteboard import UNIT
from ...theme import Theme
from ..shapes.geometry import Place
from ..shapes.kinds import figure_for
from ..shapes.letters import LETTER, Writing
from ..shapes.marker import tint_of
from ..shapes.outline import fineness, pressed_pieces
from ..shapes.paint import ink_of
from .svg_paths import number, outlined, painted, smoothed

__all__ = ["Corner", "element_of", "xml_text"]

Corner: TypeAlias = tuple[int, int]
"""The picture's upper left corner, in units of the board."""

FINE = 4 / UNIT
"""Outlines are smooth up to four pixels for one."""

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
    color, mixed = ink_of(theme, shape.color), ""
    if shape.kind == "marker":
        color, mixed = _mark(theme, shape.color)
    if shape.pressures:
        return f'<path fill="{color.name()}"{mixed} d="{_pressed(shape, corner)}"/>'
    width = number(shape.width * 100 / UNIT)
    if shape.kind in ("stroke", "marker"):
        d = smoothed(_placed(shape, corner))
    else:
        d = _line(shape, corner)
    return f'<path stroke="{color.name()}" stroke-width="{width}"{mixed} d="{d}"/>'


def xml_text(text: str) -> str:
    """`text` as it may stand in XML, without the characters that no XML may hold."""
    return escape("".join(filter(_is_xml, text)))


def _mark(theme: Theme, ink: str) -> tuple[QColor, str]:
    """A marker's colour, and how it is mixed with what lies beneath.

    It is as transparent as can be and tints white paper, or black, as a marker does; so it
    looks nearly the same in viewers that know nothing of mixing.
    """
    is_dark = theme.paper.lightnessF() < 0.5
    bare = replace(theme, paper=QColor("black" if is_dark else "white"))
    color = tint_of(bare, ink, is_mixed=False).color
    blend = "screen" if is_dark else "multiply"
    return color, f' opacity="{color.alphaF():.3g}" style="mix-blend-mode:{blend}"'


def _line(shape: Shape, corner: Corner) -> str:
    figure = figure_for("", shape)
    x, y = figure.origin[0] + shape.x - corner[0], figure.origin[1] + shape.y - corner[1]
    return painted(figure.path(), x, y)


def _pressed(shape: Shape, corner: Corner) -> str:
    points = scaled_points(shape)
    x = points[0][0] + shape.x - corner[0]
    y = points[0][1] + shape.y - corner[1]
    return "".join(
        outlined([(p.x() + x, p.y() + y) for p in polygon.toList()])
        for piece in pressed_pieces(points, shape.width, fineness(shape.width, FINE))
        for polygon in piece.path.toSubpathPolygons()
    )


def _text(shape: Shape, corner: Corner, theme: Theme) -> str:
    color = ink_of(theme, shape.color).name()
    size = number(shape.width * 100 / UNIT)
    letter = shape.width / LETTER
    writing = Writing(shape.text, shape.size[0] / letter)
    # Each line by itself: the small viewers know no lines within a text.
    lines = "".join(
        f'<text x="{number(start.x() * letter * 100 / UNIT)}"'
        f' y="{number(start.y() * letter * 100 / UNIT)}"'
        f' xml:space="preserve">{xml_text(words.rstrip())}</text>'
        for words, start in writing.written()
        if words.strip()
    )
    return (
        f'<g fill="{color}" font-family="{FONT}" font-size="{size}"'
        f' transform="{_matrix(shape, corner, 1, 1)}">{lines}</g>'
    )


def _image(shape: Shape, corner: Corner, theme: Theme, image: str | None) -> str:
    if image is None:
        d = _line(shape, corner)
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


def _placed(shape: Shape, corner: Corner) -> list[Place]:
    dx, dy = shape.x - corner[0], shape.y - corner[1]
    return [(p[0] + dx, p[1] + dy) for p in scaled_points(shape)]


def _is_xml(letter: str) -> bool:
    code = ord(letter)
    return (code >= 0x20 and code not in (0xFFFE, 0xFFFF)) or letter in "\t\n\r"
