"""The demo's line, slow and cut, over links in memory."""

import asyncio
from collections.abc import Awaitable

import pytest

from redux_scuttlebutt.app.line import Line, LineTransport
from redux_scuttlebutt.sync.transport import Connection, ConnectionLost
from redux_scuttlebutt.sync.transport.memory import (
    MemoryConnection,
    MemoryNetwork,
    MemoryTransport,
)
from support.transport_suite import joined, serving

AN_HOUR = 3600.0


class World:
    """Ana at home, Bo at the other end of the line."""

    def __init__(self, lag: float = 0.0) -> None:
        network = MemoryNetwork()
        self.line = Line(lag)
        self.ana = network.transport("ana")
        self.bo = LineTransport(network.transport("bo"), self.line)


@pytest.fixture
def world() -> World:
    return World()


async def turns(number: int = 20) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def is_lost(doing: Awaitable[object]) -> None:
    with pytest.raises(ConnectionLost):
        async with asyncio.timeout(1):
            await doing


LAG_S = 0.02
TICK_S = 0.002
"""Timers may ring this much too early."""


async def test_what_goes_out_takes_its_time() -> None:
    world, loop = World(LAG_S), asyncio.get_running_loop()

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        sent = loop.time()
        await bo.send(b"out")
        assert await ana.receive() == b"out"

        assert loop.time() - sent >= LAG_S - TICK_S


async def test_what_comes_in_takes_its_time_also_after_a_pause() -> None:
    world, loop = World(LAG_S), asyncio.get_running_loop()

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await bo.send(b"a pause as long as the lag")
        await ana.receive()
        sent = loop.time()
        await ana.send(b"in")
        assert await bo.receive() == b"in"

        assert loop.time() - sent >= LAG_S - TICK_S


async def test_a_line_that_becomes_faster_keeps_the_order(world: World) -> None:
    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        world.line.lag = 0.05
        await bo.send(b"one")
        world.line.lag = 0.0
        await bo.send(b"two")

        assert [await ana.receive(), await ana.receive()] == [b"one", b"two"]


async def test_cutting_ends_what_runs_over_it_and_what_is_under_way_is_lost() -> None:
    world = World(lag=AN_HOUR)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await bo.send(b"never arrives")
        waiting = [asyncio.ensure_future(end.receive()) for end in (bo, ana)]
        await turns()

        await world.line.cut()

        for end in waiting:
            await is_lost(end)
        await is_lost(bo.send(b"too late"))


async def test_what_arrived_before_the_cut_but_was_not_due_is_lost_too() -> None:
    world = World(lag=AN_HOUR)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await ana.send(b"never seen")
        receiving = asyncio.ensure_future(bo.receive())
        await turns()
        assert not receiving.done()
        receiving.cancel()

        await world.line.cut()

        await is_lost(bo.receive())


async def test_nothing_passes_a_cut_line_until_it_is_joined(world: World) -> None:
    await world.line.cut()
    assert world.line.is_cut
    await is_lost(world.bo.connect("ana"))

    world.line.join()

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await bo.send(b"again")
        assert await ana.receive() == b"again"


async def test_other_links_of_the_same_place_do_not_run_over_it(world: World) -> None:
    await world.line.cut()

    async with joined(world.ana, world.bo, "bo") as (ana, bo):
        await ana.send(b"by another way")
        assert await bo.receive() == b"by another way"


async def test_whoever_waits_to_send_hears_of_the_cut() -> None:
    world = World(lag=AN_HOUR)

    async with joined(world.bo, world.ana, "ana") as (bo, _):
        sending = asyncio.ensure_future(send_until_lost(bo))
        await turns(500)
        assert not sending.done()

        await world.line.cut()

        try:
            await is_lost(sending)
        finally:
            sending.cancel()


async def test_whoever_waits_to_send_hears_that_the_other_side_left() -> None:
    world = World(lag=0.001)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await ana.close()
        sending = asyncio.ensure_future(send_until_lost(bo))
        try:
            await is_lost(sending)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def test_closing_a_slow_line_lets_what_was_sent_arrive() -> None:
    world = World(lag=0.02)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await bo.send(b"goodbye")
        await turns()
        await bo.close()

        assert await ana.receive() == b"goodbye"


async def test_what_comes_in_meanwhile_does_not_keep_a_goodbye_from_arriving() -> None:
    world = World(lag=0.02)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await bo.send(b"goodbye")
        closing = asyncio.ensure_future(bo.close())
        await turns()
        await ana.send(b"news")

        assert await ana.receive() == b"goodbye"
        await closing


async def test_the_end_is_heard_of_behind_the_goodbye() -> None:
    world = World(LAG_S)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await ana.send(b"goodbye")
        await ana.close()
        await turns()
        await bo.send(b"on its way before Bo can know")

        assert await bo.receive() == b"goodbye"
        await is_lost(bo.receive())
        await is_lost(bo.send(b"too late"))


async def test_a_cut_does_not_wait_for_those_who_are_closing() -> None:
    world = World(lag=AN_HOUR)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await bo.send(b"goodbye")
        closing = asyncio.ensure_future(bo.close())
        await turns()
        assert not closing.done()

        async with asyncio.timeout(1):
            await world.line.cut()
            await closing

        await is_lost(ana.receive())


async def test_giving_up_on_a_frame_under_way_loses_none() -> None:
    world = World(LAG_S)

    async with joined(world.bo, world.ana, "ana") as (bo, ana):
        await ana.send(b"first")
        receiving = asyncio.ensure_future(bo.receive())
        await turns()
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)

        assert await bo.receive() == b"first"


async def test_a_link_dialled_before_the_cut_does_not_pass_it() -> None:
    network = MemoryNetwork()
    line = Line()

    class Slow(MemoryTransport):
        async def connect(self, address: str) -> MemoryConnection:
            connection = await super().connect(address)
            await line.cut()
            return connection

    ended = asyncio.Event()

    async def accept(connection: Connection) -> None:
        await is_lost(connection.receive())
        ended.set()

    async with serving(network.transport("ana"), "ana", accept):
        await is_lost(LineTransport(Slow(network, "bo"), line).connect("ana"))
        await ended.wait()


async def send_until_lost(connection: Connection) -> None:
    while True:
        await connection.send(b"x")
