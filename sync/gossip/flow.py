"""How fast our own updates may go out, where the links cannot carry what everybody wants.

While every link keeps up, nothing is held back. Once what a peer lacks waits for its
window, the paper's flow control (see `pace`) finds a fair rate, and our own runs are
closed less often: more updates share one header, one signature and one message, so that
the same work floods the network less. Nothing is ever dropped.
"""

from collections import deque

from ..scheduler import Scheduler
from .pace import Pace, Rates

__all__ = ["Flow"]

SPAN_SECONDS = 5.0
"""Over how long what we want is measured."""

MOMENT_SECONDS = 0.05

CALM_ROUNDS = 10
"""After how many rounds in a row without overflow nothing is held back any more."""

STALE_SECONDS = 15.0
"""Without any heartbeat for so long there is no link that could not keep up."""

MAX_DELAY = 1.0
"""How long an own update may wait for its run to be closed, in seconds."""


class Flow:
    """The rate of one replica's own updates.

    Attributes:
        is_congested: whether some link cannot keep up at present.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._recent: deque[tuple[float, int]] = deque()  # when, and how many within a moment
        self._pace = Pace(0.0)
        self._calm = 0
        self._latest = float("-inf")
        self.is_congested = False

    @property
    def rates(self) -> Rates:
        """What we want and may send, in updates per second: what peers are told."""
        return self._pace.rates

    @property
    def run_delay(self) -> float:
        """How many seconds an open run waits for more updates."""
        usual = self._scheduler.run_delay
        is_stale = self._scheduler.timer() - self._latest > STALE_SECONDS
        if not self.is_congested or not usual or is_stale:
            return usual
        wanted, allowed = self._pace.rates
        return max(usual, min(MAX_DELAY, usual * wanted / allowed))

    def made_one(self) -> None:
        """Take note of an own update."""
        now = self._scheduler.timer()
        if self._recent and now - self._recent[-1][0] < MOMENT_SECONDS:
            since, count = self._recent.pop()
            self._recent.append((since, count + 1))
        else:
            self._recent.append((now, 1))
            self._forget_old(now)

    def round(self, *, overflowed: bool) -> None:
        """One heartbeat of one link is over; `overflowed` if that link could not keep up."""
        self._latest = self._scheduler.timer()
        self._measure()
        if overflowed:
            self._calm = 0
            if not self.is_congested:
                self.is_congested = True
                self._pace = Pace(self._wanted(), self._wanted())
            self._pace.overflowed()
            return
        self._pace.fitted()
        self._calm += 1
        if self._calm >= CALM_ROUNDS:
            self.is_congested = False

    def share(self, theirs: Rates) -> None:
        """Divide what both may send with a peer, if either of us is held back."""
        if self.is_congested or theirs.allowed < theirs.desired:
            self._pace.share(theirs)

    def _measure(self) -> None:
        self._pace.desire(self._wanted())

    def _wanted(self) -> float:
        self._forget_old(self._scheduler.timer())
        return sum(count for _, count in self._recent) / SPAN_SECONDS

    def _forget_old(self, now: float) -> None:
        while self._recent and self._recent[0][0] < now - SPAN_SECONDS:
            self._recent.popleft()
