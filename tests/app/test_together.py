"""Two whole rooms: what Ana does is seen in Bo's window, and no log ever hears of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.room import ReplicaRoom
from redux_scuttlebutt.app.window import FRAME_SECONDS
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.transport.memory import MemoryNetwork
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.main_window import MainWindow
from support.waiting import until

Loop = asyncio.AbstractEventLoop
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
HOME = "ws://127.0.0.1:7531"


class Somebody:
    """A replica and its window."""

    def __init__(
        self, folder: Path, name: str, network: MemoryNetwork, join: str | None = None
    ) -> None:
        transport = network.transport(name)
        self.replica = Replica(folder, name, transport=transport, frame=FRAME_SECONDS, join=join)
        self.room = ReplicaRoom(self.replica, "Sketch")
        self.window = MainWindow(self.room)
        self.canvas = self.window.canvas

    async def open(self, listen: str | None) -> None:
        await self.replica.open(listen, ())
        await self.replica.until_ready()
        self.window.show()

    @property
    def me(self) -> SourceId:
        return self.room.me

    @property
    def logged(self) -> int:
        return len(self.replica.dispatcher.history)

    def point(self, x: int, y: int, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
        """Move the mouse there; not the screen's one, which another window may lie under."""
        at = QPointF(x, y)
        where = QPointF(self.canvas.mapToGlobal(QPoint(x, y)))
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, at, where, none, button, NONE)
        QApplication.sendEvent(self.canvas, event)

    def sees(self, other: "Somebody") -> list[QPoint]:
        """Where the board shows the colour of `other`, as it is now that they know each other."""
        return self.pixels(theme.look(other.me).color)

    def pixels(self, color: QColor) -> list[QPoint]:
        """Where the board shows exactly that colour."""
        picture = self.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        width, data = picture.width(), memoryview(picture.constBits()).cast("I")
        wanted = color.rgb()
        return [QPoint(n % width, n // width) for n, value in enumerate(data) if value == wanted]


@asynccontextmanager
async def two_windows(folder: Path) -> AsyncGenerator[tuple[Somebody, Somebody]]:
    """Ana's and Bo's, in one room, linked in memory and looking at the same place."""
    network = MemoryNetwork()
    ana = Somebody(folder / "Ana", "Ana", network)
    opened = [ana]
    try:
        await ana.open(HOME)
        bo = Somebody(folder / "Bo", "Bo", network, join=ana.replica.invite)
        opened.append(bo)
        await bo.open(None)
        await until(lambda: ana.me in bo.room.presences and bo.me in ana.room.presences)
        for one in opened:
            one.canvas.look(View())
            one.window.together.set_cursors("all")
        yield ana, bo
    finally:
        for one in opened:
            one.window.close()
            await one.replica.close()


def test_a_cursor_and_a_growing_stroke_are_seen_and_never_logged(
    loop: Loop, tmp_path: Path
) -> None:
    async def story() -> None:
        async with two_windows(tmp_path) as (ana, bo):
            ink = theme.current().inks["red"]
            assert bo.sees(ana) == [] == bo.pixels(ink)

            ana.point(150, 150)
            await until(lambda: bo.sees(ana))
            assert all(
                abs(place.x() - 150) < 200 and abs(place.y() - 150) < 60 for place in bo.sees(ana)
            )

            ana.canvas.hand.pen.set_ink("red")
            ana.canvas.hand.pen.set_width(5)
            QTest.mousePress(ana.canvas, LEFT, NONE, QPoint(100, 200))
            for x in range(110, 310, 10):
                ana.point(x, 200, LEFT)
                await asyncio.sleep(0)
            await until(lambda: any(place.x() > 250 for place in bo.pixels(ink)))
            assert (ana.logged, bo.logged) == (0, 0)
            assert len(bo.room.get_state()["whiteboard"].shapes) == 0

            QTest.mouseRelease(ana.canvas, LEFT, NONE, QPoint(300, 200))
            await until(lambda: bo.room.get_state()["whiteboard"].shapes)
            assert bo.pixels(ink)
            await until(lambda: bo.logged == 1 and ana.logged == 1)

    loop.run_until_complete(story())


def test_who_follows_goes_along_and_who_is_asked_may_come(loop: Loop, tmp_path: Path) -> None:
    async def story() -> None:
        async with two_windows(tmp_path) as (ana, bo):
            bo.window.together.follow(ana.me)
            ana.canvas.center_on(64 * 9000, 64 * 4000)
            await until(lambda: round(bo.canvas.middle[0] / 64) == 9000)
            await until(lambda: ana.room.presences[bo.me].follows == ana.me)

            bo.window.together.stop_following()
            bo.canvas.look(View())
            assert ana.window.commands.run("room.gather") == ""
            await until(bo.window.together.lines.call.isVisible)
            QTest.keyClick(bo.canvas, Qt.Key.Key_Return)
            assert round(bo.canvas.middle[0] / 64) == 9000
            assert (ana.logged, bo.logged) == (0, 0)

    loop.run_until_complete(story())


def test_who_is_quiet_is_not_seen_and_who_closes_is_gone(loop: Loop, tmp_path: Path) -> None:
    async def story() -> None:
        async with two_windows(tmp_path) as (ana, bo):
            ana.point(150, 150)
            await until(lambda: bo.sees(ana))

            ana.window.together.set_quiet(True)
            await until(lambda: not bo.sees(ana))

            ana.window.together.set_quiet(False)
            await until(lambda: bo.sees(ana))
            ana.window.close()
            await ana.replica.close()
            await until(lambda: not bo.sees(ana))

    loop.run_until_complete(story())
