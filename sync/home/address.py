"""Addresses as people write them, and as WebSocket URLs."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

from ..errors import BadInvite

__all__ = ["parse_address"]

_EXPECTED = "expected host:port, such as 192.168.1.7:7531, or a ws:// or wss:// address"
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")


def parse_address(text: str) -> str:
    """The WebSocket URL that `text` means, in plain ASCII and one spelling.

    `host:port`, `[IPv6]:port` and `ws://host:port` give `ws://host:port`; `ws://` and
    `wss://` may go without a port and with a path. Host names of any script are taken.

    Raises:
        BadInvite: it is no such address; the text says what was expected.
    """
    address = text.strip()
    # What stands behind a # may be the secret of an invite.
    shown = address.partition("#")[0]
    if any(not character.isprintable() or character.isspace() for character in address):
        raise BadInvite(f"{shown!r} is no address: {_EXPECTED}, without spaces")
    has_scheme = "://" in address
    try:
        parts = urlsplit(address if has_scheme else f"ws://{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    if parts.scheme not in ("ws", "wss") or not host or "@" in parts.netloc or parts.fragment:
        raise BadInvite(f"{shown!r} is no address: {_EXPECTED}")
    if port is None and not has_scheme:
        raise BadInvite(f"{shown!r} needs a port: {_EXPECTED}")
    path = "" if parts.path == "/" else quote(parts.path, safe="/%:@!$&'()*+,;=~")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else ""
    number = "" if port is None else f":{port}"
    return f"{parts.scheme}://{_ascii(host, shown)}{number}{path}{query}"


def _ascii(host: str, shown: str) -> str:
    try:
        if ":" in host:
            host.encode("ascii")  # The name of a network interface, behind a %, may be anything.
            return f"[{IPv6Address(host)}]"
        name = host.encode("idna").decode().lower()
    except ValueError:  # of which UnicodeError is one
        name = ""
    if not all(map(_LABEL.fullmatch, name.removesuffix(".").split("."))):
        raise BadInvite(f"{shown!r} is no address: {_EXPECTED}")
    return name
