"""Shapes of every kind, pictures of them, and files to show on a board."""

from math import cos, radians, sin
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage

from redux_scuttlebutt.store.documents.shapes import Kind
from redux_scuttlebutt.store.documents.transform import ONE
from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.layers.render import paint_view
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.figures import Figures
from redux_scuttlebutt.ui.board.shapes.pictures import Pictures
from redux_scuttlebutt.ui.theme import LIGHT, Theme

__all__ = ["BLOB", "KINDS", "different", "file_of", "of_kind", "painted", "pictures_of", "turned"]

KINDS: tuple[Kind, ...] = (
    "stroke",
    "marker",
    "rect",
    "ellipse",
    "line",
    "arrow",
    "text",
    "image",
)

BLOB = "ab" * 32


def of_kind(kind: Kind, *corners: float, **fields: Any) -> Shape:
    """A shape between two `corners`, in pixels at 100 %; by default (60, 50) and (160, 110)."""
    left, top, right, bottom = (round(n * 64) for n in (corners or (60, 50, 160, 110)))
    points: tuple[int, ...] = (left, top, right, bottom)
    if kind in ("stroke", "marker"):
        points = (left, top, (left + right) // 2, bottom, right, top, right, bottom)
    if kind in ("text", "image"):
        points = (left, top)
        fields = {"size": (right - left, bottom - top), **fields}
    drawn: dict[str, Any] = {"color": "red", "width": 320, "z": "a0"}
    if kind == "text":
        drawn |= {"width": 20 * 64, "text": "Some words"}
    if kind == "image":
        drawn |= {"color": "", "width": 0, "blob": BLOB, "type": "image/png"}
    return Shape(kind, points, **(drawn | fields))


def turned(degrees: float, wide: float = 1, high: float = 1, shear: float = 0) -> tuple[int, ...]:
    """The matrix that scales and shears, and then turns."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    xx, xy, yx, yy = c * wide, c * shear - s * high, s * wide, s * shear + c * high
    return round(xx * ONE), round(xy * ONE), round(yx * ONE), round(yy * ONE)


def painted(
    *shapes: Shape,
    theme: Theme = LIGHT,
    view: View | None = None,
    pictures: Pictures | None = None,
    size: tuple[int, int] = (240, 180),
) -> QImage:
    """What a window of `size` pixels shows of `shapes`, from back to front."""
    image = QImage(QSize(*size), QImage.Format.Format_RGB32)
    named = {f"s{n:02}": shape for n, shape in enumerate(shapes)}
    paint_view(image, Figures(named, pictures), view or View(), theme)
    return image


def different(a: QImage, b: QImage, tolerance: int) -> int:
    """How many pixels differ by more than `tolerance` in a colour."""
    if a == b:
        return 0
    one, other = bytes(a.constBits()), bytes(b.constBits())
    pixels = zip(one[::4], one[1::4], one[2::4], other[::4], other[1::4], other[2::4], strict=True)
    return sum(max(abs(r - x), abs(g - y), abs(s - z)) > tolerance for r, g, s, x, y, z in pixels)


def file_of(
    color: str, width: int = 40, height: int = 30, form: str = "PNG", *, right: str = ""
) -> bytes:
    """A picture file of one colour, or with another one in its right half."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(color))
    for x in range(width // 2 if right else width, width):
        for y in range(height):
            image.setPixelColor(x, y, QColor(right))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form)  # pyright: ignore[reportArgumentType, reportCallIssue]
    buffer.close()
    return data.data()


def pictures_of(color: str = "#3060c0") -> Pictures:
    """Where the picture that `of_kind` shows can be had."""
    return Pictures({BLOB: file_of(color)}.get)
