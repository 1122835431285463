import zlib
from struct import pack

import pytest
from PySide6.QtGui import QColor

from redux_scuttlebutt.ui.board.shapes.picture_reader import (
    FORMATS,
    MOST_SIDE,
    Unshown,
    read_picture,
    size_of_picture,
)
from support.figures import file_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


def empty_png(width: int, height: int) -> bytes:
    """A picture that claims to be so large, and has nothing in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "bmp"])
def test_the_common_formats_are_read(form: str) -> None:
    data = file_of("#3060c0", 40, 30, form.upper())

    image = read_picture(data, f"image/{form}")

    assert (image.width(), image.height()) == (40, 30) == size_of_picture(data, f"image/{form}")
    color = image.pixelColor(20, 15)
    assert abs(color.red() - 0x30) + abs(color.green() - 0x60) + abs(color.blue() - 0xC0) < 12


def test_what_shows_through_stays_so() -> None:
    image = read_picture(file_of("#00000000"), "image/png")

    assert image.pixelColor(3, 3) == QColor(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "media_type", "why"),
    [
        (SVG, "image/svg+xml", r"the format svg\+xml is not shown"),
        (SVG, "image/png", "damaged"),
        (file_of("red"), "image/jpeg", "damaged"),
        (file_of("red"), "image/tiff", "the format tiff is not shown"),
        (file_of("red")[:60], "image/png", "damaged"),
        (b"", "image/png", "damaged"),
        (empty_png(100_000, 100_000), "image/png", "too many"),
        (empty_png(2**31 - 1, 2**31 - 1), "image/png", "."),
        (empty_png(300, 300), "image/png", "damaged"),
    ],
)
def test_what_cannot_be_shown_says_why(data: bytes, media_type: str, why: str) -> None:
    with pytest.raises(Unshown, match=why):
        read_picture(data, media_type)


@pytest.mark.parametrize("media_type", FORMATS)
def test_any_bytes_are_read_or_refused(media_type: str) -> None:
    form = FORMATS[media_type].decode().upper()
    sound = file_of("red", form="PNG" if form == "GIF" else form)
    for at in range(0, len(sound), 7):
        data = sound[:at] + b"\xff\x00\x7f" + sound[at + 3 :]
        try:
            assert not read_picture(data, media_type).isNull()
        except Unshown:
            continue


def test_a_picture_larger_than_any_screen_is_made_smaller() -> None:
    image = read_picture(file_of("red", MOST_SIDE * 2, 16), "image/png")

    assert (image.width(), image.height()) == (MOST_SIDE, 8)
