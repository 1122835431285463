"""The run: consecutive updates of one source, in a fixed-layout header and a body.

It is the unit that is stored, chained, signed, sent, and kept as it was sent. Header,
64 bytes of signature over the header, and body follow each other; all integers are
big-endian. A run can be placed and passed on by whoever cannot read its body.
"""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from struct import Struct
from typing import Any, NamedTuple

import msgspec

from ...store import update as u
from ..errors import BadRun
from .codec import MAX_ACTION_BYTES, SHALLOW, TooDeep, check, refuse_private

__all__ = [
    "GENESIS",
    "HEADER_BYTES",
    "KEYLESS",
    "MAX_BODY_BYTES",
    "MAX_UPDATES",
    "SEALED",
    "SIGNATURE_BYTES",
    "Chain",
    "Head",
    "Header",
    "Run",
    "chain_of",
    "read_body",
    "source_in",
    "write_body",
]

KEYLESS = 0
"""The version of runs that are neither signed nor encrypted: in rooms without keys."""

SEALED = 1
"""The version of runs that are signed and encrypted. A room has one version or the other."""

MAX_UPDATES = 64
MAX_BODY_BYTES = 56 * 1024
SIGNATURE_BYTES = 64
HASH_BYTES = 32

GENESIS = bytes(HASH_BYTES)
"""Stands where the hash of the previous run would, in the first run of an incarnation."""

_LAYOUT = Struct(">B32s32sIQHQQ32sII32s")
_SOURCE = slice(33, 65)
_BODY_FIELDS = Struct(">I32s")
_BODY = msgspec.msgpack.Decoder(tuple[list[int], list[dict[str, Any]]])
_RAW_BODY = msgspec.msgpack.Decoder(tuple[list[int], list[msgspec.Raw]])
_SHALLOW_BODY = msgspec.msgpack.Decoder(tuple[list[int], list[SHALLOW]])
_encoder = msgspec.msgpack.Encoder()


HEADER_BYTES = _LAYOUT.size


class Chain(NamedTuple):
    """One incarnation of one source: its runs are numbered and chained without gaps."""

    source: u.SourceId
    incarnation: u.Incarnation


def chain_of(source: bytes, incarnation: int) -> Chain:
    """As the columns of a table or the fields of a message name a chain."""
    return Chain(u.SourceId(source), u.Incarnation(incarnation))


class Head(NamedTuple):
    """How far a chain goes: its last sequence, the hash of its last run, its last timestamp."""

    sequence: int = 0
    hash: bytes = GENESIS
    timestamp: int = 0


class Header(NamedTuple):
    """What everybody can read and check of a run, in the order of the layout."""

    version: int
    room: bytes
    source: u.SourceId
    incarnation: u.Incarnation
    first: int
    updates: int
    first_timestamp: int
    last_timestamp: int
    previous: bytes
    key_epoch: int
    body_bytes: int
    body_hash: bytes

    @classmethod
    def unpack(cls, raw: bytes) -> "Header":
        """The header at the beginning of `raw`.

        Raises:
            BadRun: no update or more than 64, or timestamps that cannot be.
        """
        header = cls._make(_LAYOUT.unpack_from(raw))
        if not 1 <= header.updates <= MAX_UPDATES or header.first < 1:
            text = f"a run holds {header.updates} updates from {header.first}"
            raise BadRun(text, limit="run" if header.updates > MAX_UPDATES else "invalid_run")
        if header.last_timestamp - header.first_timestamp < header.updates - 1:
            raise BadRun("the timestamps of a run must rise")
        if header.last_timestamp >= 2**53:
            raise BadRun(f"the timestamp {header.last_timestamp} is not below 2**53")
        return header

    def pack(self) -> bytes:
        return _LAYOUT.pack(*self)

    def context(self) -> bytes:
        """The packed header up to the body: what encryption binds the body to."""
        return self.pack()[: -_BODY_FIELDS.size]


