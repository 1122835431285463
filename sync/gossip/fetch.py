"""What has come of one wanted blob so far, and on whose word."""

from hashlib import blake2b

from ...store.update import SourceId
from ..errors import ProtocolError

__all__ = ["CHUNK_BYTES", "Fetch", "blob_hash"]

CHUNK_BYTES = 32 * 1024
MAX_LIARS = 100


def blob_hash(data: bytes | bytearray) -> bytes:
    """The name of that content: its BLAKE2b-256."""
    return blake2b(data, digest_size=32).digest()


class Fetch:
    """One blob on its way, chunk after chunk.

    Attributes:
        hash: its name.
        data: its beginning, as far as it is here.
        total: its length, once somebody said so; 0 before.
        turn: another object whenever the answers to what was asked before count no more.
        givers: who that rests on.
        liars: who gave something else under this name, and is not asked again.
        is_alone: what several gave did not fit, so that from now on one has to give all.
    """

    def __init__(self, name: bytes) -> None:
        self.hash = name
        self.data = bytearray()
        self.total = 0
        self.turn = object()
        self.givers: set[SourceId] = set()
        self.liars: dict[SourceId, None] = {}
        self.is_alone = False
        self._asked_up_to = 0

    def begin_turn(self, peer: SourceId) -> None:
        """From now on `peer` is asked, from where the last one stopped if that may be."""
        if self.is_alone and peer not in self.givers:
            self.restart()
        self.turn = object()
        self._asked_up_to = len(self.data)

    def next_offset(self) -> int | None:
        """What to ask for next in this turn. Only the first answer tells how much there is."""
        if self._asked_up_to >= (self.total or 1):
            return None
        offset = self._asked_up_to
        self._asked_up_to += CHUNK_BYTES
        return offset

    def add(self, peer: SourceId, total: int, chunk: bytes) -> bool:
        """Take the next chunk in; returns whether all is here now.

        Raises:
            ProtocolError: it is not the blob, and nobody but `peer` can be to blame.
        """
        if self.total not in (0, total):
            self._doubt(peer, f"said to be {total} bytes long, and {self.total} before")
            return False
        self.givers.add(peer)
        self.total = total
        self.data += chunk
        if len(self.data) < total:
            return False
        if blob_hash(self.data) != self.hash:
            self._doubt(peer, "whose content is not the one that was asked for")
            return False
        return True

    def restart(self) -> None:
        """Forget what came, and ask for it again."""
        self.data.clear()
        self.total = 0
        self.givers.clear()
        self.turn = object()
        self._asked_up_to = 0

    def _doubt(self, peer: SourceId, what: str) -> None:
        """Somebody lied. Where several gave, nobody can know who: each is tried alone then."""
        self.is_alone = bool(self.givers - {peer})
        self.restart()
        if not self.is_alone:
            self.liars[peer] = None
            if len(self.liars) > MAX_LIARS:
                del self.liars[next(iter(self.liars))]
            raise ProtocolError(f"a blob {what}")
