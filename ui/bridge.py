"""From the many notifications of a room to one signal per frame."""

from PySide6.QtCore import QObject, QTimer, Signal

from .ports import Room

__all__ = ["FRAME_MS", "Bridge"]

FRAME_MS = 16


class Bridge(QObject):
    """Emits `changed` at most once per frame, and never while nothing happens."""

    changed = Signal()

    def __init__(self, room: Room, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.changed)
        self._unsubscribe = room.subscribe(self._note)

    def stop(self) -> None:
        """Listen no longer; a window that closes must not be called again."""
        self._unsubscribe()
        self._timer.stop()

    def _note(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
