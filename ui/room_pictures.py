"""The pictures of a room: to paint, to keep and to export."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from .board.shapes.pictures import Pictures
from .ports import Room

__all__ = ["RoomPictures"]


class RoomPictures(QObject):
    """Where `room` keeps pictures.

    Attributes:
        pictures: the same, ready to be painted.
    """

    _came = Signal(str)
    """Whatever thread a picture comes on, it is painted on this one."""

    def __init__(self, room: Room, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        # A photo takes a quarter of a second to read; one at a time, for their memory.
        self._reader = ThreadPoolExecutor(1, "pictures")
        self._is_stopped = False
        self.pictures = Pictures(room.blob, self._aside)
        self._came.connect(self.pictures.look_again)
        self._unsubscribe = room.subscribe_blobs(self._came.emit)

    def stop(self) -> None:
        """Read nothing any more, and wait for what is being read."""
        self._unsubscribe()
        self._is_stopped = True
        self._reader.shutdown(cancel_futures=True)

    def get(self, name: str) -> bytes | None:
        """The bytes of that name (hexadecimal), if they are here."""
        return self._room.blob(name)

    def keep(self, data: bytes) -> str:
        """Keep `data` for everybody in the room, and return its name.

        Raises:
            ValueError: it is too much.
        """
        return self._room.put_blob(data)

    def _aside(self, work: Callable[[], None]) -> None:
        # A window that was closed may still be asked for how it looks.
        if not self._is_stopped:
            self._reader.submit(work)
