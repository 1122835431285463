"""What a rewind did: the report that the history panel shows, and how it comes about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from .update import Name, Update

__all__ = ["Cause", "Change", "Job", "Outcome", "Progress", "Rewind"]

Outcome = Literal["applied", "refused", "undone"]
Cause = Literal["late", "undo", "reducer", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """An update whose outcome is another one since the rewind."""

    update: Update
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Rewind:
    """One going back and folding forward again, for a whole batch.

    Attributes:
        cause: updates came late, an undo or redo took effect, the reducer was replaced, or
            updates were withdrawn by their source, which never gave them to anybody.
        place: the earliest place at which something was inserted or changed.
        late: the late updates, in the order.
        depth: how many updates stand behind `place`; they were taken back, unless all of
            them are declared independent of the late ones (see `footprint`).
        replayed: how many updates were folded, the late ones included.
        duration_ms: how long folding took, by the timer the history was given; pauses
            between slices do not count.
        arrived: when the batch was handed in, as the caller said (microseconds).
        changes: whose outcome changed.
    """

    cause: Cause
    place: int
    late: tuple[Update, ...]
    depth: int
    replayed: int
    duration_ms: float
    arrived: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fold in slices has come: `done` of `total` updates."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.done == self.total


@dataclass(slots=True)
class Job:
    """A fold in hand. It is done at `goal`, however much arrives behind that meanwhile."""

    goal: Update
    place: int
    seconds: float = 0.0
    cause: Cause | None = None
    depth: int = 0
    arrived: int = 0
    late: list[Update] = field(default_factory=list[Update])
    new: list[Update] = field(default_factory=list[Update])
    _before: dict[Name, tuple[Update, Outcome]] = field(
        default_factory=dict[Name, tuple[Update, Outcome]]
    )

    def go_back(self, place: int, cause: Cause, end: int) -> None:
        """Take note that the fold begins again at `place`; the log was `end` long before."""
        self.cause = self.cause or cause
        self.depth = max(self.depth, end - place)
        self.place = min(self.place, place)

    def was(self, outcome: Outcome, updates: Iterable[Update]) -> None:
        """Take note of what became of `updates` before; the first word counts."""
        for update in updates:
            self._before.setdefault(update.name, (update, outcome))

    def report(self, cause: Cause, replayed: int, outcome: Callable[[Update], Outcome]) -> Rewind:
        """What this fold did, now that it is done; `outcome` says what becomes of an update."""
        new = set(map(id, self.new))
        changes = [
            Change(update, before, outcome(update))
            for update, before in self._before.values()
            if id(update) not in new and before != outcome(update)
        ]
        return Rewind(
            cause=cause,
            place=self.place,
            late=tuple(self.late),
            depth=self.depth,
            replayed=replayed,
            duration_ms=self.seconds * 1000,
            arrived=self.arrived,
            changes=tuple(sorted(changes, key=lambda change: change.update[:4])),
        )
