"""Signing and encryption as strategies of the dispatcher, and the null ones."""

from typing import Protocol

from ...store.update import SourceId
from ..wire.run import SIGNATURE_BYTES

__all__ = ["Cipher", "NullCipher", "NullSigner", "Signer"]


class Signer(Protocol):
    """Proves who made a run. Every replica can verify, only the source can sign."""

    def sign(self, header: bytes) -> bytes:
        """64 bytes over the packed header."""
        ...

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool: ...


class Cipher(Protocol):
    """Keeps the body of a run from those outside the room."""

    def encrypt(self, plain: bytes, context: bytes) -> bytes:
        """`plain` for the members; `context` (the header up to the body) is bound to it."""
        ...

    def decrypt(self, body: bytes, context: bytes) -> bytes:
        """What `encrypt` was given.

        Raises:
            BadRun: not made with this room's key, or for another `context`.
        """
        ...


class NullSigner:
    """Signs nothing and believes everything: for rooms without keys."""

    def sign(self, header: bytes) -> bytes:  # noqa: ARG002
        return bytes(SIGNATURE_BYTES)

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:  # noqa: ARG002
        return True


class NullCipher:
    """Encrypts nothing: for rooms without keys."""

    def encrypt(self, plain: bytes, context: bytes) -> bytes:  # noqa: ARG002
        return plain

    def decrypt(self, body: bytes, context: bytes) -> bytes:  # noqa: ARG002
        return body
