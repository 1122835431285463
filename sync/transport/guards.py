"""What the websockets library leaves open to hostile peers, closed."""

from asyncio import BaseTransport
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event

__all__ = [
    "MAX_FRAGMENTS",
    "MAX_HANDSHAKES",
    "MAX_UNSENT_BYTES",
    "GuardedClient",
    "GuardedServer",
    "address_block",
]

MAX_HANDSHAKES = 32
MAX_FRAGMENTS = 256
MAX_UNSENT_BYTES = 512 * 1024
"""More than this never waits to be written where the other side reads what it asked for."""


def address_block(host: str) -> str | None:
    """What counts as one address for limits, or None for this machine, which has none.

    An IPv6 customer has a whole /64 to call from (RFC 6177, section 2).
    """
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return None if address.is_loopback else str(IPv6Network((address, 64), strict=False))
        address = address.ipv4_mapped
    return None if address.is_loopback else str(address)


class _Guard(Connection):
    """Bounds what the library leaves open: answers that nobody reads, and endless messages."""

    _fragments = 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            # Pings are answered at once, whether or not the answers are read.
            self.transport.abort()

    def process_event(self, event: Event) -> None:
        if isinstance(event, Frame) and event.opcode in (Opcode.BINARY, Opcode.CONT):
            self._fragments = 0 if event.fin else self._fragments + 1
            if self._fragments > MAX_FRAGMENTS:
                # Empty ones add nothing to the size of a message, but to our memory.
                self.transport.abort()
        super().process_event(event)


class GuardedClient(_Guard, ClientConnection):
    """The end that dialled."""


class GuardedServer(_Guard, ServerConnection):
    """The end that was dialled.

    Args:
        waiting: who has not said yet what they want. When there are too many, the oldest
            goes: whoever means it takes no time.
        crowded: told each time that one has to go.
    """

    def __init__(
        self,
        waiting: dict[ServerConnection, None],
        crowded: Callable[[], object],
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._waiting = waiting
        self._crowded = crowded

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._waiting[self] = None
        if len(self._waiting) > MAX_HANDSHAKES:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.transport.abort()
            self._crowded()

    def connection_lost(self, exc: Exception | None) -> None:
        self._waiting.pop(self, None)
        super().connection_lost(exc)
