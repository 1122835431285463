"""Looking for secrets where none may be."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

from redux_scuttlebutt.sync.trust.room import Invite, RoomKey

__all__ = ["forms_of", "leaks", "of_room"]

LABELS = ("room id", "content 0", "facts", "blobs", "blob nonces", "admission")


def forms_of(name: str, secret: bytes) -> dict[str, bytes]:
    """How `secret` may be written, by what that is called."""
    forms = {
        "raw": secret,
        "hex": secret.hex().encode(),
        "upper hex": secret.hex().upper().encode(),
        "as Python shows it": repr(secret)[2:-1].encode(),
    }
    # Inside a longer text, base64 has three forms; the ends of each depend on what is around.
    for shift in range(3):
        padded = bytes(shift) + secret
        for kind, encode in (("base64", b64encode), ("base64url", urlsafe_b64encode)):
            whole = encode(padded)
            middle = whole[(shift * 8 + 5) // 6 : len(padded) * 8 // 6]
            forms[f"{kind} from {shift}"] = middle
    return {f"{name}, {form}": data for form, data in forms.items()}


def of_room(key: RoomKey) -> dict[str, bytes]:
    """The secret of a room, as it stands in its links, and all that is derived from it."""
    link = Invite(key).to_link().partition("#")[2]
    found = {"the link": link.encode(), **forms_of("the secret of the room", key.secret)}
    for label in LABELS:
        found |= forms_of(f"the key of {label!r}", key.derive(label))
    return found


def leaks(
    secrets: Mapping[str, bytes], texts: Mapping[str, bytes], files: Iterable[Path] = ()
) -> list[str]:
    """Where which secret stands."""
    everything = {**texts, **{str(file): file.read_bytes() for file in files}}
    return [
        f"{secret} in {place}"
        for place, data in everything.items()
        for secret, form in secrets.items()
        if form in data
    ]
