"""The key that makes a peer a member of a room, and the links by which it is passed on.

An invite is `scuttlebutt://join/?at=192.0.2.7:7531&at=...#secret`. Like all that stands
behind a #, the secret is sent to no server by a program that takes it for a web address.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import blake2b
from typing import NewType
from urllib.parse import parse_qsl, quote, urlsplit

from nacl.signing import SigningKey

from ..errors import BadInvite
from ..home.address import parse_address

__all__ = ["Invite", "RoomId", "RoomKey", "parse_address", "without_secrets"]

RoomId = NewType("RoomId", bytes)
"""What everybody may know a room by: the 32 bytes of an Ed25519 public key."""

KEY_BYTES = 32
CHECKSUM_BYTES = 4
LINK_VERSION = 1

_START = "scuttlebutt://join"

_SECRET_CHARACTERS = 50
_SECRET = re.compile(rf"#[\w=-]{{16,}}|(?<![\w-])[\w-]{{{_SECRET_CHARACTERS}}}(?![\w-])")


class RoomKey:
    """The secret of a room, which shows in no text made from it.

    Args:
        secret: 32 bytes.

    Attributes:
        id: the room's public name, from which nobody finds the secret.

    Raises:
        ValueError: `secret` is of another length.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a room's key is {KEY_BYTES} bytes long, not {len(secret)}")
        self.secret = bytes(secret)
        # With the private half, a member proves to a relay, which has no key, that it is one.
        self.id = RoomId(bytes(SigningKey(self.derive("room id")).verify_key))

    @classmethod
    def generate(cls) -> "RoomKey":
        """A new one, that nobody else has."""
        return cls(os.urandom(KEY_BYTES))

    def derive(self, label: str) -> bytes:
        """32 secret bytes for the one use that `label` names; no two labels' are related."""
        return blake2b(
            label.encode(), key=self.secret, digest_size=32, person=b"scuttlebutt-room"
        ).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RoomKey) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<RoomKey of {self.id.hex()[:8]}>"


class Invite:
    """A room's key, and where to find somebody who is in it.

    Args:
        room_key: whoever reads the link is a member.
        addresses: as `parse_address` takes them.

    Attributes:
        addresses: as WebSocket URLs, each once.

    Raises:
        BadInvite: one of `addresses` is none.
    """

    def __init__(self, room_key: RoomKey, addresses: tuple[str, ...] = ()) -> None:
        self.room_key = room_key
        self.addresses = tuple(dict.fromkeys(parse_address(text) for text in addresses))

    def to_link(self) -> str:
        """The link to pass on, of plain ASCII. It holds the secret: keep it out of logs."""
        # The usual address is short without its beginning; `parse_address` puts it back.
        at = "&".join(
            "at=" + quote(address.removeprefix("ws://"), safe=":/") for address in self.addresses
        )
        return f"{_START}/{'?' if at else ''}{at}#{_write_secret(self.room_key.secret)}"

    @classmethod
    def parse(cls, text: str) -> "Invite":
        """Read a link as it was pasted; what later versions add to it is passed over.

        Raises:
            BadInvite: what is wrong with it, without giving the secret away.
        """
        link = text.strip().strip("<>\"'").strip()
        try:
            parts = urlsplit(link)
            start = f"{parts.scheme}://{parts.hostname}"
            fields = parse_qsl(parts.query, max_num_fields=64)
        except ValueError:
            start, parts, fields = "", urlsplit(""), []
        if start != _START or parts.path.strip("/"):
            raise BadInvite(f"this is no invite link: one begins with {_START}")
        if not parts.fragment:
            raise BadInvite("the invite link is cut short: its secret, behind the #, is missing")
        key = RoomKey(_read_secret(parts.fragment))
        return cls(key, tuple(value for name, value in fields if name == "at"))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Invite):
            return NotImplemented
        return (self.room_key, self.addresses) == (other.room_key, other.addresses)

    def __hash__(self) -> int:
        return hash((self.room_key, self.addresses))

    def __repr__(self) -> str:
        return f"<Invite to {self.room_key!r} at {', '.join(self.addresses) or 'nowhere'}>"


def without_secrets(text: str) -> str:
    """`text`, which may repeat what somebody typed, with … where an invite has its secret."""
    return _SECRET.sub("…", text)


def _checksum(versioned: bytes) -> bytes:
    return blake2b(versioned, digest_size=CHECKSUM_BYTES, person=b"scuttlebutt-link").digest()


def _write_secret(secret: bytes) -> str:
    versioned = bytes([LINK_VERSION]) + secret
    return urlsafe_b64encode(versioned + _checksum(versioned)).decode().rstrip("=")


def _read_secret(text: str) -> bytes:
    mistake = BadInvite("the secret of the invite link is cut short or mistyped: copy it in full")
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (NotBase64, UnicodeEncodeError):
        raise mistake from None
    versioned, checksum = data[:-CHECKSUM_BYTES], data[-CHECKSUM_BYTES:]
    # The decoder passes over what is no base64; whoever typed it should hear of it.
    if urlsafe_b64encode(data).decode().rstrip("=") != text or checksum != _checksum(versioned):
        raise mistake
    if versioned[0] != LINK_VERSION:
        raise BadInvite(
            f"this invite was made by a newer version (format {versioned[0]}, this program "
            f"knows {LINK_VERSION}). Update to use it."
        )
    if len(versioned) != 1 + KEY_BYTES:
        raise mistake
    return versioned[1:]
