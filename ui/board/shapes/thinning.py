"""A line that is steadied and thinned as it is drawn, so that little is left to do at its end."""

from collections.abc import Sequence

from .curve import SPAN, Sample, kept_from, steadied, without_bulges

__all__ = ["Thinning"]


class Thinning:
    """Finds `thinned(steadied(samples), tolerance)` for a line that grows at its end."""

    def __init__(self, tolerance: float) -> None:
        self._tolerance = tolerance
        self._seen = 0
        # What is steadied for good, up to the end of a span, and the places kept of it.
        self._steady: list[Sample] = []
        self._kept = [0]

    def follow(self, samples: Sequence[Sample]) -> None:
        """Look at the points that are new; at all of them, if they have become fewer."""
        if len(samples) < self._seen or not self._steady:
            self._steady, self._kept = [samples[0]], [0]
        self._seen = len(samples)
        # A point is steady for good when the one after it is there.
        while len(samples) > (start := len(self._steady) - 1) + SPAN + 1:
            self._steady += steadied(samples[start : start + SPAN + 2])[1:-1]
            self._kept += kept_from(start, self._steady, self._tolerance)

    def finished(self, samples: Sequence[Sample]) -> list[Sample]:
        """What is left of all `samples`."""
        self.follow(samples)
        start = len(self._steady) - 1
        steady = [*self._steady, *steadied(samples[start:])[1:]]
        kept = [*self._kept, *kept_from(start, steady, self._tolerance)]
        return without_bulges(steady, kept, self._tolerance)
