"""A drawing as text that a picture or the clipboard can carry, and be opened from again.

JSON in ASCII: {"format": 1, "shapes": [from back to front, as actions describe them, without ids],
"blobs": {name: base64}}. The names of blobs are those of the room the drawing comes from.
"""

import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from ....store.documents.shapes import Shape, description, read_shape
from ....store.reducer import Refused

__all__ = [
    "MOST_BLOBS",
    "MOST_TEXT",
    "Blob",
    "Carried",
    "NotReadable",
    "inflated",
    "read_carried",
    "sorted_shapes",
    "write_carried",
]

FORMAT = 1

MOST_TEXT = 96 * 2**20
"""Bytes of the whole text, for whoever reads it."""

MOST_SHAPES = 32 * 2**20
"""Bytes of what is said of the shapes: some 50,000 strokes. In memory they take thrice that."""

MOST_BLOBS = 40 * 2**20
"""Bytes of all images that go with one drawing."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


Blob: TypeAlias = Callable[[str], bytes | None]
"""The bytes of the image of that name, if they are here."""


class NotReadable(ValueError):
    """A file or text that is no drawing of ours, or a damaged one; the text is for people."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A drawing without a board.

    Attributes:
        shapes: from back to front.
        blobs: the bytes of those of its images that came with it.
    """

    shapes: tuple[Shape, ...]
    blobs: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def missing(self) -> int:
        """How many images it shows whose bytes did not come with it."""
        return len({s.blob for s in self.shapes if s.kind == "image"} - self.blobs.keys())


class _Described(msgspec.Struct, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A shape in the text. With types, for whatever a hostile text says takes bounded memory."""

    kind: str
    z: str | UnsetType = UNSET
    points: list[int] | UnsetType = UNSET
    pressures: list[int] | UnsetType = UNSET
    color: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    x: int | UnsetType = UNSET
    y: int | UnsetType = UNSET
    matrix: list[int] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    size: list[int] | UnsetType = UNSET
    blob: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class _Format(msgspec.Struct):
    format: int


class _Text(msgspec.Struct):
    format: int
    shapes: msgspec.Raw
    blobs: dict[str, bytes] = {}


def sorted_shapes(shapes: Mapping[str, Shape]) -> list[tuple[str, Shape]]:
    """All `shapes` with their ids, from back to front."""
    return sorted(shapes.items(), key=lambda entry: (entry[1].z, entry[0]))


def write_carried(
    shapes: Mapping[str, Shape], blob: Blob, *, most_blobs: int = MOST_BLOBS
) -> tuple[bytes, int]:
    """`shapes` as text, and how many of their images it had to leave out.

    Args:
        most_blobs: bytes of images after which the others are left out.

    Raises:
        NotReadable: these are more shapes than could be read again.
    """
    row = [shape for _, shape in sorted_shapes(shapes)]
    said = msgspec.json.encode([description(shape) for shape in row])
    if len(said) > MOST_SHAPES:
        raise NotReadable(
            f"The drawing takes {len(said)} bytes as text, and at most {MOST_SHAPES} can be"
            " carried by a picture"
        )
    wanted = dict.fromkeys(shape.blob for shape in row if shape.kind == "image")
    blobs: dict[str, bytes] = {}
    room = most_blobs
    for name in wanted:
        data = blob(name)
        if data is not None and len(data) <= room:
            blobs[name] = data
            room -= len(data)
    text = msgspec.json.encode(_Text(FORMAT, msgspec.Raw(said), blobs))
    if not text.isascii():
        # Programs that rewrite a picture read its texts as Latin-1 or as UTF-8.
        text = _BEYOND_ASCII.sub(_escaped, text.decode()).encode()
    return text, len(wanted) - len(blobs)


def read_carried(text: bytes) -> Carried:
    """The drawing that `text` describes.

    Raises:
        NotReadable: it is damaged, made by a newer version, or too large.
    """
    if len(text) > MOST_TEXT:
        raise NotReadable(f"The drawing is {len(text)} bytes of text, at most {MOST_TEXT} are read")
    try:
        version = msgspec.json.decode(text, type=_Format).format
        if version > FORMAT:
            raise NotReadable(
                f"This drawing was made by a newer version (format {version}). Update to open it."
            )
        whole = msgspec.json.decode(text, type=_Text)
        if len(bytes(whole.shapes)) > MOST_SHAPES:
            raise NotReadable(f"The drawing has shapes of more than {MOST_SHAPES} bytes")
        said = msgspec.json.decode(whole.shapes, type=list[_Described])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotReadable(f"The drawing in it is damaged: {error}") from error
    shapes = tuple(_read(number, one) for number, one in enumerate(said))
    named = {shape.blob for shape in shapes if shape.kind == "image"}
    return Carried(shapes, {name: data for name, data in whole.blobs.items() if name in named})


def inflated(packed: bytes, most: int = MOST_TEXT) -> bytes:
    """What `packed` holds, compressed by zlib.

    Raises:
        NotReadable: it is damaged, or more than `most` bytes would come of it.
    """
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise NotReadable(f"The drawing in it is damaged: {error}") from error
    if len(text) > most:
        raise NotReadable(f"The drawing in it is more than {most} bytes of text")
    if not unpacker.eof:
        raise NotReadable("The drawing in it is damaged: its end is missing")
    return text


def _escaped(letter: re.Match[str]) -> str:
    return json.dumps(letter[0])[1:-1]


def _read(number: int, one: _Described) -> Shape:
    fields: dict[str, Any] = {
        name: value for name in one.__struct_fields__ if (value := getattr(one, name)) is not UNSET
    }
    try:
        return read_shape({"id": "read", **fields})[1]
    except Refused as refused:
        raise NotReadable(
            f"Shape {number + 1} of the drawing is not valid: {refused.reason}"
        ) from refused
