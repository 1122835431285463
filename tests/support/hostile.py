"""Frames of an honest conversation, altered: as bytes, as MessagePack, as messages, as runs."""

from collections.abc import Callable, Sequence
from math import inf, nan
from typing import Any, NamedTuple, cast

import msgspec
from hypothesis import strategies as st

from redux_scuttlebutt.sync.wire.messages import MAX_FRAME_BYTES

from .hostile_messages import alter, flip, insert, truncate

__all__ = ["Change", "changes", "distort"]


class Change(NamedTuple):
    """What is done to which frame; `where` and `value` are taken modulo what there is."""

    kind: str
    which: int
    where: int
    value: int


_ODD: list[Any] = [None, True, -1, 0, 1, 2**53, 2**63, 1.5, nan, inf, -inf, -0.5, "",
                   "增" * 300, b"", bytes(32), bytes(33), [], [[]], {}, {"a": 1},
                   [b"x"] * 3]  # fmt: skip
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


_FRAME: dict[str, Callable[[bytes, int, int], bytes]] = {
    "flip": flip,
    "insert": insert,
    "truncate": truncate,
    "oversize": _oversize,
    "count": _count,
    "noise": lambda _, where, value: (value.to_bytes(8, "big") * 40)[: where % 300],
    "odd field": _odd_field,
    "message": alter,
    "message again": alter,  # where the deep places are
    "message once more": alter,
}

_numbers = st.integers(0, 2**64 - 1)
_small = st.integers(0, 2**16)

changes = st.lists(
    st.builds(Change, st.sampled_from([*_ORDER, *_FRAME]), _small, _small, _small | _numbers),
    min_size=1,
    max_size=4,
)
"""Some changes, one after the other."""
