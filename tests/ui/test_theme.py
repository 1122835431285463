"""Colours that can be read."""

from collections.abc import Iterable
from itertools import combinations
from math import dist

import pytest
from PySide6.QtGui import QColor

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.contrast import contrast
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.room import ANA

BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)


# Linear RGB as seen with each deficiency (Machado, Oliveira and Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", 2009, severity 1.0).
DEFICIENCIES = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

Matrix = tuple[tuple[float, ...], ...]


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def lab(color: QColor, eyes: Matrix) -> tuple[float, float, float]:
    """CIE L*a*b* of `color` as `eyes` see it."""
    parts = [linear(part) for part in (color.redF(), color.greenF(), color.blueF())]
    red, green, blue = (min(max(sumprod(row, parts), 0), 1) for row in eyes)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def sumprod(row: Iterable[float], parts: Iterable[float]) -> float:
    return sum(weight * part for weight, part in zip(row, parts, strict=True))


@BOTH
@pytest.mark.parametrize("token", ["text", "muted", "accent", "past", "what_if", "good", "bad"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_words_can_be_read(colors: Theme, token: str, ground: str) -> None:
    assert contrast(getattr(colors, token), getattr(colors, ground)) >= 4.5


@BOTH
def test_strokes_and_marks_stand_out(colors: Theme) -> None:
    for color in (*colors.inks.values(), *colors.people):
        assert contrast(color, colors.paper) >= 3, color.name()
        assert contrast(color, colors.panel) >= 3, color.name()


@BOTH
def test_a_late_badge_can_be_read_on_its_own_ground(colors: Theme) -> None:
    ground = theme.mixed(colors.past, colors.paper, 0.12)

    assert contrast(colors.past, ground) >= 4.5


@BOTH
@pytest.mark.parametrize("eyes", DEFICIENCIES)
def test_twelve_people_are_told_apart_by_any_eyes(colors: Theme, eyes: str) -> None:
    seen = [lab(color, DEFICIENCIES[eyes]) for color in colors.people]

    assert len(seen) == 12
    assert min(dist(one, other) for one, other in combinations(seen, 2)) >= 15


def test_somebody_looks_the_same_on_every_machine_and_in_every_theme() -> None:
    theme.choose("light")
    light = theme.look(ANA)
    theme.choose("dark")
    dark = theme.look(ANA)

    assert light.mark == dark.mark
    assert LIGHT.people.index(light.color) == DARK.people.index(dark.color)
