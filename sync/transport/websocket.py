"""Frames as binary WebSocket messages (RFC 6455), one message per frame."""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.typing import Origin

from . import MAX_FRAME_BYTES, Accept, CannotListen, ConnectionLost, FrameTooLong, check_frame
from .guards import GuardedClient, GuardedServer, address_block

__all__ = ["MAX_CONNECTIONS", "MAX_PER_ADDRESS", "WebSocketTransport", "reachable"]

MAX_CONNECTIONS = 96
"""Above what a `Network` lets in, so that it can choose who goes."""
MAX_PER_ADDRESS = 8
OPEN_TIMEOUT_S = 10
CLOSE_TIMEOUT_S = 2
PING_INTERVAL_S = 10
# Answers are not read either while nobody receives, so a busy window needs some time.
PING_TIMEOUT_S = 30

# The library tells every stranger's broken handshake with a traceback; ours to switch on.
_logger = logging.getLogger(__name__)
_library_logger = logging.getLogger(f"{__name__}.library")
_library_logger.setLevel(logging.CRITICAL)

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}
# Documentation addresses: choosing a route to one sends nothing.
_ELSEWHERE = {"0.0.0.0": "192.0.2.1", "::": "2001:db8::1"}

# What holds for links that we dial and for those that we take.
_BOTH_WAYS: dict[str, Any] = {
    "compression": None,  # ciphertext does not shrink, and a bomb does
    "max_size": MAX_FRAME_BYTES,
    "max_queue": 4,
    "write_limit": MAX_FRAME_BYTES,
    "close_timeout": CLOSE_TIMEOUT_S,
    "logger": _library_logger,
}


class WebSocketTransport:
    """Listens at and connects to `ws://host:port`; connects to `wss://` with a valid certificate.

    Args:
        origins: web pages that may connect, such as "https://board.example". By default
            none may: a browser would let any page a user visits talk to this machine.
        max_connections: how many listeners of this transport serve at once, together,
        max_per_address: and how many of these from one address that is not this machine.
        open_timeout_s: how long a connection may take to come about, on either side.
        ping_interval_s: a peer is asked that often whether it is still there,
        ping_timeout_s: and given up without an answer after that.
        refused: told the name under which a connection is counted that was turned away.
    """

    def __init__(
        self,
        *,
        origins: Sequence[str] = (),
        max_connections: int = MAX_CONNECTIONS,
        max_per_address: int = MAX_PER_ADDRESS,
        open_timeout_s: float = OPEN_TIMEOUT_S,
        ping_interval_s: float = PING_INTERVAL_S,
        ping_timeout_s: float = PING_TIMEOUT_S,
        refused: Callable[[str], object] = lambda name: None,
    ) -> None:
        # None stands for a peer that is no browser.
        self._origins = [None, *(Origin(origin) for origin in origins)]
        self._max_connections = max_connections
        self._max_per_address = max_per_address
        self._open_timeout_s = open_timeout_s
        self._refused = refused
        self._limits: dict[str, Any] = {
            **_BOTH_WAYS,
            "open_timeout": open_timeout_s,
            "ping_interval": ping_interval_s,
            "ping_timeout": ping_timeout_s,
        }
        self._serving: dict[ServerConnection, str | None] = {}
        self._waiting: dict[ServerConnection, None] = {}

    async def listen(self, address: str, accept: Accept) -> "WebSocketListener":
        """As `Transport.listen`; `address` is `host:port` or `ws://host:port`, port 0 for any."""
        try:
            parts = urlsplit(address if "://" in address else f"ws://{address}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise CannotListen(f"cannot listen at {address!r}: {error}") from None
        if parts.scheme != "ws" or not host or port is None:
            raise CannotListen(f"cannot listen at {address!r}, expected HOST:PORT")

        async def serve_one(socket: ServerConnection) -> None:
            connection = WebSocketConnection(socket, _url(*socket.remote_address[:2]))
            self._waiting.pop(socket, None)
            self._serving[socket] = address_block(socket.remote_address[0])
            try:
                await accept(connection)
            except Exception:
                _logger.exception("serving %s failed", connection.remote)
            finally:
                self._serving.pop(socket, None)

        crowded = partial(self._refused, "unauthenticated")
        guard: dict[str, Any] = {
            "create_connection": partial(GuardedServer, self._waiting, crowded)
        }
        try:
            server = await serve(
                serve_one,
                host,
                port,
                origins=self._origins,
                process_request=self._admit,
                server_header=None,
                **self._limits,
                **guard,
            )
        except (OSError, ValueError) as error:
            raise CannotListen(f"cannot listen at {address!r}: {_reason(error)}") from error
        return WebSocketListener(server)

    async def connect(self, address: str) -> "WebSocketConnection":
        """As `Transport.connect`; `address` is a `ws://` or `wss://` URL."""
        try:
            socket = await connect(
                address,
                user_agent_header=None,
                # Peers are machines nearby; what the environment sets is meant for browsing.
                proxy=None,
                create_connection=GuardedClient,
                **self._limits,
            )
        except TimeoutError as error:
            raise ConnectionLost(
                f"{address} did not answer within {self._open_timeout_s} seconds"
            ) from error
        except (OSError, ValueError, EOFError, WebSocketException) as error:
            raise ConnectionLost(f"{address} cannot be reached: {_reason(error)}") from error
        return WebSocketConnection(socket, address)

    def _admit(self, connection: ServerConnection, _request: Request) -> Response | None:
        if len(self._serving) >= self._max_connections:
            self._refused("connections")
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "too many connections\n")
        block = address_block(connection.remote_address[0])
        if block is not None:
            taken = sum(other == block for other in self._serving.values())
            if taken >= self._max_per_address:
                self._refused("connections")
                text = "too many connections from there\n"
                return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, text)
        return None


