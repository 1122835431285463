"""Another transport: frames over plain TCP, each behind its length (4 bytes, big-endian).

A complete one in a page; `docs/transports.md` goes through it. Two replicas meet over it:

    .venv/bin/python examples/stream_transport.py
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from redux_scuttlebutt.store import create_store
from redux_scuttlebutt.store.action import Action
from redux_scuttlebutt.sync import Dispatcher, scuttlebutt
from redux_scuttlebutt.sync.network import Network
from redux_scuttlebutt.sync.transport import (
    MAX_FRAME_BYTES,
    Accept,
    CannotListen,
    ConnectionLost,
    check_frame,
)

CONNECT_TIMEOUT_S = 10
CLOSE_TIMEOUT_S = 2
MAX_UNREAD_FRAMES = 4

_logger = logging.getLogger(__name__)


class StreamConnection:
    """Fulfils `Connection`: one task reads, as far as somebody receives."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, remote: str
    ) -> None:
        self.remote = remote
        self._reader = reader
        self._writer = writer
        # None stands for the end, behind everything that arrived before.
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_UNREAD_FRAMES)
        self._over: str | None = None
        self._is_closed_here = False
        self._reading = asyncio.ensure_future(self._read())

    async def send(self, frame: bytes) -> None:
        check_frame(frame)
        if self._over is not None:
            raise self._lost()
        # One call, so that whoever gives up waiting leaves no half frame behind.
        self._writer.write(len(frame).to_bytes(4, "big") + frame)
        try:
            await self._writer.drain()
        except OSError as error:
            raise self._lost() from error

    async def receive(self) -> bytes:
        if self._is_closed_here:
            raise self._lost()
        frame = await self._inbox.get()
        if frame is None:
            self._inbox.put_nowait(None)  # for whoever asks again
            raise self._lost()
        return frame

    async def close(self) -> None:
        if not self._is_closed_here:
            self._is_closed_here = True
            self._over = self._over or "it was closed here"
            while not self._inbox.empty():
                self._inbox.get_nowait()
            self._inbox.put_nowait(None)
            with suppress(OSError):
                self._writer.write_eof()
        # Once the other side has read everything, it ends its direction too.
        _, deaf = await asyncio.wait([self._reading], timeout=CLOSE_TIMEOUT_S)
        if deaf:
            self._writer.transport.abort()
            await asyncio.wait(deaf)

    def abort(self) -> None:
        self._over = self._over or "it was given up here"
        self._writer.transport.abort()

    async def _read(self) -> None:
        reason = "the other side closed it"
        try:
            while True:
                size = int.from_bytes(await self._reader.readexactly(4), "big")
                if size > MAX_FRAME_BYTES:
                    reason = f"it sent a frame of {size} bytes, at most {MAX_FRAME_BYTES} may be"
                    break
                frame = await self._reader.readexactly(size)
                if not self._is_closed_here:
                    await self._inbox.put(frame)
        except (OSError, asyncio.IncompleteReadError):
            pass
        self._over = self._over or reason
        self._writer.close()
        if not self._is_closed_here:
            await self._inbox.put(None)
        with suppress(OSError):
            await self._writer.wait_closed()

    def _lost(self) -> ConnectionLost:
        return ConnectionLost(f"the connection to {self.remote} is over: {self._over}")


class StreamListener:
    """Fulfils `Listener`."""

    def __init__(self, accept: Accept) -> None:
        self._accept = accept
        self._serving: dict[asyncio.Task[None], StreamConnection] = {}
        self.addresses: Sequence[str] = ()

    async def open(self, host: str, port: int) -> None:
        self._server = await asyncio.start_server(self._take, host, port)
        self.addresses = [
            f"tcp://{host}:{socket.getsockname()[1]}" for socket in self._server.sockets
        ]

    async def close(self) -> None:
        self._server.close()
        await asyncio.gather(*(connection.close() for connection in self._serving.values()))
        if self._serving:
            await asyncio.wait(tuple(self._serving))

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = writer.get_extra_info("peername")[:2]
        connection = StreamConnection(reader, writer, f"tcp://{host}:{port}")
        task = asyncio.ensure_future(self._serve(connection))
        self._serving[task] = connection
        task.add_done_callback(self._serving.pop)

    async def _serve(self, connection: StreamConnection) -> None:
        try:
            await self._accept(connection)
        except Exception:
            _logger.exception("serving %s failed", connection.remote)
        finally:
            await connection.close()


class StreamTransport:
    """Fulfils `Transport`. Addresses are `tcp://host:port`, port 0 for any."""

    async def listen(self, address: str, accept: Accept) -> StreamListener:
        listener = StreamListener(accept)
        try:
            await listener.open(*_parts(address))
        except (OSError, ValueError) as error:
            raise CannotListen(f"cannot listen at {address!r}: {error}") from error
        return listener

    async def connect(self, address: str) -> StreamConnection:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                reader, writer = await asyncio.open_connection(*_parts(address))
        except ConnectionRefusedError as error:
            raise ConnectionLost(f"{address} cannot be reached: nobody listens there") from error
        except (OSError, ValueError) as error:
            raise ConnectionLost(f"{address} cannot be reached: {error}") from error
        return StreamConnection(reader, writer, address)


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    return host, int(port)


def count(state: int | None, action: Action) -> int:
    """The smallest reducer that shows something."""
    return (state or 0) + (action["type"] == "clicked")


async def main() -> None:
    """Ana clicks, and Bo sees it."""
    ana, bo = Dispatcher(name="Ana"), Dispatcher(name="Bo")
    ana_store = create_store(count, None, scuttlebutt(ana))
    bo_store = create_store(count, None, scuttlebutt(bo))
    networks = [Network(ana, StreamTransport()), Network(bo, StreamTransport())]
    seen = asyncio.Event()

    def look(_updates: object) -> None:
        seen.set()

    bo.on("action", look)

    await networks[0].listen("tcp://127.0.0.1:0")
    networks[1].connect(networks[0].addresses[0])
    ana_store.dispatch({"type": "clicked"})
    await seen.wait()

    assert ana_store.get_state() == bo_store.get_state() == 1
    print(f"Bo has seen {bo_store.get_state()} click over {networks[0].addresses[0]}")
    for network in networks:
        await network.close()


if __name__ == "__main__":
    asyncio.run(main())
