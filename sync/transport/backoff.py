"""How long to wait before trying again: longer each time, scattered, and for ever.

Full jitter, after Marc Brooker, "Exponential Backoff And Jitter" (AWS, 2015): when a
relay comes back, those it lost come back spread out, not all at once.
"""

import random
from collections.abc import Callable

__all__ = ["FIRST_S", "MOST_S", "Backoff"]

FIRST_S = 0.25
MOST_S = 30.0


class Backoff:
    """The pauses between tries to reach one peer.

    Args:
        chance: gives numbers from 0 to below 1, evenly.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._limit_s = FIRST_S

    def next(self) -> float:
        """Seconds to wait now: anything up to 0.25, then 0.5, 1, ... and 30 from then on."""
        pause = self._chance() * self._limit_s
        self._limit_s = min(2 * self._limit_s, MOST_S)
        return pause

    def reset(self) -> None:
        """Begin again with short pauses, since a try has succeeded."""
        self._limit_s = FIRST_S
