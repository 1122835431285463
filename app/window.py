"""`scuttlebutt`: one window on one room."""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

from ..sync.home.folder import default_data_path
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

    An invite to another room, given to *Connect…*, opens that room in its place.

    Raises:
        SyncError: the folder, the room or an address cannot be had.
    """
    join = sys.stdin.readline().strip() if options.join == "-" else options.join
    link = await _show_room(options, join)
    while link is not None:
        link = await _show_room(options, link)
    return 0


async def _show_room(options: Options, join: str | None) -> str | None:
    """Show one room; returns the invite to the next one, or None once the window is closed."""
    data = options.data or default_data_path()
    replica = Replica(data, options.name, join=join, frame=FRAME_SECONDS)
    over: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def end(link: str | None) -> None:
        if not over.done():
            over.set_result(link)

    try:
        await replica.open(options.listen or OWN_MACHINE, options.connect)
        room = ReplicaRoom(replica, _room_name(replica), switch=end)
        window = MainWindow(room, settings=window_settings(data))
        window.closed.connect(lambda: end(None))
        window.show()
        await replica.until_ready()
        what_is_here_stays()
        link = await over
        window.close()
        window.deleteLater()  # with its dialogs; another room may be shown by another
    finally:
        await replica.close()
    return link


def window_settings(data: Path) -> QSettings:
    """Where the window's places are kept between starts."""
    return QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)


def _room_name(replica: Replica) -> str:
    return f"Room {replica.dispatcher.room.hex()[:6]}"
