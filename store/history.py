"""The ordered, rewindable log: its state is always a fold over the sorted updates.

Updates that belong at the end are folded on. Late ones go to their place, once for a
whole batch, and the fold goes back to the last checkpoint before them. A long fold can
be taken in slices: meanwhile the state from before stays readable.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from .checkpoints import NEAREST, Checkpoints
from .fold import FoldStopped, fold
from .order import Lateness, Order, in_order
from .reducer import REFUSED, Reducer, Refused
from .rewind import Change, Outcome, Progress, Rewind
from .undo import DEFAULT_HORIZON, UndoIndex, is_control
from .update import Name, SourceId, Update

__all__ = ["History"]

S = TypeVar("S")
Cause = Literal["late", "undo", "reducer"]


@dataclass(slots=True)
class _Job:
    """A fold in hand. It is done at `goal`, however much arrives behind that meanwhile."""

    goal: Update
    place: int
    started: float
    cause: Cause | None = None
    depth: int = 0
    late: list[Update] = field(default_factory=list[Update])
    arrived: int = 0
    before: dict[Name, tuple[Update, Outcome]] = field(
        default_factory=dict[Name, tuple[Update, Outcome]]
    )


class History(Generic[S]):
    """What happened, in the one order, and the state it leads to.

    Args:
        reducer: a pure function (state, action) -> state.
        first: the state before the first update.
        checkpoints: how many states to keep at the most.
        undo_horizon: how far behind an undo the undone may lie, in units of timestamps.
        timer: seconds, for the reports of rewinds; without one they say 0.
        keep_rewinds: how many reports to keep.
    """

    def __init__(
        self,
        reducer: Reducer[S],
        first: S,
        *,
        checkpoints: int = 64,
        undo_horizon: int = DEFAULT_HORIZON,
        timer: Callable[[], float] = lambda: 0.0,
        keep_rewinds: int = 10_000,
    ) -> None:
        self._reducer = reducer
        self._timer = timer
        self._order = Order()
        self._arrivals: list[Update] = []
        self._undo = UndoIndex(undo_horizon)
        self._skipped: list[Update] = []  # undone ones and controls, sorted
        self._refused: list[Update] = []  # sorted, as far as folded
        self._reasons: dict[Name, str] = {}
        self._checkpoints = Checkpoints(first, limit=checkpoints)
        self._reached = 0
        self._working: S = first
        self._shown: S = first
        self._waiting: list[Update] = []
        self._stopped: FoldStopped[S] | None = None
        self._job: _Job | None = None
        self.rewinds: deque[Rewind] = deque(maxlen=keep_rewinds)
        self.rewind_count = 0

    # Reading

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
        return self._reached

    @property
    def is_settled(self) -> bool:
        """Whether everything that arrived is folded."""
        return self._job is None

    @property
    def progress(self) -> Progress:
        """How far the fold in hand has come; complete where there is none."""
        if self._job is None:
            return Progress(0, 0)
        goal = self._order.place_of(self._job.goal) + 1
        return Progress(max(self._reached - self._job.place, 0), goal - self._job.place)

    @property
    def stopped(self) -> FoldStopped[S] | None:
        """Where and why the machine kept the fold from going on, or None."""
        return self._stopped

    def state_at(self, place: int) -> S:
        """The state after the first `place` updates; 0 is the first state.

        Raises:
            IndexError: `place` is below 0 or behind what has been folded.
            FoldStopped: the machine kept the reducer from finishing.
        """
        start, state = self.checkpoint_before(place)
        return self._fold_between(start, place, state, _ignore)

    def states(self, start: int, stop: int) -> list[S]:
        """The states at the places `start` to `stop`, both included; raises as `state_at`."""
        states = [self.state_at(start)]
        for place in range(start, stop):
            states.append(self._fold_between(place, place + 1, states[-1], _ignore))
        return states

    def checkpoint_before(self, place: int) -> tuple[int, S]:
        """The nearest kept state that is not behind `place`, with its own place.

        Raises:
            IndexError: `place` is below 0 or behind what has been folded.
        """
        if not 0 <= place <= self._reached:
            raise IndexError(f"place is {place}, the history is folded from 0 to {self._reached}")
        return self._checkpoints.at_or_before(place)

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

    def refusal(self, update: Update) -> str | None:
        """Why `update` leaves the state as it was at its place, or None where it does not."""
        return self._reasons.get(update.name) or self._undo.void_reason(update)

    def lateness(self, update: Update) -> Lateness | None:
        """How late `update` arrived, or None if it arrived in order."""
        return self._order.lateness(update)

    # Growing

    def judge(self, update: Update) -> S:
        """The state that `update` would lead to if it came next. Changes nothing.

        Raises:
            Refused: the reducer refuses it here, or it is an undo that does not count.
            Exception: whatever the reducer raises.
        """
        if is_control(update):
            reason = self._undo.why_not(update)
            if reason is not None:
                raise Refused(reason)
            return self._shown
        result = self._reducer(self._shown, update.action)
        if result is REFUSED:
            raise Refused(f"the reducer refused {update.action['type']!r}")
        return result

    def append(self, update: Update, state: S) -> None:
        """Add an own update that sorts last, with the `state` that `judge` gave for it.

        The state shows it at once, also during a fold, which takes it in at its place.
        """
        updates = self._order.updates
        last = not updates or updates[-1] < update
        control = is_control(update)
        if self._job is not None or control or not last:
            self.insert((update,))
            if self._job is not None and last and not control:
                self._job.goal = update
                self._shown = state
            return
        updates.append(update)
        self._arrivals.append(update)
        self._undo.add((update,))
        self._reached += 1
        self._working = self._shown = state
        self._checkpoints.save(self._reached, state)

    def merge(self, updates: Iterable[Update], *, arrived: int = 0) -> Rewind | None:
        """`insert` the batch and `fold` to the end; returns the report if that rewound."""
        before = self.rewind_count
        self.insert(updates, arrived=arrived)
        self.fold()
        return self.rewinds[-1] if self.rewind_count > before else None

    def insert(self, updates: Iterable[Update], *, arrived: int = 0) -> None:
        """Put a batch in its places. `fold` then brings the state up to it.

        Args:
            updates: in any order, none of them here already.
            arrived: when the batch came, only recorded (microseconds).

        Raises:
            ValueError: two updates have one name; nothing has changed then.
        """
        batch = in_order(updates)
        if self._job is not None:
            # What sorts before the place reached would throw the fold back again and
            # again under a steady stream, so it waits for the next one.
            done = self._order.updates[self._reached - 1 : self._reached]
            early = [u for u in batch if is_control(u) or (done and u < done[0])]
            self._waiting += early
            batch = [u for u in batch if u not in early] if early else batch
        if batch:
            self._place(batch, arrived)

    def fold(self, steps: int | None = None) -> Progress:
        """Fold at most `steps` updates further, all by default; says how far that came.

        The state moves when the end is reached. The fold stops at an update on which the
        reducer met a failure of the machine: see `stopped` and `resume`.
        """
        left = steps
        while self._job is not None and self._stopped is None and (left is None or left > 0):
            goal = self._order.place_of(self._job.goal) + 1
            start = self._reached
            self._advance(goal if left is None else min(goal, start + left))
            left = None if left is None else left - (self._reached - start)
            if self._reached >= goal and self._stopped is None:
                self._finish(self._job)
        return self.progress

    def resume(self) -> Progress:
        """Try again at the update where the fold stopped."""
        self._stopped = None
        return self.fold()

    def replace_reducer(self, reducer: Reducer[S]) -> None:
        """Fold everything again with another reducer; `fold` brings the state up to it."""
        self._reducer = reducer
        if self._order.updates:
            self._go_back(0, "reducer", len(self._order))

    # How

    def _place(self, batch: list[Update], arrived: int) -> None:
        end = len(self._order)
        merge = self._order.add(batch, arrived)
        self._arrivals += batch
        undone, restored = self._undo.add(batch)
        for update in batch:
            if is_control(update):
                insort(self._skipped, update)
        for update in undone:
            insort(self._skipped, update)
        for update in restored:
            del self._skipped[bisect_left(self._skipped, update)]
        if self._job is None:
            self._job = _Job(self._order.updates[-1], end, self._timer())
        self._job.arrived = max(self._job.arrived, arrived)
        if merge.late:
            self._job.late += merge.late
            self._go_back(merge.place, "late", end)
        flipped = [(u, "undone") for u in restored] + [(u, "applied") for u in undone]
        new = set(map(id, batch))
        for update, before in flipped:
            if id(update) not in new:
                self._job.before.setdefault(update.name, (update, before))
                self._go_back(self._order.place_of(update), "undo", end)

    def _go_back(self, place: int, cause: Cause, end: int) -> None:
        """Let the fold begin again at `place`; the log was `end` long before."""
        if self._job is None:
            self._job = _Job(self._order.updates[-1], place, self._timer())
        job = self._job
        job.cause = job.cause or cause
        job.depth = max(job.depth, end - place)
        job.place = min(job.place, place)
        self._checkpoints.drop_after(place)
        if place > self._reached or (place == self._reached and self._stopped is None):
            return
        self._stopped = None
        self._reached, self._working = self._checkpoints.at_or_before(place)
        first = bisect_left(self._refused, self._order.updates[self._reached])
        for update in self._refused[first:]:
            job.before.setdefault(update.name, (update, "refused"))
            del self._reasons[update.name]
        del self._refused[first:]

    def _advance(self, end: int) -> None:
        places = [end]
        if end - self._reached > NEAREST:
            plan = self._checkpoints.plan(self._reached, len(self._order))
            places = [place for place in plan if place < end] + places
        for place in places:
            try:
                self._working = self._fold_between(
                    self._reached, place, self._working, self._refuse
                )
                self._reached = place
            except FoldStopped as stopped:
                self._stopped = stopped
                self._reached = self._order.place_of(stopped.update)
                self._working = self._shown = stopped.state
                return
            self._checkpoints.save(place, self._working)

    def _fold_between(
        self, start: int, stop: int, state: S, refuse: Callable[[Update, str], object]
    ) -> S:
        updates = self._order.updates[start:stop]
        if self._skipped and updates:
            low = bisect_left(self._skipped, updates[0])
            high = bisect_left(self._skipped, updates[-1], low) + 1
            skipped = set(map(id, self._skipped[low:high]))
            updates = [update for update in updates if id(update) not in skipped]
        return fold(self._reducer, updates, state, refuse)

    def _refuse(self, update: Update, reason: str) -> None:
        self._refused.append(update)
        self._reasons[update.name] = reason

    def _finish(self, job: _Job) -> None:
        self._shown = self._working
        self._job = None
        if job.cause is not None:
            self._report(job, job.cause)
        if self._waiting:
            batch, self._waiting = self._waiting, []
            self._place(in_order(batch), job.arrived)
        elif self._reached < len(self._order):
            self._job = _Job(self._order.updates[-1], self._reached, self._timer())

    def _report(self, job: _Job, cause: Cause) -> None:
        late = set(map(id, job.late))
        start = bisect_left(self._refused, self._order.updates[job.place])
        for update in self._refused[start:]:
            job.before.setdefault(update.name, (update, "applied"))
        changes = tuple(
            Change(update, before, self._outcome(update))
            for update, before in sorted(job.before.values())
            if id(update) not in late and before != self._outcome(update)
        )
        elapsed = (self._timer() - job.started) * 1000
        self.rewind_count += 1
        self.rewinds.append(
            Rewind(
                cause=cause,
                place=job.place,
                late=tuple(job.late),
                depth=job.depth,
                replayed=self._reached - job.place,
                duration_ms=elapsed,
                arrived=job.arrived,
                changes=changes,
            )
        )

    def _outcome(self, update: Update) -> Outcome:
        if self._undo.is_undone(update):
            return "undone"
        return "refused" if update.name in self._reasons else "applied"


def _ignore(update: Update, reason: str) -> None:
    """States of the past are asked for without writing refusals down again."""
