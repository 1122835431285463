"""`scuttlebutt demo`: two windows, each a full peer, and the line between them."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from ..sync.transport.websocket import WebSocketTransport
from ..ui.main_window import MainWindow
from .line import Line, LineTransport
from .line_bar import LineBar
from .replica import Replica
from .room import ReplicaRoom
from .window import FRAME_SECONDS, OWN_MACHINE

__all__ = ["Stage", "run_demo", "two_peers"]


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
        first = Replica(Path(folder, "ana"), "Ana", frame=FRAME_SECONDS)
        try:
            await first.open(OWN_MACHINE, ())
            second = Replica(
                Path(folder, "bo"),
                "Bo",
                join=first.invite,
                frame=FRAME_SECONDS,
                transport=LineTransport(WebSocketTransport(), line),
            )
            try:
                await second.open(None, ())
                yield Stage(first, second, line)
            finally:
                await second.close()
        finally:
            await first.close()


async def run_demo(lag: float) -> int:
    """Show both windows until one is closed; returns the exit code."""
    async with two_peers(lag) as stage:
        closed = asyncio.Event()
        bar = LineBar(stage.line, stage.replicas[1].network.hurry)
        bar.closed.connect(closed.set)
        for window in stage.windows:
            window.closed.connect(closed.set)
        _lay_out(stage, bar)
        await closed.wait()
        for window in stage.windows:
            window.close()
        bar.close()
    return 0


def _lay_out(stage: Stage, bar: LineBar) -> None:
    """The windows side by side, and the bar beneath, as far as the screen has room."""
    screen = QGuiApplication.primaryScreen().availableGeometry()
    bar.show()
    bar_height = bar.frameGeometry().height() + 48
    width, height = screen.width() // 2, screen.height() - bar_height
    for number, window in enumerate(stage.windows):
        window.setWindowTitle(("Ana", "Bo")[number])
        window.resize(width - 8, height - 40)
        window.move(screen.topLeft() + QPoint(number * width, 0))
        window.show()
    bar.move(
        screen.left() + (screen.width() - bar.width()) // 2,
        screen.top() + screen.height() - bar_height,
    )
    bar.raise_()
