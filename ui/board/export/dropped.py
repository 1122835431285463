"""What is pasted or dropped on a board, and what is copied or dragged from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

from ....store.documents.fields import LONGEST_TEXT
from ....store.documents.shapes import Shape
from .carried import Blob, Carried, NotReadable, read_carried, sorted_shapes, write_carried
from .files import read_file
from .frame import How
from .opening import MOST_FILE, opened
from .pictures import Picture, PictureTooLarge, encoded, read_picture
from .png import made_png
from .svg import made_svg

__all__ = [
    "SHAPES",
    "Dropped",
    "Nothing",
    "Oversized",
    "Text",
    "Unusable",
    "dropped",
    "is_usable",
    "mime_of",
    "opened_bytes",
]

SHAPES = "application/x-scuttlebutt-shapes+json"

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")
"""Media types under which programs offer pictures, the best first."""

MOST_FILES = 20
"""Of one drop; who drops a whole folder's worth has slipped."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words to write on the board, as many as one text holds."""

    text: str


@dataclass(frozen=True, slots=True)
class Oversized:
    """A picture beyond what a room keeps.

    Attributes:
        data: its bytes, which `pictures.shrunk` may make fit.
        reason: which limit, for people.
    """

    data: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something that cannot be put on a board, and why, for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing that a board knows what to do with."""


Dropped: TypeAlias = Carried | Picture | Text | Oversized | Unusable | Nothing


def is_usable(mime: QMimeData) -> bool:
    """Whether something may come of it; costs nothing, for while it hovers over the board."""
    return mime.hasFormat(SHAPES) or _has_picture(mime) or bool(_files(mime)) or mime.hasText()


def dropped(mime: QMimeData, read: Callable[[Path, int], bytes] = read_file) -> tuple[Dropped, ...]:
    """What is to be put on a board, one after the other; nothing is asked of a network.

    Args:
        read: the content of a file, up to so many bytes and one.
    """
    if mime.hasFormat(SHAPES):
        try:
            return (read_carried(_bytes(mime, SHAPES)),)
        except NotReadable as error:
            return (Unusable(str(error)),)
    files = _files(mime)
    if files:
        found = tuple(_from_file(path, read) for path in files[:MOST_FILES])
        if len(files) > MOST_FILES:
            left = f"{len(files)} files at once; the first {MOST_FILES} are taken."
            return (*found, Unusable(left))
        return found
    # A table offers itself as a picture as well, and who copied words wants words. A
    # picture out of a browser has its address for text.
    text = mime.text().strip() if mime.hasText() else ""
    if _has_picture(mime) and (not text or _is_address(text)):
        return (_from_image(mime),)
    return (_text(text),) if text else (Nothing(),)


def opened_bytes(data: bytes) -> Dropped:
    """What the bytes of a file are."""
    try:
        return opened(data)
    except PictureTooLarge as error:
        return Oversized(data, str(error))
    except NotReadable as error:
        return Unusable(str(error))


def mime_of(
    shapes: Mapping[str, Shape], how: How, blob: Blob, folder: Path | None = None
) -> QMimeData:
    """`shapes` for the clipboard, or to be dragged: as shapes, as a picture, as words.

    Args:
        folder: puts a file there as well, for programs that take nothing but files; it
            has to last for as long as the drag may take.

    Raises:
        NothingDrawn: there are none.
        NotReadable: they are more than could be read again.
        OSError: the file cannot be written.
    """
    mime = QMimeData()
    png = made_png(shapes, how, blob).data
    mime.setData(SHAPES, QByteArray(write_carried(shapes, blob)[0]))
    mime.setImageData(QImage.fromData(png))
    mime.setData("image/png", QByteArray(png))
    mime.setData("image/svg+xml", QByteArray(made_svg(shapes, how, blob).data))
    words = "\n".join(shape.text for _, shape in sorted_shapes(shapes) if shape.text)
    if words:
        mime.setText(words)
    if folder is not None:
        file = folder / "Drawing.png"
        file.write_bytes(png)
        mime.setUrls([QUrl.fromLocalFile(str(file))])
    return mime


def _from_file(path: Path, read: Callable[[Path, int], bytes]) -> Dropped:
    try:
        data = read(path, MOST_FILE)
    except OSError as error:
        return Unusable(f"{path.name} cannot be read: {error.strerror or error}")
    found = opened_bytes(data)
    if isinstance(found, Unusable) and len(data) <= LONGEST_TEXT and path.suffix == ".txt":
        try:
            return _text(data.decode())
        except UnicodeDecodeError:
            return found
    return Unusable(f"{path.name}: {found.reason}") if isinstance(found, Unusable) else found


def _from_image(mime: QMimeData) -> Dropped:
    for media in PICTURES:
        if mime.hasFormat(media):
            found = opened_bytes(_bytes(mime, media))
            if not isinstance(found, Unusable):
                return found
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return Unusable("The picture cannot be read.")
    data = encoded(image)
    try:
        return read_picture(data)
    except PictureTooLarge as error:
        return Oversized(data, str(error))


def _text(text: str) -> Dropped:
    # Lone surrogates, which a clipboard of Windows may hold, are no text for a room.
    words = text.replace("\r\n", "\n").encode("utf-8", "ignore")
    if not words:
        return Nothing()
    if len(words) > LONGEST_TEXT:
        return Unusable(
            f"The text is {len(words)} bytes long, and one on the board holds {LONGEST_TEXT}."
        )
    return Text(words.decode())


def _has_picture(mime: QMimeData) -> bool:
    return mime.hasImage() or any(map(mime.hasFormat, PICTURES))


def _files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _is_address(text: str) -> bool:
    return len(text.split()) == 1 and urlsplit(text).scheme in ("http", "https", "file", "data")


def _bytes(mime: QMimeData, media: str) -> bytes:
    return bytes(mime.data(media).data())
