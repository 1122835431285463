"""Hands runs to the log, one write in hand, so that what gathers meanwhile is the next one."""

from collections.abc import Callable, Sequence

from .log import Log, Stored
from .run import Chain, Head
from .scheduler import Cancellable, Scheduler

__all__ = ["Keeper"]

RETRY_SECONDS = 1.0


class Keeper:
    """Knows what is on disk and what is on its way there.

    Args:
        log: the runs of before are in it already.
        saved: told of runs that would now survive a power cut.
        problem: told why the log cannot be written, and None once it can again.
    """

    def __init__(
        self,
        log: Log,
        scheduler: Scheduler,
        saved: Callable[[Sequence[Stored]], object],
        problem: Callable[[str | None], object],
    ) -> None:
        self._log = log
        self._scheduler = scheduler
        self._saved = saved
        self._problem = problem
        self._failing = False
        self._retry: Cancellable | None = None
        self._waiting: list[Stored] = []
        self._writing: list[Stored] = []
        self.stored: dict[Chain, Head] = dict(log.heads())
        self.received: dict[Chain, Head] = dict(self.stored)

    def keep(self, runs: Sequence[Stored]) -> None:
        """Write `runs` down; those of a chain follow each other without gaps."""
        for stored in runs:
            self.received[stored.run.chain] = stored.run.head
        self._waiting += runs
        self._write()

    def _write(self) -> None:
        if not self._waiting or self._writing:
            return
        self._writing, self._waiting = self._waiting, []
        try:
            self._log.append(self._writing, self._written)
        except Exception:
            # The log does not take these runs, now or ever: forget that they came.
            for stored in self._writing:
                self.received[stored.run.chain] = self.stored.get(stored.run.chain, Head())
            self._writing = []
            raise

    def _written(self, error: BaseException | None) -> None:
        runs, self._writing = self._writing, []
        if error is not None:
            # Later runs of a chain must not overtake earlier ones, so all wait.
            self._waiting = runs + self._waiting
            self._failing = True
            self._problem(str(error))
            if self._retry is not None:
                self._retry.cancel()
            self._retry = self._scheduler.later(RETRY_SECONDS, self._write)
            return
        for stored in runs:
            self.stored[stored.run.chain] = stored.run.head
        if self._failing:
            self._failing = False
            self._problem(None)
        self._write()
        self._saved(runs)
