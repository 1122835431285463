"""What every transport must do. Subclass, give the fixtures, and pytest finds the tests."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import pytest

from redux_scuttlebutt.sync.transport import (
    MAX_FRAME_BYTES,
    CannotListen,
    Connection,
    ConnectionLost,
    Transport,
)

from .cutting import cut_tcp_after

__all__ = ["Cut", "TransportSuite", "echo", "joined", "serving"]

Cut = Callable[[str, int, int], AbstractAsyncContextManager[str]]
"""Of an address, bytes and a direction: where to connect instead, so that the link is cut
once that many bytes went there (0: from the caller, 1: to it)."""


@asynccontextmanager
async def serving(
    transport: Transport, address: str, accept: Callable[[Connection], Awaitable[None]]
) -> AsyncGenerator[str]:
    """The address at which `accept` serves, for as long as the block lasts."""
    listener = await transport.listen(address, accept)
    try:
        yield listener.addresses[0]
    finally:
        await listener.close()


@asynccontextmanager
async def joined(
    here: Transport, there: Transport, address: str
) -> AsyncGenerator[tuple[Connection, Connection]]:
    """Two ends of a connection, the caller's first."""
    accepted: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()
    enough = asyncio.Event()

    async def accept(connection: Connection) -> None:
        accepted.set_result(connection)
        await enough.wait()

    async with serving(there, address, accept) as reachable:
        connection = await here.connect(reachable)
        try:
            yield connection, await accepted
        finally:
            enough.set()
            await connection.close()


async def echo(connection: Connection) -> None:
    """Send back what comes, until the peer goes."""
    try:
        while True:
            await connection.send(await connection.receive())
    except ConnectionLost:
        pass


