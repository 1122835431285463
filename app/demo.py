"""`scuttlebutt demo`: two windows, each a full peer, and the line between them."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication

from ..sync.transport.websocket import WebSocketTransport
from ..ui.main_window import MainWindow
from .line import Line, LineTransport
from .line_bar import LineBar
from .replica import Replica
from .room import ReplicaRoom
from .window import FRAME_SECONDS, OWN_MACHINE

__all__ = ["Stage", "places", "run_demo", "two_peers"]

FRAME = QSize(8, 40)
"""About what a window manager adds to a window; it is known only later."""

STEP = 40
"""Lower than the first window, so that both title bars can be reached where they overlap."""


class Stage:
    """Two replicas with their windows, and the line between them."""

    def __init__(self, first: Replica, second: Replica, line: Line) -> None:
        self.replicas = (first, second)
        self.line = line
        self.windows = tuple(MainWindow(ReplicaRoom(replica, "Demo")) for replica in self.replicas)


@asynccontextmanager
async def two_peers(lag: float = 0.0) -> AsyncGenerator[Stage]:
    """Ana and Bo in one room: each with its own folder and key, joined over loopback."""
    with tempfile.TemporaryDirectory(prefix="scuttlebutt-demo-") as folder:
        line = Line(lag)
        first = Replica(
            Path(folder, "ana"), "Ana", frame=FRAME_SECONDS, state=Path(folder, "state")
        )
        try:
            await first.open(OWN_MACHINE, ())
            second = Replica(
                Path(folder, "bo"),
                "Bo",
                join=first.invite,
                frame=FRAME_SECONDS,
                transport=LineTransport(WebSocketTransport(), line),
                state=Path(folder, "state"),
            )
            try:
                await second.open(None, ())
                yield Stage(first, second, line)
            finally:
                await second.close()
        finally:
            await first.close()


async def run_demo(lag: float, closed: asyncio.Event | None = None) -> int:
    """Show both windows until one is closed, or `closed` is set; returns the exit code."""
    closed = closed or asyncio.Event()
    async with two_peers(lag) as stage:
        bar = LineBar(stage.line, stage.replicas[1].network.hurry)
        bar.closed.connect(closed.set)
        for window in stage.windows:
            window.closed.connect(closed.set)
        _lay_out(stage, bar)
        await closed.wait()
        for window in stage.windows:
            window.close()
        bar.close()
        # Nothing is kept, so nobody has to wait for a goodbye over a slow line.
        await stage.line.cut()
    return 0


def places(room: QRect, smallest: QSize) -> tuple[QRect, QRect]:
    """Where two windows go in `room`: side by side, or overlapping where it is narrow."""
    size = QSize(room.width() // 2, room.height())
    if size.width() < smallest.width():
        size = QSize(smallest.width(), room.height() - STEP)
    first = QRect(room.topLeft(), size.expandedTo(smallest))
    down = room.height() - first.height()
    second = first.translated(max(0, room.width() - first.width()), max(0, down))
    return first, second


def _lay_out(stage: Stage, bar: LineBar) -> None:
    """The bar at the bottom, and the windows above it as far as the screen has room."""
    screen = QGuiApplication.primaryScreen().availableGeometry()
    bar.show()
    bar_height = bar.frameGeometry().height() + FRAME.height() + 8
    room = screen.adjusted(0, 0, 0, -bar_height)
    smallest = stage.windows[0].minimumSize() + FRAME
    for name, window, place in zip(
        ("Ana", "Bo"), stage.windows, places(room, smallest), strict=True
    ):
        window.setWindowTitle(name)
        window.resize(place.size() - FRAME)
        window.move(place.topLeft())
        window.show()
    left = max(0, (screen.width() - bar.width()) // 2)
    bar.move(screen.topLeft() + QPoint(left, room.height()))
    bar.raise_()
