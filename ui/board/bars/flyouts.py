"""What opens beside the buttons for colours and widths, where there is little room."""

from collections.abc import Callable, Sequence
from functools import partial

from ...commands.keymap import KeyMap
from ..tools.pen import Pen
from ..tools.widths import INKS
from .choice import Choice
from .flyout import Flyout
from .palette import ask_for_color, color_choices, paint_any_color, width_choices

__all__ = ["open_beside", "open_inks", "open_widths"]


def open_beside(
    button: Choice, name: str, columns: int, choices: Sequence[Choice], keys: KeyMap | None
) -> None:
    """Open a panel of `choices` beside `button`, which say by which `keys` they are reached."""
    flyout = Flyout(button, name, columns)
    for choice in choices:
        if keys is not None:
            choice.show_keys(keys)
    flyout.add(choices)
    flyout.open()


def open_inks(
    button: Choice, pen: Pen, choose: Callable[[str], object], keys: KeyMap | None
) -> None:
    """Offer the colours there are, those of one's own, and one more."""
    inks = (*INKS, *pen.custom)
    choices = color_choices(button, inks)
    for ink, choice in zip(inks, choices, strict=True):
        choice.setChecked(ink == pen.ink)
        choice.clicked.connect(partial(choose, ink))
    more = Choice("Colour of your own", "", paint_any_color, button)
    more.clicked.connect(lambda: ask_for_color(button, pen.ink, choose))
    open_beside(button, "Colours", 4, [*choices, more], keys)


def open_widths(
    button: Choice, pen: Pen, choose: Callable[[int], object], keys: KeyMap | None
) -> None:
    """Offer the widths 1 to 5, as they are for the tool in the hand."""
    choices = width_choices(button, lambda: pen.kind)
    for index, choice in enumerate(choices, 1):
        choice.setChecked(index == pen.width)
        choice.clicked.connect(partial(choose, index))
    open_beside(button, "Widths", 5, choices, keys)
