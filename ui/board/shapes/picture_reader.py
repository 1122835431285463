"""Reading the bytes of a picture that somebody else chose, within limits.

Only what its media type says is tried, and only a few formats, so that the rest of what
Qt could read is not there to be attacked. Of what moves, the first frame is shown.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

__all__ = ["FORMATS", "Unshown", "read_picture", "size_of_picture"]

FORMATS = {
    "image/png": b"png",
    "image/jpeg": b"jpeg",
    "image/gif": b"gif",
    "image/webp": b"webp",
    "image/bmp": b"bmp",
}
"""What can be shown. SVG is left out: it is a program more than a picture."""

MOST_PIXELS = 64_000_000

MOST_SIDE = 4096
"""A larger picture is made so small as it is read: 64 MiB at most."""


class Unshown(ValueError):
    """A picture cannot be shown; says why, as the board shows it."""


def read_picture(data: bytes, media_type: str) -> QImage:
    """The picture that `data` describe, upright and ready to be painted.

    Raises:
        Unshown: it is of no format that is shown, damaged, or too large.
    """
    buffer = _buffer(data)
    reader = _reader(buffer, media_type)
    size = _size(reader)
    longest = max(size.width(), size.height())
    if longest > MOST_SIDE:
        reader.setScaledSize(size.scaled(MOST_SIDE, MOST_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise Unshown("it is damaged")
    formats = QImage.Format
    if image.format() != formats.Format_RGB32:
        form = formats.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else None
        image = image.convertToFormat(form or formats.Format_RGB32)
    # A picture that says it is printed fine would otherwise be painted small.
    image.setDevicePixelRatio(1)
    return image


def size_of_picture(data: bytes, media_type: str) -> tuple[int, int]:
    """How many pixels wide and high a picture is, upright, without reading all of it.

    Raises:
        Unshown: it is of no format that is shown, damaged, or too large.
    """
    buffer = _buffer(data)
    reader = _reader(buffer, media_type)
    size = _size(reader)
    turned = reader.transformation().value & 4
    return (size.height(), size.width()) if turned else (size.width(), size.height())


def _buffer(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _reader(buffer: QBuffer, media_type: str) -> QImageReader:
    """Whoever calls must keep `buffer`, since the reader does not."""
    form = FORMATS.get(media_type)
    if form is None:
        raise Unshown(f"the format {media_type.removeprefix('image/')} is not shown")
    reader = QImageReader(buffer, QByteArray(form))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    if not reader.canRead():
        raise Unshown("it is damaged")
    return reader


def _size(reader: QImageReader) -> QSize:
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        raise Unshown("it is damaged")
    if size.width() * size.height() > MOST_PIXELS:
        raise Unshown(f"it has {size.width()} × {size.height()} pixels, too many")
    return size
