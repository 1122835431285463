from random import Random

import pytest
from PySide6.QtGui import QImage

from redux_scuttlebutt.ui.board.export import pictures
from redux_scuttlebutt.ui.board.export.pictures import (
    NotAPicture,
    PictureTooLarge,
    encoded,
    read_picture,
    shrunk,
    type_of,
)
from support.drawings import photo, photo_bytes

pytestmark = pytest.mark.usefixtures("qapp")


def noise(width: int, height: int, *, is_clear: bool = False) -> QImage:
    """A picture that does not pack well."""
    form = QImage.Format.Format_ARGB32 if is_clear else QImage.Format.Format_RGB32
    return QImage(Random(7).randbytes(4 * width * height), width, height, form).copy()


@pytest.mark.parametrize(
    ("format", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_a_picture_is_known_by_its_content_and_kept_as_it_is(format: str, media: str) -> None:
    data = photo_bytes(12, 8, format)

    picture = read_picture(data)

    assert (picture.type, picture.width, picture.height) == (media, 12, 8)
    assert picture.data == data
    assert type_of(data) == media


@pytest.mark.parametrize("format", ["BMP", "PPM", "ICO"])
def test_what_not_every_copy_shows_becomes_a_png(format: str) -> None:
    picture = read_picture(photo_bytes(12, 8, format))

    assert picture.type == "image/png"
    assert (picture.width, picture.height) == (12, 8)
    assert QImage.fromData(picture.data).pixelColor(11, 0) == photo().pixelColor(11, 0)


def test_a_photograph_on_its_side_is_as_wide_as_it_is_shown() -> None:
    jpeg = photo_bytes(12, 8, "JPEG")
    tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    exif = b"Exif\0\0" + tiff
    turned = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]

    picture = read_picture(turned)

    assert (picture.width, picture.height) == (8, 12)


def test_a_drawing_that_may_ask_for_other_files_is_no_picture() -> None:
    with pytest.raises(NotAPicture):
        read_picture(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')


def test_a_damaged_picture_is_refused() -> None:
    data = photo_bytes(40, 40)

    with pytest.raises(NotAPicture, match="damaged"):
        read_picture(data[:-30])


def test_too_many_bytes_name_the_limit() -> None:
    with pytest.raises(PictureTooLarge, match=r"at most 0\.0 MB of one"):
        read_picture(photo_bytes(), most_bytes=50)


def test_too_many_pixels_are_told_before_they_are_unpacked() -> None:
    head = b"\x89PNG\r\n\x1a\n" + bytes((0, 0, 0, 13)) + b"IHDR"
    huge = head + (60_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0)) + bytes(4)

    with pytest.raises(NotAPicture):
        read_picture(huge)


def test_a_picture_of_too_many_pixels_names_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 50)

    with pytest.raises(PictureTooLarge, match="12 × 8 pixels"):
        read_picture(photo_bytes())
    assert type_of(photo_bytes()) is None


@pytest.mark.parametrize("is_clear", [False, True])
@pytest.mark.parametrize("most", [20_000, 3_000])
def test_what_is_shrunk_fits_and_looks_alike(is_clear: bool, most: int) -> None:
    data = encoded(noise(120, 60, is_clear=is_clear))
    assert len(data) > most

    smaller = shrunk(data, most)

    assert len(smaller) <= most
    picture = read_picture(smaller)
    assert picture.width / picture.height == pytest.approx(2, rel=0.1)
    assert picture.type == ("image/png" if is_clear else "image/jpeg")


def test_a_large_photograph_is_shrunk_to_what_screens_show() -> None:
    smaller = shrunk(photo_bytes(6000, 3000, "JPEG"))

    image = QImage.fromData(smaller)
    assert (image.width(), image.height()) == (4096, 2048)
    assert image.pixelColor(4000, 10).blue() == pytest.approx(0xAA, abs=6)


def test_what_a_camera_notes_is_gone_after_shrinking() -> None:
    jpeg = photo_bytes(64, 64, "JPEG")
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0 where I live"
    noted = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]

    assert b"where I live" not in shrunk(noted)


def test_nothing_becomes_smaller_than_a_picture_can_be() -> None:
    with pytest.raises(NotAPicture, match="as small as 10 bytes"):
        shrunk(photo_bytes(40, 40), 10)
