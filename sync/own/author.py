"""The author's side: own updates are numbered at once and closed into runs."""

from collections.abc import Sequence
from hashlib import blake2b

from ...store.update import Timestamp
from ..trust.strategies import Cipher, Signer
from ..wire.run import (
    GENESIS,
    HASH_BYTES,
    MAX_BODY_BYTES,
    MAX_UPDATES,
    Chain,
    Head,
    Header,
    Run,
    write_body,
)

__all__ = ["Author"]

OVERHEAD = 1024
"""Room that a full body keeps for timestamps, lengths and what encryption adds."""


class Author:
    """Writes one chain.

    Args:
        room: the public id of the room, 32 bytes.
        chain: ours; nobody else may write it.
        head: how far it goes already.
    """

    def __init__(self, room: bytes, chain: Chain, head: Head, signer: Signer, cipher: Cipher):
        self._room = room
        self.chain = chain
        self._head = head
        self._signer = signer
        self._cipher = cipher
        self._timestamps: list[int] = []
        self._actions: list[bytes] = []
        self._bytes = 0

    @property
    def next_sequence(self) -> int:
        return self._head.sequence + len(self._actions) + 1

    @property
    def open_updates(self) -> int:
        """How many updates belong to no run yet."""
        return len(self._actions)

    def has_room_for(self, action: bytes) -> bool:
        """Whether the open run may take `action`; if not, close it first."""
        fits = self._bytes + len(action) <= MAX_BODY_BYTES - OVERHEAD
        return fits and len(self._actions) < MAX_UPDATES

    def add(self, timestamp: Timestamp, action: bytes) -> None:
        """Put the update with `next_sequence` into the open run."""
        self._timestamps.append(timestamp)
        self._actions.append(action)
        self._bytes += len(action)

    def close_run(self) -> Run:
        """The open run, signed; a new one begins with the next update.

        Raises:
            IndexError: there is nothing in it.
        """
        body = self._encrypted(self._timestamps, self._actions)
        header = self._header(body)
        run = Run.build(header, body, self._signer.sign(header.pack()))
        self._head = run.head
        self._timestamps, self._actions, self._bytes = [], [], 0
        return run

    def _encrypted(self, timestamps: Sequence[int], actions: Sequence[bytes]) -> bytes:
        plain = write_body(timestamps, actions)
        return self._cipher.encrypt(plain, self._header(b"").context())

    def _header(self, body: bytes) -> Header:
        return Header(
            version=self._cipher.version,
            room=self._room,
            source=self.chain.source,
            incarnation=self.chain.incarnation,
            first=self._head.sequence + 1,
            updates=len(self._actions),
            first_timestamp=self._timestamps[0],
            last_timestamp=self._timestamps[-1],
            previous=self._head.hash or GENESIS,
            key_epoch=0,
            body_bytes=len(body),
            body_hash=blake2b(body, digest_size=HASH_BYTES).digest(),
        )
