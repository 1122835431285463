"""The ordered, rewindable log: its state is always a fold over the sorted updates.

Updates that belong at the end are folded on. Late ones go to their place, once for a
whole batch, and the fold goes back to the last checkpoint before them. A long fold can
be taken in slices: meanwhile the state from before stays readable.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from .attribution import attributed
from .authority import Authorize, guarded
from .footprint import Independence
from .limits import Limits
from .order import Merge, in_order
from .reducer import REFUSED, Reducer, Refused
from .rewind import Cause, Job, Outcome, Progress, Rewind
from .timeline import Timeline
from .undo import DEFAULT_HORIZON, UndoIndex, controls_in, is_control
from .update import Incarnation, Sequence, SourceId, Update
from .waiting import Waiting

__all__ = ["History"]

S = TypeVar("S")


class History(Timeline[S]):
    """What happened, in the one order, and the state it leads to.

    Args:
        reducer: a pure function (state, action) -> state. The `meta` of the actions it gets
            says who made them and when, see `attribution`.
        first: the state before the first update.
        checkpoints: how many states to keep at the most.
        undo_horizon: how far behind an undo the undone may lie, in units of timestamps.
        timer: seconds, for the reports of rewinds; without one they say 0.
        keep_rewinds: how many reports to keep.
        verify: check each time that a declaration of independence saved a rewind (see
            `footprint`) against a real one, and raise DeclarationLied if they differ.
        authorize: asked (state, action, source) before the reducer, also at each rewind;
            what it says no to is refused as "not allowed". See `authority`.

    Attributes:
        rewinds: the reports, the newest last.
        rewind_count: how many there ever were.
        is_reducing: whether the reducer is at work, which must not dispatch.
        withdrawals: how often updates were taken out, so that `arrivals` began anew.
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
        verify: bool = False,
        authorize: Authorize | None = None,
    ) -> None:
        self._authorize = authorize
        reducer = self._guarded(reducer)
        super().__init__(reducer, first, checkpoints=checkpoints, undo_horizon=undo_horizon)
        self._timer = timer
        self._independence = Independence(reducer)
        self._verify = verify
        self._waiting = Waiting()
        self._job: Job | None = None
        self.rewinds: deque[Rewind] = deque(maxlen=keep_rewinds)
        self.rewind_count = 0
        self.is_reducing = False
        self.withdrawals = 0

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
        return Progress(max(self.folded - self._job.place, 0), goal - self._job.place)

    def judge(self, update: Update) -> S:
        """The state that `update` would lead to if it came next. Changes nothing.

        Raises:
            Refused: the reducer refuses it here, it is not allowed, or it is an undo that
                does not count.
            Exception: whatever the reducer raises.
        """
        if is_control(update):
            reason = self._undo.why_not(update)
            if reason is not None:
                raise Refused(reason)
            return self._shown
        self.is_reducing = True
        try:
            result = self._replay.reducer(self._shown, attributed(update))
        finally:
            self.is_reducing = False
        if result is REFUSED:
            raise Refused(f"the reducer refused {update.action['type']!r}")
        return result

    def append(self, update: Update, state: S, *, arrived: int = 0) -> None:
        """Add an own update that sorts last, with the `state` that `judge` gave for it.

        The state shows it at once, also during a fold, which takes it in at its place. An
        undo or redo shows once `fold` has gone back for it. `arrived` is as for `insert`.
        """
        updates = self._order.updates
        last = not updates or updates[-1][:4] < update[:4]
        control = is_control(update)
        if self._job is not None or control or not last or self._undo.is_awaited(update):
            self.insert((update,), arrived=arrived)
            if self._job is not None and last and not control:
                self._job.goal = update
                self._shown = state
            return
        updates.append(update)
        self._arrivals.append(update)
        self._undo.note(update)
        self._replay.follow(state)
        self._shown = state

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
        if self._job is not None and self._replay.stopped is None:
            batch = self._waiting.put_aside(batch, arrived, self._order, self.folded)
        if batch:
            self._place(batch, arrived)

    def fold(self, steps: int | None = None) -> Progress:
        """Fold at most `steps` updates further, all by default; says how far that came.

        The state moves when the end is reached. The fold stops at an update on which the
        reducer met a failure of the machine: see `stopped` and `resume`.
        """
        left = steps
        replay = self._replay
        while self._job is not None and replay.stopped is None and (left is None or left > 0):
            goal = self._order.place_of(self._job.goal) + 1
            start, started = replay.reached, self._timer()
            self.is_reducing = True
            try:
                replay.advance(goal if left is None else min(goal, start + left))
            finally:
                self.is_reducing = False
            self._job.seconds += self._timer() - started
            left = None if left is None else left - (replay.reached - start)
            if replay.stopped is not None:
                self._shown = replay.state
                self._place_waiting()  # an undo among them may free the fold
            elif replay.reached >= goal:
                self._finish(self._job)
        return self.progress

    def resume(self) -> Progress:
        """Try again at the update where the fold stopped."""
        self._replay.stopped = None
        return self.fold()

    def replace_reducer(self, reducer: Reducer[S]) -> None:
        """Fold everything again with another reducer; `fold` brings the state up to it.

        Raises:
            TypeError: `reducer` cannot be called.
        """
        if not callable(reducer):
            raise TypeError(f"a reducer is a function of (state, action), not {reducer!r}")
        reducer = self._guarded(reducer)
        self._replay.reducer = reducer
        self._independence = Independence(reducer)
        if self._order.updates:
            self._go_back(self._begin_job(0), 0, "reducer", len(self._order))

    def withdraw(self, source: SourceId, incarnation: Incarnation, after: Sequence) -> list[Update]:
        """Take out what one chain holds behind `after`, as if it had never come.

        Returns those updates, in their order. All others are folded anew, which `fold`
        brings about; until then the state is the one from before.
        """
        self._place_waiting()
        gone = [
            update
            for update in self.own(source)
            if update.incarnation == incarnation and update.sequence > after
        ]
        if gone:
            self._take_out(gone)
        return gone

    def limit(self, limits: Limits, *, now: int, stored_by_all: int | None = None) -> None:
        """Keep only the states that `limits` allow, from here on until called again.

        Nothing is taken out of the log, and what comes late is still folded in its place.
        Arguments as for `Limits.first_place`.
        """
        updates = self._order.updates
        first = limits.first_place(updates, now=now, stored_by_all=stored_by_all)
        self._first_kept = min(first, self.folded)
        self._replay.forget_before(self._first_kept)

    # How

    def _guarded(self, reducer: Reducer[S]) -> Reducer[S]:
        return reducer if self._authorize is None else guarded(reducer, self._authorize)

    def _begin_job(self, place: int) -> Job:
        if self._job is None:
            self._job = Job(self._order.updates[-1], place)
        return self._job

    def _take_out(self, gone: list[Update]) -> None:
        self.withdrawals += 1
        ids = set(map(id, gone))
        updates, replay, undos = self._order.updates, self._replay, self._undo
        undone = list(filter(undos.is_undone, updates))
        refused = replay.back_to(0)
        self._order.remove(gone)
        self._arrivals[:] = [update for update in self._arrivals if id(update) not in ids]
        self._undo = UndoIndex(undos.horizon)
        skipped, _ = self._undo.add(updates)
        replay.skip_only([*controls_in(updates), *skipped])
        self._first_kept = min(self._first_kept, len(updates))
        if not updates:
            self._job = None
            self._shown = self._first
            return
        job = self._begin_job(0)
        job.goal = updates[-1]
        job.go_back(0, "withdrawn", len(updates) + len(gone))
        job.late = [update for update in job.late if id(update) not in ids]
        job.new += gone  # nothing became of them
        job.was("refused", refused)
        job.was("undone", undone)
        job.was("applied", skipped)

    def _place_waiting(self) -> None:
        for batch, arrived in self._waiting.take():
            self._place(batch, arrived)

    def _place(self, batch: list[Update], arrived: int) -> None:
        end = len(self._order)
        merge = self._order.add(batch, arrived)
        controls = controls_in(batch)
        undone, restored = self._undo.add(batch, controls)
        is_plain = self._job is None and not (undone or restored or controls)
        independent = is_plain and bool(merge.late) and self._amend(merge, arrived, end)
        self._arrivals += batch
        self._replay.skip(controls)
        self._replay.skip(undone)
        self._replay.unskip(restored)
        if self._replay.reached == len(self._order):
            return
        job = self._begin_job(self._replay.reached)
        job.arrived = max(job.arrived, arrived)
        job.new += batch
        if merge.late and not independent:
            job.late += merge.late
            self._go_back(job, merge.place, "late", end)
        if not (undone or restored):
            return
        new = set(map(id, batch))
        taken_out = [update for update in undone if id(update) not in new]
        brought_back = [update for update in restored if id(update) not in new]
        job.was("refused", filter(self._replay.refusal, taken_out))
        job.was("applied", taken_out)
        job.was("undone", brought_back)
        if taken_out or brought_back:
            earliest = min(taken_out + brought_back)
            self._go_back(job, self._order.place_of(earliest), "undo", end)

    def _amend(self, merge: Merge, arrived: int, end: int) -> bool:
        """Bring late updates in without going back, if nothing behind them minds."""
        started = self._timer()
        if not self._replay.is_amending_cheaper(merge.places):
            return False
        if not self._independence.covers(merge.late, self._arrivals):
            return False
        if not self._replay.amend(merge.places, merge.late):
            return False
        self._shown = self._replay.state
        job = Job(merge.late[-1], merge.place, arrived=arrived, late=list(merge.late))
        job.new = job.late
        job.go_back(merge.place, "late", end)
        job.seconds = self._timer() - started
        self._report(job, "late", len(merge.late))
        if self._verify:
            self._replay.verify()
        return True

    def _go_back(self, job: Job, place: int, cause: Cause, end: int) -> None:
        job.go_back(place, cause, end)
        job.was("refused", self._replay.back_to(place))

    def _finish(self, job: Job) -> None:
        self._shown = self._replay.state
        self._job = None
        if job.cause is not None:
            job.was("applied", self._replay.refused_from(job.place))
            self._report(job, job.cause, self._replay.reached - job.place)
        self._place_waiting()
        if self._replay.reached < len(self._order):
            self._begin_job(self._replay.reached)

    def _report(self, job: Job, cause: Cause, replayed: int) -> None:
        self.rewinds.append(job.report(cause, replayed, self._outcome))
        self.rewind_count += 1

    def _outcome(self, update: Update) -> Outcome:
        if self._undo.is_undone(update):
            return "undone"
        return "refused" if self._replay.refusal(update) else "applied"
