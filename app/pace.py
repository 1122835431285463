"""When to tell others where we are: often while we move, seldom at rest, never to nobody.

Knows no clock: each call is told the time, in seconds.
"""

import math

from ..ui.presence.presence import Presence

__all__ = ["AWAY_SECONDS", "CALL_SECONDS", "FASTEST_SECONDS", "REST_SECONDS", "Pace"]

FASTEST_SECONDS = 0.05
MOST_IN_A_SECOND = 160
"""So many presences all people of a room tell together while everybody moves, about."""

REST_SECONDS = 4.0
"""How often one is repeated that stays as it is: it counts for ten seconds."""

CALL_SECONDS = 1.0
"""The shortest time between two that are told only because somebody may be there."""

AWAY_SECONDS = 180.0
"""Who has not moved for so long is not here, unless they follow somebody."""


GONE = Presence("", is_quiet=True)
"""What is told last."""


class Pace:
    """What we want to tell of ourselves, and when that is due."""

    def __init__(self) -> None:
        self._mine: Presence | None = None
        self._told: Presence | None = None
        self._told_at = -math.inf
        self._moved_at = -math.inf
        self._is_asked = False

    def show(self, presence: Presence | None, now: float) -> None:
        """From now on this is where we are; None while nothing is shown to us."""
        if presence is None and self._told is not None:
            presence = GONE  # or others would show us until what we told counts no more
        before, self._mine = self._mine, presence
        if presence is None or presence == before:
            return
        if before is None or before.is_quiet or self._is_away(now):
            # Who came while we were away knows nothing of us, and tells us nothing.
            self._is_asked = True
        self._moved_at = now

    def ask(self) -> None:
        """Somebody may be there who knows nothing of us."""
        self._is_asked = True

    def due(self, now: float, watchers: int) -> float | None:
        """At which time to `tell`, if nothing changes until then; None for never.

        Args:
            watchers: how many others would see it.
        """
        mine = self._mine
        if mine is None or (mine.is_quiet and not self._has_to_fall_quiet(watchers)):
            return None
        if self._is_away(now):
            return None
        if watchers and mine != self._told:
            return self._told_at + max(FASTEST_SECONDS, (watchers + 1) / MOST_IN_A_SECOND)
        if self._is_asked:
            return self._told_at + CALL_SECONDS
        return self._told_at + REST_SECONDS if watchers else None

    def tell(self, now: float) -> Presence:
        """What is told now.

        Raises:
            RuntimeError: nothing is shown to us.
        """
        if self._mine is None:
            raise RuntimeError("there is nothing to tell before something is shown to us")
        self._told, self._told_at, self._is_asked = self._mine, now, False
        return self._mine

    def _has_to_fall_quiet(self, watchers: int) -> bool:
        """Whether others may still show what we told before."""
        return watchers > 0 and self._told is not None and not self._told.is_quiet

    def _is_away(self, now: float) -> bool:
        mine = self._mine
        follows = mine is not None and mine.follows is not None
        return not follows and now - self._moved_at >= AWAY_SECONDS
