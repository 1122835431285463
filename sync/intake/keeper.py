"""Hands runs to the log, one write in hand, so that what gathers meanwhile is the next one."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType

from ...store.update import SourceId
from ..errors import LogFailed
from ..log.log import Log, Stored
from ..own.own_past import run_holding
from ..scheduler import Cancellable, Scheduler
from ..wire.run import Chain, Head, Run

__all__ = ["SUMMARY_BYTES", "Keeper"]

RETRY_SECONDS = 1.0
SUMMARY_BYTES = 8


class Keeper:
    """Knows what is on disk and what is on its way there.

    Args:
        log: the runs of before are in it already.
        saved: told of runs that would now survive a power cut.
        problem: told why the log cannot be written, and None once it can again.
        taken_back: told of runs that lay behind a damaged one, and count again now that a
            peer has sent that one once more.
        disputed: told of runs that turned out to stand where the log has others, which lay
            behind a damaged one.
        places: from which sequence on a chain is in doubt: what the log has there does
            not count.

    Attributes:
        stored: how far each chain is on disk.
        received: how far each chain is here, on disk or on its way there.
    """

    def __init__(
        self,
        log: Log,
        scheduler: Scheduler,
        saved: Callable[[Sequence[Stored]], object],
        problem: Callable[[str | None], object],
        taken_back: Callable[[Sequence[Run]], object] = lambda runs: None,
        disputed: Callable[[Run], object] = lambda run: None,
        places: Mapping[Chain, int] = MappingProxyType({}),
    ) -> None:
        self._log = log
        self._scheduler = scheduler
        self._saved = saved
        self._problem = problem
        self._taken_back = taken_back
        self._disputed = disputed
        self._damaged = {damage.chain for damage in log.damaged}
        self._failing = False
        self._retry: Cancellable | None = None
        self._waiting: list[Stored] = []
        self._writing: list[Stored] = []
        self._withdrawals: dict[Chain, tuple[int, Sequence[Stored]]] = {}
        self._withdrawing: Chain | None = None
        self._is_writing = False
        self._is_over = False
        self._summary = 0
        self.stored: dict[Chain, Head] = {}
        self._places: dict[Chain, int] = {}
        for chain, head in log.heads().items():
            self._has_stored(chain, head)
        self.received: dict[Chain, Head] = dict(self.stored)
        for chain, place in places.items():
            self.cut(chain, place)

    @property
    def summary(self) -> bytes:
        """One hash over everything that is on disk: equal where the logs are equal."""
        return self._summary.to_bytes(SUMMARY_BYTES, "big")

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on its way to the disk."""
        return not (self._writing or self._waiting or self._withdrawals)

    def unsaved(self, source: SourceId) -> int:
        """How many updates of `source` are on their way to the disk."""
        withdrawals = self._withdrawals
        reissued = (
            stored
            for _, instead in withdrawals.values()
            for stored in instead
            if stored.run.chain not in withdrawals
        )
        return sum(
            run.header.updates
            for run, _ in (*self._writing, *reissued, *self._waiting)
            if run.chain.source == source and self._counts(run)
        )

    def keep(self, runs: Sequence[Stored]) -> None:
        """Write `runs` down; those of a chain follow each other without gaps."""
        for stored in runs:
            self.received[stored.run.chain] = stored.run.head
        self._waiting += runs
        self._write()

    def withdraw(self, chain: Chain, head: Head, instead: Sequence[Stored]) -> None:
        """Cut `chain` back to `head`, and keep the runs `instead` of what lay behind.

        From now on nothing behind `head` counts as stored or received. What is on disk
        goes in the one moment in which the others come there, so a crash loses nothing.
        """
        self._withdrawals[chain] = (head.sequence, instead)
        self._waiting = [s for s in self._waiting if s.run.chain != chain]
        self._writing = [s for s in self._writing if s.run.chain != chain]
        self.received[chain] = head
        if chain in self.stored:
            self._has_stored(chain, head)
        if not head.sequence:
            self.received.pop(chain)
            self.stored.pop(chain, None)
        for stored in instead:
            self.received[stored.run.chain] = stored.run.head
        self._write()

    def run_holding(self, chain: Chain, sequence: int) -> Run | None:
        """The run here that holds the update `sequence` of `chain`, on disk or on its way there.

        None where that has not come, or does not count.
        """
        if not 1 <= sequence <= self.received.get(chain, Head()).sequence:
            return None
        if sequence <= self.stored.get(chain, Head()).sequence:
            return run_holding(self._log, chain, sequence)
        holding = (run for run in self._on_their_way(chain) if run.last >= sequence)
        return next(holding, None)

    def runs_from(self, chain: Chain, place: int) -> list[Run]:
        """All runs here that begin at `place` or behind, whether they count or not."""
        saved = self._log.runs_after(chain, place - 1, max_bytes=sys.maxsize)
        last = saved[-1].last if saved else place - 1
        return [*saved, *(run for run in self._on_their_way(chain) if run.header.first > last)]

    def cut(self, chain: Chain, place: int) -> None:
        """From now on nothing of `chain` counts that begins at `place` or behind.

        A run of it that is here begins there, or all of them end before. They stay on disk.
        """
        before = self.run_holding(chain, place - 1)
        head = before.head if before is not None else Head()
        received = self.received.get(chain, Head())
        self.received[chain] = head if received.sequence >= place else received
        stored = self.stored.get(chain, Head())
        self._has_stored(chain, head if stored.sequence >= place else stored)
        self._places[chain] = place

    def mark(self, evidence: bytes) -> None:
        """Count the hash of evidence in the summary, or no longer if it did."""
        self._summary ^= int.from_bytes(evidence[:SUMMARY_BYTES], "big")

    def close(self) -> None:
        """Hand the log whatever waits, before it is closed, and nothing after that.

        But for runs that turn out to stand where the log has others: nobody was told that
        they are here, so they come again.
        """
        if self._is_over:
            return
        self._is_over = True
        if self._retry is not None:
            self._retry.cancel()
        for chain, (after, instead) in list(self._withdrawals.items()):
            if chain != self._withdrawing:
                self._log.withdraw(chain, after, self._ended, instead)
        batch, later = self._next_batch()
        if batch:
            self._log.append(tuple(batch), self._ended)
        refused: set[Chain] = set()
        for stored in later:
            if stored.run.chain in refused:
                continue  # it follows on one of those
            try:
                self._log.append((stored,), self._ended)
            except ValueError:
                refused.add(stored.run.chain)

    def _write(self) -> None:
        if self._is_writing or self._is_over:
            return
        if self._withdrawals:
            chain, (after, instead) = next(iter(self._withdrawals.items()))
            self._is_writing, self._withdrawing = True, chain
            try:
                self._log.withdraw(
                    chain, after, lambda error: self._withdrawn(chain, error), instead
                )
            except LogFailed as error:
                self._withdrawn(chain, error)
            return
        if not self._waiting:
            return
        self._writing, self._waiting = self._next_batch()
        self._is_writing = True
        try:
            self._log.append(tuple(self._writing), self._written)
        except Exception:
            # The log does not take these runs, now or ever: forget that they came.
            for stored in self._writing:
                self.received[stored.run.chain] = self.stored.get(stored.run.chain, Head())
            self._writing = []
            self._is_writing = False
            raise

    def _next_batch(self) -> tuple[list[Stored], list[Stored]]:
        """What is written now, and what waits: of a damaged chain one run at a time.

        It may fill a hole, and then the log has more of the chain, which need not be what
        comes next here. So may one that is being written.
        """
        if not self._damaged:
            return self._waiting, []
        batch: list[Stored] = []
        later: list[Stored] = []
        held = {stored.run.chain for stored in self._writing} & self._damaged
        for stored in self._waiting:
            chain = stored.run.chain
            (later if chain in held else batch).append(stored)
            if chain in self._damaged:
                held.add(chain)
        return batch, later

    def _withdrawn(self, chain: Chain, error: BaseException | None) -> None:
        self._is_writing, self._withdrawing = False, None
        if error is not None:
            self._failed(error)
            return
        _, instead = self._withdrawals.pop(chain)
        # Of what was issued again once more, only the last is to count.
        runs = [stored for stored in instead if stored.run.chain not in self._withdrawals]
        for stored in runs:
            self._has_stored(stored.run.chain, stored.run.head)
        self._succeeded()
        self._write()
        self._saved(runs)

    def _written(self, error: BaseException | None) -> None:
        runs, self._writing = self._writing, []
        self._is_writing = False
        if error is not None:
            # Later runs of a chain must not overtake earlier ones, so all wait.
            self._waiting = runs + self._waiting
            self._failed(error)
            return
        for stored in runs:
            self._has_stored(stored.run.chain, stored.run.head)
        # While the log is being closed nothing can follow from what comes to light.
        looks = self._damaged and not self._is_over
        back, disputed = self._take_back(runs) if looks else ([], [])
        self._succeeded()
        self._write()
        self._taken_back(back)
        self._saved(runs)
        for run in disputed:
            self._disputed(run)

    def _take_back(self, runs: Sequence[Stored]) -> tuple[list[Run], list[Run]]:
        """Count again what the log has behind holes that `runs` filled.

        Returns what is new by that, and what had come in the place of it and is another.
        """
        new: list[Run] = []
        disputed: list[Run] = []
        for chain in sorted({stored.run.chain for stored in runs} & self._damaged):
            before = self.stored[chain]
            found = self._log.runs_after(chain, before.sequence, max_bytes=sys.maxsize)
            found = list(filter(self._counts, found))
            if not found:
                continue
            now, received = found[-1].head, self.received[chain]
            new += [run for run in found if run.header.first > received.sequence]
            self._has_stored(chain, now)
            known = {run.hash for run in found}
            coming = [run for run in self._on_their_way(chain) if run.hash not in known]
            others = [run for run in coming if run.header.first <= now.sequence]
            disputed += others[:1]
            # What follows on another run than ours is no continuation of ours either.
            last = sys.maxsize if others else now.sequence
            self.received[chain] = now if others else max(received, now)
            self._waiting = [
                stored
                for stored in self._waiting
                if stored.run.chain != chain or stored.run.header.first > last
            ]
        self._damaged &= {damage.chain for damage in self._log.damaged}
        return new, disputed

    def _counts(self, run: Run) -> bool:
        return run.last < self._places.get(run.chain, sys.maxsize)

    def _on_their_way(self, chain: Chain) -> Iterator[Run]:
        for stored in (*self._writing, *self._waiting):
            if stored.run.chain == chain:
                yield stored.run

    def _has_stored(self, chain: Chain, head: Head) -> None:
        if head.sequence >= self._places.get(chain, sys.maxsize):
            return
        before = self.stored.get(chain)
        if before is not None and before.sequence:
            self._summary ^= _hash_of(chain, before)
        if head.sequence:
            self._summary ^= _hash_of(chain, head)
        self.stored[chain] = head

    def _ended(self, error: BaseException | None) -> None:
        if error is not None:
            self._problem(str(error))

    def _succeeded(self) -> None:
        if self._failing:
            self._failing = False
            self._problem(None)

    def _failed(self, error: BaseException) -> None:
        self._failing = True
        self._problem(str(error))
        if self._retry is not None:
            self._retry.cancel()
        if not self._is_over:
            self._retry = self._scheduler.later(RETRY_SECONDS, self._write)


def _hash_of(chain: Chain, head: Head) -> int:
    digest = blake2b(head.hash, digest_size=SUMMARY_BYTES, key=chain.source)
    digest.update(chain.incarnation.to_bytes(4, "big") + head.sequence.to_bytes(8, "big"))
    return int.from_bytes(digest.digest(), "big")
