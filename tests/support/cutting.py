"""A TCP link that is cut after so many bytes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

__all__ = ["cut_tcp_after"]


@asynccontextmanager
async def cut_tcp_after(address: str, after: int, direction: int) -> AsyncGenerator[str]:
    """Where `address` (scheme://host:port) is reached, until a link has carried that much.

    Direction 0 is from the caller, 1 to it. What went before the cut still arrives.
    """
    scheme, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    links: set[asyncio.Task[None]] = set()

    async def link(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(host, int(port))
        limits = [after, None] if direction == 0 else [None, after]
        ways = [
            asyncio.ensure_future(_pump(reader, there[1], limits[0])),
            asyncio.ensure_future(_pump(there[0], writer, limits[1])),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, there[1]):
            end.close()
        for end in (writer, there[1]):
            with suppress(OSError):
                await end.wait_closed()

    def start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        links.add(asyncio.ensure_future(link(reader, writer)))

    async with await asyncio.start_server(start, host, 0) as server:
        port_here = server.sockets[0].getsockname()[1]
        yield f"{scheme}://{host}:{port_here}" if scheme else f"{host}:{port_here}"
    await asyncio.gather(*links, return_exceptions=True)


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None
) -> None:
    with suppress(OSError):
        while limit is None or limit > 0:
            data = await reader.read(2**16 if limit is None else limit)
            if not data:
                return
            writer.write(data)
            await writer.drain()
            limit = None if limit is None else limit - len(data)
