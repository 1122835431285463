"""A presence as the value of a fact: a MessagePack array of at most 6 KiB.

A line is written as its first point and then the steps from each to the next, which are
small. What comes from others is believed only if every number and length in it is sound.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from ...store.documents.fields import MOST, MOST_POINTS
from .presence import Drawing, GoingOn, Pointing, Presence, Typing, outward

__all__ = ["MAX_PRESENCE_BYTES", "decode_presence", "encode_presence"]

MAX_PRESENCE_BYTES = 6 * 1024

_PART_BYTES = MAX_PRESENCE_BYTES // 3
"""Of what is too long altogether, a part below this stays as it is."""

_decoder = msgspec.msgpack.Decoder(Presence)
_encode = msgspec.msgpack.encode


def encode_presence(presence: Presence) -> bytes:
    """The bytes that tell others of `presence`: of what is too long, the last or first part."""
    told = outward(presence)
    while len(value := _encode(_written(told))) > MAX_PRESENCE_BYTES:
        told = _shorter(told)
    return value


def decode_presence(value: bytes) -> Presence | None:
    """The presence in the value of a fact, or None where that is none."""
    if len(value) > MAX_PRESENCE_BYTES:
        return None
    try:
        presence = _decoder.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    doing = presence.going_on
    if not isinstance(doing, Drawing | Pointing):
        return presence
    points = tuple(_summed(doing.points))
    count, odd = divmod(len(points), 2)
    pressures = doing.pressures if isinstance(doing, Drawing) else ()
    is_sound = (
        not odd
        and count > 0
        and doing.start + count <= MOST_POINTS
        and len(pressures) in (0, count)
        and min(points) >= -MOST
        and max(points) <= MOST
    )
    return replace(presence, going_on=replace(doing, points=points)) if is_sound else None


def _written(presence: Presence) -> Presence:
    doing: GoingOn | None = presence.going_on
    if isinstance(doing, Drawing | Pointing):
        points = doing.points
        steps = (b - a for a, b in zip(points, points[2:], strict=False))
        doing = replace(doing, points=(*points[:2], *steps))
    elif isinstance(doing, Typing):
        # Half a surrogate pair is no text, and a keyboard may have just begun one.
        doing = replace(doing, text=doing.text.encode(errors="replace").decode())
    return replace(presence, going_on=doing)


def _summed(steps: Iterable[int]) -> Iterable[int]:
    x = y = 0
    for number, step in enumerate(steps):
        if number % 2:
            y += step
            yield y
        else:
            x += step
            yield x


def _shorter(presence: Presence) -> Presence:
    doing = presence.going_on
    if doing is None or len(_encode(presence.selection)) > _PART_BYTES:
        return replace(presence, selection=presence.selection[: len(presence.selection) // 2])
    if isinstance(doing, Drawing | Pointing):
        before = max(len(doing.points) // 4, 1)
        shorter = replace(doing, points=doing.points[2 * before :], start=doing.start + before)
        if isinstance(shorter, Drawing):
            shorter = replace(shorter, pressures=shorter.pressures[before:])
        return replace(presence, going_on=shorter)
    if isinstance(doing, Typing):
        return replace(presence, going_on=replace(doing, text=doing.text[: len(doing.text) // 2]))
    return replace(presence, selection=())
