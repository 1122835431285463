"""A stranger at a listener, who speaks bytes instead of WebSocket messages."""

import asyncio
from contextlib import suppress

__all__ = ["Stranger"]


class Stranger:
    """Speaks TCP to a listener, byte by byte, and reads only when told."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def come(cls, address: str) -> "Stranger":
        host, _, port = address.removeprefix("ws://").rpartition(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def shake_hands(self) -> None:
        self.writer.write(
            b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b" 101 " in await self.reader.readuntil(b"\r\n\r\n")

    async def flood(self, block: bytes, most: int) -> int:
        """Write until the other side is gone, or `most` bytes are written; how many were."""
        written = 0
        with suppress(OSError):
            while written < most:
                self.writer.write(block)
                written += len(block)
                await self.writer.drain()
        return written

    async def rest(self) -> bytes:
        """What arrives until the other side is gone."""
        with suppress(OSError):
            return await self.reader.read()
        return b""

    async def go(self) -> None:
        self.writer.transport.abort()
        with suppress(OSError):
            await self.writer.wait_closed()
