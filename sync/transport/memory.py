"""Frames within one process, over links that can be cut and delayed."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from . import MAX_FRAME_BYTES, Accept, CannotListen, ConnectionLost, check_frame

__all__ = ["Link", "MemoryNetwork", "MemoryTransport"]

MAX_UNREAD_BYTES = 4 * MAX_FRAME_BYTES
"""Sending waits while the other side has this much to read or under way."""

_logger = logging.getLogger(__name__)


class Link:
    """What lies between two places: whole and instant at first."""

    def __init__(self, sleep: Callable[[float], Awaitable[object]]) -> None:
        self._sleep = sleep
        self._ends: set[MemoryConnection] = set()
        self.is_cut = False
        self.delay_s = 0.0
        """How long a frame is under way. Frames never overtake each other."""

    def cut(self) -> None:
        """End all connections, losing what was under way or not received; allow no new one."""
        self.is_cut = True
        for end in tuple(self._ends):
            end.fail("the link is cut")

    def join(self) -> None:
        """Allow connections again."""
        self.is_cut = False

    async def pause(self) -> None:
        """What each frame waits for."""
        if self.delay_s:
            await self._sleep(self.delay_s)

    def connect(self, caller: str, called: str) -> "tuple[MemoryConnection, MemoryConnection]":
        """The two ends of a new connection, the caller's first."""
        ends = MemoryConnection(called, self), MemoryConnection(caller, self)
        ends[0].attach(ends[1])
        ends[1].attach(ends[0])
        self._ends |= {*ends}
        return ends

    def forget(self, end: "MemoryConnection") -> None:
        self._ends.discard(end)


class MemoryConnection:
    """Fulfils `Connection`."""

    def __init__(self, remote: str, link: Link) -> None:
        self._remote = remote
        self._link = link
        self._inbox: deque[bytes] = deque()
        # Sent by the other end and not received yet, whether under way or arrived.
        self._unread_bytes = 0
        self._under_way: deque[tuple[asyncio.Future[None], bytes | None]] = deque()
        self._moving: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._over: str | None = None

    def attach(self, other: "MemoryConnection") -> None:
        """Say which is the other end, before anything else."""
        self._other = other

    @property
    def remote(self) -> str:
        return self._remote

    async def send(self, frame: bytes) -> None:
        """As `Connection.send`."""
        check_frame(frame)
        while self._over is None and self._other._unread_bytes >= MAX_UNREAD_BYTES:
            await self._change()
        if self._over is not None:
            raise self._lost()
        self._other._unread_bytes += len(frame)
        self._pass_on(frame)

    async def receive(self) -> bytes:
        """As `Connection.receive`."""
        while not self._inbox:
            if self._over is not None:
                raise self._lost()
            await self._change()
        frame = self._inbox.popleft()
        self._unread_bytes -= len(frame)
        self._other._changed.set()
        return frame

    async def close(self) -> None:
        """As `Connection.close`."""
        if self._over is None:
            self._end("it was closed here")
            self._pass_on(None)

    def abort(self) -> None:
        """As `Connection.abort`."""
        if self._over is None:
            self.fail("it was given up here")
            self._moving = None
            self._pass_on(None)

    def fail(self, reason: str) -> None:
        """End it at once, and lose what was not received."""
        for pause, _ in self._under_way:
            pause.cancel()
        if self._moving is not None:
            self._moving.cancel()
        self._under_way.clear()
        self._inbox.clear()
        if self._over is None:
            self._end(reason)

    def _end(self, reason: str) -> None:
        self._over = reason
        self._changed.set()
        if not self._under_way:
            self._link.forget(self)

    def _pass_on(self, frame: bytes | None) -> None:
        """Let a frame, or None for the end, arrive at the other end after all before it."""
        if not self._under_way and not self._link.delay_s:
            self._other._arrive(frame)
            return
        self._under_way.append((asyncio.ensure_future(self._link.pause()), frame))
        if self._moving is None:
            self._moving = asyncio.ensure_future(self._move())

    async def _move(self) -> None:
        while self._under_way:
            pause, frame = self._under_way[0]
            await pause
            self._under_way.popleft()
            self._other._arrive(frame)
        self._moving = None
        if self._over is not None:
            self._link.forget(self)

    def _arrive(self, frame: bytes | None) -> None:
        if frame is not None:
            self._inbox.append(frame)
            self._changed.set()
        elif self._over is None:
            self._end("the other side closed it")

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _lost(self) -> ConnectionLost:
        return ConnectionLost(f"the connection to {self._remote} is over: {self._over}")


class MemoryNetwork:
    """Places with names, and a link between each two of them.

    Args:
        sleep: waits that many seconds, on whatever clock; needed for delays only.
    """

    def __init__(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self._links: dict[frozenset[str], Link] = {}
        self._listeners: dict[str, MemoryListener] = {}

    def transport(self, place: str) -> "MemoryTransport":
        """What the replica at `place` listens and connects with."""
        return MemoryTransport(self, place)

    def link(self, one: str, other: str) -> Link:
        """The link between two places, the same for both directions."""
        return self._links.setdefault(frozenset({one, other}), Link(self._sleep))

    def add(self, address: str, listener: "MemoryListener") -> None:
        """Let `listener` be found at `address`; CannotListen if another one is."""
        if address in self._listeners:
            raise CannotListen(f"cannot listen at {address!r}: another one does")
        self._listeners[address] = listener

    def find(self, address: str) -> "MemoryListener | None":
        return self._listeners.get(address)

    def remove(self, address: str) -> None:
        self._listeners.pop(address, None)


class MemoryTransport:
    """Fulfils `Transport` at one place of a network. Addresses are any text."""

    def __init__(self, network: MemoryNetwork, place: str) -> None:
        self._network = network
        self._place = place

    async def listen(self, address: str, accept: Accept) -> "MemoryListener":
        """As `Transport.listen`."""
        listener = MemoryListener(self._network, self._place, address, accept)
        self._network.add(address, listener)
        return listener

    async def connect(self, address: str) -> MemoryConnection:
        """As `Transport.connect`."""
        listener = self._network.find(address)
        if listener is None:
            raise ConnectionLost(f"{address} cannot be reached: nobody listens there")
        link = self._network.link(self._place, listener.place)
        await link.pause()
        if link.is_cut or self._network.find(address) is not listener:
            raise ConnectionLost(f"{address} cannot be reached: the link is cut")
        mine, theirs = link.connect(self._place, address)
        listener.serve(theirs)
        return mine


class MemoryListener:
    """Fulfils `Listener`."""

    def __init__(self, network: MemoryNetwork, place: str, address: str, accept: Accept) -> None:
        self.place = place
        self._network = network
        self._address = address
        self._accept = accept
        self._serving: dict[asyncio.Task[None], MemoryConnection] = {}

    @property
    def addresses(self) -> Sequence[str]:
        return (self._address,)

    def serve(self, connection: MemoryConnection) -> None:
        """Let `accept` have a new connection, in a task of its own."""
        task = asyncio.ensure_future(self._serve(connection))
        self._serving[task] = connection
        task.add_done_callback(self._serving.pop)

    async def close(self) -> None:
        """As `Listener.close`."""
        if self._network.find(self._address) is self:
            self._network.remove(self._address)
        for connection in self._serving.values():
            await connection.close()
        if self._serving:
            await asyncio.wait(tuple(self._serving))

    async def _serve(self, connection: MemoryConnection) -> None:
        try:
            await self._accept(connection)
        except Exception:
            _logger.exception("serving %s failed", connection.remote)
        finally:
            await connection.close()
