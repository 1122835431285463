"""Places from back to front, as short texts that sort bytewise and have room between them.

A key is a whole number, whose first letter tells its length, and perhaps a fraction, in
base 62 (David Greenspan, "Implementing Fractional Indexing", 2020). So whoever draws in
front of everything counts on: ten thousand keys are of at most four letters. A fraction
does not end in 0, which would have no room before it.
"""

__all__ = ["LONGEST_KEY", "above", "below", "between", "is_key", "keys_between"]

LONGEST_KEY = 128
"""Letters: between the same two neighbours there is room for some 600 keys one by one."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_FIRST = "a0"
_LOWEST, _HIGHEST = "A" + "0" * 26, "z" * 27


def is_key(text: str) -> bool:
    """Whether `text` is a place that others can be found in front of, behind and beside."""
    if not (text.isascii() and text.isalnum() and text[0].isalpha()) or len(text) > LONGEST_KEY:
        return False
    whole, fraction = _parts(text)
    if len(whole) != _length(whole[0]) or fraction.endswith("0"):
        return False
    return text != _LOWEST  # behind which nothing could ever lie


def between(back: str | None, front: str | None) -> str:
    """A key between two others; None stands for behind, or in front of, everything.

    Raises:
        ValueError: `back` does not lie behind `front`, or the key would be too long.
    """
    if back is not None and front is not None and back >= front:
        raise ValueError(f"{back!r} does not lie behind {front!r}, so there is no place between")
    key = _between(back, front)
    if not is_key(key):
        raise ValueError(f"there is no more room between {back!r} and {front!r}")
    return key


def above(key: str | None) -> str:
    """The next key in front of `key`; `key` itself where there is none, so that ids decide."""
    if key is None:
        return _FIRST
    try:
        return between(key, None)
    except ValueError:
        return key


def below(key: str | None) -> str:
    """The next key behind `key`; `key` itself where there is none, so that ids decide."""
    if key is None:
        return _FIRST
    try:
        return between(None, key)
    except ValueError:
        return key


def keys_between(back: str | None, front: str | None, count: int) -> list[str]:
    """So many keys between two others, from back to front; arguments as for `between`.

    Raises:
        ValueError: as `between`.
    """
    if count <= 0:
        return []
    if front is None or back is None:
        keys = [between(back, front)]
        for _ in range(count - 1):
            keys.append(between(keys[-1], None) if front is None else between(None, keys[-1]))
        return keys if front is None else keys[::-1]
    middle = between(back, front)
    half = count // 2
    return [
        *keys_between(back, middle, half),
        middle,
        *keys_between(middle, front, count - half - 1),
    ]


def _between(back: str | None, front: str | None) -> str:
    if back is None:
        if front is None:
            return _FIRST
        whole, fraction = _parts(front)
        if fraction and whole != _LOWEST:
            return whole
        return whole + _fraction("", fraction) if fraction else _previous(whole)
    whole, fraction = _parts(back)
    if front is None:
        return whole + _fraction(fraction, None) if whole == _HIGHEST else _next(whole)
    whole_in_front, fraction_in_front = _parts(front)
    if whole == whole_in_front:
        return whole + _fraction(fraction, fraction_in_front)
    following = _next(whole)
    return following if following < front else whole + _fraction(fraction, None)


def _parts(key: str) -> tuple[str, str]:
    """The whole number and the fraction of `key`."""
    length = _length(key[0])
    return key[:length], key[length:]


def _length(head: str) -> int:
    return ord(head) - 95 if head >= "a" else 92 - ord(head)


def _next(whole: str) -> str:
    """The whole number after `whole`, which is not the highest."""
    digits = whole[1:].rstrip("z")
    zeros = "0" * (len(whole) - 1 - len(digits))
    if digits:
        return whole[0] + digits[:-1] + _DIGITS[_VALUES[digits[-1]] + 1] + zeros
    head = ord(whole[0])
    if head == 90:
        return _FIRST
    return chr(head + 1) + (zeros + "0" if head >= 97 else zeros[1:])


def _previous(whole: str) -> str:
    """The whole number before `whole`, which is not the lowest."""
    digits = whole[1:].rstrip("0")
    highest = "z" * (len(whole) - 1 - len(digits))
    if digits:
        return whole[0] + digits[:-1] + _DIGITS[_VALUES[digits[-1]] - 1] + highest
    head = ord(whole[0])
    if head == 97:
        return "Zz"
    return chr(head - 1) + (highest[1:] if head >= 97 else highest + "z")


def _fraction(low: str, high: str | None) -> str:
    """A fraction between two others, of which neither ends in 0; no `high` stands for 1."""
    kept = ""
    while True:
        place = len(kept)
        first = _VALUES[low[place]] if place < len(low) else 0
        last = 62 if high is None else _VALUES[high[place]]
        if first == last:
            kept += _DIGITS[first]
        elif last - first > 1:
            return kept + _DIGITS[(first + last + 1) // 2]
        elif high is not None and len(high) > place + 1:
            return kept + high[place]
        else:
            kept, high = kept + _DIGITS[first], None