class Run:
    """One run as it was sent.

    Args:
        raw: header, signature and body.

    Raises:
        BadRun: too short or too long, an unknown version, no update or more than 64,
            timestamps that fall, or a body that is not the one the header speaks of.
    """

    def __init__(self, raw: bytes) -> None:
        if len(raw) < _LAYOUT.size + SIGNATURE_BYTES:
            raise BadRun(f"a run of {len(raw)} bytes is cut short")
        if raw[0] > SEALED:
            raise BadRun(f"the run is of version {raw[0]}, this program knows 0 and 1")
        self.raw = raw
        self.header = header = Header.unpack(raw)
        self.signature = raw[_LAYOUT.size : _LAYOUT.size + SIGNATURE_BYTES]
        self.body = body = raw[_LAYOUT.size + SIGNATURE_BYTES :]
        if len(body) > MAX_BODY_BYTES:
            text = f"the body has {len(body)} bytes, at most {MAX_BODY_BYTES} are read"
            raise BadRun(text, limit="run")
        if len(body) != header.body_bytes:
            raise BadRun(f"the body has {len(body)} bytes, the header says {header.body_bytes}")
        if blake2b(body, digest_size=HASH_BYTES).digest() != header.body_hash:
            raise BadRun("the body is not the one that the header was made for")

    @cached_property
    def hash(self) -> bytes:
        """BLAKE2b-256 of the header: what the next run of the chain names as its previous."""
        return blake2b(self.packed_header, digest_size=HASH_BYTES).digest()

    @property
    def packed_header(self) -> bytes:
        """The header as it was sent: what the signature is over."""
        return self.raw[: _LAYOUT.size]

    @property
    def chain(self) -> Chain:
        return Chain(self.header.source, self.header.incarnation)

    @property
    def last(self) -> int:
        """The sequence of the last update."""
        return self.header.first + self.header.updates - 1

    @property
    def head(self) -> Head:
        """How far the chain goes once this run is in it."""
        return Head(self.last, self.hash, self.header.last_timestamp)

    @classmethod
    def build(cls, header: Header, body: bytes, signature: bytes) -> "Run":
        return cls(header.pack() + signature + body)


def source_in(raw: bytes) -> u.SourceId:
    """Whose run these bytes claim to be, before anything of them is checked."""
    return u.SourceId(raw[_SOURCE])


def write_body(timestamps: Sequence[int], actions: Sequence[bytes]) -> bytes:
    """The plain body: each timestamp's distance to the one before, and the encoded actions."""
    steps = [b - a for a, b in pairwise(timestamps)]
    return _encoder.encode((steps, [msgspec.Raw(action) for action in actions]))


def read_body(header: Header, plain: bytes) -> list[u.Update]:
    """The updates of a run, in order.

    Args:
        header: of the same run, already checked.
        plain: the body, decrypted.

    Raises:
        BadRun: not a body, not as many updates, other timestamps than the header says,
            or an action that may not be sent.
    """
    check_actions = refuse_private  # the rest of it is done while they are read
    try:
        try:
            steps, actions = _SHALLOW_BODY.decode(plain)
        except msgspec.ValidationError:
            check_actions = check  # something is deep, or bad; then this finds out what
            steps, actions = _BODY.decode(plain)
        if len(plain) > MAX_ACTION_BYTES:
            _check_sizes(plain)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        limit = "nesting" if isinstance(error, RecursionError) else "invalid_run"
        raise BadRun(f"the body of a run cannot be read: {error}", limit=limit) from error
    if (
        len(actions) != header.updates
        or len(steps) != header.updates - 1
        or min(steps, default=1) < 1
    ):
        raise BadRun("the body of a run does not hold what its header says")
    if sum(steps) != header.last_timestamp - header.first_timestamp:
        raise BadRun("the timestamps of a run are not those of its header")
    try:
        check_actions(*actions)
    except (TypeError, ValueError) as error:
        limit = "nesting" if isinstance(error, TooDeep) else "invalid_run"
        text = f"a run holds an action that may not be sent: {error}"
        raise BadRun(text, limit=limit) from error
    updates: list[u.Update] = []
    timestamp = header.first_timestamp
    for offset, action in enumerate(actions):
        timestamp += steps[offset - 1] if offset else 0
        updates.append(
            u.Update(
                u.Timestamp(timestamp),
                header.source,
                header.incarnation,
                u.Sequence(header.first + offset),
                action,
            )
        )
    return updates


def _check_sizes(plain: bytes) -> None:
    """Whether each action is as short as its author's program should have seen to.

    Raises:
        BadRun: one is not.
    """
    _, actions = _RAW_BODY.decode(plain)
    longest = max(map(len, map(memoryview, actions)), default=0)
    if longest > MAX_ACTION_BYTES:
        raise BadRun(
            f"a run holds an action of {longest} bytes, at most {MAX_ACTION_BYTES} may be sent",
            limit="action",
        )
