"""The bar under the demo's windows, with real clicks."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.app.line import Line, LineTransport
from redux_scuttlebutt.app.line_bar import LineBar
from redux_scuttlebutt.sync.transport import ConnectionLost
from redux_scuttlebutt.sync.transport.memory import MemoryNetwork
from support.transport_suite import joined

Loop = asyncio.AbstractEventLoop


@pytest.fixture
def line() -> Line:
    return Line(lag=0.8)


@pytest.fixture
def redials() -> list[bool]:
    """Whether the line was cut at each redial."""
    return []


@pytest.fixture
def bar(loop: Loop, line: Line, redials: list[bool]) -> Iterator[LineBar]:
    del loop  # only has to be there
    bar = LineBar(line, lambda: redials.append(line.is_cut))
    bar.show()
    yield bar
    bar.close()
    bar.deleteLater()


def test_the_slider_starts_where_the_line_is_and_moves_its_lag(bar: LineBar, line: Line) -> None:
    assert bar.lag.value() == 800

    QTest.keyClick(bar.lag, Qt.Key.Key_PageUp)
    assert line.lag == 1.3

    QTest.keyClick(bar.lag, Qt.Key.Key_End)
    assert line.lag == 5.0

    QTest.keyClick(bar.lag, Qt.Key.Key_Home)
    assert line.lag == 0.0


def test_cut_and_join_are_one_button_that_says_what_it_will_do(
    bar: LineBar, line: Line, redials: list[bool], loop: Loop
) -> None:
    async def story() -> None:
        assert bar.cut.text() == "&Cut the line"

        QTest.mouseClick(bar.cut, Qt.MouseButton.LeftButton)
        assert (bar.cut.text(), line.is_cut, redials) == ("&Join the line", True, [])

        QTest.mouseClick(bar.cut, Qt.MouseButton.LeftButton)
        assert (bar.cut.text(), line.is_cut, redials) == ("&Cut the line", False, [False])

    loop.run_until_complete(story())


def test_a_line_cut_and_joined_at_once_is_whole_without_its_old_links(
    bar: LineBar, line: Line, loop: Loop
) -> None:
    async def twice() -> None:
        network = MemoryNetwork()
        bo = LineTransport(network.transport("bo"), line)
        async with joined(bo, network.transport("ana"), "ana") as (_, ana):
            bar.cut.click()
            bar.cut.click()

            with pytest.raises(ConnectionLost):
                await ana.receive()
            assert not line.is_cut

    loop.run_until_complete(twice())


def test_closing_the_bar_is_told(bar: LineBar) -> None:
    closed: list[bool] = []
    bar.closed.connect(lambda: closed.append(True))

    bar.close()

    assert closed == [True]
