"""How far the log is folded, and going back: checkpoints, refusals, what is skipped."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from .checkpoints import NEAREST, Checkpoints
from .fold import FoldStopped, fold
from .footprint import DeclarationLied
from .order import Order
from .reducer import Reducer
from .update import Name, Update

__all__ = ["Replay"]

S = TypeVar("S")

FEW = 128
"""A shorter stretch gets a checkpoint at its end only."""


class Replay(Generic[S]):
    """The fold of `order` as far as it has come.

    Args:
        order: the log; it may grow and shift behind the place reached, and before it only
            together with `back_to`.
        reducer: may be replaced, together with `back_to(0)`.
        first: the state at place 0.
        checkpoints: how many states to keep at the most.

    Attributes:
        reached: how many updates are folded.
        state: the state there.
        stopped: why the fold cannot go on from there, or None.
        revision: counts the times that states which were folded have become untrue.
    """

    def __init__(self, order: Order, reducer: Reducer[S], first: S, checkpoints: int) -> None:
        self._order = order
        self.reducer = reducer
        self._checkpoints = Checkpoints(first, limit=checkpoints)
        self._skipped: list[Update] = []  # sorted
        self._refused: list[Update] = []  # sorted
        self._reasons: dict[Name, str] = {}
        self.reached = 0
        self.state: S = first
        self.stopped: FoldStopped | None = None
        self.revision = 0

    def advance(self, end: int) -> None:
        """Fold on to `end`, or to where the machine keeps the reducer from finishing."""
        places = [end]
        if end - self.reached > FEW:
            plan = self._checkpoints.plan(self.reached, len(self._order))
            places = [place for place in plan if place < end] + places
        for place in places:
            try:
                self.state = self._fold(self.reached, place, self.state, self._refuse)
                self.reached = place
            except FoldStopped as stopped:
                self.stopped = stopped
                self.state = stopped.state
                self.reached = self._order.place_of(stopped.update)
                return
            self._checkpoints.save(place, self.state)

    def follow(self, state: S) -> None:
        """Take the next update as folded, with the `state` that it is known to lead to."""
        self.reached += 1
        self.state = state
        if self.reached - self._checkpoints.last >= NEAREST:
            self._checkpoints.save(self.reached, state)

    def back_to(self, place: int) -> list[Update]:
        """Unfold everything from `place` on; returns the updates to be judged again that
        were refused."""
        self._checkpoints.drop_after(place)
        if place > self.reached or (place == self.reached and self.stopped is None):
            return []
        self.stopped = None
        self.revision += 1
        self.reached, self.state = self._checkpoints.at_or_before(place)
        first = bisect_left(self._refused, self._order.updates[self.reached])
        again = self._refused[first:]
        del self._refused[first:]
        for update in again:
            del self._reasons[update.name]
        return again

    def is_amending_cheaper(self, places: Sequence[int]) -> bool:
        """Whether bringing late updates in at `places` costs less than going back for them."""
        calls = len(places) * (self._checkpoints.count_after(places[0]) + 1)
        return calls <= self.reached - places[0] + len(places)

    def amend(self, places: Sequence[int], late: Sequence[Update]) -> bool:
        """Bring late updates into every state behind them, without going back.

        Args:
            places: for each of `late`, where it was inserted, in the order from before.
            late: independent of all that sorts behind them, in the order.

        Returns whether that was done; it is not where the machine keeps the reducer from
        finishing.
        """

        def amended(place: int, state: S) -> tuple[int, S]:
            before = bisect_left(places, place)
            return place + before, fold(self.reducer, late[:before], state, _ignore)

        refused: list[tuple[Update, str]] = []

        def refuse(update: Update, reason: str) -> None:
            refused.append((update, reason))

        try:
            state = fold(self.reducer, late, self.state, refuse)
            self._checkpoints.amend(places[0], amended)
        except FoldStopped:
            return False
        for update, reason in refused:
            insort(self._refused, update)
            self._reasons[update.name] = reason
        self.state = state
        self.reached += len(late)
        self.revision += 1
        return True

    def verify(self) -> None:
        """Fold everything anew and compare.

        Raises:
            DeclarationLied: some state is not what its updates lead to.
        """
        place, state = self._checkpoints.at_or_before(0)
        for end in (*self._checkpoints.places, self.reached):
            state = self.between(place, end, state)
            place = end
            kept = self.state if end == self.reached else self._checkpoints.at_or_before(end)[1]
            if kept != state:
                raise DeclarationLied(
                    f"after {end} updates the state is {kept!r}, but folding leads to {state!r}:"
                    " an action touches more than its reducer declares"
                )

    def forget_before(self, place: int) -> None:
        """Let go of states before `place`, all but the nearest, and the first, which every
        rewind can go back to."""
        self._checkpoints.drop_before(place)

    def skip(self, updates: Iterable[Update]) -> None:
        """Let the reducer never see `updates`, from the next `back_to` on."""
        for update in updates:
            insort(self._skipped, update)

    def unskip(self, updates: Iterable[Update]) -> None:
        """Let the reducer see `updates` again, from the next `back_to` on."""
        for update in updates:
            del self._skipped[bisect_left(self._skipped, update)]

    def skip_only(self, updates: Iterable[Update]) -> None:
        """Let the reducer see everything but `updates`, from the next `back_to` on."""
        self._skipped = sorted(updates)

    def refusal(self, update: Update) -> str | None:
        """Why the reducer refused `update` at its place, or None."""
        return self._reasons.get(update.name) if self._reasons else None

    def refused_from(self, place: int) -> list[Update]:
        """The refused updates from `place` on."""
        return self._refused[bisect_left(self._refused, self._order.updates[place]) :]

    @property
    def checkpoint_places(self) -> tuple[int, ...]:
        """Where states are kept."""
        return self._checkpoints.places

    def checkpoint_before(self, place: int) -> tuple[int, S]:
        """The nearest kept state that is not behind `place`, with its own place."""
        return self._checkpoints.at_or_before(place)

    def between(self, start: int, stop: int, state: S) -> S:
        """The state at `stop`, given the `state` at `start`; `start <= stop <= reached`.

        Raises:
            FoldStopped: the machine kept the reducer from finishing.
        """
        return self._fold(start, stop, state, _ignore)

    def states(self, start: int, stop: int, state: S) -> list[S]:
        """The states at `start + 1` to `stop`, given the `state` at `start`; as `between`."""
        states: list[S] = []
        folded = self._to_fold(start, stop)
        at = 0
        for update in self._order.updates[start:stop]:
            if at < len(folded) and update is folded[at]:
                at += 1
                state = fold(self.reducer, (update,), state, _ignore)
            states.append(state)
        return states

    def _fold(self, start: int, stop: int, state: S, refuse: Callable[[Update, str], object]) -> S:
        return fold(self.reducer, self._to_fold(start, stop), state, refuse)

    def _to_fold(self, start: int, stop: int) -> list[Update]:
        """The updates from `start` to `stop` that the reducer may see."""
        updates = self._order.updates[start:stop]
        if self._skipped and updates:
            low = bisect_left(self._skipped, updates[0])
            high = bisect_left(self._skipped, updates[-1], low) + 1
            skipped = set(map(id, self._skipped[low:high]))
            updates = [update for update in updates if id(update) not in skipped]
        return updates

    def _refuse(self, update: Update, reason: str) -> None:
        self._refused.append(update)
        self._reasons[update.name] = reason


def _ignore(update: Update, reason: str) -> None:
    """States of the past are asked for without writing refusals down again."""
