"""Signing and encryption as strategies of the dispatcher, and the null ones."""

from typing import Protocol

from ...store.update import SourceId
from ..wire.run import KEYLESS, SIGNATURE_BYTES

__all__ = ["Cipher", "NullCipher", "NullSigner", "Signer"]


class Signer(Protocol):
    """Proves who made a run. Every replica can verify, only the source can sign."""

    def sign(self, header: bytes) -> bytes:
        """64 bytes over the packed header."""
        ...

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool: ...


class Cipher(Protocol):
    """Keeps what is said in a room from those outside it.

    Any thread may decrypt and open; the rest is the dispatcher's thread's.
    """

    @property
    def version(self) -> int:
        """The one version of runs that there is in the room."""
        ...

    @property
    def can_read(self) -> bool:
        """Whether this has the room's key: without it one may only keep and pass on."""
        ...

    def encrypt(self, plain: bytes, context: bytes) -> bytes:
        """`plain` for the members; `context` (the header up to the body) is bound to it."""
        ...

    def decrypt(self, body: bytes, context: bytes) -> bytes:
        """What `encrypt` was given.

        Raises:
            BadRun: not made with this room's key, or for another `context`.
            UnreadableBody: this has no key; the run is as good as any.
        """
        ...

    def encrypt_fact(self, value: bytes, context: bytes) -> bytes:
        """As `encrypt`, the value of a fact."""
        ...

    def decrypt_fact(self, value: bytes, context: bytes) -> bytes | None:
        """What `encrypt_fact` was given; None if it was not given this, or there is no key."""
        ...

    def seal_blob(self, data: bytes) -> bytes:
        """`data` for the members, the same bytes each time."""
        ...

    def open_blob(self, sealed: bytes) -> bytes | None:
        """What `seal_blob` was given; None as for a fact."""
        ...


class NullSigner:
    """Signs nothing and believes everything: for rooms without keys."""

    def sign(self, header: bytes) -> bytes:  # noqa: ARG002
        return bytes(SIGNATURE_BYTES)

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:  # noqa: ARG002
        return True


class NullCipher:
    """Encrypts nothing: for rooms without keys."""

    version = KEYLESS
    can_read = True

    def encrypt(self, plain: bytes, context: bytes) -> bytes:  # noqa: ARG002
        return plain

    def decrypt(self, body: bytes, context: bytes) -> bytes:  # noqa: ARG002
        return body

    def encrypt_fact(self, value: bytes, context: bytes) -> bytes:  # noqa: ARG002
        return value

    def decrypt_fact(self, value: bytes, context: bytes) -> bytes | None:  # noqa: ARG002
        return value

    def seal_blob(self, data: bytes) -> bytes:
        return data

    def open_blob(self, sealed: bytes) -> bytes | None:
        return sealed
