"""A program: two windows, random gestures on both, and a line that is cut and joined.

Every gesture is made of real mouse and key events. At the end both must hold the same
state and show the same picture. Prints one JSON object.
"""

import argparse
import asyncio
import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from random import Random
from types import TracebackType
from typing import Any, cast

import qasync
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app.demo import Stage, two_peers
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.story import together
from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.canvas import BoardCanvas
from redux_scuttlebutt.ui.board.tools.toolbox import TOOLS
from redux_scuttlebutt.ui.board.tools.widths import INKS
from redux_scuttlebutt.ui.main_window import MainWindow

__all__ = ["SIZE", "at_once", "drag", "pictures_of", "press_key"]

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
K = Qt.Key

ASKS = {"image"}
"""Tools that open a dialog, which would wait for somebody."""

DRAWN = ("pen",) * 4
"""So much more often something is drawn than done to what is there."""

KEYS = (
    (K.Key_Z, CTRL),
    (K.Key_Z, CTRL | SHIFT),
    (K.Key_Delete, NO_MODIFIER),
    (K.Key_D, CTRL),
    (K.Key_BracketRight, CTRL),
    (K.Key_BracketLeft, CTRL | SHIFT),
    (K.Key_Left, SHIFT),
    (K.Key_Down, NO_MODIFIER),
    (K.Key_A, CTRL),
    (K.Key_Escape, NO_MODIFIER),
)

SIZE = (1180, 760)
PICTURE = (1600, 1000)


def drag(
    window: MainWindow, *places: QPoint, modifier: Qt.KeyboardModifier = NO_MODIFIER
) -> Iterator[None]:
    """Use the tool from the first place of the board to the last; yields between the events."""
    canvas, left = window.canvas, Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, modifier, places[0])
    for place in places[1:]:
        yield
        QTest.mouseMove(canvas, place)
    yield
    QTest.mouseRelease(canvas, left, modifier, places[-1])
    yield


def press_key(
    window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER
) -> Iterator[None]:
    """A key for the board; a shortcut works in the window only that has the keyboard."""
    while not window.isActiveWindow():
        window.activateWindow()
        yield
    QTest.keyClick(window.canvas, key, modifiers)
    yield


class Player:
    """Somebody who works on one window without a plan."""

    def __init__(self, window: MainWindow, chance: Random) -> None:
        self._window = window
        self._chance = chance
        self.story: list[str] = []

    def gesture(self) -> Iterator[None]:
        """A drag with some tool, or a key; other things happen where it yields."""
        chance, hand = self._chance, self._window.canvas.hand
        if chance.random() < 0.2:
            yield from self._key(*chance.choice(KEYS))
            return
        tool = chance.choice([*(tool for tool in TOOLS if tool not in ASKS), *DRAWN])
        hand.take(tool)
        hand.pen.set_ink(chance.choice(INKS))
        hand.pen.set_width(chance.randint(1, 5))
        places = [self._place() for _ in range(chance.randint(1, 8))]
        modifier = chance.choice([NO_MODIFIER, NO_MODIFIER, NO_MODIFIER, SHIFT])
        self.story.append(f"{tool} {[(p.x(), p.y()) for p in places]} {modifier}")
        yield from drag(self._window, *places, modifier=modifier)
        if tool == "text":
            # As an input method does; keys of a test are ASCII.
            written = QInputMethodEvent()
            written.setCommitString("שלום 増える")
            QApplication.sendEvent(self._window.focusWidget(), written)
            yield
            QTest.keyClick(self._window.focusWidget(), K.Key_Escape)
        yield

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> Iterator[None]:
        self.story.append(f"{key} {modifiers}")
        yield from press_key(self._window, key, modifiers)

    def _place(self) -> QPoint:
        room: QRect = self._window.canvas.rect()
        return QPoint(self._chance.randrange(room.width()), self._chance.randrange(room.height()))


