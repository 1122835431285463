"""What peers say to each other, as frozen data, and as frames.

A frame is one MessagePack array: the kind of the message, then its fields in the order
given here. It is so long at most that it fits into the 64 KiB of a transport when it is
sealed, and read by type, so that nothing unexpected reaches the session.
"""

from typing import Annotated, TypeAlias

import msgspec

from ..errors import ProtocolError
from ..gossip.fetch import CHUNK_BYTES
from ..log.log import MAX_BLOB_BYTES
from .evidence import MARK_BYTES, MAX_EVIDENCE_BYTES

__all__ = [
    "HASH_BYTES",
    "MAX_ENTRIES",
    "MAX_FOUND",
    "MAX_FRAME_BYTES",
    "MAX_VALUE_BYTES",
    "PROTOCOL",
    "Beat",
    "Bye",
    "Chunk",
    "Delta",
    "Digest",
    "Entry",
    "Evidence",
    "Facts",
    "FactsDigest",
    "Hello",
    "Message",
    "Newest",
    "SentFact",
    "Want",
    "decode",
    "encode",
]

PROTOCOL = 3
HASH_BYTES = 32
MAX_FRAME_BYTES = 64 * 1024 - 17
"""A transport takes 64 KiB, and sealing adds 17 bytes; no more where nothing is sealed."""
MAX_ENTRIES = 1000
MAX_FOUND = 24
"""How much evidence comes in one message."""

MAX_VALUE_BYTES = 8 * 1024
"""How long the value of one fact may be."""

_Key = Annotated[bytes, msgspec.Meta(min_length=HASH_BYTES, max_length=HASH_BYTES)]
_Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_BLOB_BYTES)]
_Short = Annotated[str, msgspec.Meta(max_length=200)]
_U32 = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
_U53 = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class Hello(msgspec.Struct, frozen=True, array_like=True, tag="hello"):
    """The first message of each side: who we are, and what we can be compared by.

    `first_state` is BLAKE2b-256 of the state before the first update; `clock` the kind
    of clock, `reducer` the version of the reducer, `now` our physical time in
    microseconds, `name` what we call ourselves, `abilities` what else we can be asked
    for; words that nobody here knows are passed over.
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
    abilities: Annotated[list[_Short], msgspec.Meta(max_length=32)] = []


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How far one chain goes: its last sequence, and how the hash of its last run begins.

    `fork` is how the hash of the evidence begins that its owner has against the chain, or
    empty where it has none.
    """

    source: _Key
    incarnation: _U32
    last: _U53
    hash: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
    fork: Annotated[bytes, msgspec.Meta(max_length=MARK_BYTES)] = b""


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


class Evidence(msgspec.Struct, frozen=True, array_like=True, tag="evidence"):
    """Evidence against some chains; see `wire.evidence` for what each of them holds."""

    found: Annotated[
        list[Annotated[bytes, msgspec.Meta(max_length=MAX_EVIDENCE_BYTES)]],
        msgspec.Meta(max_length=MAX_FOUND),
    ]


class Bye(msgspec.Struct, frozen=True, array_like=True, tag="bye"):
    """The last message: why, in words for people, and whether to dial again."""

    reason: _Short
    redial: bool


class Newest(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The highest version of any fact that we have of one source."""

    source: _Key
    version: _U53


class FactsDigest(msgspec.Struct, frozen=True, array_like=True, tag="facts?"):
    """How far we have what each source says of itself: the paper's digest.

    A long one comes in parts, and all but the last have `more`.
    """

    newest: Annotated[list[Newest], msgspec.Meta(max_length=MAX_ENTRIES)]
    more: bool = False


class SentFact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one source says of itself under one key: the last word, signed by it."""

    source: _Key
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    version: Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
    value: Annotated[bytes, msgspec.Meta(max_length=MAX_VALUE_BYTES)]
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


class Facts(msgspec.Struct, frozen=True, array_like=True, tag="facts"):
    """What the other side's digest of facts lacks: the paper's delta, cut at its tail only."""

    facts: list[SentFact]


class Beat(msgspec.Struct, frozen=True, array_like=True, tag="beat"):
    """That we are there, what time it is here, how full the link is, and what we have.

    `sent` is our physical time in microseconds, `echo` the `sent` of the last beat of the
    other side, and `held` how long ago that came (RFC 5905, section 8); 0 where there was
    none. `desired` and `allowed` are updates per second (the paper's section on flow
    control). `summary` is one hash over all that we have on disk, `state` how the hash of
    the state that this makes begins, or empty where that is not known.
    """

    sent: _U53
    echo: _U53
    held: _U53
    desired: Annotated[float, msgspec.Meta(ge=0, le=1e9)]
    allowed: Annotated[float, msgspec.Meta(ge=0, le=1e9)]
    summary: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
    state: Annotated[bytes, msgspec.Meta(max_length=8)] = b""


class Want(msgspec.Struct, frozen=True, array_like=True, tag="want"):
    """Please send the chunk of that blob that begins at `offset`."""

    hash: _Key
    offset: _Size


class Chunk(msgspec.Struct, frozen=True, array_like=True, tag="chunk"):
    """The answer to one `Want`: 32 KiB of the blob's `total`, or what is left from `offset`.

    `total` 0 says that we do not have it. One without data, at 0, to whom we said so,
    tells that it is here now.
    """

    hash: _Key
    offset: _Size
    total: _Size
    data: Annotated[bytes, msgspec.Meta(max_length=CHUNK_BYTES)]


Message: TypeAlias = (
    Hello | Digest | Delta | Evidence | FactsDigest | Facts | Want | Chunk | Beat | Bye
)

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(
    Hello | Digest | Delta | Evidence | FactsDigest | Facts | Want | Chunk | Beat | Bye
)


def encode(message: Message) -> bytes:
    """The frame that carries `message`."""
    return _encoder.encode(message)


def decode(frame: bytes) -> Message:
    """The message in one whole frame.

    Raises:
        ProtocolError: longer than `MAX_FRAME_BYTES`, no MessagePack, or not one of the messages.
    """
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(
            f"a frame of {len(frame)} bytes, at most {MAX_FRAME_BYTES} are read", limit="frame"
        )
    try:
        return _decoder.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"a frame that is no message: {error}") from error
