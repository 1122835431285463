"""Drawings of all kinds of shapes, picked by Hypothesis or one of each, and pictures."""

from typing import Any

from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter

from redux_scuttlebutt.store.documents.fields import INKS
from redux_scuttlebutt.store.documents.shapes import KINDS, Shape, read_shape
from redux_scuttlebutt.ui.board.export.pictures import encoded
from support.shapes import SOUND, described, keys

__all__ = ["BLOB", "content", "drawings", "gallery", "photo", "photo_bytes", "stroke"]

BLOB = SOUND["image"]["blob"]

FAR = 2**14
"""Units: 256 pixels, for pictures that are made fast."""

MATRICES = ([2**30, 2**20, -(2**20), 2**29], [2**29, 0, 0, -(2**30)])


def stroke(*flat: int, color: str = "ink", width: int = 4, **fields: Any) -> Shape:
    """A stroke through points given in pixels."""
    points = [64 * n for n in flat]
    return read_shape(described("a", points=points, color=color, width=64 * width, **fields))[1]


def gallery() -> dict[str, Shape]:
    """One shape of each kind."""
    return {
        kind: read_shape(described(kind, kind, z=z))[1]
        for kind, z in zip(KINDS, keys(len(KINDS)), strict=True)
    }


def content(shapes: dict[str, Shape]) -> list[Shape]:
    """The shapes from back to front."""
    return [shapes[i] for i in sorted(shapes, key=lambda i: (shapes[i].z, i))]


def photo(width: int = 12, height: int = 8, color: str = "#3366aa") -> QImage:
    """A picture with something in it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    painter = QPainter(image)
    painter.drawLine(QPoint(0, 0), QPoint(width, height))
    painter.end()
    return image


def photo_bytes(width: int = 12, height: int = 8, format: str = "PNG") -> bytes:
    """The bytes of such a picture."""
    return encoded(photo(width, height), format)


@st.composite
def drawings(draw: st.DrawFn) -> dict[str, Shape]:
    """Up to ten shapes as any action could have put them on a board."""
    places = keys(12)
    shapes = [draw(_shapes(draw(st.sampled_from(places)))) for _ in range(draw(st.integers(1, 10)))]
    return {f"shape {number}": shape for number, shape in enumerate(shapes)}


@st.composite
def _shapes(draw: st.DrawFn, z: str) -> Shape:
    kind = draw(st.sampled_from(sorted(KINDS)))
    number = st.integers(-FAR, FAR)
    count = {"text": 1, "image": 1, "stroke": draw(st.integers(1, 6))}.get(kind, 2)
    fields: dict[str, Any] = {
        "z": z,
        "points": draw(st.lists(number, min_size=2 * count, max_size=2 * count)),
        "x": draw(number),
        "y": draw(number),
    }
    if kind != "image":
        fields["color"] = draw(st.sampled_from((*INKS, "#12ab9f")))
        fields["width"] = draw(st.integers(1, 2000))
    if kind in ("stroke", "marker") and draw(st.booleans()):
        pressure = st.integers(0, 1023)
        fields["pressures"] = draw(st.lists(pressure, min_size=count, max_size=count))
    if kind == "text":
        fields["text"] = draw(st.text(max_size=40))
    if kind in ("text", "image"):
        fields["size"] = draw(st.lists(st.integers(1, FAR), min_size=2, max_size=2))
    if draw(st.booleans()):
        fields["matrix"] = draw(st.sampled_from(MATRICES))
    return read_shape(described("a", kind, **fields))[1]
