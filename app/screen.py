"""One thread in which Qt and asyncio turn together, and what it needs of a screen."""

import asyncio
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, cast

import qasync
from PySide6.QtWidgets import QApplication, QMessageBox

from ..sync.errors import SyncError
from ..ui import theme
from ..ui.icons.icon import program_icon
from .memory import expect_much_to_stay
from .options import Options

__all__ = ["missing", "run"]


def missing(*, needs_screen: bool) -> str | None:
    """What keeps a window from opening here, as the first half of a sentence, or None."""
    if not needs_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return None
    if not sys.platform.startswith("linux"):
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform not in ("", "xcb", "wayland"):
        return None
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    # Qt ends the process where no screen answers or a library is missing, so look first.
    if platform != "xcb" and _wayland_answers():
        return None
    if platform != "wayland" and os.environ.get("DISPLAY"):
        if not _is_there("libxcb-cursor.so.0"):
            return "Qt needs the library libxcb-cursor0 to open a window"
        if _x11_answers():
            return None
    return "no screen answers here (see DISPLAY and WAYLAND_DISPLAY)"


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    address = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
    with socket.socket(socket.AF_UNIX) as link:
        return link.connect_ex(str(address)) == 0


def _x11_answers() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    display = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(display)
    xcb.xcb_disconnect(display)
    return not refused


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def run(options: Options) -> int:
    """Run the program that `options` ask for, and return its exit code."""
    from .demo import run_demo
    from .selftest import run_selftest
    from .story import run_story
    from .window import run_window

    program: Coroutine[Any, Any, int]
    if options.command == "selftest":
        program = run_selftest()
    elif options.command == "window":
        program = run_window(options)
    elif options.screenshots is not None:
        program = run_story(options.screenshots)
    else:
        program = run_demo(options.lag / 1000)
    expect_much_to_stay()
    if options.scale is not None:
        os.environ["QT_SCALE_FACTOR"] = str(options.scale)  # Qt reads it once, here
    app = QApplication.instance() or QApplication(["scuttlebutt"])
    assert isinstance(app, QApplication)
    app.setApplicationName("scuttlebutt")
    app.setApplicationDisplayName("Scuttlebutt")
    app.setDesktopFileName("redux-scuttlebutt")
    app.setWindowIcon(program_icon())
    app.setQuitOnLastWindowClosed(False)  # there is a log to be flushed first
    theme.follow(app)
    theme.choose(options.theme)
    loop = cast("asyncio.AbstractEventLoop", qasync.QEventLoop(app))
    asyncio.set_event_loop(loop)
    with closing(loop):
        task = loop.create_task(program)
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, task.cancel)
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            return 130
        except SyncError as error:
            print(f"scuttlebutt: {error}", file=sys.stderr)
            _tell(str(error))
            return 2


def _tell(text: str) -> None:
    """Show why there is no window to whoever started us from an icon, and sees no terminal."""
    has_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not has_terminal and QApplication.platformName() not in ("offscreen", "minimal"):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # the loop that minded them is over
        QMessageBox.critical(None, "Scuttlebutt", text)
