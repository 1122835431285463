"""What the tests of the program share: replicas that close, and one loop for Qt and asyncio."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.ui import theme
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that Qt turns; to be used by `run_until_complete`."""
    theme.follow(qapp)
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    qt_loop = cast("Any", qasync.QEventLoop(qapp))
    asyncio.set_event_loop(qt_loop)
    yield qt_loop
    left = asyncio.all_tasks(qt_loop)
    for task in left:
        task.cancel()
    qt_loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    qt_loop.close()
    asyncio.set_event_loop(None)
    qapp.setQuitOnLastWindowClosed(quits)
    theme.choose("system")
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()


@pytest.fixture
async def open_replica(tmp_path: Path) -> AsyncGenerator[Open]:
    """Opens a replica by its name, in a folder of that name, until the test is over."""
    opened: list[Replica] = []

    async def open_one(
        folder: str,
        *,
        called: str | None = None,
        listen: str | None = "127.0.0.1:0",
        connect: tuple[str, ...] = (),
        **how: Any,
    ) -> Replica:
        replica = Replica(tmp_path / folder, called or folder, **how)
        opened.append(replica)
        await replica.open(listen, connect)
        await replica.until_ready()
        return replica

    yield open_one
    for replica in reversed(opened):
        await replica.close()


@pytest.fixture
async def pair(open_replica: Open) -> tuple[Replica, Replica]:
    """Ana, and Bo who joined her room; linked."""
    ana = await open_replica("Ana")
    bo = await open_replica("Bo", listen=None, join=ana.invite)
    await until(lambda: ana.network.sessions and bo.network.sessions)
    return ana, bo
