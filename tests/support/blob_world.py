"""Replicas that exchange blobs over links carried by hand: cut anywhere, and liars among them."""

import random
from collections import deque
from collections.abc import Callable

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.gossip.blob_exchange import BlobExchange
from redux_scuttlebutt.sync.log.blobs import Blobs
from redux_scuttlebutt.sync.log.log import Saved
from redux_scuttlebutt.sync.wire.messages import Chunk, Want

from .replica import CY

__all__ = ["Disk", "Link", "Person", "content", "heard_by", "stranger"]

Tamper = Callable[[Want | Chunk], Want | Chunk | None]


class Disk:
    """Where blobs are kept; a slow one keeps them when told."""

    def __init__(self) -> None:
        self.kept: dict[bytes, bytes] = {}
        self.is_slow = False
        self.waiting: deque[tuple[bytes, bytes, Saved]] = deque()
        self.loads = 0

    def load(self, name: bytes) -> bytes | None:
        self.loads += 1
        return self.kept.get(name)

    def keep(self, name: bytes, data: bytes, saved: Saved) -> None:
        self.waiting.append((name, data, saved))
        if not self.is_slow:
            self.finish()

    def finish(self, error: BaseException | None = None) -> None:
        """End the oldest write."""
        name, data, saved = self.waiting.popleft()
        if error is None:
            self.kept[name] = data
        saved(error)


class Person:
    """A replica's blobs, and what they told. A liar changes what it sends by `tamper`."""

    def __init__(self, name: str, tamper: Tamper = lambda message: message) -> None:
        self.source = SourceId(name.encode().ljust(32))
        self.disk = Disk()
        self.blobs = Blobs(self.disk.load, self.disk.keep)
        self.tamper = tamper
        self.arrived: list[bytes] = []
        self.failed: list[bytes] = []
        self.blobs.on("arrived", self.arrived.append)
        self.blobs.on("failed", self._failed)

    def _failed(self, name: bytes, _error: BaseException) -> None:
        self.failed.append(name)


class Link:
    """Two exchanges and the messages under way between them, each way in its order.

    An eager one carries by itself whatever there is to say, at once.
    """

    def __init__(self, one: Person, other: Person, *, is_eager: bool = False) -> None:
        self.people = (one, other)
        self._is_idle = False
        wake = self._hurry if is_eager else lambda: None
        self.exchanges: tuple[BlobExchange, BlobExchange] = (
            one.blobs.exchange(other.source, wake),
            other.blobs.exchange(one.source, wake),
        )
        self._is_idle = True
        self.under_way: tuple[deque[Want | Chunk], deque[Want | Chunk]] = (deque(), deque())
        self.carried: list[Want | Chunk] = []
        self.over: str | None = None

    def send(self, side: int) -> bool:
        """Put the next message of that side under way, if it has one."""
        message = None if self.over else self.exchanges[side].next_message()
        if message is None:
            return False
        tampered = self.people[side].tamper(message)
        if tampered is not None:
            self.under_way[side].append(tampered)
        return True

    def deliver(self, side: int) -> bool:
        """Let the oldest message of that side arrive, if one is under way."""
        if self.over or not self.under_way[side]:
            return False
        message = self.under_way[side].popleft()
        self.carried.append(message)
        try:
            self.exchanges[1 - side].receive(message)
        except ProtocolError as error:
            self.cut(str(error))
        return True

    def carry_one(self, side: int) -> bool:
        return self.send(side) | self.deliver(side)

    def carry(self, limit: int = 20_000) -> "Link":
        """Let both sides speak until neither has anything to say."""
        while self.carry_one(0) | self.carry_one(1):
            assert len(self.carried) < limit, "they do not stop talking"
        return self

    def cut(self, reason: str = "cut") -> None:
        """Lose the link, with all that is under way."""
        if self.over is None:
            self.over = reason
            for exchange in self.exchanges:
                exchange.close()

    def _hurry(self) -> None:
        if self._is_idle:
            self._is_idle = False
            self.carry()
            self._is_idle = True


def content(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def heard_by(exchange: BlobExchange) -> list[Want | Chunk]:
    """All that one side has to say at present."""
    heard: list[Want | Chunk] = []
    while (message := exchange.next_message()) is not None:
        heard.append(message)
        assert len(heard) < 1000, "it does not stop talking"
    return heard


def stranger(person: Person) -> BlobExchange:
    """A person's side of a link whose other end says what it likes."""
    return person.blobs.exchange(CY, lambda: None)
