"""Files that are opened: drawings of ours, which can be drawn on again, and pictures."""

import base64
import binascii
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QXmlStreamReader

from ....store.documents.fields import MOST
from ....store.documents.shapes import description
from ....store.documents.transform import bounds, union
from ....store.documents.whiteboard import UNIT, whiteboard
from ....store.documents.zkeys import above
from ..tools.parts import in_parts
from .carried import Carried, NotReadable, inflated, read_carried
from .pictures import Picture, read_picture, type_of
from .png_board import board_in_png

__all__ = [
    "MOST_FILE",
    "NAMESPACE",
    "Added",
    "Keep",
    "added",
    "added_picture",
    "board_in_svg",
    "opened",
]

MOST_FILE = 128 * 2**20
"""Bytes of a file that is looked into."""

NAMESPACE = "urn:redux-scuttlebutt:board"
"""Of the element in an SVG that holds a drawing."""

Keep: TypeAlias = Callable[[bytes], str]
"""Keeps the bytes of an image in the room, and returns its name there.

Raises ValueError if it cannot.
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What puts a drawing on a board.

    Attributes:
        actions: in their order.
        ids: of the new shapes.
        missing: how many images have no bytes here.
    """

    actions: tuple[dict[str, Any], ...]
    ids: tuple[str, ...]
    missing: int = 0


def opened(data: bytes) -> Carried | Picture:
    """What a file holds: a drawing where there is one, or else the picture itself.

    Raises:
        NotReadable: it holds a drawing that is damaged or too new, or is not for us at all.
        PictureTooLarge: it is a picture beyond what a room keeps; see `shrunk`.
    """
    if len(data) > MOST_FILE:
        raise NotReadable(f"The file is {len(data)} bytes, at most {MOST_FILE} are opened")
    is_svg = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    text = board_in_svg(data) if is_svg else board_in_png(data)
    if text is not None:
        return read_carried(text)
    if is_svg:
        raise NotReadable(
            "This file carries no board of this program. To put it on a board as a picture,"
            " save it as PNG first."
        )
    return read_picture(data)


def board_in_svg(svg: bytes) -> bytes | None:
    """The text that `svg` carries; None if it carries none.

    Raises:
        NotReadable: it is damaged, incomplete, or too large.
    """
    # Qt's reader knows no files and no network, and gives up on entities that multiply.
    content = QByteArray(svg)
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QXmlStreamReader(buffer)
    while not reader.atEnd():
        kind = reader.readNext()
        is_ours = reader.namespaceUri() == NAMESPACE and reader.name() == "board"
        if kind is QXmlStreamReader.TokenType.StartElement and is_ours:
            packed = reader.readElementText()
            if reader.hasError():
                break
            try:
                return inflated(base64.b64decode("".join(packed.split()), validate=True))
            except binascii.Error as error:
                raise NotReadable(f"The drawing in it is damaged: {error}") from error
    if reader.hasError():
        raise NotReadable(f"The file is no whole SVG: {reader.errorString()}")
    return None


def added(
    drawing: Carried,
    *,
    top: str | None,
    new_id: Callable[[], str],
    keep: Keep | None = None,
    middle: tuple[int, int] | None = None,
    by: tuple[int, int] = (0, 0),
) -> Added:
    """What puts `drawing` on a board, in front of everything and in its own order.

    Args:
        top: the frontmost place that is taken there.
        new_id: names the new shapes, as no other device does.
        keep: keeps the images in the room; without it they stay as they are named.
        middle: where the middle of the drawing is to lie, in units of the board.
        by: how far from its old place it is to lie, if no `middle` is given.
    """
    blobs = _kept(drawing.blobs, keep) if keep is not None else {}
    dx, dy = by if middle is None else _to(drawing, middle)
    shapes: list[dict[str, Any]] = []
    z = top
    for shape in drawing.shapes:
        z = above(z)
        x, y = shape.x + dx, shape.y + dy
        if max(abs(x), abs(y)) > MOST:
            x, y = shape.x, shape.y
        fields: dict[str, Any] = {"x": x, "y": y, "z": z}
        if shape.blob in blobs:
            fields["blob"], fields["type"] = blobs[shape.blob]
        shapes.append({"id": new_id(), **description(replace(shape, **fields))})
    if not shapes:
        return Added((), ())
    images = {shape.blob for shape in drawing.shapes if shape.kind == "image"}
    action = whiteboard.actions["added"]({"shapes": shapes})
    return Added(
        tuple(in_parts(dict(action), new_id)),
        tuple(shape["id"] for shape in shapes),
        len(images - blobs.keys()),
    )


def added_picture(
    picture: Picture,
    name: str,
    *,
    top: str | None,
    shape_id: str,
    middle: tuple[int, int],
    most: tuple[int, int],
) -> Added:
    """What puts `picture`, which the room keeps as `name`, on a board.

    Args:
        middle: where its middle is to lie.
        most: how wide and how high it may be; all of it in units of the board.
    """
    wide, high = picture.width * UNIT, picture.height * UNIT
    factor = min(1.0, most[0] / wide, most[1] / high)
    wide, high = max(1, round(wide * factor)), max(1, round(high * factor))
    shape = {
        "id": shape_id,
        "kind": "image",
        "z": above(top),
        "points": [middle[0] - wide // 2, middle[1] - high // 2],
        "size": [wide, high],
        "blob": name,
        "type": picture.type,
    }
    return Added((dict(whiteboard.actions["added"](shape)),), (shape_id,))


def _kept(blobs: Mapping[str, bytes], keep: Keep) -> dict[str, tuple[str, str]]:
    """The new name and the type of each image, as far as it is one and can be kept."""
    kept: dict[str, tuple[str, str]] = {}
    for name, data in blobs.items():
        media = type_of(data)
        if media is None:
            continue  # it is counted as missing
        with suppress(ValueError):
            kept[name] = keep(data), media
    return kept


def _to(drawing: Carried, middle: tuple[int, int]) -> tuple[int, int]:
    around = union(map(bounds, drawing.shapes))
    if around is None:
        return 0, 0
    left, top, right, bottom = around
    return middle[0] - (left + right) // 2, middle[1] - (top + bottom) // 2
