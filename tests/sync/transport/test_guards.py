import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from websockets.asyncio.server import ServerConnection, serve

from redux_scuttlebutt.sync.transport import Connection, ConnectionLost
from redux_scuttlebutt.sync.transport.guards import (
    MAX_FRAGMENTS,
    MAX_HANDSHAKES,
    address_block,
)
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from support.raw_tcp import Stranger
from support.transport_suite import echo, serving

ANYWHERE = "127.0.0.1:0"
MASK = bytes(4)
PING = b"\x89\xfd" + MASK + bytes(125)
BEGINNING = b"\x02\x80" + MASK  # of a message, empty
MORE = b"\x00\x80" + MASK


class House:
    """A listener that echoes, a good peer of it, and why others went."""

    def __init__(self) -> None:
        self.address = ""
        self.lost: asyncio.Queue[str] = asyncio.Queue()

    async def accept(self, connection: Connection) -> None:
        try:
            while True:
                await connection.send(await connection.receive())
        except ConnectionLost as lost:
            self.lost.put_nowait(str(lost))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """With a peer inside that goes on whatever strangers do."""
    house, transport = House(), WebSocketTransport()
    async with serving(transport, ANYWHERE, house.accept) as house.address:
        good = await transport.connect(house.address)
        yield house
        await good.send(b"still here")
        assert await good.receive() == b"still here"
        await good.close()


async def test_who_says_nothing_is_let_go() -> None:
    async with serving(WebSocketTransport(open_timeout_s=0.01), ANYWHERE, echo) as address:
        stranger = await Stranger.come(address)

        assert await stranger.rest() == b""

        await stranger.go()


async def test_who_trickles_a_handshake_is_let_go() -> None:
    async with serving(WebSocketTransport(open_timeout_s=0.05), ANYWHERE, echo) as address:
        stranger = await Stranger.come(address)
        stranger.writer.write(b"GET / HTTP/1.1\r\nX: ")
        gone = asyncio.ensure_future(stranger.rest())

        while not gone.done():
            stranger.writer.write(b"x")
            await asyncio.sleep(0)

        assert await gone == b""
        await stranger.go()


async def test_a_crowd_that_says_nothing_keeps_nobody_out() -> None:
    refused: list[str] = []
    transport = WebSocketTransport(refused=refused.append)
    async with serving(transport, ANYWHERE, echo) as address:
        crowd = [await Stranger.come(address) for _ in range(MAX_HANDSHAKES + 3)]

        good = await transport.connect(address)
        await good.send(b"in")
        assert await good.receive() == b"in"

        assert [await silent.rest() for silent in crowd[:3]] == [b"", b"", b""], "oldest first"
        assert not crowd[-1].reader.at_eof()
        assert {*refused} == {"unauthenticated"}
        assert len(refused) >= 3
        await good.close()
        for silent in crowd:
            await silent.go()


async def test_answers_to_pings_that_nobody_reads_do_not_pile_up(house: House) -> None:
    stranger = await Stranger.come(house.address)
    await stranger.shake_hands()

    # The stream of a stranger reads some, and then no more.
    written = await stranger.flood(PING * 500, 256 * 2**20)

    assert written < 64 * 2**20
    assert "is over" in await house.lost.get()
    await stranger.go()


async def test_a_message_in_endless_pieces_ends_the_connection(house: House) -> None:
    stranger = await Stranger.come(house.address)
    await stranger.shake_hands()

    await stranger.flood(BEGINNING + MORE * MAX_FRAGMENTS, 1)

    assert "is over" in await house.lost.get()
    await stranger.rest()
    await stranger.go()


async def test_a_message_in_some_pieces_is_whole(house: House) -> None:
    stranger = await Stranger.come(house.address)
    await stranger.shake_hands()

    for _ in range(3):
        stranger.writer.write(BEGINNING + MORE * (MAX_FRAGMENTS - 1) + b"\x80\x81" + MASK + b"x")
        assert await stranger.reader.readexactly(3) == b"\x82\x01x"

    await stranger.go()
    await house.lost.get()


async def test_a_peer_that_is_gone_without_a_word_is_noticed() -> None:
    lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def accept(connection: Connection) -> None:
        try:
            await connection.receive()
        except ConnectionLost as error:
            lost.set_result(str(error))

    transport = WebSocketTransport(ping_interval_s=0.01, ping_timeout_s=0.01)
    async with serving(transport, ANYWHERE, accept) as address:
        stranger = await Stranger.come(address)
        await stranger.shake_hands()

        assert "ping timeout" in await lost
        await stranger.go()


async def test_who_we_dialled_cannot_let_answers_pile_up_either() -> None:
    async def flood(connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        with suppress(OSError):
            while not connection.transport.is_closing():
                connection.transport.write((b"\x89\x7d" + bytes(125)) * 500)
                await connection.drain()

    async with serve(flood, "127.0.0.1", 0, ping_interval=None, close_timeout=0.1) as server:
        port = server.sockets[0].getsockname()[1]
        connection = await WebSocketTransport().connect(f"ws://127.0.0.1:{port}")

        with pytest.raises(ConnectionLost, match="over"):
            await connection.receive()


@pytest.mark.parametrize(
    ("host", "block"),
    [
        ("127.0.0.1", None),
        ("127.8.9.10", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_one_caller_has_one_address_however_it_is_written(host: str, block: str | None) -> None:
    assert address_block(host) == block
