"""Frames of an honest conversation, altered: as bytes, as MessagePack, as messages, as runs."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, cast

import msgspec
from hypothesis import strategies as st

from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.messages import (
    MAX_FRAME_BYTES,
    Beat,
    Bye,
    Chunk,
    Delta,
    Digest,
    Entry,
    Facts,
    FactsDigest,
    Hello,
    Newest,
    Want,
    encode,
)
from redux_scuttlebutt.sync.messages import decode as decode_message
from redux_scuttlebutt.sync.run import HEADER_BYTES, SIGNATURE_BYTES, Header, Run

__all__ = ["Change", "changes", "distort"]


class Change(NamedTuple):
    """What is done to which frame; `where` and `value` are taken modulo what there is."""

    kind: str
    which: int
    where: int
    value: int


_FIELDS = Header._fields
_INTEGERS = {"version", "incarnation", "first", "updates", "first_timestamp", "last_timestamp",
             "key_epoch", "body_bytes"}  # fmt: skip
_WIDTHS = {"version": 8, "incarnation": 32, "first": 64, "updates": 16, "first_timestamp": 64,
           "last_timestamp": 64, "key_epoch": 32, "body_bytes": 32}  # fmt: skip
_ODD: list[Any] = [None, True, -1, 0, 1, 2**53, 2**63, 1.5, "", "增" * 300, b"", bytes(32),
                   bytes(33), [], [[]], {}, {"a": 1}, [b"x"] * 3]  # fmt: skip
_packer = msgspec.msgpack.Encoder()


def distort(frames: Sequence[bytes], changes: Sequence[Change]) -> list[bytes]:
    """The conversation `frames`, with all `changes` made to it in turn."""
    said = list(frames)
    for change in changes:
        if not said:
            break
        at = change.which % len(said)
        if change.kind in _ORDER:
            said = _ORDER[change.kind](said, at, change.where % len(said))
        else:
            said[at] = _FRAME[change.kind](said[at], change.where, change.value)
    return said


# The order of frames

_ORDER: dict[str, Callable[[list[bytes], int, int], list[bytes]]] = {
    "drop": lambda said, at, _: said[:at] + said[at + 1 :],
    "twice": lambda said, at, to: [*said[:to], said[at], *said[to:]],
    "move": lambda said, at, to: _insert_at(said[:at] + said[at + 1 :], to, said[at]),
    "cut short": lambda said, at, _: said[:at],
}


def _insert_at(rest: list[bytes], to: int, frame: bytes) -> list[bytes]:
    return [*rest[:to], frame, *rest[to:]]


# One frame, as bytes


def _flip(frame: bytes, where: int, value: int) -> bytes:
    changed = bytearray(frame)
    if changed:
        changed[where % len(changed)] ^= 1 << value % 8
    return bytes(changed)


def _truncate(frame: bytes, where: int, _value: int) -> bytes:
    return frame[: where % (len(frame) + 1)]


def _insert(frame: bytes, where: int, value: int) -> bytes:
    at = where % (len(frame) + 1)
    return frame[:at] + value.to_bytes(8, "big") + frame[at:]


def _oversize(frame: bytes, where: int, value: int) -> bytes:
    return frame + bytes([value % 256]) * (MAX_FRAME_BYTES + where % 1000)


def _count(frame: bytes, where: int, value: int) -> bytes:
    """Let the frame say that it holds another number of fields."""
    return bytes([0x90 | value % 16]) + frame[1:] if frame else frame


# One frame, as MessagePack


def _odd_field(frame: bytes, where: int, value: int) -> bytes:
    """Put another value somewhere into the nested arrays."""
    try:
        whole: Any = msgspec.msgpack.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return frame
    place = whole
    while isinstance(place, list) and place:
        items = cast("list[Any]", place)
        at = where % len(items)
        where //= len(items)
        if not isinstance(items[at], list) or where % 3 == 0:
            items[at] = _ODD[value % len(_ODD)]
            break
        place = items[at]
    return _packer.encode(whole)


# One frame, as a message


def _message(frame: bytes, where: int, value: int) -> bytes:
    """Another value for a field, of the right type."""
    try:
        message = decode_message(frame)
    except ProtocolError:
        return frame
    match message:
        case Beat() | Chunk() | Want() | Hello():
            name = message.__struct_fields__[where % len(message.__struct_fields__)]
            old = getattr(message, name)
            made: dict[type, object] = {
                int: value % 2**32,
                float: value / 3,
                str: "x",
                bytes: value.to_bytes(32, "big"),
                list: ["what nobody knows"],
            }
            new = made[type(old)]
            return encode(msgspec.structs.replace(message, **{name: new}))
        case Digest():
            return encode(_digest(message, where, value))
        case Delta():
            return encode(Delta(_runs(message.runs, where, value)))
        case FactsDigest():
            newest = [Newest(value.to_bytes(32, "big"), value % 2**53), *message.newest]
            return encode(FactsDigest(newest[: where % 3], more=not message.more))
        case Facts():
            facts = [msgspec.structs.replace(fact, version=1 + value) for fact in message.facts]
            return encode(Facts([*facts, *message.facts][where % 2 :]))
        case Bye():
            return encode(msgspec.structs.replace(message, redial=not message.redial))


def _digest(digest: Digest, where: int, value: int) -> Digest:
    entries = list(digest.entries)
    if not entries or where % 8 == 0:
        return msgspec.structs.replace(digest, whole=bool(value & 1), more=bool(value & 2))
    at = where // 8 % len(entries)
    changes: dict[str, Any] = [
        {"last": value % 2**53},
        {"last": max(entries[at].last + value % 5 - 2, 0)},
        {"incarnation": value % 2**32},
        {"source": value.to_bytes(32, "big")},
        {"hash": value.to_bytes(8, "big")},
    ][where % 5]
    entries.insert(at, msgspec.structs.replace(entries[at], **changes))
    if value & 1:
        del entries[at + 1]
    assert all(isinstance(entry, Entry) for entry in entries)
    return msgspec.structs.replace(digest, entries=entries[:1000])


def _runs(runs: list[bytes], where: int, value: int) -> list[bytes]:
    if not runs or where % 5 == 0:
        return [runs, runs[::-1], runs + runs, runs[1:], []][value % 5]
    at = where // 5 % len(runs)
    return [*runs[:at], _run(runs[at], where // 7, value), *runs[at + 1 :]]


# One run


def _run(raw: bytes, where: int, value: int) -> bytes:
    """Another field in the header, or another body; the rest may be put right around it."""
    try:
        run = Run(raw)
    except Exception:
        return raw  # altered before
    header, body, signature = run.header, run.body, run.signature
    name = [*_FIELDS, "body", "signature"][where % (len(_FIELDS) + 2)]
    where //= len(_FIELDS) + 2
    if name == "signature":
        signature = [bytes(SIGNATURE_BYTES), _flip(signature, where, value)][value & 1]
    elif name == "body":
        body = [_flip, _insert, _truncate][where % 3](body, where, value)
    elif name in _INTEGERS:
        near = max(getattr(header, name) + value % 7 - 3, 0)
        number = near if where & 1 else value
        header = header._replace(**{name: number % 2 ** _WIDTHS[name]})
    else:
        header = header._replace(**{name: value.to_bytes(32, "big")})
    if value % 3:  # whoever forges puts the body's length and hash right
        digest = blake2b(body, digest_size=32).digest()
        header = header._replace(body_bytes=len(body), body_hash=digest)
    if value % 5 == 0:  # and signs as somebody, who is not the source
        signature = blake2b(header.pack(), key=b"the forger's", digest_size=64).digest()
    assert len(header.pack()) == HEADER_BYTES
    return header.pack() + signature + body


_FRAME: dict[str, Callable[[bytes, int, int], bytes]] = {
    "flip": _flip,
    "insert": _insert,
    "truncate": _truncate,
    "oversize": _oversize,
    "count": _count,
    "noise": lambda _, where, value: (value.to_bytes(8, "big") * 40)[: where % 300],
    "odd field": _odd_field,
    "message": _message,
    "message again": _message,  # where the deep places are
    "message once more": _message,
}

_numbers = st.integers(0, 2**64 - 1)
_small = st.integers(0, 2**16)

changes = st.lists(
    st.builds(Change, st.sampled_from([*_ORDER, *_FRAME]), _small, _small, _small | _numbers),
    min_size=1,
    max_size=4,
)
"""Some changes, one after the other."""
