"""Facts as they are passed on, signed and encrypted, and as members read them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Set

from ...store.update import SourceId
from ..trust.strategies import Cipher, Signer
from ..wire.messages import MAX_VALUE_BYTES
from ..wire.run import KEYLESS
from .facts import Fact, signed_bytes, signed_start
from .profile import MAX_NAME

__all__ = ["SealedFacts"]

_GREETING = "hello"
_GREETED_BYTES = 100
"""So much of a name fits into a greeting once it is encrypted and written in base64."""


class SealedFacts:
    """Makes and reads the facts of one room.

    Args:
        source: who we are.
        room: its public id.
        for_all: the keys whose values whoever passes them on has to read, too.
    """

    def __init__(
        self, source: SourceId, room: bytes, signer: Signer, cipher: Cipher, for_all: Set[str]
    ) -> None:
        self._source = source
        self._room = room
        self._signer = signer
        self._cipher = cipher
        self._for_all = for_all
        # Names are asked for at each repaint.
        self._opened: dict[tuple[SourceId, str], tuple[Fact, Fact | None]] = {}

    def make(self, key: str, version: int, value: bytes) -> Fact:
        """Our word `value`, for everybody.

        Raises:
            ValueError: longer than 8 KiB when it is encrypted, which adds 40 bytes.
        """
        start = self._start(self._source, key, version)
        if key not in self._for_all:
            value = self._cipher.encrypt_fact(value, start)
        if len(value) > MAX_VALUE_BYTES:
            raise ValueError(f"{key!r} is {len(value)} bytes long, at most {MAX_VALUE_BYTES}")
        return Fact(self._source, key, version, value, self._signer.sign(start + value))

    def is_signed(self, fact: Fact) -> bool:
        """Whether its source says so. Nobody needs the room's key to tell."""
        return self._signer.verify(fact.source, signed_bytes(self._room, fact), fact.signature)

    def read(self, fact: Fact) -> Fact | None:
        """`fact` with the value that was said; None where it cannot be decrypted."""
        if fact.key in self._for_all:
            return fact
        known = self._opened.get(fact[:2])
        if known is not None and known[0] is fact:
            return known[1]
        start = self._start(fact.source, fact.key, fact.version)
        value = self._cipher.decrypt_fact(fact.value, start)
        opened = None if value is None else fact._replace(value=value)
        self._opened[fact[:2]] = fact, opened
        return opened

    def forget(self, source: SourceId, key: str) -> None:
        """Keep nothing of that fact."""
        self._opened.pop((source, key), None)

    def write_name(self, name: str) -> str:
        """`name` for a greeting, which somebody may hear who has no key of the room."""
        if self._cipher.version == KEYLESS:
            return name[:MAX_NAME]
        if not self._cipher.can_read:
            return ""
        cut = name.encode(errors="replace")[:_GREETED_BYTES]
        sealed = self._cipher.encrypt_fact(cut, self._start(self._source, _GREETING, 0))
        return urlsafe_b64encode(sealed).decode()

    def read_name(self, source: SourceId, text: str) -> str:
        """The name in the greeting of `source`; empty where we cannot read it."""
        if self._cipher.version == KEYLESS:
            return text
        try:
            sealed = urlsafe_b64decode(text.encode())
        except ValueError:
            return ""
        name = self._cipher.decrypt_fact(sealed, self._start(source, _GREETING, 0))
        return "" if name is None else name.decode(errors="ignore")

    def _start(self, source: SourceId, key: str, version: int) -> bytes:
        """What stands before the value where a fact is signed; encryption is bound to it."""
        return signed_start(self._room, source, key, version)
