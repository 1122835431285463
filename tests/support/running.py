"""The program with its window, in this process."""

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app.options import Options
from redux_scuttlebutt.app.window import run_window
from redux_scuttlebutt.ui.main_window import MainWindow
from support.waiting import until

__all__ = ["Running", "windows"]


def windows() -> list[MainWindow]:
    shown = QApplication.topLevelWidgets()
    return [w for w in shown if isinstance(w, MainWindow) and w.isVisible()]


class Running:
    """The program with its window, from `async with` to the window's closing."""

    def __init__(self, data: Path, **options: object) -> None:
        self._options = Options("window", data=data, name="Ana", **options)  # type: ignore[arg-type]

    async def __aenter__(self) -> MainWindow:
        self._program = asyncio.ensure_future(run_window(self._options))
        await until(lambda: windows() or self._program.done())
        if self._program.done():
            self._program.result()
        [window] = windows()
        return window

    async def __aexit__(self, *_: object) -> None:
        for window in windows():
            window.close()
        assert await self._program == 0
