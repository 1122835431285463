"""What a rewind did: the report that the history panel shows."""

from dataclasses import dataclass
from typing import Literal

from .update import Update

__all__ = ["Change", "Outcome", "Progress", "Rewind"]

Outcome = Literal["applied", "refused", "undone"]


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
        cause: updates came late, an undo or redo took effect, or the reducer was replaced.
        place: the earliest place at which something was inserted or changed.
        late: the late updates, in the order.
        depth: how many updates behind `place` were taken back.
        replayed: how many updates were folded, the late ones included.
        duration_ms: how long that took, by the timer the history was given.
        arrived: when the batch was handed in, as the caller said (microseconds).
        changes: whose outcome changed.
    """

    cause: Literal["late", "undo", "reducer"]
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
