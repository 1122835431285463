"""The window's process is killed in the midst of a stroke: what was finished is there."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.store.documents.whiteboard import UNIT
from support.peer_process import PATIENCE_S
from support.running import Running
from support.waiting import until

Loop = asyncio.AbstractEventLoop
TESTS = Path(__file__).parent.parent
CTRL = Qt.KeyboardModifier.ControlModifier
FINISHED = 12


def draw_and_die(data: Path) -> None:
    paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-m", "support.draw_until_killed", str(data), str(FINISHED)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
    )
    too_long = threading.Timer(PATIENCE_S, process.kill)
    too_long.start()
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"saved\n"
    finally:
        too_long.cancel()
        process.kill()
        process.communicate()


def test_all_finished_strokes_are_there_and_the_unfinished_is_not(
    loop: Loop, tmp_path: Path
) -> None:
    draw_and_die(tmp_path)

    async def story() -> None:
        async with Running(tmp_path) as window:
            await until(lambda: len(window.canvas.board.shapes) >= FINISHED)
            shapes = window.canvas.board.shapes

            assert len(shapes) == FINISHED
            assert max(shape.points[1] for shape in shapes.values()) < 250 * UNIT
            assert window.history_panel.model.rowCount() == 1 + FINISHED
            assert not window.canvas.is_gesturing

            QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)
            await until(lambda: len(window.canvas.board.shapes) == FINISHED - 1)

    loop.run_until_complete(story())
