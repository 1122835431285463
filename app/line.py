"""A line between two peers that can be made slow, or cut: for the demo and the curious."""

import asyncio

from ..sync.transport import Accept, Connection, ConnectionLost, Listener, Transport

__all__ = ["Line", "LineTransport"]


class Line:
    """What all links over it share: how slow it is, and whether it is cut.

    Attributes:
        lag: seconds that each frame takes, either way.
        is_cut: whether nothing passes at all.
    """

    def __init__(self, lag: float = 0.0) -> None:
        self.lag = lag
        self.is_cut = False
        self._connections: set[_SlowConnection] = set()

    async def cut(self) -> None:
        """End every link over this line, and let no new one through."""
        self.is_cut = True
        for connection in list(self._connections):
            await connection.close()

    def join(self) -> None:
        """Let links through again."""
        self.is_cut = False

    def add(self, connection: "_SlowConnection") -> None:
        self._connections.add(connection)

    def discard(self, connection: "_SlowConnection") -> None:
        self._connections.discard(connection)


class LineTransport:
    """Another transport, whose dialled links run over `line`."""

    def __init__(self, inner: Transport, line: Line) -> None:
        self._inner = inner
        self._line = line

    async def listen(self, address: str, accept: Accept) -> Listener:
        return await self._inner.listen(address, accept)

    async def connect(self, address: str) -> Connection:
        """Raises ConnectionLost while the line is cut, and as the inner transport does."""
        if self._line.is_cut:
            raise ConnectionLost("the line is cut")
        return _SlowConnection(await self._inner.connect(address), self._line)


class _SlowConnection:
    """Frames take their time; they stay in order and none is lost before the cut."""

    def __init__(self, inner: Connection, line: Line) -> None:
        self._inner = inner
        self._line = line
        self._out: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)
        self._in: asyncio.Queue[tuple[float, bytes | None]] = asyncio.Queue(64)
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._carry_out()), loop.create_task(self._carry_in())]
        line.add(self)

    @property
    def remote(self) -> str:
        return self._inner.remote

    async def send(self, frame: bytes) -> None:
        """Waits while 64 frames are under way; raises ConnectionLost once it is over."""
        if self._line.is_cut:
            raise ConnectionLost("the line is cut")
        await self._out.put((self._due(), frame))

    async def receive(self) -> bytes:
        """The next frame; raises ConnectionLost once there is none."""
        due, frame = await self._in.get()
        await self._wait(due)
        if frame is None or self._line.is_cut:
            await self._in.put((due, None))
            raise ConnectionLost("the line is cut" if self._line.is_cut else "the link ended")
        return frame

    async def close(self) -> None:
        """What was sent before still arrives, unless the line is cut."""
        self._line.discard(self)
        while not self._line.is_cut and not self._out.empty() and not self._tasks[0].done():
            await asyncio.sleep(self._line.lag)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._inner.close()
        if self._in.empty():
            self._in.put_nowait((0.0, None))

    async def _carry_out(self) -> None:
        while True:
            due, frame = await self._out.get()
            await self._wait(due)
            await self._inner.send(frame)

    async def _carry_in(self) -> None:
        try:
            while True:
                await self._in.put((self._due(), await self._inner.receive()))
        except ConnectionLost:
            await self._in.put((self._due(), None))

    def _due(self) -> float:
        return asyncio.get_running_loop().time() + self._line.lag

    async def _wait(self, due: float) -> None:
        delay = due - asyncio.get_running_loop().time()
        if delay > 0:
            await asyncio.sleep(delay)
