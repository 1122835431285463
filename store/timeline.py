"""What can be read of a history: its updates in order, what became of them, any state."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from .fold import FoldStopped
from .order import Lateness, Order
from .reducer import Reducer
from .replay import Replay
from .undo import UndoIndex
from .update import Name, SourceId, Update

__all__ = ["Timeline"]

S = TypeVar("S")


class Timeline(Generic[S]):
    """A history that somebody else lets grow."""

    def __init__(
        self, reducer: Reducer[S], first: S, *, checkpoints: int, undo_horizon: int
    ) -> None:
        self._order = Order()
        self._replay = Replay(self._order, reducer, first, checkpoints)
        self._undo = UndoIndex(undo_horizon)
        self._arrivals: list[Update] = []
        self._first: S = first
        self._shown: S = first
        self._first_kept = 0

    @property
    def state(self) -> S:
        """The state after everything folded; during a fold in slices, the one before it."""
        return self._shown

    @property
    def updates(self) -> Sequence[Update]:
        """All updates in the order. A live view for reading: it grows and shifts."""
        return self._order.updates

    @property
    def arrivals(self) -> Sequence[Update]:
        """All updates as they arrived here. A live view for reading."""
        return self._arrivals

    def __len__(self) -> int:
        return len(self._order)

    @property
    def folded(self) -> int:
        """Up to which place the states can be asked for."""
        return self._replay.reached

    @property
    def first_kept(self) -> int:
        """From which place on the states can be asked for; see `History.limit`."""
        return self._first_kept

    @property
    def stopped(self) -> FoldStopped | None:
        """Where and why the machine kept the fold from going on, or None."""
        return self._replay.stopped

    def state_at(self, place: int) -> S:
        """The state after the first `place` updates; 0 is the first state.

        Raises:
            IndexError: `place` is below 0 or behind what has been folded.
            FoldStopped: the machine kept the reducer from finishing.
        """
        start, state = self.checkpoint_before(place)
        return self._replay.between(start, place, state)

    def states(self, start: int, stop: int) -> list[S]:
        """The states at the places `start` to `stop`, both included; raises as `state_at`."""
        first = self.state_at(start)
        self.checkpoint_before(stop)  # there is one, or this raises
        return [first, *self.states_after(start, first, stop)]

    def states_after(self, start: int, state: S, stop: int) -> list[S]:
        """The states at the places `start + 1` to `stop`, given the `state` at `start`.

        Raises:
            FoldStopped: the machine kept the reducer from finishing.
        """
        return self._replay.states(start, stop, state)

    @property
    def revision(self) -> int:
        """Another number whenever states that could be asked for before may have changed."""
        return self._replay.revision

    @property
    def checkpoint_places(self) -> tuple[int, ...]:
        """Where states are kept."""
        return self._replay.checkpoint_places

    def checkpoint_before(self, place: int) -> tuple[int, S]:
        """The nearest kept state that is not behind `place`, with its own place.

        Raises:
            IndexError: `place` is below 0 or behind what has been folded.
        """
        first = self._first_kept
        if not first <= place <= self.folded:
            raise IndexError(
                f"place is {place}, the history is folded from {first} to {self.folded}"
            )
        return self._replay.checkpoint_before(place)

    def place_of(self, update: Update) -> int:
        """How many updates sort before `update`.

        Raises:
            KeyError: it is not in this history.
        """
        return self._order.place_of(update)

    def find(self, name: Name) -> Update | None:
        """The update called `name`, or None where it has not arrived."""
        return self._undo.find(name)

    def own(self, source: SourceId) -> list[Update]:
        """Every update of `source`, in the order in which it was made."""
        return self._undo.own(source)

    def is_undone(self, update: Update) -> bool:
        return self._undo.is_undone(update)

    def will_undo(self, update: Update) -> bool:
        """Whether `update`, which is not in this history yet, will be undone when it is."""
        return self._undo.will_undo(update)

    def refusal(self, update: Update) -> str | None:
        """Why `update` leaves the state as it was at its place, or None where it does not."""
        return self._replay.refusal(update) or self._undo.void_reason(update)

    def lateness(self, update: Update) -> Lateness | None:
        """How late `update` arrived, or None if it arrived in order."""
        return self._order.lateness(update)