class Watch:
    """How much of the processor the longest turn of the event loop took."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.thread_time()
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon(self._look)

    def _look(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now
        self._loop.call_later(0.001, self._look)


async def play(seed: int, gestures: int, cuts: int) -> dict[str, Any]:
    """So many gestures on each window, during which the line is cut and joined so often."""
    chance = Random(seed)
    async with two_peers() as stage:
        for window in stage.windows:
            window.resize(*SIZE)
            window.show()
        await together(stage)
        watch = Watch()
        players = [Player(window, Random(f"{seed} {n}")) for n, window in enumerate(stage.windows)]
        turns = sorted(chance.sample(range(gestures), 2 * cuts))
        for turn in range(gestures):
            if turn in turns:
                await _turn_line(stage)
            await at_once(*(player.gesture() for player in players))
        stage.line.join()
        stage.replicas[1].network.hurry()
        await together(stage)
        longest = watch.longest
        pictures = [
            await pictures_of(window, replica)
            for window, replica in zip(stage.windows, stage.replicas, strict=True)
        ]
        found = {
            "hashes": [state_hash(replica.store.get_state()) for replica in stage.replicas],
            "pictures": [picture for picture, _ in pictures],
            "is_shown": [is_shown for _, is_shown in pictures],
            "updates": [len(replica.dispatcher.history) for replica in stage.replicas],
            "rewinds": [replica.dispatcher.history.rewind_count for replica in stage.replicas],
            "longest_ms": longest * 1000,
            "stories": [player.story for player in players],
        }
        for window in stage.windows:
            window.close()
    return found


async def at_once(*gestures: Iterator[None]) -> None:
    """Take steps of all `gestures` in turn, with the event loop between them.

    Not in a task: a mouse that is moved lets Qt do what is due, and in there no other
    task could take its step.
    """
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    left = list(gestures)

    def step() -> None:
        try:
            left[:] = [gesture for gesture in left if next(gesture, over) is not over]
        except BaseException as error:
            over.set_exception(error)
            return
        if left:
            QTimer.singleShot(0, step)
        else:
            over.set_result(None)

    QTimer.singleShot(0, step)
    await over


async def _turn_line(stage: Stage) -> None:
    if stage.line.is_cut:
        stage.line.join()
        stage.replicas[1].network.hurry()
    else:
        await stage.line.cut()


async def pictures_of(window: MainWindow, room: Replica) -> tuple[str, bool]:
    """The hash of the whole drawing as this window paints it, and whether it was shown so.

    To the last bit: it must not matter that it was painted bit by bit and at many zooms.
    """
    canvas = window.canvas
    while canvas.hand.cancel():
        pass
    window.refresh()
    canvas.resize(*PICTURE)
    canvas.fit_all()
    grown = await _settled(canvas)
    view = canvas.view
    board = room.store.get_state()["whiteboard"]
    canvas.show_board(type(board)())
    await _settled(canvas)
    canvas.show_board(board)
    canvas.look(view)
    anew = await _settled(canvas)
    return hashlib.sha256(anew.constBits()).hexdigest(), grown == anew


async def _settled(canvas: BoardCanvas) -> QImage:
    while not canvas.is_settled:
        await asyncio.sleep(0)
    image = QImage(*PICTURE, QImage.Format.Format_RGB32)
    canvas.render_to(image)
    return image


def main() -> int:
    """0 if both ended alike and nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gestures", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=10)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    errors: list[str] = []

    def note(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        errors.append("".join(traceback.format_exception(kind, error, where)))

    sys.excepthook = note
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    theme.follow(app)
    loop = cast("asyncio.AbstractEventLoop", qasync.QEventLoop(app))
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda _, context: errors.append(repr(context)))
    with closing(loop):
        found = loop.run_until_complete(play(given.seed, given.gestures, given.cuts))
    found["errors"] = errors
    print(json.dumps(found))
    alike = all(len(set(found[name])) == 1 for name in ("hashes", "pictures"))
    return 0 if alike and all(found["is_shown"]) and not errors else 1


if __name__ == "__main__":
    sys.exit(main())
