"""pycrdt with pycrdt-websocket in `gossip.py`: a room at one side, a provider at the other.

Per edit, the sender makes one transaction on its document and its provider sends the
update as one message; the room at the other side applies it to its document, whose
observer is the subscriber, and passes it on to its clients, the sender among them, as it
always does. Nothing is written to disk and nothing is acknowledged. Two processes and one
hop are the least that it can be used with; between two users there would be two hops.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

import pycrdt
from _gossip_bare import LINK
from pycrdt.websocket import WebsocketServer
from websockets.asyncio.client import connect as dial
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from redux_scuttlebutt.store.canonical import state_hash

__all__ = ["Yjs"]

ROOM = "room"


class Yjs:
    """Fulfils `_gossip_worker.Side`, all but `catch_up`."""

    def __init__(self) -> None:
        self._open = AsyncExitStack()
        self._doc: Any = None
        self._shapes: Any = None
        self._made = 0
        self.arrived: list[int] = []
        self.changed = asyncio.Event()
        self.facts: dict[str, Any] = {"commits": 0}

    async def open(self, connect: str | None) -> str:
        if connect is None:
            server = WebsocketServer(auto_clean_rooms=False, exception_handler=_is_the_end)
            await self._open.enter_async_context(server)
            room: Any = await server.get_room(ROOM)
            self._take(room.ydoc)
            listener = await serve(lambda s: server.serve(_Channel(s)), "127.0.0.1", 0, **LINK)
            return f"ws://127.0.0.1:{next(iter(listener.sockets)).getsockname()[1]}"
        self._take(pycrdt.Doc())
        channel = _Channel(await dial(connect, **LINK))
        provider = await self._open.enter_async_context(pycrdt.Provider(self._doc, channel))
        await provider.synced.wait()
        return connect

    def edit(self, action: dict[str, Any]) -> None:
        shape = action["payload"]
        fields = {name: shape[name] for name in ("points", "color", "width")}
        with self._doc.transaction():
            self._shapes[shape["id"]] = pycrdt.Map(fields | {"x": 0, "y": 0})
        self._made += 1

    def safe(self) -> int:
        """It promises nothing beyond the document here."""
        return self._made

    async def catch_up(self, connect: str, count: int) -> None:
        raise NotImplementedError

    def state_hash(self) -> str:
        return state_hash(self._shapes.to_py())

    async def close(self) -> None:
        await self._open.aclose()

    def _take(self, doc: Any) -> None:
        self._doc = doc
        self._shapes = doc.get("shapes", type=pycrdt.Map)
        self._observer = doc.observe(self._came)

    def _came(self, _event: Any) -> None:
        self.arrived.append(time.monotonic_ns())
        self.changed.set()


def _is_the_end(_error: Exception, _log: object) -> bool:
    """A link that closes while something is passed on is no mistake here."""
    return True


class _Channel:
    """Fulfils `pycrdt.Channel` with a link of `websockets`."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    @property
    def path(self) -> str:
        return ROOM

    def __aiter__(self) -> "_Channel":
        return self

    async def __anext__(self) -> bytes:
        try:
            return await self.recv()
        except ConnectionClosed:
            raise StopAsyncIteration from None

    async def send(self, message: bytes) -> None:
        await self._socket.send(message)

    async def recv(self) -> bytes:
        return await self._socket.recv()
