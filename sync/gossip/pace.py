"""How fast one may submit updates, found by everybody without a view of the whole.

Section 4 of van Renesse et al., "Efficient Reconciliation and Flow Control for
Anti-Entropy Protocols" (2008). Each participant adapts what it allows itself to whether
its deltas fit their messages (additive increase, multiplicative decrease, as in TCP): that
finds the sum which the network carries. Two that talk divide what both are allowed anew:
that makes it fair. The paper's rates are rho (desired) and tau (allowed).
"""

from math import inf
from typing import NamedTuple

__all__ = [
    "DECREASE",
    "FITS_TO_INCREASE",
    "FLOOR",
    "INCREASE",
    "MARGIN",
    "OVERFLOWS_TO_DECREASE",
    "Pace",
    "Rates",
    "divide",
]

OVERFLOWS_TO_DECREASE = 3
"""phi1: after so many deltas in a row that did not fit, what is allowed falls."""

FITS_TO_INCREASE = 3
"""phi2: after so many deltas in a row that did fit, what is allowed rises."""

DECREASE = 0.75
"""alpha: what is allowed falls to this part of itself."""

INCREASE = 0.2
"""beta: what is allowed rises by so much, in updates per second."""

MARGIN = 1.0
"""How far what is allowed may rise above what is desired, in updates per second.

Without a limit it would rise for as long as its owner rests, a licence for a burst later.
"""

FLOOR = 1.0
"""What everybody may always submit, in updates per second, so that nobody is silenced."""


class Rates(NamedTuple):
    """What one participant wants and may submit, in updates per second: what peers tell."""

    desired: float
    allowed: float


def divide(ours: Rates, theirs: Rates, *, floor: float = FLOOR) -> float:
    """What we are allowed once two participants have divided anew what both are allowed.

    Where it is enough, each gets what it wants and half of the surplus; otherwise each
    gets half, but nobody more than it wants while the other lacks. Both sides compute this
    from the same four numbers, and what they get adds up to what they had. A participant
    counts as wanting, and as being allowed, at least `floor`.
    """
    total = _sound(ours.allowed, floor) + _sound(theirs.allowed, floor)
    we_want, they_want = _sound(ours.desired, floor), _sound(theirs.desired, floor)
    surplus = total - we_want - they_want
    if surplus >= 0:
        return we_want + surplus / 2
    if we_want <= total / 2:
        return we_want
    return max(total / 2, total - they_want)


class Pace:
    """How fast one participant may submit.

    Args:
        desired: what the application wants, in updates per second.
        allowed: what it may submit at first.
        floor: what everybody may submit always; the same for all who talk.
    """

    def __init__(self, desired: float, allowed: float = FLOOR, *, floor: float = FLOOR) -> None:
        self._floor = floor
        self._desired = desired
        self._allowed = self._within(allowed)
        self._overflows = 0
        self._fits = 0

    @property
    def rates(self) -> Rates:
        """What to tell a peer at the beginning of an exchange."""
        return Rates(self._desired, self._allowed)

    @property
    def rate(self) -> float:
        """What to submit at present, in updates per second."""
        return min(self._desired, self._allowed)

    def desire(self, desired: float) -> None:
        """From now on the application wants `desired`, in updates per second."""
        self._desired = desired
        self._allowed = self._within(self._allowed)

    def share(self, theirs: Rates) -> None:
        """Divide anew with a peer, which does the same with the `rates` we had until now."""
        self._allowed = self._within(divide(self.rates, theirs, floor=self._floor))

    def overflowed(self) -> None:
        """A delta of ours did not fit its message."""
        self._fits = 0
        self._overflows += 1
        if self._overflows == OVERFLOWS_TO_DECREASE:
            self._overflows = 0
            self._allowed = self._within(self._allowed * DECREASE)

    def fitted(self) -> None:
        """A delta of ours fitted its message as a whole."""
        self._overflows = 0
        self._fits += 1
        if self._fits == FITS_TO_INCREASE:
            self._fits = 0
            self._allowed = self._within(self._allowed + INCREASE)

    def _within(self, allowed: float) -> float:
        # Dividing keeps two within their limits by itself, as long as both tell the truth.
        return max(self._floor, min(allowed, max(self._floor, self._desired) + MARGIN))


def _sound(rate: float, floor: float) -> float:
    """`rate`, but never below `floor`; what is no rate at all counts as `floor`."""
    return rate if floor <= rate < inf else floor
