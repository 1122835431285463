"""Colour and width, of what will be drawn, is being written, and is selected."""

from collections.abc import Callable

from ..shapes.figure import Figure
from ..writing.scribe import Scribe
from .desk import Desk
from .pointer import Action
from .styling import recolored, rewidened

__all__ = ["Inking"]


class Inking:
    """How everything on `desk` looks.

    Args:
        change: does what is made of the selection, unless there is none, or it may not be.
    """

    def __init__(
        self,
        desk: Desk,
        scribe: Scribe,
        change: Callable[[Callable[[list[Figure]], Action | None]], object],
    ) -> None:
        self._pen = desk.pen
        self._scribe = scribe
        self._change = change

    def set_ink(self, ink: str) -> None:
        """Draw in another colour from now on, and have what is selected in it.

        Raises:
            ValueError: there is no such colour.
        """
        self._pen.set_ink(ink)
        self._recolor()

    def next_ink(self) -> None:
        """The next colour of the row."""
        self._pen.next_ink()
        self._recolor()

    def swap_inks(self) -> None:
        """The colour before."""
        self._pen.swap_inks()
        self._recolor()

    def set_width(self, index: int) -> None:
        """Draw with width 1 to 5 from now on, and have what is selected drawn so."""
        self._pen.set_width(index)
        if not self._scribe.resize():
            self._change(lambda figures: rewidened(figures, self._pen.width))

    def _recolor(self) -> None:
        if not self._scribe.recolor():
            self._change(lambda figures: recolored(figures, self._pen.ink))
