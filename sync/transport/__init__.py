"""How frames get from one replica to another. Each kind fulfils `Transport`."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from ..errors import SyncError

__all__ = [
    "MAX_FRAME_BYTES",
    "Accept",
    "CannotListen",
    "Connection",
    "ConnectionLost",
    "FrameTooLong",
    "Listener",
    "Transport",
    "check_frame",
]

MAX_FRAME_BYTES = 64 * 1024


def check_frame(frame: bytes) -> None:
    """Refuse what no connection may send.

    Raises:
        ValueError: `frame` is longer than 64 KiB.
    """
    if len(frame) > MAX_FRAME_BYTES:
        raise ValueError(f"the frame is {len(frame)} bytes, at most {MAX_FRAME_BYTES} may be")


class ConnectionLost(SyncError):
    """A connection is over or did not come about; the text says why."""


class FrameTooLong(ConnectionLost):
    """The other side sent more in one frame than may be, so the connection was closed."""


class CannotListen(SyncError):
    """Nobody can connect at that address, since it is taken or not ours."""


class Connection(Protocol):
    """Frames to and from one peer, whole and in order, until it is over."""

    @property
    def remote(self) -> str:
        """Where the peer is, for people: the address dialled, or that it came from."""
        ...

    async def send(self, frame: bytes) -> None:
        """Pass `frame` on; waits while the other side is slow.

        A frame that was sent has not necessarily arrived.

        Raises:
            ConnectionLost: it is over.
            ValueError: `frame` is longer than 64 KiB; nothing was sent.
        """
        ...

    async def receive(self) -> bytes:
        """The next frame, at most 64 KiB. To be called from one task; it can be cancelled.

        Raises:
            ConnectionLost: it is over, and what arrived before has been received.
        """
        ...

    async def close(self) -> None:
        """End it. Frames sent before still arrive, if the peer takes them within 2 seconds.

        Closing again does nothing.
        """
        ...

    def abort(self) -> None:
        """End it at once and without a word; what is under way may be lost.

        It is still to be closed, which takes no time then. Aborting what is over does nothing.
        """
        ...


Accept = Callable[[Connection], Awaitable[None]]
"""Serves a peer that connected. When it returns or raises, the connection is closed."""


class Listener(Protocol):
    """Takes connections until it is closed."""

    @property
    def addresses(self) -> Sequence[str]:
        """Where `connect` finds it, with the real port; addresses others can reach come first."""
        ...

    async def close(self) -> None:
        """Take no more, close all that were taken, and wait until they are served.

        Not to be awaited by an `accept` of its own. Closing again does nothing.
        """
        ...


class Transport(Protocol):
    """One way to reach others."""

    async def listen(self, address: str, accept: Accept) -> Listener:
        """Serve whoever connects to `address`, each in a task of its own.

        Raises:
            CannotListen: nobody could connect there; the text says why.
        """
        ...

    async def connect(self, address: str) -> Connection:
        """Reach the listener at `address`.

        Raises:
            ConnectionLost: nobody answered there in time, or not in this way.
        """
        ...
