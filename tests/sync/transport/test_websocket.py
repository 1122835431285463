import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.typing import Origin

from redux_scuttlebutt.sync.transport import (
    MAX_FRAME_BYTES,
    CannotListen,
    Connection,
    ConnectionLost,
)
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport, reachable
from support.transport_suite import TransportSuite, echo, joined, serving

ANYWHERE = "127.0.0.1:0"


class TestWebSocketTransport(TransportSuite):
    @pytest.fixture
    def here(self) -> WebSocketTransport:
        return WebSocketTransport()

    @pytest.fixture
    def there(self) -> WebSocketTransport:
        return WebSocketTransport()

    @pytest.fixture
    def address(self) -> str:
        return ANYWHERE


async def test_the_real_port_is_in_the_address() -> None:
    async with serving(WebSocketTransport(), "ws://127.0.0.1:0", echo) as address:
        host, _, port = address.rpartition(":")

        assert host == "ws://127.0.0.1"
        assert int(port) > 0


@pytest.fixture
def ipv6() -> Iterator[str]:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    yield "[::1]:0"


async def test_ipv6_addresses_stand_in_brackets(ipv6: str) -> None:
    transport = WebSocketTransport()

    async with joined(transport, transport, ipv6) as (caller, called):
        assert caller.remote.startswith("ws://[::1]:")
        assert called.remote.startswith("ws://[::1]:")


def test_who_listens_at_one_address_is_reached_there() -> None:
    assert reachable("127.0.0.1", 7) == ["ws://127.0.0.1:7"]
    assert reachable("fe80::1", 7) == ["ws://[fe80::1]:7"]


@pytest.mark.parametrize(
    ("everywhere", "home"), [("0.0.0.0", "ws://127.0.0.1:7"), ("::", "ws://[::1]:7")]
)
def test_who_listens_everywhere_is_reached_at_home_and_maybe_elsewhere(
    everywhere: str, home: str
) -> None:
    *elsewhere, last = reachable(everywhere, 7)

    assert last == home
    assert len(elsewhere) <= 1
    assert not {"ws://0.0.0.0:7", "ws://[::]:7"} & {*elsewhere}


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1", "wss://127.0.0.1:0", "127.0.0.1:70000", "[::1:0", "ws://:0"]
)
async def test_listening_needs_a_host_and_a_port(address: str) -> None:
    with pytest.raises(CannotListen, match="cannot listen at"):
        await WebSocketTransport().listen(address, echo)


async def test_an_address_of_another_machine_cannot_be_listened_at() -> None:
    with pytest.raises(CannotListen, match="not an address of this machine"):
        await WebSocketTransport().listen("192.0.2.1:0", echo)


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:1", "ws://", "ws://127.0.0.1:70000"])
async def test_what_is_no_address_cannot_be_reached(address: str) -> None:
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        await WebSocketTransport().connect(address)


async def test_a_web_page_cannot_connect() -> None:
    async with serving(WebSocketTransport(), ANYWHERE, echo) as address:
        for origin in ("https://evil.example", "http://127.0.0.1", "null"):
            with pytest.raises(InvalidStatus, match="403"):
                await connect(address, origin=Origin(origin), proxy=None)


async def test_a_web_page_that_was_named_can_connect() -> None:
    transport = WebSocketTransport(origins=["https://board.example"])

    async with serving(transport, ANYWHERE, echo) as address:
        page = await connect(address, origin=Origin("https://board.example"), proxy=None)
        await page.send(b"hello")
        assert await page.recv() == b"hello"
        await page.close()

        with pytest.raises(InvalidStatus, match="403"):
            await connect(address, origin=Origin("https://board.example.evil"), proxy=None)


async def test_text_ends_the_connection() -> None:
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def accept(connection: Connection) -> None:
        try:
            await connection.receive()
        except ConnectionLost as lost:
            ended.set_result(str(lost))

    async with serving(WebSocketTransport(), ANYWHERE, accept) as address:
        stranger = await connect(address, proxy=None)
        await stranger.send("hello")

        with pytest.raises(ConnectionClosedError, match="1003"):
            await stranger.recv()
        assert "sent text, expected binary frames" in await ended


