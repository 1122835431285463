"""Whom we do not talk to for a while, because of what they sent.

Whoever passes on what anybody could have seen to be invalid, three times, is not talked to
for ten minutes, and then for twice as long each time, up to a day. Only who proved their
key is meant: without a proof anybody could bring anybody else into disrepute. And only
what the neighbour itself could have checked counts: who passes on a run whose encrypted
body says nothing is not to blame for it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..store.update import SourceId

__all__ = ["FIRST_SECONDS", "LONGEST_SECONDS", "STRIKES", "Strikes"]

STRIKES = 3
FIRST_SECONDS = 600.0
LONGEST_SECONDS = 24 * 3600.0

MANY = 10_000
"""So many neighbours are remembered: proven members, so more is no honest room."""


@dataclass(slots=True)
class _Record:
    strikes: int = 0
    pause: float = FIRST_SECONDS
    until: float = 0.0


class Strikes:
    """What each neighbour did.

    Args:
        timer: seconds, never going back.
    """

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._records: dict[SourceId, _Record] = {}

    def blame(self, neighbour: SourceId) -> bool:
        """`neighbour` sent something invalid; whether it is not talked to from now on."""
        if neighbour not in self._records and len(self._records) >= MANY:
            del self._records[next(iter(self._records))]
        record = self._records.setdefault(neighbour, _Record())
        record.strikes += 1
        if record.strikes < STRIKES:
            return False
        record.strikes = 0
        record.until = self._timer() + record.pause
        record.pause = min(record.pause * 2, LONGEST_SECONDS)
        return True

    def pause(self, neighbour: SourceId) -> float:
        """For how many seconds more `neighbour` is not talked to; 0 if it is."""
        record = self._records.get(neighbour)
        return max(record.until - self._timer(), 0.0) if record is not None else 0.0
