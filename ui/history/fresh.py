"""The rewinds since somebody last looked."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from ...store.history import History
from ...store.rewind import Rewind

__all__ = ["FreshRewinds"]


class FreshRewinds:
    """Hands out each rewind of `history` once, from now on."""

    def __init__(self, history: History[Any]) -> None:
        self._history = history
        self._seen = history.rewind_count

    def take(self) -> Sequence[Rewind]:
        """The new ones, oldest first, as far as the history remembers them."""
        history = self._history
        fresh = history.rewind_count - self._seen
        self._seen = history.rewind_count
        return tuple(islice(history.rewinds, max(len(history.rewinds) - fresh, 0), None))
