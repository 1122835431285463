import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from math import inf

import pytest

from redux_scuttlebutt.sync.transport import Connection, ConnectionLost
from redux_scuttlebutt.sync.transport.memory import MemoryNetwork, MemoryTransport
from support.transport_suite import Cut, TransportSuite, echo, joined, serving


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self._sleeping: list[tuple[float, asyncio.Future[None]]] = []
        self._now = 0.0

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleeping.append((self._now + seconds, woken))
        await woken

    def pass_time(self, seconds: float) -> None:
        self._now += seconds
        for due, woken in self._sleeping:
            if due <= self._now and not woken.done():
                woken.set_result(None)


async def settle() -> None:
    """Let every task go on as far as it can without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network(clock: Clock) -> MemoryNetwork:
    return MemoryNetwork(clock.sleep)


@pytest.fixture
def here(network: MemoryNetwork) -> MemoryTransport:
    return network.transport("here")


@pytest.fixture
def there(network: MemoryNetwork) -> MemoryTransport:
    return network.transport("there")


@pytest.fixture
def address() -> str:
    return "増える"


class MemorySuite(TransportSuite):
    @pytest.fixture
    def cut(self, network: MemoryNetwork) -> Cut:
        """Cuts at frames: here no smaller piece is ever lost."""

        @asynccontextmanager
        async def cut_after(address: str, after: int, direction: int) -> AsyncGenerator[str]:
            between = network.transport("between")

            async def pump(one: Connection, other: Connection, limit: float) -> None:
                with suppress(ConnectionLost):
                    while limit > 0:
                        frame = await one.receive()
                        limit -= len(frame) + 1
                        await other.send(frame)

            async def accept(caller: Connection) -> None:
                called = await between.connect(address)
                limits = [after, inf] if direction == 0 else [inf, after]
                ways = [
                    asyncio.ensure_future(pump(caller, called, limits[0])),
                    asyncio.ensure_future(pump(called, caller, limits[1])),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                await called.close()
                await caller.close()
                await asyncio.wait(ways)

            async with serving(between, "between", accept) as elsewhere:
                yield elsewhere

        return cut_after


class TestMemoryTransport(MemorySuite):
    pass


class TestSlowMemoryTransport(MemorySuite):
    """Every frame gives the loop to others before it arrives."""

    @pytest.fixture
    def network(self) -> MemoryNetwork:
        network = MemoryNetwork(lambda _: asyncio.sleep(0))
        network.link("here", "there").delay_s = 1.0
        return network


async def test_a_cut_ends_connections_and_loses_what_was_under_way(
    network: MemoryNetwork, here: MemoryTransport, there: MemoryTransport, address: str
) -> None:
    link = network.link("there", "here")

    async with joined(here, there, address) as (caller, called):
        link.delay_s = 1.0
        await caller.send(b"lost")
        link.cut()

        for end in (caller, called):
            with pytest.raises(ConnectionLost, match="the link is cut"):
                await end.receive()


async def test_nobody_connects_over_a_cut_link_until_it_is_joined(
    network: MemoryNetwork, here: MemoryTransport, there: MemoryTransport, address: str
) -> None:
    link = network.link("here", "there")

    async with serving(there, address, echo) as reachable:
        link.cut()
        with pytest.raises(ConnectionLost, match="the link is cut"):
            await here.connect(reachable)
        third = await network.transport("elsewhere").connect(reachable)

        link.join()
        connection = await here.connect(reachable)
        await connection.send(b"back")
        assert await connection.receive() == b"back"
        await connection.close()
        await third.close()


async def test_frames_take_their_time_side_by_side(
    network: MemoryNetwork,
    here: MemoryTransport,
    there: MemoryTransport,
    address: str,
    clock: Clock,
) -> None:
    received: list[bytes] = []

    async def receive(connection: Connection) -> None:
        while True:
            received.append(await connection.receive())

    async with joined(here, there, address) as (caller, called):
        network.link("here", "there").delay_s = 3.0
        receiving = asyncio.ensure_future(receive(called))
        await caller.send(b"one")
        await settle()
        clock.pass_time(2)
        await caller.send(b"two")
        await settle()
        assert received == []

        clock.pass_time(1)
        await settle()
        assert received == [b"one"]

        clock.pass_time(2)
        await settle()
        assert received == [b"one", b"two"]
        network.link("here", "there").cut()
        with pytest.raises(ConnectionLost):
            await receiving


async def test_a_frame_does_not_overtake_one_sent_when_the_link_was_slower(
    network: MemoryNetwork,
    here: MemoryTransport,
    there: MemoryTransport,
    address: str,
    clock: Clock,
) -> None:
    link = network.link("here", "there")

    async with joined(here, there, address) as (caller, called):
        link.delay_s = 5.0
        await caller.send(b"first")
        await settle()
        link.delay_s = 0.0
        await caller.send(b"second")
        await settle()
        clock.pass_time(5)

        assert [await called.receive(), await called.receive()] == [b"first", b"second"]
