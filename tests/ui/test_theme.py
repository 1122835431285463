"""Colours that can be read."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.room import ANA

BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = linear(color.redF()), linear(color.greenF()), linear(color.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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
def test_twelve_people_have_twelve_colours(colors: Theme) -> None:
    assert len(colors.people) == 12
    assert all(one != other for one, other in combinations(colors.people, 2))


def test_somebody_looks_the_same_on_every_machine_and_in_every_theme() -> None:
    theme.choose("light")
    light = theme.look(ANA)
    theme.choose("dark")
    dark = theme.look(ANA)

    assert light.mark == dark.mark
    assert LIGHT.people.index(light.color) == DARK.people.index(dark.color)
