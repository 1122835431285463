"""`scuttlebutt`: one window on one room."""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

from ..sync.folder import default_data_path
from ..ui.main_window import MainWindow
from .memory import what_is_here_stays
from .options import Options
from .replica import Replica
from .room import ReplicaRoom

__all__ = ["FRAME_SECONDS", "run_window"]

FRAME_SECONDS = 0.016
OWN_MACHINE = "127.0.0.1:0"
"""Without `--listen`, links are taken from this machine only."""


async def run_window(options: Options) -> int:
    """Show the window until it is closed; returns the exit code.

    Raises:
        SyncError: the folder, the room or an address cannot be had.
    """
    join = sys.stdin.readline().strip() if options.join == "-" else options.join
    data = options.data or default_data_path()
    replica = Replica(data, options.name, join=join, frame=FRAME_SECONDS)
    try:
        await replica.open(options.listen or OWN_MACHINE, options.connect)
        room = ReplicaRoom(replica, _room_name(replica))
        window = MainWindow(room, settings=window_settings(data))
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        window.show()
        await replica.until_ready()
        what_is_here_stays()
        await closed.wait()
    finally:
        await replica.close()
    return 0


def window_settings(data: Path) -> QSettings:
    """Where the window's places are kept between starts."""
    return QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)


def _room_name(replica: Replica) -> str:
    return f"Room {replica.dispatcher.room.hex()[:6]}"
