"""Brings updates into the history, once per turn, in slices that leave the thread free."""

import logging
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...store.history import History
from ...store.reducer import Reducer
from ...store.rewind import Rewind
from ...store.update import Sequence as UpdateSequence
from ...store.update import SourceId, Timestamp, Update
from ..clock import Clock
from ..scheduler import Cancellable, Scheduler
from ..wire.run import Chain
from .backlog import quiet_first
from .parking import Parking

__all__ = ["Applier"]

SLICE = 64

FIRST_COST_S = 0.000_005
"""What an update is taken to cost the fold before that was measured."""

LEAST_COST_S = 0.000_000_1

LOOK_AGAIN = 60_000_000
"""Microseconds after which parked updates are looked at again at the latest.

A clock may be set meanwhile, or a machine sleep; and Qt's timers end after 24 days.
"""

LEAST_WAIT_S = 0.05
"""A clock that stands still, or moves in large steps, must not make an alarm ring all the time."""

_logger = logging.getLogger(__name__)


class Applier:
    """One history, and what is on its way into it.

    Args:
        applied: told of the updates that a turn brought in, once the state has them,
            and of the rewinds that this took.
        ready: told when the log from before is folded.
        settled: told at the end of each turn after which everything is folded.
        now: physical time by which updates are parked, in microseconds.
        may_fold: whether this program is new enough for the room; updates wait otherwise.
        parking: where updates wait that are stamped too far ahead.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        clock: Clock,
        applied: Callable[[Sequence[Update], Sequence[Rewind]], object],
        ready: Callable[[], object],
        settled: Callable[[], object] = lambda: None,
        now: Callable[[], int] | None = None,
        may_fold: Callable[[Sequence[Update]], bool] = lambda updates: True,
        parking: Parking | None = None,
    ) -> None:
        self._scheduler = scheduler
        self._clock = clock
        self._applied = applied
        self._ready = ready
        self._settled = settled
        self._now = now or (lambda: scheduler.now())
        self._may_fold = may_fold
        self._loading: Iterator[Sequence[Update]] | None = None
        self._is_new = False
        self._pending: list[Update] = []
        self._room = 0  # how many more may come in before the fold in hand is done
        self._cost = FIRST_COST_S  # of folding one update, lately
        # An empty one counts as false.
        self._parked = parking if parking is not None else Parking(lambda chain, after, last: [])
        self._untold: list[Update] = []
        self._told_rewinds = 0
        self._scheduled = False
        self._shown: object = None
        self._alarm: Cancellable | None = None
        self._is_over = False
        self.history: History[Any] | None = None

    def begin(self, history: History[Any], past: Iterator[Sequence[Update]]) -> None:
        """Fold `past`, batch by batch, and then whatever else comes."""
        self.history = history
        self._loading = past
        self._is_new = True
        self._soon()

    @property
    def parked(self) -> int:
        return len(self._parked)

    def parked_of(self, source: SourceId) -> list[Update]:
        """What waits of `source`, in the order in which it was made."""
        return self._parked.of(source)

    @property
    def is_ready(self) -> bool:
        """Whether the log from before is folded."""
        return self.history is not None and not self._is_new

    @property
    def is_settled(self) -> bool:
        """Whether everything received is folded, and shown."""
        history = self.history
        if history is None or self._is_new or self._pending or not history.is_settled:
            return False
        # Where all was taken out nothing is left to fold, and yet there is a state to show.
        return history.state is self._shown

    def add(self, updates: Sequence[Update]) -> None:
        """Take updates of others over; the next turn folds them, or their time will."""
        self.take(updates)
        self._soon()

    def take(self, updates: Sequence[Update]) -> None:
        """As `add`, for whoever will `finish`: no turn is asked for."""
        now = self._now()
        newest = max((update.timestamp for update in updates), default=Timestamp(0))
        if not self._clock.until(newest, now):  # nor any that is older
            self._pending += updates
            self._clock.observe(newest)
            return
        ahead: list[Update] = []
        for update in updates:
            if self._clock.until(update.timestamp, now):
                ahead.append(update)
            else:
                self._pending.append(update)
                self._clock.observe(update.timestamp)
        self._parked.park(ahead)
        self._set_alarm(now)

    def get_ready(self) -> None:
        """Fold the log from before, if that has not been done yet."""
        if self.history is not None and self._is_new:
            self.finish()

    def append(
        self, update: Update, record: Callable[[], object], *, is_judged: bool = True
    ) -> None:
        """Judge an own update, `record` it, and show it at once; listeners hear of it.

        Args:
            is_judged: False takes it into the log even where the reducer refuses it.

        Raises:
            Refused, Exception: it is not possible at present; `record` was not called.
            RuntimeError: called by a reducer.
            Exception: a listener failed; the update is recorded.
        """
        self.refuse_reentry("dispatch")
        history = self.history
        if history is None:
            record()
            self._pending.append(update)
            return
        self.get_ready()
        state = history.judge(update) if is_judged else None
        record()
        if is_judged:
            history.append(update, state, arrived=self._scheduler.now())
        else:
            history.insert([update], arrived=self._scheduler.now())
        if not history.is_settled:
            # An undo folds again what it takes out; as a rule that is little.
            self._fold(history, self._scheduler.timer() + self._scheduler.slice_seconds)
        self._untold.append(update)
        self._tell(history)

    def replace_reducer(self, reducer: Reducer[Any]) -> None:
        """Fold everything again with `reducer`, in slices."""
        self.refuse_reentry("replace itself")
        if self.history is not None:
            self.finish()
            self.history.replace_reducer(reducer)
            self._soon()

    def withdraw(self, chain: Chain, after: UpdateSequence) -> list[Update]:
        """Take out what `chain` holds behind `after`; everything else is to be folded anew.

        Returns those updates, in their order. Nobody is told before the next turn, which
        it is up to the caller to ask for, by `finish`.
        """

        def is_gone(update: Update) -> bool:
            return Chain(*update[1:3]) == chain and update.sequence > after

        parked = self._parked.withdraw(chain, after)
        gone = sorted([*filter(is_gone, self._pending), *parked])
        self._pending = [update for update in self._pending if not is_gone(update)]
        self._untold = [update for update in self._untold if not is_gone(update)]
        if self.history is not None:
            gone = sorted([*self.history.withdraw(*chain, after), *gone])
        return gone

    def resume(self) -> None:
        """Try again where the machine kept a reducer from finishing."""
        if self.history is not None:
            self.history.resume()
            self._soon()

    def stop(self) -> None:
        """Take no more turns: the log is about to be closed."""
        self._is_over = True
        if self._alarm is not None:
            self._alarm.cancel()

    def finish(self) -> None:
        """Fold everything that is here, however long it takes."""
        if self.history is not None:
            self._turn(float("inf"))

    def unpark(self) -> None:
        """Fold the parked updates whose time has come, and come back for the next one."""
        now = self._now()
        self._parked.read_again()
        due = self._parked.take_due(lambda stamp: not self._clock.until(stamp, now))
        self._set_alarm(now)
        if due:
            self.add(due)

    def refuse_reentry(self, deed: str) -> None:
        """Keep reducers pure.

        Raises:
            RuntimeError: a reducer is running.
        """
        if self.history is not None and self.history.is_reducing:
            raise RuntimeError(f"a reducer must not {deed}")

    def _set_alarm(self, now: int) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._parked:
            first = self._parked.first
            wait = self._clock.until(first, now) if first is not None else LOOK_AGAIN
            pause = max(min(wait, LOOK_AGAIN) / 1_000_000, LEAST_WAIT_S)
            self._alarm = self._scheduler.later(pause, self.unpark)

    def _soon(self) -> None:
        if not self._scheduled and self.history is not None:
            self._scheduled = True
            self._scheduler.soon(self._next_turn)

    def _next_turn(self) -> None:
        self._scheduled = False
        if self._is_over:
            return
        self._turn(self._scheduler.slice_seconds)

    def _turn(self, budget: float) -> None:
        history = self.history
        assert history is not None
        end = self._scheduler.timer() + budget
        while self._loading is not None:
            batch = next(self._loading, None)
            if batch is None:
                self._loading = None
            else:
                self.take(batch)
            if self._scheduler.timer() > end:
                self._soon()
                return
        is_held_back = False
        if self._pending and self._may_fold(self._pending):
            self._bring_in(history, is_all=self._is_new or budget == float("inf"))
            is_held_back = bool(self._pending)
        self._fold(history, end)
        if not history.is_settled and history.stopped is None:
            return
        was_new, self._is_new = self._is_new, False
        _guard(self._tell, history)
        if was_new:
            _guard(self._ready)
        if self.is_settled:
            _guard(self._settled)
        elif is_held_back:
            self._soon()

    def _bring_in(self, history: History[Any], *, is_all: bool) -> None:
        """Insert what waits, or so much of it that what is inserted is shown soon.

        That is what can be folded in one slice. Where it goes back further than that, each
        insertion costs more than its own fold, and as much again is brought in with it.
        While a fold is in hand little more is inserted: a flood that comes faster than it
        is folded would keep the fold from ever ending, and everybody else's updates with it.
        """
        if history.is_settled or history.stopped is not None:
            earliest = min(self._pending)
            behind = bisect_left(history.updates, earliest[:4], key=lambda update: update[:4])
            a_slice = self._scheduler.slice_seconds / self._cost
            self._room = max(SLICE, round(min(a_slice, 1e9)), len(history) - behind)
        if is_all:
            self._room = len(self._pending)
        if not self._room:
            return
        batch, self._pending = quiet_first(self._pending, self._room)
        self._room -= len(batch)
        history.insert(batch, arrived=self._scheduler.now())
        if not self._is_new:
            self._untold += batch

    def _fold(self, history: History[Any], end: float) -> None:
        """Fold what is there, until the timer says `end`; the next turn goes on."""
        while not history.is_settled and history.stopped is None:
            before, began = history.folded, self._scheduler.timer()
            history.fold(SLICE)
            now = self._scheduler.timer()
            if history.folded > before:
                cost = (now - began) / (history.folded - before)
                self._cost = max(self._cost + (cost - self._cost) / 8, LEAST_COST_S)
            if now > end:
                break
        if not history.is_settled and history.stopped is None:
            self._soon()

    def _tell(self, history: History[Any]) -> None:
        updates, self._untold = self._untold, []
        new = history.rewind_count - self._told_rewinds
        self._told_rewinds = history.rewind_count
        rewinds = list(history.rewinds)[-new:] if new else []
        if updates or rewinds or history.state is not self._shown:
            self._shown = history.state
            self._applied(updates, rewinds)


def _guard(listener: Callable[..., object], *details: object) -> None:
    try:
        listener(*details)
    except Exception:
        # A listener of the application failed. What it was told of is in the log and in
        # the state already, and the peer who sent it is not to blame.
        _logger.exception("a listener of the application failed")
