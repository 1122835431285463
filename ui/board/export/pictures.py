"""Pictures from elsewhere, as they may be put on a board: their type, size and weight."""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from .carried import NotReadable

__all__ = [
    "MOST_BYTES",
    "MOST_PIXELS",
    "NotAPicture",
    "Picture",
    "PictureTooLarge",
    "encoded",
    "read_picture",
    "shrunk",
    "type_of",
]

MOST_BYTES = 8 * 2**20 - 40
"""What a room keeps of one image, less what sealing adds."""

MOST_PIXELS = 50_000_000
"""Of one picture: they take 200 MB in memory."""

MOST_SIDE = 32_000
"""Pixels; Qt cannot paint beyond."""

SHRUNK_SIDE = 4096
"""Pixels of the longer side that a photograph is shrunk to first."""

SMALLEST_SIDE = 16

MOST_TO_SHRINK = 300_000_000
"""Pixels of a JPEG, which is never unpacked as a whole."""

QUALITY = 85

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
"""Formats that every copy of the program shows; others become PNG."""

_NO_PIXELS = frozenset({"svg", "svgz", "pdf"})
"""Drawings, which may ask for further files while they are painted."""


class NotAPicture(NotReadable):
    """Bytes that are no picture we can show; the text is for people."""


class PictureTooLarge(NotAPicture):
    """A picture beyond what a room keeps; `shrunk` may make it fit."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be put on a board.

    Attributes:
        data: its bytes, of the media type `type`.
        width, height: in pixels, as it is shown: a photograph may lie on its side.
    """

    data: bytes
    type: str
    width: int
    height: int


def read_picture(data: bytes, *, most_bytes: int = MOST_BYTES) -> Picture:
    """The picture that `data` is; found out by looking at it, whatever its name says.

    Raises:
        PictureTooLarge: it has too many bytes or pixels; the text names the limit.
        NotAPicture: it is none, or damaged.
    """
    source = _Source(data)
    size = source.size
    if _is_beyond(size):
        raise PictureTooLarge(
            f"The picture has {size.width()} × {size.height()} pixels; at most"
            f" {MOST_PIXELS // 1_000_000} million are shown, and {MOST_SIDE} along one side."
        )
    image = source.decoded()
    media = TYPES.get(source.format)
    if media is None:
        data, media = encoded(image), "image/png"
    if len(data) > most_bytes:
        raise PictureTooLarge(
            f"The picture is {_mega(len(data))} MB, and a room keeps at most"
            f" {_mega(most_bytes)} MB of one."
        )
    return Picture(data, media, image.width(), image.height())


def type_of(data: bytes) -> str | None:
    """The media type of a picture that every copy of the program shows, or None.

    Only its beginning is looked at: unpacking many pictures of a hostile file takes minutes.
    """
    try:
        source = _Source(data)
    except NotAPicture:
        return None
    fits = len(data) <= MOST_BYTES and not _is_beyond(source.size)
    return TYPES.get(source.format) if fits else None


def shrunk(data: bytes, most_bytes: int = MOST_BYTES) -> bytes:
    """The same picture in at most `most_bytes`: coarser, and smaller if need be.

    What a camera notes beside the picture, such as the place, is not in it any more.

    Raises:
        NotAPicture: it is none, or too large even to look at, or cannot be made that small.
    """
    source = _Source(data)
    size = source.size
    most = MOST_TO_SHRINK if source.format == "jpeg" else MOST_PIXELS
    if size.width() * size.height() > most:
        raise NotAPicture(
            f"The picture has {size.width()} × {size.height()} pixels; of this format at most"
            f" {most // 1_000_000} million can be read to shrink it."
        )
    longest = max(size.width(), size.height())
    image = source.decoded(SHRUNK_SIDE / longest if longest > SHRUNK_SIDE else None)
    while len(smaller := encoded(image, "PNG" if image.hasAlphaChannel() else "JPEG")) > most_bytes:
        side = max(image.width(), image.height())
        if side <= SMALLEST_SIDE:
            raise NotAPicture(f"The picture cannot be made as small as {most_bytes} bytes.")
        # The weight follows the area; a little less, or it might take many turns.
        side = int(side * min(0.9, (most_bytes / len(smaller)) ** 0.5 * 0.95))
        image = image.scaled(
            QSize(1, 1) * max(side, 1),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return smaller


def encoded(image: QImage, format: str = "PNG") -> bytes:
    """The bytes of `image` as a file.

    Raises:
        NotAPicture: it is empty, or there is no memory for it.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, format, QUALITY if format == "JPEG" else -1):  # pyright: ignore[reportCallIssue, reportArgumentType]
        raise NotAPicture(f"A picture of {image.width()} × {image.height()} cannot be written.")
    return bytes(buffer.data().data())


class _Source:
    """A file of a picture, of which only the beginning has been read.

    Raises:
        NotAPicture: it is none.
    """

    def __init__(self, data: bytes) -> None:
        self._bytes = QByteArray(data)
        self._buffer = QBuffer(self._bytes)  # which does not keep the bytes
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._reader = QImageReader(self._buffer)
        self._reader.setAutoTransform(True)
        name = bytes(self._reader.format().data()).decode("latin-1")
        self.size = self._reader.size()
        if not self._reader.canRead() or not self.size.isValid() or name in _NO_PIXELS:
            raise NotAPicture("This file is neither a picture nor a board of this program.")
        self.format = "jpeg" if name == "jpg" else name

    def decoded(self, scale: float | None = None) -> QImage:
        """The picture, turned as it is shown."""
        if scale is not None:
            self._reader.setScaledSize(self.size * scale)
        image = self._reader.read()
        if image.isNull():
            raise NotAPicture(f"The picture is damaged: {self._reader.errorString()}.")
        return image


def _is_beyond(size: QSize) -> bool:
    """Whether these are too many pixels."""
    width, height = size.width(), size.height()
    return width * height > MOST_PIXELS or max(width, height) > MOST_SIDE


def _mega(number: int) -> str:
    return f"{number / 2**20:.1f}"
