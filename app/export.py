"""`scuttlebutt export`: a picture of a room's board, without a window."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from ..sync.home.folder import default_data_path, find_room
from ..ui.board.export.files import write_file
from ..ui.board.export.frame import How, NothingDrawn
from ..ui.board.export.kinds import kind_of, made
from ..ui.theme import DARK, LIGHT
from .at_rest import RoomAtRest
from .options import ExportOptions

__all__ = ["run_export"]


def run_export(
    data: Path | None,
    options: ExportOptions,
    write: Callable[[str], object] = print,
    complain: Callable[[str], object] = lambda text: print(text, file=sys.stderr),
) -> int:
    """Make the file; returns the exit code: 0, or 2 if there is none.

    Raises:
        SyncError: the room cannot be had, or its log not read.
    """
    file = options.file
    try:
        kind = kind_of(file)
        if file.exists() and not options.is_forced:
            raise FileExistsError  # before it takes its time
        room = find_room(data or default_data_path(), _digits(options.room))
        how = How(
            scale=options.scale,
            theme=DARK if options.theme == "dark" else LIGHT,
            is_transparent=options.is_transparent,
            page=options.page,
            has_board=options.has_board,
            title=f"Room {room.room.id.hex()[:6]}",
        )
        _app = _without_a_screen()
        with RoomAtRest(room) as there:
            shapes = there.state["whiteboard"].shapes
            if not shapes:
                raise NothingDrawn
            result = made(kind, shapes, how, there.blob)
        write_file(file, result.data, over=options.is_forced)
    except FileExistsError:
        complain(f"scuttlebutt: {file} is there already. With --force it is replaced.")
        return 2
    except ValueError as error:
        complain(f"scuttlebutt: {error}")
        return 2
    except OSError as error:
        complain(f"scuttlebutt: {file} cannot be written: {error.strerror or error}")
        return 2
    for notice in result.notices:
        complain(f"scuttlebutt: {notice}")
    write(f"{file}: {len(shapes)} shapes, {len(result.data)} bytes")
    return 0


def _without_a_screen() -> QCoreApplication:
    """What Qt needs for fonts; to be held for as long as there is something to paint."""
    app = QGuiApplication.instance()
    if app is None:
        # Whatever else is set: Qt would end the process where no screen answers.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        app = QGuiApplication(["scuttlebutt"])
    return app


def _digits(name: str) -> str:
    """The digits of a room as the window's title has it: "Room 3fa2c1"."""
    return name.strip().lower().removeprefix("room ").strip()