class TransportSuite:
    """Subclasses have the fixtures `here`, `there` (transports) and `address` (to listen at).

    What does not run over TCP to `scheme://host:port` overrides `cut` too.
    """

    @pytest.fixture
    def cut(self) -> Cut:
        return cut_tcp_after

    async def test_frames_arrive_whole_and_in_order_both_ways(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        frames = [
            b"",
            b"\x00",
            "増える".encode(),
            bytes(MAX_FRAME_BYTES),
            *(b"%d" % n for n in range(50)),
        ]

        async with joined(here, there, address) as (caller, called):
            for one, other in ((caller, called), (called, caller)):
                sending = asyncio.ensure_future(send_all(one, frames))
                assert [await other.receive() for _ in frames] == frames
                await sending

    async def test_frames_of_both_ways_do_not_get_into_each_others_way(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        chance = random.Random(1)
        sizes = [chance.choice([0, 1, 125, 126, 65_535, chance.randrange(3000)]) for _ in range(99)]
        frames = [chance.randbytes(size) for size in sizes]

        async with joined(here, there, address) as (caller, called):
            sending = [asyncio.ensure_future(send_all(end, frames)) for end in (caller, called)]
            for frame in frames:
                assert await called.receive() == await caller.receive() == frame
            await asyncio.gather(*sending)

    async def test_aborting_ends_it_at_once_on_both_sides(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        for aborting in (0, 1):
            async with joined(here, there, address) as ends:
                one, other = ends[aborting], ends[1 - aborting]
                waiting = asyncio.ensure_future(one.receive())
                await asyncio.sleep(0)

                one.abort()
                one.abort()

                for over in (waiting, one.receive(), other.receive()):
                    with pytest.raises(ConnectionLost):
                        await over
                with pytest.raises(ConnectionLost):
                    await one.send(b"too late")
                await one.close()
                one.abort()

    async def test_a_frame_over_64_kib_is_the_senders_mistake(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as ends:
            for one, other in (ends, ends[::-1]):
                with pytest.raises(ValueError, match="65537 bytes"):
                    await one.send(bytes(MAX_FRAME_BYTES + 1))

                await one.send(b"goes on")
                assert await other.receive() == b"goes on"

    @pytest.mark.parametrize("direction", [0, 1], ids=["from caller", "to caller"])
    async def test_wherever_it_is_cut_frames_are_whole_and_both_sides_hear_of_the_end(
        self, here: Transport, there: Transport, address: str, cut: Cut, direction: int
    ) -> None:
        frames = [b"a", b"", bytes(130), b"the last"]
        received: list[list[bytes]] = []

        async def send(connection: Connection) -> None:
            with suppress(ConnectionLost):
                await send_all(connection, frames)
            with pytest.raises(ConnectionLost):
                await connection.receive()

        async def receive(connection: Connection) -> None:
            received.append([])
            with suppress(ConnectionLost):
                while received[-1] != frames:
                    received[-1].append(await connection.receive())
            await connection.close()

        accept, call = (receive, send) if direction == 0 else (send, receive)

        async with serving(there, address, accept) as reachable:
            # What comes before the frames differs; all of them arrive in the end.
            for after in range(0, 4000, 13):
                async with cut(reachable, after, direction) as elsewhere:
                    with suppress(ConnectionLost):
                        connection = await here.connect(elsewhere)
                        await call(connection)
                        await connection.close()
                if received and received[-1] == frames:
                    break

        assert received[-1] == frames
        assert all(some == frames[: len(some)] for some in received)
        assert {1, 2, 3} & {len(some) for some in received}

    async def test_what_was_sent_before_the_end_still_arrives(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            await caller.send(b"one")
            await caller.send(b"two")
            closing = asyncio.ensure_future(caller.close())

            assert [await called.receive(), await called.receive()] == [b"one", b"two"]
            with pytest.raises(ConnectionLost):
                await called.receive()
            await closing

    async def test_after_the_end_neither_side_sends_nor_receives(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            await called.close()

            for end in (caller, called):
                with pytest.raises(ConnectionLost, match="over"):
                    await end.receive()
                with pytest.raises(ConnectionLost, match="over"):
                    await end.send(b"too late")

    async def test_who_waits_for_a_frame_hears_of_the_end(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            waiting = [asyncio.ensure_future(end.receive()) for end in (caller, called)]
            await asyncio.sleep(0)

            await caller.close()

            for end in waiting:
                with pytest.raises(ConnectionLost):
                    await end

    async def test_closing_twice_is_harmless(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            await asyncio.gather(caller.close(), called.close())
            await caller.close()
            await called.close()

    async def test_a_slow_reader_makes_the_sender_wait(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        frame, frames = bytes(MAX_FRAME_BYTES), 800
        sent = received = most = 0

        async def send(connection: Connection) -> None:
            nonlocal sent, most
            for _ in range(frames):
                await connection.send(frame)
                sent += 1
                most = max(most, sent - received)

        async with joined(here, there, address) as (caller, called):
            sending = asyncio.ensure_future(send(caller))
            while received < frames:
                await called.receive()
                received += 1
            await sending

        # The rest waits in the program, where its author knows of it. The operating
        # system alone may hold some megabytes of a connection.
        assert most < frames / 2

    async def test_who_waits_to_send_hears_of_the_end(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            sending = asyncio.ensure_future(send_for_ever(caller))
            await called.receive()

            await called.close()

            with pytest.raises(ConnectionLost, match="over"):
                await sending

    async def test_giving_up_on_sending_leaves_whole_frames(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        sent = 0

        async def send() -> None:
            nonlocal sent
            while True:
                await caller.send(sent.to_bytes(4, "big") * 10_000)
                sent += 1

        async with joined(here, there, address) as (caller, called):
            sending = asyncio.ensure_future(send())
            received = [await called.receive()]
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
            last = asyncio.ensure_future(caller.send(b"the last"))
            while received[-1] != b"the last":
                received.append(await called.receive())
            await last

        assert len(received) - 1 in (sent, sent + 1), "the one given up on arrives or does not"
        for number, frame in enumerate(received[:-1]):
            assert frame == number.to_bytes(4, "big") * 10_000

    async def test_giving_up_on_a_frame_loses_none(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            waiting = asyncio.ensure_future(called.receive())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

            await caller.send(b"first")
            assert await called.receive() == b"first"

    async def test_each_peer_gets_its_own_answers(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with serving(there, address, echo) as reachable:
            peers = [await here.connect(reachable) for _ in range(8)]
            for number, peer in enumerate(peers):
                await peer.send(b"%d" % number)

            assert [await peer.receive() for peer in peers] == [b"%d" % n for n in range(8)]
            for peer in peers:
                await peer.close()

    async def test_many_can_come_at_once(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with serving(there, address, echo) as reachable:
            peers = await asyncio.gather(*(here.connect(reachable) for _ in range(30)))
            await asyncio.gather(*(peer.send(b"%d" % n) for n, peer in enumerate(peers)))

            answers = await asyncio.gather(*(peer.receive() for peer in peers))

            assert answers == [b"%d" % n for n in range(30)]
            await asyncio.gather(*(peer.close() for peer in peers))

    async def test_both_sides_know_where_the_other_is(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with joined(here, there, address) as (caller, called):
            assert caller.remote
            assert called.remote

    async def test_a_peer_that_is_served_is_let_go(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async def greet(connection: Connection) -> None:
            await connection.send(b"welcome and goodbye")

        async with serving(there, address, greet) as reachable:
            connection = await here.connect(reachable)

            assert await connection.receive() == b"welcome and goodbye"
            with pytest.raises(ConnectionLost):
                await connection.receive()

    async def test_a_mistake_in_serving_one_peer_leaves_the_others_alone(
        self,
        here: Transport,
        there: Transport,
        address: str,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        async def accept(connection: Connection) -> None:
            if await connection.receive() == b"fail":
                raise RuntimeError("as told")
            await echo(connection)

        async with serving(there, address, accept) as reachable:
            good, bad = await here.connect(reachable), await here.connect(reachable)
            with caplog.at_level(logging.CRITICAL + 1):
                await bad.send(b"fail")
                with pytest.raises(ConnectionLost):
                    await bad.receive()

            await good.send(b"work")
            await good.send(b"on")
            assert await good.receive() == b"on"
            await good.close()

    async def test_nobody_answers_where_nobody_listens(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        listener = await there.listen(address, echo)
        [reachable] = listener.addresses
        await listener.close()

        with pytest.raises(ConnectionLost, match="nobody listens there"):
            await here.connect(reachable)

    async def test_a_listener_that_closes_lets_everybody_go(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        served: list[str] = []

        async def accept(connection: Connection) -> None:
            await echo(connection)
            served.append(connection.remote)

        listener = await there.listen(address, accept)
        peers = [await here.connect(listener.addresses[0]) for _ in range(3)]
        for peer in peers:
            await peer.send(b"hello")
            await peer.receive()

        await listener.close()
        await listener.close()

        assert len(served) == 3
        for peer in peers:
            with pytest.raises(ConnectionLost):
                await peer.receive()

    async def test_two_cannot_listen_at_one_address(self, there: Transport, address: str) -> None:
        async with serving(there, address, echo) as reachable:
            with pytest.raises(CannotListen, match="cannot listen at"):
                await there.listen(reachable, echo)

    async def test_an_address_is_free_again_after_closing(
        self, here: Transport, there: Transport, address: str
    ) -> None:
        async with serving(there, address, echo) as reachable:
            pass

        async with serving(there, reachable, echo):
            peer = await here.connect(reachable)
            await peer.send(b"again")
            assert await peer.receive() == b"again"
            await peer.close()


async def send_all(connection: Connection, frames: list[bytes]) -> None:
    for frame in frames:
        await connection.send(frame)


async def send_for_ever(connection: Connection) -> None:
    while True:
        await connection.send(bytes(MAX_FRAME_BYTES))
