"""How far our clock is from our peers', and what new stamps have to be corrected by.

Each exchange of four times bounds the offset by half its round trip (RFC 5905, section
8), so of the last few the one with the least round trip is believed (section 10). A
clock that runs ahead is corrected, because what it stamps would be parked by everybody
else. One that is behind is not: what it stamps merely looks like offline work.
"""

from collections import deque
from statistics import median_high
from typing import NamedTuple

from ...store.update import SourceId

__all__ = ["AGREE", "DAY", "QUORUM", "TOLERANCE", "Offsets"]

KEPT = 8
TOLERANCE = 5_000_000
"""Microseconds ahead of the others beyond which our stamps are corrected."""

AGREE = 3_000_000
"""Microseconds ahead down to which they stay corrected, so that 5 s is no place to flap."""

DAY = 24 * 3600 * 1_000_000
QUORUM = 3
"""How many peers it takes to correct us by more than a day."""

DRIFT = 250_000
"""Microseconds two clocks may drift apart within the last few samples: 50 ppm in an hour."""


class _Sample(NamedTuple):
    round_trip: int
    offset: int

    def agrees_with(self, other: "_Sample") -> bool:
        """Whether one offset, but for drift, explains both."""
        doubt = (abs(self.round_trip) + abs(other.round_trip)) // 2 + DRIFT
        return abs(self.offset - other.offset) <= doubt


class Offsets:
    """Offsets to the peers that we are connected with; all times in microseconds.

    `correction` is what to add to our clock for new stamps: 0, or, while our clock is
    more than 5 s ahead of the median of the peers, that median, which is negative. Once
    corrected it stays so until we are less than 3 s ahead, and while nobody is connected:
    a clock known to be wrong is not right because the one who said so has left.

    How far liars can push us back: of two middle offsets the later one counts, so it
    takes half of all peers, and with two both of them. Fewer than three peers move us by
    a day at most; where they say more than that, nobody can tell who is wrong, and we
    are not corrected at all. One peer suffices below that, as two people with two
    machines are the common case. Being pushed back loses nothing: a clock never issues a
    stamp below the last it saw, so ours would count up from there.
    """

    def __init__(self) -> None:
        self._samples: dict[SourceId, deque[_Sample]] = {}
        self._correction = 0

    @property
    def correction(self) -> int:
        """What to add to our clock before a stamp is issued: 0 or less."""
        return self._correction

    @property
    def median(self) -> int | None:
        """The median of the peers' clocks minus ours; None while nothing was measured."""
        if not self._samples:
            return None
        return median_high(_best(samples) for samples in self._samples.values())

    def offset_to(self, peer: SourceId) -> int | None:
        """The clock of `peer` minus ours, or None while it was not measured."""
        samples = self._samples.get(peer)
        return _best(samples) if samples else None

    def sample(self, peer: SourceId, sent: int, received: int, answered: int, got: int) -> None:
        """Take in one exchange; one that no clocks could have shown is ignored.

        So is one whose round trip is off by 10 s, which says less than we want to know. One
        that seems to have taken a little less than no time counts: how long `peer` thought is
        told by its timer and the rest by our clock, so on a quick link each one looks like
        that while our clock runs slow (RFC 5905, section 8). To ignore them would be to go
        by what was said before, for as long as that lasts.

        Args:
            sent, got: when we asked and had the answer, by our clock, not corrected.
            received, answered: when `peer` had the question and answered, by its clock.
        """
        round_trip = (got - sent) - (answered - received)
        if got < sent or answered < received:
            return  # our clock was set back meanwhile, or these are lies
        if abs(round_trip) > 2 * TOLERANCE:
            return  # a machine slept, our clock was set, or a link is stuck
        sample = _Sample(round_trip, ((received - sent) + (answered - got)) // 2)
        samples = self._samples.setdefault(peer, deque(maxlen=KEPT))
        if not all(sample.agrees_with(other) for other in samples):
            samples.clear()  # one of the clocks was set since: only the newest is true
        samples.append(sample)
        self._correct()

    def forget(self, peer: SourceId) -> None:
        """Let go of what `peer` said: we are no longer connected."""
        if self._samples.pop(peer, None) is not None:
            self._correct()

    def _correct(self) -> None:
        median = self.median
        if median is None:
            return
        enough = -AGREE if self._correction else -TOLERANCE
        believed = len(self._samples) >= QUORUM or median >= -DAY
        self._correction = median if median < enough and believed else 0


def _best(samples: deque[_Sample]) -> int:
    return min(samples, key=_doubt).offset


def _doubt(sample: _Sample) -> tuple[int, int]:
    # What is missing from a round trip shifts the offset by half, as what is too much does.
    return abs(sample.round_trip), sample.offset
