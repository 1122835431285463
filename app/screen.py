"""One thread in which Qt and asyncio turn together, and what it needs of a screen."""

import asyncio
import ctypes
import os
import sys
from collections.abc import Coroutine
from contextlib import closing
from typing import Any, cast

import qasync
from PySide6.QtWidgets import QApplication

from ..ui import theme
from .memory import expect_much_to_stay
from .options import Options

__all__ = ["missing", "run"]


def missing(*, needs_screen: bool) -> str | None:
    """What keeps a window from opening here, as the first half of a sentence, or None."""
    if not needs_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return None
    if not sys.platform.startswith("linux") or "QT_QPA_PLATFORM" in os.environ:
        return None
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    if not os.environ.get("WAYLAND_DISPLAY"):
        # Qt ends the process without this library, so look before it does.
        try:
            ctypes.CDLL("libxcb-cursor.so.0")
        except OSError:
            return "Qt needs the library libxcb-cursor0 to open a window"
    return None


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
    app = QApplication.instance() or QApplication(["scuttlebutt"])
    assert isinstance(app, QApplication)
    app.setApplicationName("scuttlebutt")
    app.setApplicationDisplayName("Scuttlebutt")
    app.setDesktopFileName("redux-scuttlebutt")
    app.setQuitOnLastWindowClosed(False)  # there is a log to be flushed first
    theme.follow(app)
    loop = cast("asyncio.AbstractEventLoop", qasync.QEventLoop(app))
    asyncio.set_event_loop(loop)
    with closing(loop):
        return loop.run_until_complete(program)