async def test_a_frame_over_64_kib_ends_the_connection() -> None:
    async with serving(WebSocketTransport(), ANYWHERE, echo) as address:
        stranger = await connect(address, proxy=None)
        await stranger.send(bytes(MAX_FRAME_BYTES + 1))

        with pytest.raises(ConnectionClosedError, match="1009"):
            await stranger.recv()


async def test_a_connecting_peer_takes_no_longer_frames_either() -> None:
    async def flood(connection: ServerConnection) -> None:
        await connection.send(bytes(MAX_FRAME_BYTES + 1))
        await connection.wait_closed()

    async with serve(flood, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        connection = await WebSocketTransport().connect(f"ws://127.0.0.1:{port}")

        with pytest.raises(ConnectionLost, match="1009"):
            await connection.receive()


async def test_nothing_is_compressed() -> None:
    async with serving(WebSocketTransport(), ANYWHERE, echo) as address:
        stranger = await connect(address, compression="deflate", proxy=None)

        assert stranger.response is not None
        assert "Sec-WebSocket-Extensions" not in stranger.response.headers
        await stranger.close()


async def test_a_full_house_turns_peers_away_until_one_goes() -> None:
    refused: list[str] = []
    transport = WebSocketTransport(max_connections=2, refused=refused.append)

    async with serving(transport, ANYWHERE, echo) as address:
        first, second = [await transport.connect(address) for _ in range(2)]
        with pytest.raises(ConnectionLost, match="503"):
            await transport.connect(address)
        assert refused == ["connections"]
        # Who connects is not counted, only who is served.
        await second.send(b"still here")
        assert await second.receive() == b"still here"

        await first.close()
        await connected_at_last(transport, address)
        await second.close()


async def test_one_address_does_not_get_all_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def far_away(host: str) -> str:
        return "far away"

    monkeypatch.setattr("redux_scuttlebutt.sync.transport.websocket.address_block", far_away)
    refused: list[str] = []
    transport = WebSocketTransport(max_per_address=2, refused=refused.append)

    async with serving(transport, ANYWHERE, echo) as address:
        first, second = [await transport.connect(address) for _ in range(2)]
        for connection in (first, second):  # whoever is served is counted
            await connection.send(b"in")
            assert await connection.receive() == b"in"
        with pytest.raises(ConnectionLost, match="429"):
            await transport.connect(address)
        assert refused == ["connections"]

        await first.close()
        await connected_at_last(transport, address)
        await second.close()


async def test_this_machine_may_have_as_many_as_there_are() -> None:
    transport = WebSocketTransport(max_per_address=1)

    async with serving(transport, ANYWHERE, echo) as address:
        for connection in [await transport.connect(address) for _ in range(5)]:
            await connection.send(b"in")
            assert await connection.receive() == b"in"
            await connection.close()


@pytest.fixture
def vouched_by_nobody(tmp_path: Path) -> ssl.SSLContext:
    """What a server needs whose certificate only it believes in."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("this machine has no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-keyout", key, "-out", certificate, "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    vouched_by_nobody: ssl.SSLContext,
) -> None:
    served: list[ServerConnection] = []

    async def accept(connection: ServerConnection) -> None:
        served.append(connection)

    async with serve(accept, "127.0.0.1", 0, ssl=vouched_by_nobody) as server:
        port = server.sockets[0].getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(ConnectionLost, match=r"(?i)certificate.verify"):
                await WebSocketTransport().connect(f"wss://{host}:{port}")

    assert served == []


async def connected_at_last(transport: WebSocketTransport, address: str) -> None:
    """Try until the listener has noticed that somebody went."""
    while True:
        try:
            connection = await transport.connect(address)
        except ConnectionLost:
            continue
        return await connection.close()


async def test_a_stranger_that_speaks_no_websocket_is_turned_away() -> None:
    async with serving(WebSocketTransport(), ANYWHERE, echo) as address:
        host, _, port = address.removeprefix("ws://").rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"\x16\x03\x01 not HTTP at all\r\n\r\n")

        answer = await reader.read()
        writer.close()
        await writer.wait_closed()

    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


async def test_a_server_that_speaks_no_websocket_cannot_be_reached() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]

        with pytest.raises(ConnectionLost, match="cannot be reached"):
            await WebSocketTransport().connect(f"ws://127.0.0.1:{port}")
