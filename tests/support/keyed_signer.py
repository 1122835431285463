"""Signatures without public keys: good enough to tell forgeries in tests."""

from hashlib import blake2b

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.wire.messages import SentFact

__all__ = ["KeyedSigner", "signed_fact"]


class KeyedSigner:
    """Fulfils `Signer`: BLAKE2b with a secret of the source, which every verifier knows too."""

    def __init__(self, source: SourceId) -> None:
        self._source = source

    def sign(self, header: bytes) -> bytes:
        return _signature(self._source, header)

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:
        return signature == _signature(source, header)


def _signature(source: SourceId, header: bytes) -> bytes:
    return blake2b(header, key=b"secret of " + source, digest_size=64).digest()


def signed_fact(source: SourceId, key: str, version: int, value: bytes = b"") -> SentFact:
    """What `source` says, as docs/protocol.md has it signed."""
    name = key.encode()
    fixed = b"scuttlebutt fact" + OPEN_ROOM + source + version.to_bytes(8, "big")
    signature = KeyedSigner(source).sign(fixed + bytes([len(name)]) + name + value)
    return SentFact(source, key, version, value, signature)
