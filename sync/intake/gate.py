"""Where the runs of all sessions wait to be opened: bulk off the thread, quiet sources first.

What a lone action brings is opened and placed at once. Bulk waits here and is opened in
jobs of a few milliseconds, which a worker does while the loop's thread folds and draws.
Within a session the runs of one source keep their order; between sources `queues` says
who is next. Nothing is ever dropped that a sender still counts on.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from ..errors import BadRun, ProtocolError, SyncError
from ..scheduler import Scheduler
from ..stats import Stats
from ..wire.run import Run, source_in
from .inbox import Delivery
from .opening import Opening, open_all
from .queues import Queues

__all__ = ["LANE_BYTES", "Gate", "Lane"]

SMALL_RUNS = 4
SMALL_BYTES = 16 * 1024
"""So little costs less when it is opened at once than when a thread is asked for it."""

JOB_RUNS = 32
JOB_BYTES = 64 * 1024
"""How much one job opens: some 3 ms."""

MAX_JOBS = 2
"""So many are handed out at a time: one that is opened, and one that waits for the worker."""

PLACE_BYTES = 256 * 1024
PLACE_SECONDS = 0.004
"""After so much or so long, or when nothing waits any more, what is opened is placed together.

What is placed together is folded together, and a fold may have to go far back.
"""

LANE_BYTES = 4 * 1024 * 1024
"""How much of one session may wait.

