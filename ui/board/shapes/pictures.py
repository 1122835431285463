"""The pictures of a board by the hash of their bytes: read when first painted, kept in bounds.

Each is kept in several sizes, every one half as large as the one before, so that a photo
drawn small neither flickers nor takes its time. What is too much goes, the largest sizes
of what was painted longest ago first; they are read again when they are looked at closely.
"""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from .picture_reader import Unshown, read_picture

__all__ = ["Pictures"]

MOST_BYTES = 192 * 2**20

SMALLEST = 64
"""Below so many pixels there is no smaller size."""

MOST_REFUSED = 1000

Key = tuple[str, str]


class Pictures(QObject):
    """Pictures to paint.

    Args:
        load: the bytes of that hash, in hexadecimal, or None while they are not here.
        aside: does some work on another thread; by default it is done at once.
        most_bytes: so much memory the pictures may take.
    """

    arrived = Signal(str)
    """Of this hash there is more to show than before: paint again what it is on."""

    _read = Signal(object, object)

    def __init__(
        self,
        load: Callable[[str], bytes | None],
        aside: Callable[[Callable[[], None]], object] | None = None,
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        super().__init__()
        self._load = load
        self._aside = aside
        self._most = most_bytes
        self._bytes = 0
        # From the largest size to the smallest; those painted longest ago first.
        self._pictures: OrderedDict[Key, list[QImage]] = OrderedDict()
        self._widths: dict[Key, int] = {}
        self._refused: OrderedDict[Key, str] = OrderedDict()
        self._missing: dict[str, None] = {}
        self._reading: dict[Key, None] = {}
        # Comes from the other thread, and must be taken on this one.
        self._read.connect(self._take_late)

    def get(self, blob: str, media_type: str, width: float = 0, height: float = 0) -> QImage | None:
        """The picture, in a size that will do for so many pixels; its largest, if they are 0.

        While only a smaller one is there, it is that one; None while there is none.
        """
        key = (blob, media_type)
        is_known = key in self._refused or key in self._reading or blob in self._missing
        if not is_known and self._is_too_small(key, width, height):
            self._begin(key)
        sizes = self._pictures.get(key)
        if sizes is None:
            return None
        self._pictures.move_to_end(key)
        if not width and not height:
            return sizes[0]
        enough = (s for s in reversed(sizes) if s.width() >= width and s.height() >= height)
        return next(enough, sizes[0])

    def data(self, blob: str) -> bytes | None:
        """The bytes as they came, or None where they did not yet."""
        return self._load(blob)

    def refusal(self, blob: str, media_type: str) -> str | None:
        """Why a picture is not shown, although its bytes are here; None if it may still be."""
        return self._refused.get((blob, media_type))

    def look_again(self, blob: str) -> None:
        """Bytes that were not here have come."""
        self._missing.pop(blob, None)
        self.arrived.emit(blob)

    def _is_too_small(self, key: Key, width: float, height: float) -> bool:
        sizes = self._pictures.get(key)
        if sizes is None:
            return True
        largest = sizes[0]
        if largest.width() == self._widths[key]:
            return False
        return not (width or height) or largest.width() < width or largest.height() < height

    def _begin(self, key: Key) -> None:
        blob, media_type = key
        data = self._load(blob)
        if data is None:
            self._missing[blob] = None
        elif self._aside is None:
            self._take(key, _sizes(data, media_type))
        else:
            self._reading[key] = None
            self._aside(lambda: self._read.emit(key, _sizes(data, media_type)))

    def _take_late(self, key: Key, sizes: list[QImage] | str) -> None:
        del self._reading[key]
        self._take(key, sizes)
        self.arrived.emit(key[0])

    def _take(self, key: Key, sizes: list[QImage] | str) -> None:
        if isinstance(sizes, str):
            self._refused[key] = sizes
            if len(self._refused) > MOST_REFUSED:
                self._refused.popitem(last=False)
            return
        self._bytes -= sum(map(QImage.sizeInBytes, self._pictures.pop(key, ())))
        self._pictures[key], self._widths[key] = sizes, sizes[0].width()
        self._bytes += sum(map(QImage.sizeInBytes, sizes))
        self._make_room(key)

    def _make_room(self, newest: Key) -> None:
        for key in list(self._pictures):
            sizes = self._pictures[key]
            while self._bytes > self._most and key != newest and len(sizes) > 1:
                self._bytes -= sizes.pop(0).sizeInBytes()
        for key in list(self._pictures):
            if self._bytes > self._most and key != newest:
                self._bytes -= sum(map(QImage.sizeInBytes, self._pictures.pop(key)))
                del self._widths[key]


def _sizes(data: bytes, media_type: str) -> list[QImage] | str:
    """The picture in all its sizes, or why it cannot be shown."""
    try:
        sizes = [read_picture(data, media_type)]
    except Unshown as why:
        return str(why)
    while max(sizes[-1].width(), sizes[-1].height()) > SMALLEST:
        last = sizes[-1]
        half = last.scaled(
            max(1, last.width() // 2),
            max(1, last.height() // 2),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        sizes.append(half.convertToFormat(last.format()))
    return sizes
