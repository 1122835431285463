"""What is drawn with: a colour and a width, and how the pen follows the hand."""

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from .pointer import units
from .widths import INKS, WIDTHS, WIDTHS_OF

__all__ = ["FIRMNESS", "MOST_CUSTOM", "Nib", "Pen"]

MOST_CUSTOM = 6
"""So many colours of one's own are remembered."""

FIRMNESS = {"soft": 0.6, "even": 1.0, "firm": 1.7}
"""To which power pressure is raised: a soft pen needs less of it."""

_CUSTOM = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Nib:
    """What one kind of shape is drawn with.

    Attributes:
        ink: the name of the colour, or #rrggbb.
        other_ink: the one before.
        width: 1 to 5.
    """

    ink: str
    other_ink: str
    width: int


class Pen(QObject):
    """Emits what became of it, and only if it did.

    Each kind of tool has a nib of its own, and finds it as it was left.

    Attributes:
        kind: whose nib is in use: "pen", "marker" or "text".
        streamline: 0 to 100, how much the line is steadied.
        firmness: how hard the pen has to be pressed, one of `FIRMNESS`.
        custom: the colours of one's own used last, the latest first.
        last_end: where the stroke drawn last has ended, in units of the board.
    """

    ink_changed = Signal(str)
    width_changed = Signal(int)
    kind_changed = Signal(str)
    feel_changed = Signal()
    custom_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = "pen"
        self.streamline = 50
        self.firmness = "even"
        self.custom: tuple[str, ...] = ()
        self.last_end: tuple[float, float] | None = None
        self._nibs = {
            "pen": Nib(INKS[0], INKS[0], 2),
            "marker": Nib("yellow", "green", 3),
            "text": Nib(INKS[0], INKS[0], 2),
        }

    @property
    def ink(self) -> str:
        """The name of the colour, or #rrggbb."""
        return self._nibs[self.kind].ink

    @property
    def width(self) -> int:
        """1 to 5."""
        return self._nibs[self.kind].width

    @property
    def units(self) -> int:
        """How wide it draws, or how high it writes, in units of the board."""
        return units(self.widths[self.width - 1])

    @property
    def text(self) -> tuple[str, int]:
        """The colour that is written in, and how high letters are, in units of the board."""
        nib = self._nibs["text"]
        return nib.ink, units(WIDTHS_OF["text"][nib.width - 1])

    @property
    def widths(self) -> tuple[float, ...]:
        """What 1 to 5 mean, in pixels at 100 %."""
        return tuple(WIDTHS_OF.get(self.kind, WIDTHS))

    @property
    def nibs(self) -> dict[str, Nib]:
        """All nibs, by the kinds they are for; to be kept between starts."""
        return dict(self._nibs)

    def use(self, kind: str) -> None:
        """Take the nib of this kind; others than "marker" and "text" share one."""
        kind = kind if kind in self._nibs else "pen"
        if kind != self.kind:
            before, self.kind = self._nibs[self.kind], kind
            self.kind_changed.emit(kind)
            self._tell(before)

    def put_nib(self, kind: str, nib: Nib) -> None:
        """Have a nib as it once was; what it cannot be is left out."""
        if kind in self._nibs:
            before = self._nibs[self.kind]
            ink, other = (_ink(name) or INKS[0] for name in (nib.ink, nib.other_ink))
            self._nibs[kind] = Nib(ink, other, _index(nib.width))
            self._tell(before)

    def set_ink(self, ink: str) -> None:
        """Draw in the colour of this name, or #rrggbb, from now on.

        Raises:
            ValueError: there is no such colour.
        """
        known = _ink(ink)
        if known is None:
            raise ValueError(f"the colour is {ink!r}, expected #rrggbb or one of {', '.join(INKS)}")
        if known not in INKS:
            self.remember([known, *self.custom])
        before = self._nibs[self.kind]
        if known != before.ink:
            self._nibs[self.kind] = replace(before, ink=known, other_ink=before.ink)
            self._tell(before)

    def next_ink(self) -> None:
        """Take the next colour of the row, and after the last the first."""
        place = INKS.index(self.ink) + 1 if self.ink in INKS else 0
        self.set_ink(INKS[place % len(INKS)])

    def swap_inks(self) -> None:
        """Go back to the colour before, and the next time forth again."""
        self.set_ink(self._nibs[self.kind].other_ink)

    def set_width(self, index: int) -> None:
        """Draw with width 1 to 5 from now on."""
        before = self._nibs[self.kind]
        self._nibs[self.kind] = replace(before, width=_index(index))
        self._tell(before)

    def remember(self, colors: list[str]) -> None:
        """Have these as the colours of one's own, the first of them, each once."""
        custom = tuple(dict.fromkeys(c for c in map(_ink, colors) if c and c not in INKS))
        if custom[:MOST_CUSTOM] != self.custom:
            self.custom = custom[:MOST_CUSTOM]
            self.custom_changed.emit()

    def set_streamline(self, streamline: int) -> None:
        """Steady the line more or less, 0 to 100."""
        streamline = min(max(streamline, 0), 100)
        if streamline != self.streamline:
            self.streamline = streamline
            self.feel_changed.emit()

    def set_firmness(self, firmness: str) -> None:
        """Need more or less pressure for the same line.

        Raises:
            ValueError: it is none of `FIRMNESS`.
        """
        if firmness not in FIRMNESS:
            raise ValueError(f"the firmness is {firmness!r}, expected one of {', '.join(FIRMNESS)}")
        if firmness != self.firmness:
            self.firmness = firmness
            self.feel_changed.emit()

    def _tell(self, before: Nib) -> None:
        if self.ink != before.ink:
            self.ink_changed.emit(self.ink)
        if self.width != before.width:
            self.width_changed.emit(self.width)


def _ink(name: str) -> str | None:
    """The colour as actions have it, or None if it is none."""
    name = name.lower()
    return name if name in INKS or _CUSTOM.fullmatch(name) else None


def _index(width: int) -> int:
    return min(max(width, 1), len(WIDTHS))
