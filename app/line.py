"""A line between two peers that can be made slow, or cut: for the demo and the curious."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from ..sync.transport import (
    Accept,
    Connection,
    ConnectionLost,
    Listener,
    Transport,
    check_frame,
)

__all__ = ["Line", "LineTransport"]

MOST_UNDER_WAY = 64
CLOSE_TIMEOUT_S = 2


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

    def cut(self) -> Awaitable[object]:
        """End every link over this line, and let no new one through.

        This holds at once; await the result to know that the other ends were told.
        """
        self.is_cut = True
        for connection in self._connections:
            connection.cut()
        return asyncio.gather(*(connection.close() for connection in self._connections))

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
        if not self._line.is_cut:
            inner = await self._inner.connect(address)
            if not self._line.is_cut:
                return _SlowConnection(inner, self._line)
            await inner.close()
        raise ConnectionLost("the line is cut")


class _SlowConnection:
    """Frames take their time; they stay in order and none is lost before the cut."""

    def __init__(self, inner: Connection, line: Line) -> None:
        self._inner = inner
        self._line = line
        self._out = _Lane(line)
        self._in = _Lane(line)
        loop = asyncio.get_running_loop()
        self._sending = loop.create_task(self._carry(self._out.take, inner.send))
        self._receiving = loop.create_task(self._carry(inner.receive, self._in.put))
        line.add(self)

    @property
    def remote(self) -> str:
        return self._inner.remote

    async def send(self, frame: bytes) -> None:
        """As `Connection.send`; waits while 64 frames are under way."""
        check_frame(frame)
        await self._out.put(frame)

    async def receive(self) -> bytes:
        """As `Connection.receive`; what was under way at a cut is lost."""
        return await self._in.take()

    async def close(self) -> None:
        """As `Connection.close`; the 2 seconds begin when the last frame is due."""
        self._end(f"the connection to {self.remote} is over: it was closed here")
        left = max(0.0, self._out.due - asyncio.get_running_loop().time())
        try:
            # It ends by itself behind the last frame.
            await asyncio.wait({self._sending}, timeout=left + CLOSE_TIMEOUT_S)
        finally:
            self._stop()
            await asyncio.wait({self._sending, self._receiving})
            await self._inner.close()
            self._line.discard(self)

    def abort(self) -> None:
        """As `Connection.abort`."""
        self._inner.abort()
        self._give_up("it was given up here")

    def cut(self) -> None:
        """End it at once, and lose what is under way. It is still to be closed."""
        self._give_up("the line is cut")

    def _give_up(self, reason: str) -> None:
        self._end(reason)
        self._out.lose()
        self._in.lose()
        self._stop()

    async def _carry(
        self, take: Callable[[], Awaitable[bytes]], pass_on: Callable[[bytes], Awaitable[None]]
    ) -> None:
        reason = "carrying frames failed"
        try:
            while True:
                await pass_on(await take())
        except ConnectionLost as lost:
            reason = str(lost)
        finally:
            # The news travels behind the frames that were under way at the end, so a
            # sender cannot hear of it before the receiver has read the goodbye.
            asyncio.get_running_loop().call_later(self._line.lag, self._left, reason)

    def _left(self, reason: str) -> None:
        """The other side is gone, and nobody takes what is on its way there."""
        if self._out.over is None:
            self._end(reason)
            self._out.lose()

    def _end(self, reason: str) -> None:
        self._out.end(reason)
        self._in.end(reason)

    def _stop(self) -> None:
        self._sending.cancel()
        self._receiving.cancel()


class _Lane:
    """Frames one way over `line`, in order; each takes its time.

    Attributes:
        over: why no more frames are let on, or None. Those under way still arrive.
        due: when the last one let on arrives, by the event loop's clock.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._changed = asyncio.Event()
        self.over: str | None = None
        self.due = 0.0

    async def put(self, frame: bytes) -> None:
        """Let `frame` on, as soon as there is room; raises ConnectionLost once it is over."""
        while self.over is None and len(self._under_way) >= MOST_UNDER_WAY:
            await self._change()
        if self.over is not None:
            raise ConnectionLost(self.over)
        # A line that became faster lets nobody overtake.
        self.due = max(self.due, asyncio.get_running_loop().time() + self._line.lag)
        self._under_way.append((self.due, frame))
        self._changed.set()

    async def take(self) -> bytes:
        """The next frame, when it is due; raises ConnectionLost behind the last one."""
        while not self._is_due():
            if not self._under_way and self.over is not None:
                raise ConnectionLost(self.over)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._under_way[0][0] if self._under_way else None):
                    await self._change()
        _, frame = self._under_way.popleft()
        self._changed.set()
        return frame

    def end(self, reason: str) -> None:
        """Let no more frames on; the first reason counts."""
        self.over = self.over or reason
        self._changed.set()

    def lose(self) -> None:
        """Lose what is under way."""
        self._under_way.clear()
        self._changed.set()

    def _is_due(self) -> bool:
        now = asyncio.get_running_loop().time()
        return bool(self._under_way) and self._under_way[0][0] <= now

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
