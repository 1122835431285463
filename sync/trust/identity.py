"""Who a replica is: an Ed25519 key pair, kept in a file that only its owner may read."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from mnemonic import Mnemonic
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
    """66 bits of `source` for people to compare: six English words of BIP 39's list, which
    are told apart by their first four letters."""
    digest = blake2b(source, digest_size=9, person=b"scuttlebutt-name").digest()
    bits = int.from_bytes(digest, "big") >> 6
    places = [bits >> shift & 2047 for shift in range(55, -1, -11)]
    return " ".join(_words()[place] for place in places)


@cache
def _words() -> list[str]:
    return Mnemonic("english").wordlist
