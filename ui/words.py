"""Numbers, times and other people's texts, as they are shown."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from unicodedata import category

__all__ = [
    "ago",
    "breakable",
    "called",
    "clock",
    "clock_with_tenths",
    "count",
    "day_and_clock",
    "duration",
    "plain",
    "thousands",
    "tooltip",
]

LONGEST_NAME = 40

LONGEST = 300
"""Longer texts are cut in the middle: views stutter on very long ones."""

SECOND = 1_000_000

_ACT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")
"""Letters and marks of which nothing shows."""

MOST_ACCENTS = 4
"""On one letter: what languages need."""

_TOO_LONG = re.compile(r"\S{30}(?=\S)")


def plain(text: str, limit: int = LONGEST) -> str:
    """`text` of somebody else on one line, without characters that act instead of show.

    Control, format and bidirectional characters and such that show nothing are left out,
    and so are accents piled higher than a line, so that a name cannot turn around, hide or
    paint over what stands beside it.
    """
    if len(text) > 4 * limit:
        text = text[: 2 * limit] + "…" + text[-2 * limit :]
    spaced = " ".join(text.split())
    shown = spaced if spaced.isascii() and spaced.isprintable() else "".join(_shown(spaced))
    if len(shown) <= limit:
        return shown
    half = (limit - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"


def called(name: str, source: bytes) -> str:
    """What to show for somebody's `name`: the beginning of their key where nothing is left."""
    return plain(name, LONGEST_NAME).strip() or source.hex()[:8]


def breakable(text: str) -> str:
    """`text` with places to break its long words at, which a label would let stick out."""
    return _TOO_LONG.sub(lambda word: word.group() + "\u200b", text)


def tooltip(text: str) -> str:
    """`text` for a tooltip, where Qt takes for rich text what looks like it."""
    return "<p style='white-space:pre'>" + html.escape(text) + "</p>"


def thousands(number: int) -> str:
    """`number` with narrow spaces: 1 032."""
    return f"{number:,}".replace(",", "\u202f").replace("-", "−")


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 action', '5 actions'."""
    return f"{thousands(number)} {one if number == 1 else many or one + 's'}"


def clock(timestamp: int) -> str:
    """Microseconds since 1970 as local time: 14:01:55."""
    moment = _moment(timestamp)
    return f"{moment:%H:%M:%S}" if moment else "–"


def day_and_clock(timestamp: int) -> str:
    """Microseconds since 1970 as local day and time: 24 Nov 14:01."""
    moment = _moment(timestamp)
    return f"{moment:%d %b %H:%M}".lstrip("0") if moment else "–"


def clock_with_tenths(timestamp: int) -> str:
    """As `clock`, and a tenth of a second: 14:01:55.9."""
    return f"{clock(timestamp)}.{timestamp % SECOND // 100_000}"


def duration(microseconds: int) -> str:
    """How long, in the largest unit that says something: 3.2 s, 4 min, 2 h, 5 d."""
    seconds = max(microseconds, 0) / SECOND
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    for size, name in ((86_400, "d"), (3_600, "h")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds / 60:.0f} min"


def ago(microseconds: int) -> str:
    """'just now', '3 s ago', '4 min ago'."""
    seconds = microseconds // SECOND
    if seconds < 2:
        return "just now"
    return f"{seconds} s ago" if seconds < 60 else f"{duration(microseconds)} ago"


def _shown(text: str) -> Iterator[str]:
    accents = 0
    for character in text:
        kind = category(character)
        accents = accents + 1 if kind in ("Mn", "Me") else 0
        if kind not in _ACT and character not in _BLANK and accents <= MOST_ACCENTS:
            yield character


def _moment(timestamp: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(timestamp / SECOND)
    except (OverflowError, OSError, ValueError):  # a clock may count anything
        return None
