"""How well a colour can be seen on a ground, and the colours next to it that can.

Contrast is that of WCAG 2.2: from 1, the same, to 21, black on white. Words need 4.5, marks
and frames 3. For a system that asks for high contrast, words need 7 and marks 4.5.
"""

from functools import lru_cache

from PySide6.QtGui import QColor

__all__ = ["MARK", "WORDS", "contrast", "faint", "readable"]

WORDS, MARK = 4.5, 3.0
STEPS = 50
BRIGHT = 0.1791
"""A ground of this luminance is as far from black as from white."""


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two opaque colours, whichever is the ground."""
    low, high = sorted((_luminance(one.rgb()), _luminance(other.rgb())))
    return (high + 0.05) / (low + 0.05)


def readable(color: QColor, ground: QColor, least: float = WORDS) -> QColor:
    """`color`, or what lies nearest to it on the way to black or white and can be seen."""
    end = 0x000000 if _luminance(ground.rgb()) > BRIGHT else 0xFFFFFF
    return QColor(_first(color.rgb(), end, ground.rgb(), least))


def faint(color: QColor, ground: QColor, least: float = MARK, share: float = 0.0) -> QColor:
    """As little of `color` on `ground` as can be seen, but no less than `share` of it."""
    on, most = ground.rgb(), readable(color, ground, least).rgb()
    return QColor(_first(_mixed(on, most, share), most, on, least))


@lru_cache(maxsize=2048)
def _first(start: int, end: int, ground: int, least: float) -> int:
    """The first colour from `start` to `end` with enough contrast, or `end`."""
    on = QColor(ground)
    for step in range(STEPS):
        color = QColor(_mixed(start, end, step / STEPS))
        if contrast(color, on) >= least:
            return color.rgb()
    return QColor(end).rgb()


def _mixed(start: int, end: int, share: float) -> int:
    one, other = QColor(start), QColor(end)
    return QColor(
        round(one.red() + (other.red() - one.red()) * share),
        round(one.green() + (other.green() - one.green()) * share),
        round(one.blue() + (other.blue() - one.blue()) * share),
    ).rgb()


@lru_cache(maxsize=2048)
def _luminance(rgb: int) -> float:
    color = QColor(rgb)
    red, green, blue = map(_linear, (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
