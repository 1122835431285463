"""Content beside the log, such as images: named by its hash, fetched in chunks on request.

What is named, kept and fetched is sealed by the room's key; only members can open it.

A peer is asked for chunk after chunk, a few ahead, so that the link stays busy; whatever
does not come from one comes from another. The name proves the content, so it does not
matter who gives it: only at the end, when the hash differs, that somebody lied.
"""

from collections.abc import Callable
from functools import partial

from ...store.update import SourceId
from ..events import Events
from ..gossip.blob_exchange import BlobExchange
from ..gossip.fetch import CHUNK_BYTES, Fetch, blob_hash
from ..trust.strategies import Cipher, NullCipher
from ..wire.messages import HASH_BYTES, Chunk, Want
from .log import MAX_BLOB_BYTES, Saved

__all__ = ["Blobs"]

MAX_FETCHES = 4
"""So many blobs are in memory half fetched; further ones wait."""


class Blobs:
    """The blobs of one replica.

    Args:
        load: the content of that name on disk, if it is there.
        keep: writes content down and tells `saved`, as `Log.append` does; never raises.
        cipher: seals and opens; null by default.

    Events, for `on(event, listener)`:
        arrived(hash): this content is on disk now; own content too.
        failed(hash, error): it could not be written down, and is not wanted any more.
        unreadable(): content was asked for that is here, and does not open with the room's key.
    """

    def __init__(
        self,
        load: Callable[[bytes], bytes | None],
        keep: Callable[[bytes, bytes, Saved], object],
        cipher: Cipher | None = None,
    ) -> None:
        self._cipher = cipher or NullCipher()
        self._load = load
        self._keep = keep
        self._events = Events("arrived", "failed", "unreadable")
        self._keeping: dict[bytes, bytes] = {}
        self._sending: dict[bytes, bytes] = {}  # lately loaded, since a chunk follows a chunk
        self._fetches: dict[bytes, Fetch] = {}
        self._busy: dict[Fetch, BlobExchange | None] = {}  # with whom is asked, or being written
        self._exchanges: dict[BlobExchange, None] = {}  # the oldest first

    def on(self, event: str, listener: Callable[..., object]) -> Callable[[], None]:
        """Call `listener` at each `event`; returns the function that ends this."""
        return self._events.on(event, listener)

    @property
    def wanted(self) -> list[bytes]:
        """What is wanted and not here, in the order in which it was."""
        return list(self._fetches)

    @property
    def held_bytes(self) -> int:
        """How much memory half fetched blobs take."""
        return sum(len(fetch.data) for fetch in self._fetches.values())

    def put(self, data: bytes) -> bytes:
        """Keep `data`, for us and for peers; returns its name.

        Raises:
            ValueError: it is empty, or longer than 8 MiB; sealing adds 40 bytes to it.
        """
        if not 1 <= len(data) <= MAX_BLOB_BYTES:
            raise ValueError(f"a blob of {len(data)} bytes, expected 1 to {MAX_BLOB_BYTES}")
        sealed = self._cipher.seal_blob(bytes(data))
        if len(sealed) > MAX_BLOB_BYTES:
            raise ValueError(f"a blob of {len(sealed)} bytes sealed, at most {MAX_BLOB_BYTES}")
        name = blob_hash(sealed)
        if self._sealed(name) is None:
            self._write(name, sealed)
        return name

    def get(self, name: bytes) -> bytes | None:
        """The content of that name, if it is here and we can open it."""
        sealed = self._sealed(name)
        data = None if sealed is None else self._cipher.open_blob(sealed)
        if sealed is not None and data is None and self._cipher.can_read:
            self._events.emit("unreadable")
        return data

    def want(self, name: bytes) -> None:
        """Fetch it from whoever has it, now or later; does nothing if it is here.

        Raises:
            ValueError: `name` is no hash.
        """
        if len(name) != HASH_BYTES:
            raise ValueError(f"a name of {len(name)} bytes, expected {HASH_BYTES}")
        if name not in self._fetches and self._sealed(name) is None:
            self._fetches[name] = Fetch(name)
            self.assign()

    def exchange(self, peer: SourceId, wake: Callable[[], object]) -> BlobExchange:
        """Our side of what is exchanged with `peer` over a link that is open now.

        Args:
            wake: called when `next_message` may have something to send.
        """
        exchange = BlobExchange(self, peer, wake)
        self._exchanges[exchange] = None
        self.assign()
        return exchange

    def tick(self) -> None:
        """To be called every ten seconds or so: who has not answered since is passed over."""
        for exchange in tuple(self._exchanges):
            if exchange.fetches and exchange.is_late:
                exchange.is_slow = True
                for fetch in tuple(exchange.fetches):
                    best = self._best(fetch)
                    if best is not None and not best.is_slow:
                        self._release(fetch)
            exchange.is_late = True
        self.assign()

    # What exchanges need

    def chunk(self, want: Want) -> Chunk:
        """The answer to `want`."""
        data = self._keeping.get(want.hash) or self._sending.pop(want.hash, None)
        data = data or self._load(want.hash) or b""
        part = data[want.offset : want.offset + CHUNK_BYTES]
        if want.offset + CHUNK_BYTES < len(data):
            self._sending[want.hash] = data
            if len(self._sending) > MAX_FETCHES:
                del self._sending[next(iter(self._sending))]
        return Chunk(want.hash, want.offset, len(data), part)

    def take(self, exchange: BlobExchange, fetch: Fetch, chunk: Chunk) -> None:
        """Take in what `exchange` was asked for.

        Raises:
            ProtocolError: it is not the blob, and nobody else can be to blame.
        """
        if not chunk.total:
            self._release(fetch)
            self.assign()
        elif fetch.add(exchange.peer, chunk.total, chunk.data):
            self._write(fetch.hash, bytes(fetch.data))

    def forget(self, exchange: BlobExchange) -> None:
        """Its link is gone: others go on where it stopped."""
        self._exchanges.pop(exchange, None)
        for fetch in list(exchange.fetches):
            self._release(fetch)
        self.assign()

    def assign(self) -> None:
        """Give each fetch somebody to ask, as far as there is room."""
        to_wake: dict[BlobExchange, None] = {}
        waiting = [f for f in self._fetches.values() if f not in self._busy]
        begun = [fetch for fetch in waiting if fetch.data]
        for fetch in [*begun, *(fetch for fetch in waiting if not fetch.data)]:
            if len(self._busy) >= MAX_FETCHES:
                break
            best = self._best(fetch)
            if best is None:
                continue
            if fetch in begun:
                begun.remove(fetch)
            elif len(self._busy) + len(begun) >= MAX_FETCHES:
                begun.pop(0).restart()  # nobody here has the rest of that one
            fetch.begin_turn(best.peer)
            best.is_late = best.is_late and bool(best.fetches)
            best.fetches[fetch] = None
            self._busy[fetch] = best
            to_wake[best] = None
        for exchange in to_wake:
            exchange.wake()  # last, since it may come here again

    # How

    def _sealed(self, name: bytes) -> bytes | None:
        return self._keeping.get(name) or self._load(name)

    def _best(self, fetch: Fetch) -> BlobExchange | None:
        """Whom to ask: who answers, and has little to do; of those whom we know longest."""
        able = [
            exchange
            for exchange in self._exchanges
            if exchange.peer not in fetch.liars and fetch.hash not in exchange.denied
        ]
        return min(able, key=lambda e: (e.is_slow, len(e.fetches)), default=None)

    def _release(self, fetch: Fetch) -> None:
        """Nobody is asked for it any more, and no answer counts."""
        fetch.turn = object()
        exchange = self._busy.pop(fetch, None)
        if exchange is not None:
            exchange.fetches.pop(fetch, None)

    def _write(self, name: bytes, data: bytes) -> None:
        fetch = self._fetches.get(name)
        if fetch is not None:
            self._release(fetch)
            fetch.restart()
            self._busy[fetch] = None  # its memory is still in use
        self._keeping[name] = data
        self._keep(name, data, partial(self._kept, name))

    def _kept(self, name: bytes, error: BaseException | None) -> None:
        data = self._keeping.pop(name)
        fetch = self._fetches.pop(name, None)
        if fetch is not None:
            self._release(fetch)
        self.assign()
        if error is not None:
            self._events.emit("failed", name, error)
            return
        for exchange in tuple(self._exchanges):
            exchange.tell_of(name, len(data))
        self._events.emit("arrived", name)
