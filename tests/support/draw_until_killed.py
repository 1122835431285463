"""A program that draws by mouse in a real window, until it is killed in the midst of a stroke.

Arguments: the data folder, and how many strokes to finish. The last of its strokes goes on for
ever; once all others are on disk it says `saved` and goes on drawing.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import qasync
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.room import ReplicaRoom
from redux_scuttlebutt.app.window import FRAME_SECONDS
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.main_window import MainWindow
from support.two_windows import at_once

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def strokes(window: MainWindow, room: ReplicaRoom, number: int) -> Iterator[None]:
    """So many strokes, and one that does not end."""
    canvas = window.canvas
    for n in range(number):
        start = QPoint(60 + 30 * n, 80)
        QTest.mousePress(canvas, LEFT, NONE, start)
        yield
        QTest.mouseMove(canvas, start + QPoint(10, 60))
        yield
        QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(20, 100))
    QTest.mousePress(canvas, LEFT, NONE, QPoint(60, 300))
    is_said, x = False, 0
    while True:
        x = (x + 7) % 600
        QTest.mouseMove(canvas, QPoint(60 + x, 300 + x % 40))
        yield
        # What is finished is saved while the pen is down, and does not wait for it.
        if not is_said and room.unsaved == 0 and canvas.is_gesturing:
            os.write(1, b"saved\n")
            is_said = True


async def main(data: Path, number: int) -> None:
    replica = Replica(data, "Ana", frame=FRAME_SECONDS)
    await replica.open(None, ())
    room = ReplicaRoom(replica, "Sketch")
    window = MainWindow(room)
    window.resize(1180, 760)
    window.show()
    await replica.until_ready()
    await at_once(strokes(window, room, number))


if __name__ == "__main__":
    application = QApplication([])
    theme.follow(application)
    loop = cast("asyncio.AbstractEventLoop", qasync.QEventLoop(application))
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main(Path(sys.argv[1]), int(sys.argv[2])))
