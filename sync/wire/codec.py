"""Actions as bytes: encoded once, and folded by everybody, the author included, from these.

Null, booleans, integers within ±(2**53 - 1), finite floats, text, lists and objects
with text keys pass, nested at most 16 deep and 48 KiB long. What passes reads back
equal on every machine and in every language; what does not is refused at the caller.
"""

import sys
from collections.abc import Mapping
from itertools import chain
from math import isfinite
from typing import Annotated, Any, cast

import msgspec

from ...store.action import PRIVATE_PREFIX, type_of

__all__ = [
    "MAX_ACTION_BYTES",
    "MAX_DEPTH",
    "SHALLOW",
    "TooDeep",
    "check",
    "encode",
    "refuse_private",
]

MAX_ACTION_BYTES = 48 * 1024
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1


class TooDeep(ValueError):
    """Nested more than 16 levels deep, or without end."""


_SCALARS = frozenset({type(None), bool, int, float, str})


def _shallow(levels: int) -> Any:
    """The type of what passes and is nested at most so deep."""
    largest = sys.float_info.max  # and smaller than infinity; NaN is within no bounds
    integer: Any = Annotated[int, msgspec.Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
    number: Any = Annotated[float, msgspec.Meta(ge=-largest, le=largest)]
    scalar: Any = bool | str | integer | number | None
    if not levels:
        return scalar
    value = _shallow(levels - 1)
    return scalar | list[value] | dict[str, value]


SHALLOW: Any = dict[str, _shallow(6)]
"""Nearly every action, as a type that msgspec checks in C while it reads.

It says no to some that pass, nested deeper, and yes to none that do not, but for private
ones. The type doubles with each level, so it stops where actions as a rule do.
"""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(dict[str, Any])
_shallow_decoder = msgspec.msgpack.Decoder(SHALLOW)


def encode(action: object) -> tuple[bytes, dict[str, Any]]:
    """The bytes of `action`, and the action as everybody will read it from them.

    Any mapping counts as an object, so a frozen `meta` is as good as a dict; the action
    itself is only read.

    Raises:
        TypeError: not an object with a string `type`, or something in it is none of
            the kinds that pass; the message names it.
        ValueError: NaN, an infinity, an integer beyond ±(2**53 - 1), a lone surrogate,
            a cycle or nesting over 16, more than 48 KiB, or a type that begins with `@@`.
    """
    refuse_private(action)
    encoded, decoded = _encode_plain(action)
    if decoded is None:
        # Something in it is deep, or no plain JSON. Either it reads as such, like a frozen
        # mapping, or this finds what to name in the error.
        encoded = _encoder.encode(_plain(action, MAX_DEPTH))
        decoded = _decoder.decode(encoded)
    if len(encoded) > MAX_ACTION_BYTES:
        raise ValueError(
            f"the action is {len(encoded)} bytes long, at most {MAX_ACTION_BYTES} can be sent"
        )
    return encoded, decoded


def check(*actions: Mapping[str, Any]) -> None:
    """Whether decoded actions, which somebody else encoded, are such as may be sent.

    It goes through all of them level by level, so that the thousands of numbers of a run
    cost a few passes at the speed of C.

    Raises:
        TypeError, ValueError: as `encode`.
    """
    refuse_private(*actions)
    level: list[Any] = [*actions]
    for _ in range(MAX_DEPTH + 1):
        kinds = set(map(type, level))
        if int in kinds:
            numbers = level if len(kinds) == 1 else [v for v in level if type(v) is int]
            if max(numbers) > MAX_INTEGER or min(numbers) < -MAX_INTEGER:
                raise ValueError("an integer lies beyond ±(2**53 - 1)")
        if float in kinds and not all(isfinite(v) for v in level if type(v) is float):
            raise ValueError("NaN and infinities cannot be sent")
        kinds -= _SCALARS
        if not kinds:
            return
        if not kinds <= {list, dict}:
            raise TypeError(f"{min(kind.__name__ for kind in kinds)} cannot be sent")
        objects: list[dict[object, Any]] = [value for value in level if type(value) is dict]
        lists: list[list[Any]] = [value for value in level if type(value) is list]
        if set(map(type, chain.from_iterable(objects))) - {str}:
            raise TypeError("an object's keys must be text")
        level = [*chain.from_iterable(lists)]
        for value in objects:
            level += value.values()
    raise TooDeep(f"the action is nested more than {MAX_DEPTH} deep")


def refuse_private(*actions: object) -> None:
    """Whether each is an action by its type, and not one that stays on one machine.

    Raises:
        TypeError, ValueError: as `encode`.
    """
    for action in actions:
        if (kind := type_of(action)).startswith(PRIVATE_PREFIX):
            raise ValueError(f"{kind!r} begins with {PRIVATE_PREFIX}: it stays on one machine")


def _encode_plain(action: object) -> tuple[bytes, dict[str, Any] | None]:
    """`encode` at the speed of C, for a shallow action of dicts, lists and scalars."""
    try:
        encoded = _encoder.encode(action)
        decoded = _shallow_decoder.decode(encoded)
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError):
        return b"", None
    # Whatever the encoder converted on its way, a date or a tuple, reads back unequal.
    return encoded, decoded if decoded == action else None


def _plain(value: object, depth: int) -> object:
    """`value` in dicts, lists and plain scalars, refusing what would change on the way."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{value!r} holds a lone surrogate, which is no text") from None
        return str(value)
    if isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise ValueError(f"{value} lies beyond ±(2**53 - 1)")
        return int(value)
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value} cannot be sent: it has no JSON")
        return float(value)
    if depth == 0:
        raise TooDeep(f"the action is nested more than {MAX_DEPTH} deep, or holds itself")
    if isinstance(value, list):
        items = cast("list[object]", value)
        if items and set(map(type, items)) == {int}:
            numbers = cast("list[int]", items)
            if min(numbers) >= -MAX_INTEGER and max(numbers) <= MAX_INTEGER:
                return numbers
        return [_plain(item, depth - 1) for item in items]
    if isinstance(value, Mapping):
        fields = cast("Mapping[object, object]", value)
        plain: dict[str, object] = {}
        for key, item in fields.items():
            if not isinstance(key, str):
                raise TypeError(f"an object's keys must be text, not {key!r}")
            plain[str(_plain(key, depth))] = _plain(item, depth - 1)
        return plain
    raise TypeError(
        f"{value!r} cannot be sent: only null, booleans, numbers, text, lists and objects can"
    )
