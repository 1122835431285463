"""Who a replica is: an Ed25519 key pair, kept in a file that only its owner may read."""

from base64 import b32encode
from hashlib import blake2b
from pathlib import Path

from nacl.signing import SigningKey

from ...store.update import SourceId
from ..home.key_file import create_key, load_key

__all__ = ["Identity", "fingerprint"]


class Identity:
    """A key pair. Its secret half shows in no text made from it.

    Args:
        seed: the 32 secret bytes that both halves come from.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.source = SourceId(bytes(self._key.verify_key))

    @classmethod
    def generate(cls) -> "Identity":
        """A new one, that nobody else has."""
        return cls(bytes(SigningKey.generate()))

    @classmethod
    def load_or_create(cls, path: Path) -> "Identity":
        """The one kept in `path`; if there is no such file, a new one, kept there from now on.

        Raises:
            FolderFailed: the file cannot be read or written, is not 32 bytes long, or may
                be read by others. It is left as it is.
        """
        seed = load_key(path)
        if seed is None:
            seed = create_key(path, bytes(SigningKey.generate()))
        return cls(seed)

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only we can make, and everybody can check: Ed25519, RFC 8032.

        How `message` begins says what it is for: no two uses may share a beginning.
        """
        return self._key.sign(message).signature

    @property
    def fingerprint(self) -> str:
        """As `fingerprint` of our source."""
        return fingerprint(self.source)

    def __repr__(self) -> str:
        return f"<Identity {self.fingerprint}>"


def fingerprint(source: SourceId) -> str:
    """80 bits of `source` for people to compare, such as "K7QM-2ZPD-XA4N-RT5C"."""
    digest = blake2b(source, digest_size=10, person=b"scuttlebutt-name").digest()
    text = b32encode(digest).decode()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))
