import pytest
from PySide6.QtGui import QColor

from redux_scuttlebutt.ui.board.shapes.paint import ink_of
from redux_scuttlebutt.ui.board.tools.widths import INKS
from redux_scuttlebutt.ui.contrast import contrast
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_ink_has_a_colour_that_can_be_seen(theme: Theme) -> None:
    for ink in INKS:
        assert contrast(ink_of(theme, ink), theme.paper) >= 3, ink


def test_a_custom_colour_is_itself_and_an_unknown_one_is_text() -> None:
    assert ink_of(LIGHT, "#123456") == QColor("#123456")
    assert ink_of(DARK, "no such ink") == DARK.text
