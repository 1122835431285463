"""The pictures of a room, by their hash: what is here, and what is asked for."""

import logging
from collections.abc import Callable

from ..sync.dispatcher import Dispatcher
from ..sync.errors import LogFailed
from ..sync.log.log import MAX_BLOB_BYTES

__all__ = ["MAX_IMAGE_BYTES", "Pictures"]

MAX_IMAGE_BYTES = MAX_BLOB_BYTES - 40
"""What sealing adds has to fit, too; the limit is the same in a room without a key."""

_logger = logging.getLogger(__name__)


class Pictures:
    """The blobs of `dispatcher`, as a window asks for them: at each repaint."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._listeners: list[Callable[[str], object]] = []
        self._missing: dict[str, None] = {}  # asked for, so that the disk is not again
        dispatcher.blobs.on("arrived", self._arrived)
        dispatcher.on("problem", self._problem_changed)

    def put(self, data: bytes) -> str:
        """As `ui.ports.Room.put_blob`."""
        if len(data) > MAX_IMAGE_BYTES:
            size, most = (f"{count / 2**20:.1f} MB" for count in (len(data), MAX_IMAGE_BYTES))
            raise ValueError(f"image too big ({size}, limit {most})")
        if not data:
            raise ValueError("the image is empty")
        return self._dispatcher.blobs.put(data).hex()

    def get(self, hash: str) -> bytes | None:
        """As `ui.ports.Room.blob`."""
        if hash in self._missing:
            return None
        name = bytes.fromhex(hash)
        try:
            data = self._dispatcher.blobs.get(name)
            if data is None:
                self._dispatcher.want_blob(name)
        except LogFailed:
            return None  # it is asked for again, and may be read then
        if data is None:
            self._missing[hash] = None
        return data

    def subscribe(self, listener: Callable[[str], object]) -> Callable[[], None]:
        """As `ui.ports.Room.subscribe_blobs`."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _arrived(self, name: bytes) -> None:
        hash = name.hex()
        self._missing.pop(hash, None)
        for listener in tuple(self._listeners):
            try:
                listener(hash)
            except Exception:
                # It came from a peer, whose session is not to end over our listener.
                _logger.exception("a listener to pictures failed")

    def _problem_changed(self, problem: str | None) -> None:
        if problem is None:
            # What could not be written down is wanted no more; now it can be.
            self._missing.clear()
