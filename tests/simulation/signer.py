"""Signatures that cost a microsecond, and yet cannot be made by anybody else.

Each source has a secret of its own, and a table lets everybody check. A hostile peer is
given no secret but its own.
"""

from hashlib import blake2b

from redux_scuttlebutt.store.update import SourceId

__all__ = ["TableSigner", "secret_of", "source_of"]


def source_of(number: int) -> SourceId:
    """Who replica `number` is. Their order is not that of the numbers."""
    return SourceId(blake2b(b"source %d" % number, digest_size=32).digest())


def secret_of(number: int) -> bytes:
    return blake2b(b"secret %d" % number, digest_size=32).digest()


class TableSigner:
    """Fulfils `Signer`: a keyed hash stands for the signature.

    Args:
        table: the secret of each source, for checking.
        source: who signs with it.
    """

    def __init__(self, table: dict[SourceId, bytes], source: SourceId) -> None:
        self._table = table
        self._source = source

    def sign(self, header: bytes) -> bytes:
        return _signature(header, self._table[self._source])

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:
        secret = self._table.get(source)
        return secret is not None and signature == _signature(header, secret)


def _signature(header: bytes, secret: bytes) -> bytes:
    return blake2b(header, key=secret, digest_size=64).digest()
