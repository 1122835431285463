"""What strokes are drawn with: a colour and a width."""

from PySide6.QtCore import QObject, Signal

from .widths import INKS, WIDTHS

__all__ = ["Pen"]


class Pen(QObject):
    """Emits what became of it, and only if it did.

    Attributes:
        ink: the name of the colour.
        width: 1 to 5.
    """

    ink_changed = Signal(str)
    width_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.ink = self._other_ink = INKS[0]
        self.width = 2

    def set_ink(self, ink: str) -> None:
        """Draw in the colour of this name from now on."""
        if ink != self.ink:
            self._other_ink, self.ink = self.ink, ink
            self.ink_changed.emit(ink)

    def next_ink(self) -> None:
        """Take the next colour of the row, and after the last the first."""
        self.set_ink(INKS[(INKS.index(self.ink) + 1) % len(INKS)])

    def swap_inks(self) -> None:
        """Go back to the colour before, and the next time forth again."""
        self.set_ink(self._other_ink)

    def set_width(self, index: int) -> None:
        """Draw with width 1 to 5 from now on."""
        index = min(max(index, 1), len(WIDTHS))
        if index != self.width:
            self.width = index
            self.width_changed.emit(index)
