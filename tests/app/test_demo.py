import asyncio
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app.demo import places, run_demo, two_peers
from redux_scuttlebutt.app.line_bar import LineBar
from redux_scuttlebutt.app.story import together
from redux_scuttlebutt.ui.main_window import COUNTER, MainWindow
from support.waiting import until

Loop = asyncio.AbstractEventLoop


@pytest.fixture(autouse=True)
def passing_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class Demo:
    """The running demo: its windows by name, and the bar."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()
        self.program = asyncio.ensure_future(run_demo(0.0, self.closed))

    async def shown(self) -> None:
        def parts() -> list[object]:
            shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            return [w for w in shown if isinstance(w, MainWindow | LineBar)]

        await until(lambda: len(parts()) == 3 or self.program.done())
        windows = {w.windowTitle(): w for w in parts() if isinstance(w, MainWindow)}
        [self.ana] = [w for title, w in windows.items() if "Ana" in title]
        [self.bo] = [w for title, w in windows.items() if "Bo" in title]
        [self.bar] = [w for w in parts() if isinstance(w, LineBar)]

    async def in_step(self) -> None:
        pills = (self.ana.status.pill, self.bo.status.pill)
        await until(lambda: all(pill.accessibleName() == "In step with 1" for pill in pills))

    async def offline(self) -> None:
        pills = (self.ana.status.pill, self.bo.status.pill)
        await until(lambda: all(pill.accessibleName().startswith("Offline") for pill in pills))


def press(window: MainWindow, key: Qt.Key) -> None:
    window.show_page(COUNTER)
    QTest.keyClick(window.counter, key)


async def shows(window: MainWindow, number: str) -> None:
    await until(lambda: window.counter.number.text() == number)


def test_two_windows_share_what_is_done_in_either(loop: Loop) -> None:
    async def story() -> None:
        demo = Demo()
        await demo.shown()
        await demo.in_step()
        assert demo.ana.pos() != demo.bo.pos()

        press(demo.ana, Qt.Key.Key_Plus)
        await shows(demo.bo, "1")
        press(demo.bo, Qt.Key.Key_Plus)
        await shows(demo.ana, "2")

        demo.bar.close()
        assert await demo.program == 0
        assert not demo.ana.isVisible()
        assert not demo.bo.isVisible()

    loop.run_until_complete(story())


def test_what_was_done_behind_a_cut_line_comes_late_and_rewinds(loop: Loop) -> None:
    async def story() -> None:
        demo = Demo()
        await demo.shown()
        await demo.in_step()

        demo.bar.cut.click()
        await demo.offline()
        press(demo.ana, Qt.Key.Key_Plus)
        press(demo.bo, Qt.Key.Key_Asterisk)
        press(demo.ana, Qt.Key.Key_Plus)
        await shows(demo.ana, "2")
        assert demo.bo.counter.number.text() == "0"

        demo.bar.cut.click()
        await demo.in_step()
        await shows(demo.bo, "3")
        await shows(demo.ana, "3")
        await until(lambda: demo.bo.status.rewinds.text() == "↶ 1")
        await until(lambda: demo.ana.status.rewinds.text() == "↶ 1")

        demo.ana.close()
        assert await demo.program == 0

    loop.run_until_complete(story())


def test_a_burst_over_a_slow_line_that_is_cut_arrives_once_it_is_joined(loop: Loop) -> None:
    presses = 160

    async def story() -> None:
        demo = Demo()
        await demo.shown()
        await demo.in_step()

        demo.bar.lag.setValue(demo.bar.lag.maximum())
        for number in range(presses):
            press(demo.bo, Qt.Key.Key_Plus)
            await shows(demo.bo, str(number + 1))
        demo.bar.cut.click()
        await demo.offline()
        assert demo.ana.counter.number.text() == "0"

        demo.bar.lag.setValue(0)
        demo.bar.cut.click()
        await demo.in_step()
        await shows(demo.ana, str(presses))

        demo.bar.close()
        assert await demo.program == 0

    loop.run_until_complete(story())


def test_it_can_be_ended_from_outside(loop: Loop, passing_folder: Path) -> None:
    async def story() -> None:
        demo = Demo()
        await demo.shown()
        await demo.in_step()
        demo.bar.lag.setValue(demo.bar.lag.maximum())
        press(demo.bo, Qt.Key.Key_Plus)
        assert list(passing_folder.iterdir())

        demo.closed.set()

        assert await demo.program == 0
        assert not any(part.isVisible() for part in (demo.ana, demo.bo, demo.bar))
        assert list(passing_folder.iterdir()) == []

    loop.run_until_complete(story())


def test_it_can_be_ended_before_it_began(loop: Loop, passing_folder: Path) -> None:
    async def story() -> None:
        closed = asyncio.Event()
        closed.set()
        assert await run_demo(0.0, closed) == 0

    loop.run_until_complete(story())

    assert list(passing_folder.iterdir()) == []


SMALLEST = QSize(888, 600)


@pytest.mark.parametrize(
    "room",
    [
        QRect(0, 0, 1366, 662),
        QRect(64, 27, 1280, 640),
        QRect(0, 0, 1024, 620),
        QRect(5, 0, 900, 600),
    ],
)
def test_on_a_small_screen_the_windows_overlap_but_stay_on_it(room: QRect) -> None:
    first, second = places(room, SMALLEST)

    assert room.contains(first)
    assert room.contains(second)
    assert first.topLeft() != second.topLeft()


def test_on_a_wide_screen_the_windows_are_side_by_side() -> None:
    room = QRect(64, 27, 1920, 960)

    first, second = places(room, SMALLEST)

    assert not first.intersects(second)
    assert first.united(second) == room


def test_on_a_screen_too_small_for_a_window_the_title_bars_are_there() -> None:
    room = QRect(0, 0, 800, 500)

    assert [place.topLeft() for place in places(room, SMALLEST)] == [room.topLeft()] * 2


def test_nothing_stays_behind(loop: Loop, passing_folder: Path) -> None:
    async def story() -> None:
        async with two_peers() as stage:
            await together(stage)
            assert list(passing_folder.iterdir())

    loop.run_until_complete(story())

    assert list(passing_folder.iterdir()) == []


def test_each_peer_has_its_own_key_in_one_room(loop: Loop) -> None:
    async def story() -> None:
        async with two_peers(0.001) as stage:
            ana, bo = (replica.dispatcher for replica in stage.replicas)
            assert ana.room == bo.room
            assert ana.source != bo.source
            assert (ana.name, bo.name) == ("Ana", "Bo")
            assert stage.line.lag == 0.001
            await together(stage)

    loop.run_until_complete(story())
