"""What an invite link says on its face: at which addresses somebody is to be found."""

from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

__all__ = ["addresses_in", "is_of_this_computer_only"]


def addresses_in(link: str) -> tuple[str, ...]:
    """The addresses that `link` names by `at=`, as they stand there."""
    try:
        fields = parse_qsl(urlsplit(link).query)
    except ValueError:
        return ()
    return tuple(value for name, value in fields if name == "at")


def is_of_this_computer_only(link: str) -> bool:
    """Whether nobody on another computer could follow `link`."""
    addresses = addresses_in(link)
    return bool(addresses) and all(map(_is_loopback, addresses))


def _is_loopback(address: str) -> bool:
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False  # a name, which may be anywhere
