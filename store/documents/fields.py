"""How each field of a shape is written in an action, and what is refused."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from ..reducer import Refused
from .said import said
from .zkeys import is_key

__all__ = [
    "FIELDS",
    "INKS",
    "LONGEST_ID",
    "LONGEST_TEXT",
    "MOST",
    "MOST_POINTS",
    "MOST_SCALE",
    "MOST_WIDTH",
    "PRESSURE",
    "UNIT",
    "Fields",
    "as_fields",
    "id_of",
    "ids_of",
    "numbers_of",
    "points_from",
    "pressures_from",
]

UNIT = 64
"""Coordinates in one pixel at 100 %."""

MOST = 2**40
"""The largest coordinate: no sum of moves leaves the integers that JSON keeps exactly."""

MOST_SCALE = 2**50
"""The largest number in a matrix: a million times as large."""

MOST_WIDTH = 1024 * UNIT

PRESSURE = 1023

MOST_POINTS = 2**16
"""Of one stroke, however many actions drew it: each of them copies those before."""

LONGEST_ID = 100
"""Characters, so that whatever is on the board can be named in an action."""

LONGEST_TEXT = 4096
"""Bytes of UTF-8."""

INKS = ("ink", "red", "orange", "yellow", "green", "blue", "violet", "grey")
"""Colours that look different on light and on dark paper."""

Fields: TypeAlias = Mapping[str, object]

_COLOR = re.compile(r"#[0-9a-f]{6}")
_BLOB = re.compile(r"[0-9a-f]{64}")
_IMAGE_TYPE = re.compile(r"image/[a-z0-9][a-z0-9.+-]{0,60}")
_INKS = frozenset(INKS)


def as_fields(value: object, what: str) -> Fields:
    """`value`, if it is an object.

    Raises:
        Refused: it is anything else.
    """
    if type(value) is not dict and not isinstance(value, Mapping):
        raise Refused(f"{what} is {said(value)}, expected an object")
    return cast("Fields", value)


def id_of(value: object) -> str:
    """`value`, if it can name a shape."""
    if not isinstance(value, str) or not value:
        raise Refused(f"the id is {said(value)}, expected a text")
    if len(value) > LONGEST_ID:
        raise Refused(f"the id has {len(value)} characters, at most {LONGEST_ID} are accepted")
    return value


def ids_of(value: object) -> list[str]:
    """The shapes that `value` names, each once."""
    if not isinstance(value, list) or not value:
        raise Refused(f"ids are {said(cast('object', value))}, expected a list of shapes")
    return list(dict.fromkeys(map(id_of, cast("list[object]", value))))


def numbers_of(value: object, what: str, count: int) -> list[int]:
    """`value`, if it is a list of so many whole numbers that are coordinates."""
    if type(value) is not list or list(map(type, cast("list[Any]", value))) != [int] * count:
        raise Refused(f"{what} is {said(cast('object', value))}, expected {count} whole numbers")
    numbers = cast("list[int]", value)
    if max(numbers) > MOST or min(numbers) < -MOST:
        raise Refused(f"a coordinate of {what} lies beyond ±{MOST}")
    return numbers


def points_from(value: object) -> tuple[int, ...]:
    """`value` as points, which are checked all at once: a stroke has thousands of numbers."""
    # A row of booleans or of lists would pass for whole numbers if only compared.
    if type(value) is not list or set(map(type, cast("list[Any]", value))) != {int}:
        raise Refused("points are a list [x, y, x, y, ...] of whole numbers, and not none")
    numbers = cast("list[int]", value)
    if len(numbers) % 2:
        raise Refused(f"points are pairs of numbers, and these are {len(numbers)} numbers")
    if max(numbers) > MOST or min(numbers) < -MOST:
        raise Refused(f"a coordinate lies beyond ±{MOST}")
    return tuple(numbers)


def pressures_from(value: object) -> tuple[int, ...]:
    """`value` as one pressure for each point, or none."""
    if type(value) is not list or not set(map(type, cast("list[Any]", value))) <= {int}:
        raise Refused("pressures are a list of whole numbers, one for each point, or empty")
    numbers = cast("list[int]", value)
    if numbers and not 0 <= min(numbers) <= max(numbers) <= PRESSURE:
        raise Refused(f"pressure goes from 0 to {PRESSURE}")
    return tuple(numbers)


def _z(value: object) -> str:
    if not isinstance(value, str) or not is_key(value):
        raise Refused(f"the place z is {said(value)}, expected a key such as 'a0'")
    return value


def _color(value: object) -> str:
    if not isinstance(value, str) or not (value in _INKS or _COLOR.fullmatch(value)):
        raise Refused(f"the colour is {said(value)}, expected #rrggbb or one of {', '.join(INKS)}")
    return value


def _width(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_WIDTH:
        raise Refused(f"the width is {said(value)}, expected 1 to {MOST_WIDTH} in 1/64 pixels")
    return value


def _coordinate(value: object) -> int:
    if type(value) is not int or not -MOST <= value <= MOST:
        raise Refused(f"a coordinate is {said(value)}, expected a whole number within ±{MOST}")
    return value


def _matrix(value: object) -> tuple[int, ...]:
    numbers = cast("list[int]", value)
    if type(value) is not list or list(map(type, numbers)) not in ([], [int] * 4):
        raise Refused(f"the matrix is {said(numbers)}, expected four whole numbers or none")
    if not numbers:
        return ()
    a, b, c, d = numbers
    if max(map(abs, (a, b, c, d))) > MOST_SCALE or a * d == b * c:
        raise Refused(f"the matrix {said(numbers)} makes the shape too large or flat")
    return (a, b, c, d)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused(f"the text is {said(value)}, expected a text")
    try:
        length = len(value.encode())
    except UnicodeEncodeError:
        raise Refused("the text has half a character in it") from None
    if length > LONGEST_TEXT:
        raise Refused(f"the text is {length} bytes long, at most {LONGEST_TEXT} are accepted")
    return value


def _size(value: object) -> tuple[int, ...]:
    width, height = numbers_of(value, "the size", 2)
    if min(width, height) < 1:
        raise Refused(f"the size is {said(value)}, expected a width and a height of 1 and more")
    return (width, height)


def _blob(value: object) -> str:
    if not isinstance(value, str) or not _BLOB.fullmatch(value):
        raise Refused(f"the blob is {said(value)}, expected 64 digits in lower-case hexadecimal")
    return value


def _image_type(value: object) -> str:
    if not isinstance(value, str) or not _IMAGE_TYPE.fullmatch(value):
        raise Refused(f"the type is {said(value)}, expected one of images, such as 'image/png'")
    return value


FIELDS: Mapping[str, Callable[[object], Any]] = {
    "z": _z,
    "points": points_from,
    "pressures": pressures_from,
    "color": _color,
    "width": _width,
    "x": _coordinate,
    "y": _coordinate,
    "matrix": _matrix,
    "text": _text,
    "size": _size,
    "blob": _blob,
    "type": _image_type,
}
"""All that a shape is described by, beside its id and its kind, and how it is read."""
