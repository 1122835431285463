"""What a source wants to be called and shown as: the value of its fact `profile`."""

from typing import Annotated

import msgspec

__all__ = ["MAX_NAME", "Profile", "decode_profile", "encode_profile"]

MAX_NAME = 200

_Short = Annotated[str, msgspec.Meta(max_length=32)]


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """How people see a source. An empty colour or mark is chosen by whoever shows it.

    Attributes:
        name: for people, in any script.
        colour: `#rrggbb`.
        mark: the name of a small sign.
    """

    name: Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
    colour: _Short = ""
    mark: _Short = ""


_decoder = msgspec.msgpack.Decoder(Profile)


def encode_profile(profile: Profile) -> bytes:
    """The bytes of `profile`; a longer name is cut.

    Raises:
        ValueError: the name holds a lone surrogate, which is no text.
    """
    return msgspec.msgpack.encode(msgspec.structs.replace(profile, name=profile.name[:MAX_NAME]))


def decode_profile(value: bytes) -> Profile | None:
    """The profile in the value of a fact, or None where that is none."""
    try:
        return _decoder.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