An honest peer stops at a window of 1 MiB that is not acknowledged. It starts anew when we
say anew what we have, which may happen while the first still waits.
"""

_logger = logging.getLogger(__name__)


class Lane:
    """One session's way through the gate.

    Attributes:
        taken: told what became of its runs.
        refused: told why the session has to end.
        waiting: bytes of its runs that are not placed yet.
        is_barred: whether something in it was wrong, so that nothing more of it is taken.
    """

    def __init__(
        self, taken: Callable[[Delivery], object], refused: Callable[[SyncError], object]
    ) -> None:
        self.taken = taken
        self.refused = refused
        self.waiting = 0
        self.is_barred = False


class _Piece(NamedTuple):
    lane: Lane
    opening: Opening


class Gate:
    """Between the sessions and the placing of their runs.

    Args:
        start: begins to open a run; raises BadRun where it is none of this room.
        is_known: whether that very run is here already.
        place: takes opened runs over, all or, by a BadRun, none.
        stats: where it is counted who had to wait and what was left behind.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        start: Callable[[bytes], Opening],
        is_known: Callable[[Run], bool],
        place: Callable[[Sequence[Opening]], Delivery],
        stats: Stats,
    ) -> None:
        self._scheduler = scheduler
        self._start = start
        self._is_known = is_known
        self._place = place
        self._stats = stats
        self._queues: Queues[Lane] = Queues(scheduler.timer, lambda: stats.count("held_back"))
        self._jobs = 0
        self._opened: list[_Piece] = []
        self._opened_since = 0.0
        self._is_handing_out = self._is_placing = False
        self._under_way: set[bytes] = set()  # by hash, what is paid for and not placed yet
        self._left: dict[Lane, None] = {}
        self._is_over = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be opened or placed."""
        return not (self._queues or self._jobs or self._opened or self._is_placing)

    def take(self, lane: Lane, raws: Sequence[bytes]) -> None:
        """Take over what a session brought: at once if that is little, or in its turn.

        Raises:
            BadRun: one of them could not have come from an honest peer; nothing of this
                batch is taken over. Where it has to wait, the lane is refused instead.
            ProtocolError: the session sends on although too much of it waits.
        """
        if self._is_over:
            return
        size = sum(map(len, raws))
        if self.is_idle and len(raws) <= SMALL_RUNS and size <= SMALL_BYTES:
            openings = [self._start(raw) for raw in raws]
            delivery = self._place(openings)
            self._measure(lane, openings, delivery)
            lane.taken(delivery)
            return
        if lane.waiting + size > LANE_BYTES:
            raise ProtocolError(
                f"{lane.waiting + size} bytes of runs are under way and not acknowledged,"
                f" at most {LANE_BYTES} are kept",
                limit="window",
            )
        lane.waiting += size
        for raw in raws:
            self._queues.add(lane, source_in(raw), raw)
        self._hand_out()

    def leave(self, lane: Lane) -> None:
        """The session is over. What it brought is still taken, as far as memory is spared."""
        lane.taken = lane.refused = _nobody
        if not lane.waiting:
            return
        self._left = {left: None for left in self._left if left.waiting}
        if lane.waiting + sum(left.waiting for left in self._left) > LANE_BYTES:
            self._stats.count("left_behind", self._bar(lane))
        else:
            self._left[lane] = None

    def close(self) -> None:
        """Take nothing more, and deliver nothing."""
        self._is_over = True
        self._queues.clear()

    # How

    def _bar(self, lane: Lane) -> int:
        """Take nothing more of `lane`; returns how many runs that drops."""
        lane.is_barred = True
        lane.waiting = 0
        return self._queues.drop(lane)

    def _hand_out(self) -> None:
        if self._is_handing_out:
            return  # a job that was done at once
        self._is_handing_out = True
        try:
            while self._queues and self._jobs < MAX_JOBS and not self._is_over:
                self._jobs += 1
                pieces = self._begin(self._queues.pick(JOB_RUNS, JOB_BYTES))
                new = self._new_among(pieces)
                self._under_way |= new.keys()
                job = partial(open_all, [*new.values()])
                self._scheduler.work(job, lambda _, p=pieces: self._done(p))
        finally:
            self._is_handing_out = False

    def _new_among(self, pieces: Sequence[_Piece]) -> dict[bytes, Opening]:
        """What is to be opened. A copy is not: once it is placed, its first is known."""
        new: dict[bytes, Opening] = {}
        for _, opening in pieces:
            hash = opening.run.hash
            is_paid_for = hash in new or hash in self._under_way
            if not is_paid_for and not self._is_known(opening.run):
                new[hash] = opening
        return new

    def _begin(self, picked: Sequence[tuple[Lane, bytes]]) -> list[_Piece]:
        pieces: list[_Piece] = []
        for lane, raw in picked:
            try:
                if not lane.is_barred:
                    pieces.append(_Piece(lane, self._start(raw)))
            except BadRun as error:
                self._refuse(lane, error)
        return pieces

    def _done(self, pieces: Sequence[_Piece]) -> None:
        self._jobs -= 1
        if self._is_over:
            return
        if not self._opened:
            self._opened_since = self._scheduler.timer()
        self._opened += pieces
        is_last = not (self._queues or self._jobs)
        is_much = sum(len(piece.opening.run.raw) for piece in self._opened) >= PLACE_BYTES
        if is_last or is_much or self._scheduler.timer() - self._opened_since >= PLACE_SECONDS:
            self._place_opened()
        self._hand_out()

    def _place_opened(self) -> None:
        self._is_placing = True
        pieces, self._opened = self._opened, []
        self._under_way.difference_update(piece.opening.run.hash for piece in pieces)
        for lane, group in groupby(pieces, key=lambda piece: piece.lane):
            openings = [piece.opening for piece in group]
            if not lane.is_barred:
                lane.waiting -= sum(len(opening.run.raw) for opening in openings)
                self._deliver(lane, openings)
        self._is_placing = False

    def _deliver(self, lane: Lane, openings: Sequence[Opening]) -> None:
        try:
            delivery = self._place(openings)
            self._measure(lane, openings, delivery)
            lane.taken(delivery)
        except BadRun as error:
            self._refuse(lane, error)
        except Exception as error:
            # Ours, and no reason to let all others wait.
            _logger.exception("runs of a session could not be taken over")
            self._refuse(lane, SyncError(f"our mistake: {type(error).__name__}"))

    def _refuse(self, lane: Lane, error: SyncError) -> None:
        self._bar(lane)
        lane.refused(error)

    def _measure(self, lane: Lane, openings: Sequence[Opening], delivery: Delivery) -> None:
        for run in delivery.runs:
            self._queues.has_brought(run.header.source, len(run.raw))
        new = sum(len(run.raw) for run in delivery.runs)
        if wasted := sum(len(opening.run.raw) for opening in openings) - new:
            self._queues.has_wasted(lane, wasted)


def _nobody(_told: object) -> None:
    pass
