"""Looking at an old moment: which one, what the state was then, and what came since.

The moment is tied to an update and not to an index. What sorts before it may change
while one looks; it stays the same moment, in a changed past.
"""

from itertools import islice
from typing import Any

from ...store.cursor import Cursor
from ...store.history import History
from ...store.update import Name, Update
from ..words import clock, thousands

__all__ = ["LookingBack"]


class LookingBack:
    """Where somebody looks. Live as long as `is_active` is false.

    `refresh` after the history changed; everything else follows from that.
    """

    def __init__(self, history: History[Any]) -> None:
        self._history = history
        self.is_active = False
        self.place = 0
        self._update: Update | None = None
        self._began = 0
        self._rewinds_seen = 0
        self._changed: set[Name] = set()
        self._cursor = Cursor(history)

    @property
    def update(self) -> Update | None:
        """The last update that had happened at this moment; None before the first."""
        return self._update if self.is_active else None

    @property
    def newer(self) -> int:
        """How many updates arrived since we began to look back."""
        return len(self._history.arrivals) - self._began if self.is_active else 0

    @property
    def past_changes(self) -> int:
        """How many updates came, went or changed their outcome before this moment."""
        return len(self._changed)

    def go_to(self, place: int) -> None:
        """Look at the state after the first `place` updates, or as near as there is one."""
        history = self._history
        if not self.is_active:
            self.is_active = True
            self._began = len(history.arrivals)
        self.place = max(0, min(place, history.folded))
        self._update = history.updates[self.place - 1] if self.place else None
        self._rewinds_seen = history.rewind_count
        self._changed.clear()

    def step(self, by: int) -> None:
        """Go `by` updates further; over the end is live."""
        self.refresh()
        if not self.is_active:
            if by >= 0:
                return
            self.go_to(len(self._history) + by)
        elif self.place + by >= len(self._history):
            self.live()
        else:
            self.go_to(self.place + by)

    def live(self) -> None:
        """Back to the present."""
        self.is_active = False
        self._update = None
        self._changed.clear()

    def refresh(self) -> bool:
        """Find the moment again, after updates arrived; whether it may look different now."""
        history = self._history
        if not self.is_active:
            return False
        fresh = history.rewind_count - self._rewinds_seen
        self._rewinds_seen = history.rewind_count
        if self._update is not None:
            self.place = history.place_of(self._update) + 1
        return fresh > 0 and self._is_touched_by(fresh)

    def state(self) -> Any:
        """The state at this moment; while the past is being folded again, as far as that is."""
        history = self._history
        if not self.is_active:
            return history.state
        return self._cursor.go_to(min(self.place, history.folded))

    def _is_touched_by(self, fresh: int) -> bool:
        """Whether the newest `fresh` rewinds changed anything up to this moment."""
        rewinds = self._history.rewinds
        is_touched = fresh > len(rewinds)  # too many to be remembered
        for rewind in islice(rewinds, max(len(rewinds) - fresh, 0), None):
            moved = [*rewind.late, *(change.update for change in rewind.changes)]
            before = [u.name for u in moved if self._update and not self._update < u]
            self._changed.update(before)
            is_touched = is_touched or bool(before) or rewind.cause in ("reducer", "withdrawn")
        return is_touched

    def words(self) -> str:
        """ "Step 214 of 1 032 · 14:01:55 · 9 newer"."""
        said = [f"Step {thousands(self.place)} of {thousands(len(self._history))}"]
        said.append("the beginning" if self._update is None else clock(self._update.timestamp))
        if self.newer:
            said.append(f"{thousands(self.newer)} newer")
        return " · ".join(said)
