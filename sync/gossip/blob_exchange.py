"""One conversation's part about blobs: wishes, their chunks, and who lacked what.

A few chunks are asked for ahead, so that the link stays busy; answers come in the order
of the wishes, so whatever else arrives was not asked for.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from ...store.update import SourceId
from ..errors import ProtocolError
from ..log.log import MAX_BLOB_BYTES
from ..wire.messages import Chunk, Want
from .fetch import CHUNK_BYTES, Fetch

__all__ = ["BlobExchange", "Shelf"]

MAX_AHEAD = 4
"""So many chunks one peer is asked for before its answer."""

MAX_UNANSWERED = 16
"""A peer that asks for more before we answered asks for too much."""

MAX_LACKED = 1024
"""So many blobs that we lacked we tell one peer of once they are here."""


class Shelf(Protocol):
    """What an exchange needs of the blobs of its replica."""

    def chunk(self, want: Want) -> Chunk:
        """The answer to `want`."""
        ...

    def take(self, exchange: "BlobExchange", fetch: Fetch, chunk: Chunk) -> None:
        """Take in what `exchange` was asked for.

        Raises:
            ProtocolError: it is not the blob, and nobody else can be to blame.
        """
        ...

    def forget(self, exchange: "BlobExchange") -> None:
        """Its link is gone."""
        ...

    def assign(self) -> None:
        """Give each fetch somebody to ask, as far as there is room."""
        ...


class BlobExchange:
    """What goes to and comes from one peer; made by `Blobs.exchange`.

    Attributes:
        fetches: what this peer is asked for.
        denied: what it said that it does not have.
        is_late: whether it has not answered since the last tick.
        is_slow: whether it was passed over, and has not answered since.
    """

    def __init__(self, blobs: Shelf, peer: SourceId, wake: Callable[[], object]) -> None:
        self._blobs = blobs
        self.peer = peer
        self.wake = wake
        self.fetches: dict[Fetch, None] = {}
        self.denied: dict[bytes, None] = {}
        self.is_late = False
        self.is_slow = False
        self._asked: deque[tuple[Want, Fetch, object]] = deque()
        self._to_answer: deque[Want] = deque()
        self._lacked: dict[bytes, None] = {}
        self._to_tell: deque[Chunk] = deque()
        self._is_over = False

    def next_message(self) -> Want | Chunk | None:
        """What to send next, or None. Call it when the link can take a frame."""
        if self._is_over:
            return None
        want = self._next_want()
        if want is not None:
            return want
        if self._to_tell:
            return self._to_tell.popleft()
        return self._answer(self._to_answer.popleft()) if self._to_answer else None

    def receive(self, message: Want | Chunk) -> None:
        """Take a message of the peer in.

        Raises:
            ProtocolError: a chunk nobody asked for, not the content that its name stands
                for, or more wishes than an honest peer has. The exchange is over then.
        """
        if self._is_over:
            return
        try:
            if isinstance(message, Want):
                self._hear_want(message)
            else:
                self._hear_chunk(message)
        except ProtocolError:
            self.close()
            raise

    def close(self) -> None:
        """The link is gone. Closing again does nothing."""
        self._is_over = True
        self._blobs.forget(self)

    def tell_of(self, name: bytes, total: int) -> None:
        """Say that a blob is here now, if the peer was told that it is not."""
        if name in self._lacked:
            del self._lacked[name]
            self._to_tell.append(Chunk(name, 0, total, b""))
            self.wake()

    def _next_want(self) -> Want | None:
        if len(self._asked) >= MAX_AHEAD:
            return None
        for fetch in self.fetches:
            offset = fetch.next_offset()
            if offset is not None:
                self.fetches[fetch] = self.fetches.pop(fetch)  # the others come first next time
                want = Want(fetch.hash, offset)
                self._asked.append((want, fetch, fetch.turn))
                return want
        return None

    def _answer(self, want: Want) -> Chunk:
        chunk = self._blobs.chunk(want)
        if not chunk.total:
            self._lacked[want.hash] = None
            if len(self._lacked) > MAX_LACKED:
                del self._lacked[next(iter(self._lacked))]
        return chunk

    def _hear_want(self, want: Want) -> None:
        if len(self._to_answer) >= MAX_UNANSWERED:
            raise ProtocolError(f"more than {MAX_UNANSWERED} chunks are asked for at once")
        self._to_answer.append(want)
        self.wake()

    def _hear_chunk(self, chunk: Chunk) -> None:
        if self._asked and self._asked[0][0] == Want(chunk.hash, chunk.offset):
            _, fetch, turn = self._asked.popleft()
            self.is_late = self.is_slow = False
            expected = min(max(chunk.total - chunk.offset, 0), CHUNK_BYTES)
            if len(chunk.data) != expected or chunk.total > MAX_BLOB_BYTES:
                raise ProtocolError(
                    f"a chunk of {len(chunk.data)} bytes at {chunk.offset} of {chunk.total}"
                )
            if not chunk.total:
                self.denied[chunk.hash] = None
            if turn is fetch.turn:  # or it has come from somebody else meanwhile
                self._blobs.take(self, fetch, chunk)
            self.wake()
        elif chunk.total and not (chunk.data or chunk.offset) and chunk.hash in self.denied:
            del self.denied[chunk.hash]
            self._blobs.assign()
        else:
            raise ProtocolError("a chunk that nobody asked for")
