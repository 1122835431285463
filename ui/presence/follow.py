"""Looking where somebody else looks, and the wish that everybody comes."""

from dataclasses import dataclass
from itertools import count

from ...store.update import SourceId
from ..board.layers.view import NEAREST, View
from ..board.shapes.geometry import Box
from .company import Company
from .presence import Presence

__all__ = ["CALL_SECONDS", "Call", "Calls", "Follow", "OwnCall", "view_of"]

CALL_SECONDS = 5.0
"""So long somebody asks everybody to come."""

QUIET_SECONDS = 10.0
"""So soon after one call of theirs another one of the same person is not heard."""

MOST_CALLS = 3
"""So many calls are shown at once; in a room without a key anybody can make up callers."""


def view_of(
    company: Company, source: SourceId, now: float, size: tuple[float, float]
) -> View | None:
    """The view that shows all that `source` sees in a window of `size`, or None if unknown."""
    seen = company.get(source, now)
    if seen is None or seen.sight is None:
        return None
    x, y, width, height = seen.sight
    box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return View.fitted(box, *size, margin=0, nearest=NEAREST)


class Follow:
    """Whom we follow, until we move the board ourselves, press Esc, or they are gone."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self.source: SourceId | None = None

    def begin(self, source: SourceId) -> None:
        """Follow `source` from now on; if we do so already, no longer."""
        self.source = None if source == self.source else source

    def end(self) -> bool:
        """Follow nobody; returns whether we did: Esc has done its work then."""
        was, self.source = self.source, None
        return was is not None

    def view(self, now: float, size: tuple[float, float]) -> View | None:
        """What to show in a window of `size`, or None to leave it as it is.

        Whoever is gone is followed no longer; whoever looks at something else is waited for.
        """
        if self.source is None:
            return None
        if self._company.get(self.source, now) is None:
            self.source = None
            return None
        return view_of(self._company, self.source, now, size)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks everybody to come, until then."""

    source: SourceId
    number: int
    until: float


class Calls:
    """The calls of others that are neither answered nor over."""

    def __init__(self) -> None:
        self._open: dict[SourceId, Call] = {}
        self._last: dict[SourceId, tuple[int, float]] = {}

    def hear(self, source: SourceId, presence: Presence | None, now: float) -> bool:
        """Take note of what somebody told; returns whether there is another call than before."""
        before = self._open.get(source)
        if presence is None or not presence.call or presence.is_quiet:
            self._open.pop(source, None)
            if presence is None:
                self._last.pop(source, None)
            return before is not None
        number, begun = self._last.get(source, (0, now - QUIET_SECONDS))
        if presence.call == number:
            return False  # the same one, told again
        is_too_soon = now - begun < QUIET_SECONDS
        self._last[source] = presence.call, begun if is_too_soon else now
        if is_too_soon or len(self.open(now)) >= MOST_CALLS:
            return False
        self._open[source] = Call(source, presence.call, now + CALL_SECONDS)
        return True

    def open(self, now: float) -> list[Call]:
        """Those to be shown, the oldest first."""
        self._open = {who: call for who, call in self._open.items() if now < call.until}
        return list(self._open.values())

    def answer(self, source: SourceId) -> None:
        """We came, or do not want to."""
        self._open.pop(source, None)


class OwnCall:
    """Our own wish that everybody comes.

    Args:
        first: the first number of a call; not 0, and another one after each start.
    """

    def __init__(self, first: int) -> None:
        self._numbers = count(first)
        self._number = 0
        self._until = 0.0

    def begin(self, now: float) -> None:
        """Ask everybody to come."""
        self._number, self._until = next(self._numbers), now + CALL_SECONDS

    def end(self) -> None:
        """Ask no longer."""
        self._until = 0.0

    def number(self, now: float) -> int:
        """What to tell as `Presence.call`."""
        return self._number if now < self._until else 0
