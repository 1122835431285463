"""The key that makes a peer a member of a room, and the links by which it is passed on.

An invite is `scuttlebutt://join/?at=192.0.2.7:7531&relay=key@relay.example:443#secret`, with
as many of either as there are. Like all that stands behind a #, the secret is sent to no
server by a program that takes it for a web address.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import blake2b
from ipaddress import ip_address
from typing import NamedTuple, NewType
from urllib.parse import parse_qsl, quote, urlsplit

from nacl.signing import SigningKey

from ...store.update import SourceId
from ..errors import BadInvite
from ..home.address import parse_address

__all__ = ["Invite", "Relay", "RoomId", "RoomKey", "parse_address", "without_secrets"]

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

    def sign(self, message: bytes) -> bytes:
        """64 bytes that anybody can check who knows no more than the room's id."""
        return SigningKey(self.derive("room id")).sign(message).signature

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RoomKey) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<RoomKey of {self.id.hex()[:8]}>"


class Relay(NamedTuple):
    """Who passes on what members say, without the room's key; `address` is a WebSocket URL."""

    key: SourceId
    address: str

    @classmethod
    def parse(cls, text: str) -> "Relay":
        """Read `key@host:port`; without a scheme, a relay elsewhere is reached by `wss://`.

        Raises:
            BadInvite: what is wrong with it.
        """
        # What stands behind a # may be the secret of an invite.
        key, at, address = text.partition("#")[0].partition("@")
        if not at:
            raise BadInvite(f"{key!r} is no relay: expected its key, an @ and its address")
        data = _read_base64(key)
        if data is None or len(data) != KEY_BYTES:
            raise BadInvite(f"{key!r} is no relay's key: expected {KEY_BYTES} bytes as base64url")
        url = parse_address(address)
        if "://" not in address and not _is_loopback(urlsplit(url).hostname or ""):
            url = url.replace("ws://", "wss://", 1)
        return cls(SourceId(data), url)

    def __str__(self) -> str:
        return f"{_write_base64(self.key)}@{self.address}"


class Invite:
    """A room's key, and where to find somebody who is in it.

    Args:
        room_key: whoever reads the link is a member.
        addresses: as `parse_address` takes them.
        relays: where members meet who cannot reach each other.

    Attributes:
        addresses: as WebSocket URLs, each once.
        relays: each once.

    Raises:
        BadInvite: one of `addresses` is none.
    """

    def __init__(
        self,
        room_key: RoomKey,
        addresses: tuple[str, ...] = (),
        relays: tuple[Relay, ...] = (),
    ) -> None:
        self.room_key = room_key
        self.addresses = tuple(dict.fromkeys(parse_address(text) for text in addresses))
        self.relays = tuple(dict.fromkeys(relays))

    def to_link(self) -> str:
        """The link to pass on, of plain ASCII. It holds the secret: keep it out of logs."""
        # The usual address is short without its beginning; `parse_address` puts it back.
        at = [f"at={_quoted(address.removeprefix('ws://'))}" for address in self.addresses]
        relays = [f"relay={_quoted(str(relay))}" for relay in self.relays]
        query = "&".join(at + relays)
        return f"{_START}/{'?' if query else ''}{query}#{_write_secret(self.room_key.secret)}"

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
        return cls(
            key,
            tuple(value for name, value in fields if name == "at"),
            tuple(Relay.parse(value) for name, value in fields if name == "relay"),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Invite):
            return NotImplemented
        return self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    def __repr__(self) -> str:
        places = [*self.addresses, *(relay.address for relay in self.relays)]
        return f"<Invite to {self.room_key!r} at {', '.join(places) or 'nowhere'}>"

    @property
    def _parts(self) -> tuple[object, ...]:
        return self.room_key, self.addresses, self.relays


def _quoted(text: str) -> str:
    return quote(text, safe=":/@")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def without_secrets(text: str) -> str:
    """`text`, which may repeat what somebody typed, with … where an invite has its secret."""
    return _SECRET.sub("…", text)


def _checksum(versioned: bytes) -> bytes:
    return blake2b(versioned, digest_size=CHECKSUM_BYTES, person=b"scuttlebutt-link").digest()


def _write_secret(secret: bytes) -> str:
    versioned = bytes([LINK_VERSION]) + secret
    return _write_base64(versioned + _checksum(versioned))


def _write_base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _read_base64(text: str) -> bytes | None:
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (NotBase64, UnicodeEncodeError):
        return None
    # The decoder passes over what is no base64; whoever typed it should hear of it.
    return data if _write_base64(data) == text else None


def _read_secret(text: str) -> bytes:
    mistake = BadInvite("the secret of the invite link is cut short or mistyped: copy it in full")
    data = _read_base64(text)
    if data is None:
        raise mistake
    versioned, checksum = data[:-CHECKSUM_BYTES], data[-CHECKSUM_BYTES:]
    if checksum != _checksum(versioned):
        raise mistake
    if versioned[0] != LINK_VERSION:
        raise BadInvite(
            f"this invite was made by a newer version (format {versioned[0]}, this program "
            f"knows {LINK_VERSION}). Update to use it."
        )
    if len(versioned) != 1 + KEY_BYTES:
        raise mistake
    return versioned[1:]
