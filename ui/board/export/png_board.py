"""A drawing inside a PNG file: in compressed text chunks, which every reader passes over.

Chunks `zTXt` as in the PNG specification (ISO/IEC 15948, 11.3.4.3), with the keyword
`scuttlebutt-board 1/3`. Readers give up on a picture with a chunk of more than 8 MB, packed
or not, so a longer text is cut.
"""

import zlib
from collections.abc import Iterator
from struct import Struct

from .carried import MOST_TEXT, NotReadable, inflated

__all__ = ["SIGNATURE", "board_in_png", "png_with_board"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"scuttlebutt-board"

MOST_CHUNK = 4 * 2**20
"""Bytes of text in one chunk."""

MOST_CHUNKS = MOST_TEXT // MOST_CHUNK

_HEADER = Struct(">I4s")
_CRC = Struct(">I")


def png_with_board(png: bytes, text: bytes) -> bytes:
    """The picture `png` with `text`, which is ASCII or escaped as such, before its end."""
    end = len(png) - 12  # IEND: no content, so always these twelve bytes
    parts = [text[at : at + MOST_CHUNK] for at in range(0, len(text), MOST_CHUNK)]
    chunks = [
        _chunk(b"%s %d/%d\0\0%s" % (KEYWORD, number, len(parts), zlib.compress(part)))
        for number, part in enumerate(parts, 1)
    ]
    return b"".join((png[:end], *chunks, png[end:]))


def board_in_png(png: bytes) -> bytes | None:
    """The text that `png` carries; None if it carries none.

    Raises:
        NotReadable: it is damaged, incomplete, or too large.
    """
    if not png.startswith(SIGNATURE):
        return None
    parts: dict[int, bytes] = {}
    total = 0
    for content, is_whole in _texts(png):
        keyword, _, rest = content.partition(b"\0")
        name, _, place = keyword.partition(b" ")
        if name != KEYWORD:
            continue
        if not is_whole:
            raise NotReadable("The drawing in it is damaged: a checksum does not match")
        number, _, count = place.partition(b"/")
        if not (number.isdigit() and count.isdigit()) or len(place) > 9 or rest[:1] != b"\0":
            raise NotReadable(f"The drawing in it is damaged: it has a part called {keyword!r}")
        total = int(count)
        if total > MOST_CHUNKS or not 1 <= int(number) <= total:
            raise NotReadable(f"The drawing in it has a part {int(number)} of {total}")
        parts[int(number)] = inflated(rest[1:], MOST_CHUNK)
    if not parts:
        return None
    if len(parts) != total:
        raise NotReadable(f"Of the drawing in it there are {len(parts)} of {total} parts")
    return b"".join(parts[number] for number in sorted(parts))


def _chunk(content: bytes) -> bytes:
    named = b"zTXt" + content
    return _CRC.pack(len(content)) + named + _CRC.pack(zlib.crc32(named))


def _texts(png: bytes) -> Iterator[tuple[bytes, bool]]:
    """The content of each compressed text, and whether it is whole."""
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        length, kind = _HEADER.unpack_from(png, at)
        end = at + 8 + length
        if end + 4 > len(png):
            return
        if kind == b"zTXt":
            (crc,) = _CRC.unpack_from(png, end)
            yield png[at + 8 : end], crc == zlib.crc32(png[at + 4 : end])
        at = end + 4