class WebSocketConnection:
    """Fulfils `Connection`."""

    def __init__(self, socket: ClientConnection | ServerConnection, remote: str) -> None:
        self._socket = socket
        self._remote = remote

    @property
    def remote(self) -> str:
        return self._remote

    async def send(self, frame: bytes) -> None:
        """As `Connection.send`."""
        check_frame(frame)
        try:
            await self._socket.send(frame)
        except ConnectionClosed as closed:
            raise self._lost(closed) from closed

    async def receive(self) -> bytes:
        """As `Connection.receive`."""
        try:
            message = await self._socket.recv()
        except ConnectionClosed as closed:
            raise self._lost(closed) from closed
        if isinstance(message, str):
            await self._socket.close(1003, "binary frames only")
            raise ConnectionLost(f"{self._remote} sent text, expected binary frames")
        return message

    async def close(self) -> None:
        """As `Connection.close`."""
        await self._socket.close()

    def abort(self) -> None:
        """As `Connection.abort`."""
        self._socket.transport.abort()

    def _lost(self, closed: ConnectionClosed) -> ConnectionLost:
        if closed.sent is not None and closed.sent.code == CloseCode.MESSAGE_TOO_BIG:
            return FrameTooLong(f"{self._remote} sent more than {MAX_FRAME_BYTES} bytes: {closed}")
        return ConnectionLost(f"the connection to {self._remote} is over: {closed}")


class WebSocketListener:
    """Fulfils `Listener`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._addresses = tuple(
            dict.fromkeys(
                address
                for listening in server.sockets
                for address in reachable(*listening.getsockname()[:2])
            )
        )

    @property
    def addresses(self) -> Sequence[str]:
        return self._addresses

    async def close(self) -> None:
        """As `Listener.close`."""
        self._server.close()
        await asyncio.shield(self._server.wait_closed())


def reachable(host: str, port: int) -> list[str]:
    """The addresses at which a socket bound to `host` is reached, those for others first."""
    if host not in _WILDCARDS:
        return [_url(host, port)]
    found = [_url(_WILDCARDS[host], port)]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ELSEWHERE[host], 9))
        except OSError:
            return found  # This machine is alone.
        return [_url(probe.getsockname()[0], port), *found]


def _reason(error: Exception) -> str:
    match error:
        case ConnectionRefusedError():
            return "nobody listens there"
        case socket.gaierror():
            return "there is no such host"
        case OSError(errno=errno.EADDRINUSE):
            return "another program has the port"
        case OSError(errno=errno.EADDRNOTAVAIL):
            return "it is not an address of this machine"
        case _:
            return str(error)


def _url(host: str, port: int) -> str:
    return f"ws://[{host}]:{port}" if ":" in host else f"ws://{host}:{port}"
