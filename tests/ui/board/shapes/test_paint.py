import pytest
from PySide6.QtGui import QColor

from redux_scuttlebutt.ui.board.shapes.paint import ink_of
from redux_scuttlebutt.ui.board.tools.widths import INKS
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_ink_has_a_colour_that_can_be_seen(theme: Theme) -> None:
    for ink in INKS:
        assert contrast(ink_of(theme, ink), theme.paper) >= 3, ink


def test_a_custom_colour_is_itself_and_an_unknown_one_is_text() -> None:
    assert ink_of(LIGHT, "#123456") == QColor("#123456")
    assert ink_of(DARK, "no such ink") == DARK.text


def contrast(a: QColor, b: QColor) -> float:
    """The contrast of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: QColor) -> float:
    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
