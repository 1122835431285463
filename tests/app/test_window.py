import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.app.options import Options
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.room import ReplicaRoom
from redux_scuttlebutt.app.window import run_window, window_settings
from redux_scuttlebutt.sync.errors import BadInvite, FolderInUse
from redux_scuttlebutt.sync.transport import CannotListen
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.main_window import COUNTER, MainWindow
from redux_scuttlebutt.ui.share import ShareDialog
from support.copies import copied, count
from support.running import Running, windows
from support.two_windows import at_once, drag, press_key
from support.waiting import until

Loop = asyncio.AbstractEventLoop


def test_what_was_done_in_a_window_is_there_when_it_opens_again(loop: Loop, tmp_path: Path) -> None:
    async def story() -> None:
        async with Running(tmp_path) as window:
            window.show_page(COUNTER)
            for _ in range(3):
                QTest.keyClick(window.counter, Qt.Key.Key_Plus)
            assert window.windowTitle().endswith("· Ana")
            assert window.status.pill.accessibleName() == "Only on this device"

        async with Running(tmp_path) as window:
            await until(lambda: window.counter.number.text() == "3")

    loop.run_until_complete(story())


def test_undo_and_redo_reach_behind_the_restart(loop: Loop, tmp_path: Path) -> None:
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

    def shown(window: MainWindow) -> set[str]:
        return set(window.canvas.board.shapes)

    async def story() -> None:
        async with Running(tmp_path) as window:
            for x in (100, 200, 300):
                await at_once(drag(window, QPoint(x, 100), QPoint(x + 20, 160)))
            await until(lambda: len(shown(window)) == 3)
            drawn = shown(window)
            window.canvas.look(View(2.0, 90.0, 60.0))

        async with Running(tmp_path) as window:
            await until(lambda: shown(window) == drawn)
            assert window.canvas.view == View(2.0, 90.0, 60.0)
            await at_once(press_key(window, Qt.Key.Key_Z, ctrl))
            await until(lambda: len(shown(window)) == 2)
            [last] = drawn - shown(window)
            await at_once(press_key(window, Qt.Key.Key_Z, ctrl))
            await until(lambda: len(shown(window)) == 1)

        async with Running(tmp_path) as window:
            await until(lambda: len(shown(window)) == 1)
            await at_once(press_key(window, Qt.Key.Key_Z, ctrl | shift))
            await until(lambda: shown(window) == drawn - {last})
            await at_once(press_key(window, Qt.Key.Key_Z, ctrl | shift))
            await until(lambda: shown(window) == drawn)

    loop.run_until_complete(story())


def test_closing_right_after_a_key_loses_nothing(loop: Loop, tmp_path: Path) -> None:
    async def story() -> None:
        async with Running(tmp_path) as window:
            window.show_page(COUNTER)
            QTest.keyClick(window.counter, Qt.Key.Key_Plus)

        replica = Replica(tmp_path, "Ana")
        await replica.until_ready()
        assert replica.store.get_state()["counter"] == 1
        await replica.close()

    loop.run_until_complete(story())


def test_a_link_on_standard_input_is_joined(
    loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        bo = Replica(tmp_path / "bo", "Bo")
        await bo.open("127.0.0.1:0", ())
        await bo.until_ready()
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{bo.invite}\n"))

        async with Running(tmp_path / "ana", join="-") as window:
            await until(lambda: window.status.pill.accessibleName() == "In step with 1")
            window.show_page(COUNTER)
            QTest.keyClick(window.counter, Qt.Key.Key_Plus)
            await until(lambda: bo.store.get_state()["counter"] == 1)

        await bo.close()

    loop.run_until_complete(story())


def test_no_link_on_standard_input_is_a_mistake(
    loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    async def story() -> None:
        async with Running(tmp_path, join="-"):
            pass

    with pytest.raises(BadInvite):
        loop.run_until_complete(story())


def test_a_window_takes_links_from_this_machine_only_unless_asked(
    loop: Loop, tmp_path: Path
) -> None:
    async def story() -> None:
        async with Running(tmp_path) as window:
            window.top_bar.share.click()
            share = window.findChild(ShareDialog)
            assert share is not None
            assert "at=127.0.0.1:" in share.link.text()

    loop.run_until_complete(story())


def test_what_a_copied_folder_did_is_shown_and_done_again_at_the_press_of_a_button(
    loop: Loop, tmp_path: Path
) -> None:
    async def story() -> None:
        opened: list[Replica] = []

        async def open_one(folder: str, *, called: str | None = None, **how: Any) -> Replica:
            listen, connect = how.pop("listen", "127.0.0.1:0"), how.pop("connect", ())
            replica = Replica(tmp_path / folder, called or folder, **how)
            opened.append(replica)
            await replica.open(listen, connect)
            await replica.until_ready()
            return replica

        copies = await copied(open_one, tmp_path)
        window = MainWindow(ReplicaRoom(copies.ana, "Sketch"))
        window.show()
        model, banner = window.history_panel.model, window.waiting_banner
        assert (model.rowCount(), banner.isVisible()) == (3, False)

        copies.meet()

        await until(lambda: banner.isVisible() and model.row(model.rowCount() - 1).aside)
        assert model.rowCount() == 3, "one is left, and one set aside, behind the beginning"
        assert window.counter.number.text() == "1"
        assert "Another copy of your data" in window.notice_banner.label.text()

        QTest.mouseClick(banner.do_button, Qt.MouseButton.LeftButton)

        await until(lambda: window.counter.number.text() == "11" and banner.isHidden())
        await until(lambda: count(copies.copy) == count(copies.cy) == 11)
        window.close()
        for replica in opened:
            await replica.close()

    loop.run_until_complete(story())


def test_what_keeps_the_window_from_opening_is_raised_and_nothing_stays_open(
    loop: Loop, tmp_path: Path
) -> None:
    async def story() -> None:
        with pytest.raises(CannotListen, match="nonsense"):
            await run_window(Options("window", data=tmp_path, listen="nonsense"))
        with pytest.raises(BadInvite, match="no invite link"):
            await run_window(Options("window", data=tmp_path, join="nonsense"))

        async with Running(tmp_path):
            with pytest.raises(FolderInUse):
                await run_window(Options("window", data=tmp_path))
            assert len(windows()) == 1

    loop.run_until_complete(story())


def test_the_window_keeps_its_size_in_the_data_folder(loop: Loop, tmp_path: Path) -> None:
    async def story() -> None:
        async with Running(tmp_path) as window:
            window.resize(880, 640)

        assert window_settings(tmp_path).allKeys()
        assert (tmp_path / "window.ini").exists()

        async with Running(tmp_path) as window:
            assert (window.width(), window.height()) == (880, 640)

    loop.run_until_complete(story())
