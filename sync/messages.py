"""What peers say to each other, as frozen data, and as frames.

A frame is one MessagePack array: the kind of the message, then its fields in the order
given here. It is at most 64 KiB long and read by type, so that nothing unexpected
reaches the session.
"""

from typing import Annotated, TypeAlias

import msgspec

from .errors import ProtocolError

__all__ = [
    "MAX_FRAME_BYTES",
    "PROTOCOL",
    "Bye",
    "Delta",
    "Digest",
    "Entry",
    "Hello",
    "Message",
    "decode",
    "encode",
]

PROTOCOL = 1
MAX_FRAME_BYTES = 64 * 1024
MAX_ENTRIES = 1000

_Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
_Short = Annotated[str, msgspec.Meta(max_length=200)]
_U32 = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
_U53 = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class Hello(msgspec.Struct, frozen=True, array_like=True, tag="hello"):
    """The first message of each side: who we are, and what we can be compared by.

    `first_state` is BLAKE2b-256 of the state before the first update; `clock` the kind
    of clock, `reducer` the version of the reducer, `now` our physical time in
    microseconds, `name` what we call ourselves.
    """

    protocol: _U32
    room: _Key
    source: _Key
    name: _Short
    first_state: _Key
    clock: _Short
    reducer: _U32
    program: _Short
    now: _U53


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How far one chain goes: its last sequence, and how the hash of its last run begins."""

    source: _Key
    incarnation: _U32
    last: _U53
    hash: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class Digest(msgspec.Struct, frozen=True, array_like=True, tag="digest"):
    """How far we have each chain on disk; a chain never heard of is absent.

    `whole` says that everything not named is absent; a long one comes in parts, and all
    but the last have `more`. A digest that is not whole names only what moved since: it
    acknowledges.
    """

    entries: Annotated[list[Entry], msgspec.Meta(max_length=MAX_ENTRIES)]
    whole: bool
    more: bool = False


class Delta(msgspec.Struct, frozen=True, array_like=True, tag="delta"):
    """Runs that the other side's digest lacks, those of a chain in its order."""

    runs: list[bytes]


class Bye(msgspec.Struct, frozen=True, array_like=True, tag="bye"):
    """The last message: why, in words for people, and whether to dial again."""

    reason: _Short
    redial: bool


Message: TypeAlias = Hello | Digest | Delta | Bye

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Hello | Digest | Delta | Bye)


def encode(message: Message) -> bytes:
    """The frame that carries `message`."""
    return _encoder.encode(message)


def decode(frame: bytes) -> Message:
    """The message in one whole frame.

    Raises:
        ProtocolError: longer than 64 KiB, no MessagePack, or not one of the messages.
    """
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(f"a frame of {len(frame)} bytes, at most {MAX_FRAME_BYTES} are read")
    try:
        return _decoder.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"a frame that is no message: {error}") from error
