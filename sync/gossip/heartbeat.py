"""One conversation's heartbeat: what time it is there, how full the link is, what both have.

A beat comes once a second while the link is in use and every five seconds while it is
not. Two quiet replicas whose beats differ in what they have compare their logs anew:
anti-entropy as the repair of last resort, should anything have been lost on the way.
"""

from collections.abc import Callable

from ..scheduler import Cancellable, Scheduler
from ..wire.messages import Beat

__all__ = ["BUSY_SECONDS", "IDLE_SECONDS", "Heartbeat"]

BUSY_SECONDS = 1.0
IDLE_SECONDS = 5.0

MAX_PATIENCE = 64
"""After how many beats, at the most, a comparison that changed nothing is made again."""


class Heartbeat:
    """Ours and theirs.

    Args:
        wake: called when a beat is due.
        summary: one hash over all that we have on disk.
        rates: what we want and may send, in updates per second.
        state: how the hash of our state begins, or empty.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        wake: Callable[[], object],
        summary: Callable[[], bytes],
        rates: Callable[[], tuple[float, float]],
        state: Callable[[], bytes] = lambda: b"",
    ) -> None:
        self._scheduler = scheduler
        self._wake = wake
        self._summary = summary
        self._rates = rates
        self._state = state
        self._is_due = False
        self._echo = 0
        self._echo_came = 0.0
        self._was: tuple[bytes, bytes] | None = None  # ours and theirs at the last beat
        self._patience = 1
        self._waited = 0
        self._timer: Cancellable | None = None

    def start(self) -> None:
        """The conversation is open: beat from now on."""
        self._timer = self._scheduler.later(BUSY_SECONDS, self._ring)

    def stop(self) -> None:
        """Beat no more."""
        if self._timer is not None:
            self._timer.cancel()

    def next_message(self, *, is_busy: bool) -> Beat | None:
        """The beat that is due, or None; the next one comes soon if the link `is_busy`."""
        if not self._is_due:
            return None
        self._is_due = False
        self._timer = self._scheduler.later(BUSY_SECONDS if is_busy else IDLE_SECONDS, self._ring)
        held = self._scheduler.timer() - self._echo_came if self._echo else 0.0
        desired, allowed = self._rates()
        return Beat(
            sent=self._scheduler.now(),
            echo=self._echo,
            held=round(held * 1_000_000),
            desired=desired,
            allowed=allowed,
            summary=self._summary(),
            state=self._state(),
        )

    def hear(self, beat: Beat, *, is_quiet: bool) -> bool:
        """Take theirs in; whether it is time to compare all that we have with them.

        Args:
            is_quiet: nothing else was said by either side since their last beat.
        """
        self._echo, self._echo_came = beat.sent, self._scheduler.timer()
        now = (self._summary(), beat.summary)
        stood_still, self._was = now == self._was, now
        if now[0] == now[1]:
            self._patience, self._waited = 1, 0
            return False
        if not (is_quiet and stood_still):
            return False
        self._waited += 1
        if self._waited < self._patience:
            return False
        # A fork is a difference that stays; asking rarely then is enough.
        self._patience, self._waited = min(self._patience * 2, MAX_PATIENCE), 0
        return True

    def _ring(self) -> None:
        self._is_due = True
        self._wake()
