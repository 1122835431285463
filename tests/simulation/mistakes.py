"""Mistakes that others made before us, each planted on demand: the simulator must see them.

They stand in for the ones that nobody thought of. Who changes what one of them takes hold
of changes the mistake with it.
"""

# pyright: reportPrivateUsage=false

from bisect import bisect_right
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, cast
from unittest.mock import patch

from redux_scuttlebutt.store.order import Merge, Order
from redux_scuttlebutt.store.update import Timestamp, Update
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.gossip import offset
from redux_scuttlebutt.sync.gossip.fork_exchange import ForkExchange
from redux_scuttlebutt.sync.gossip.knowledge import Knowledge
from redux_scuttlebutt.sync.intake.applier import Applier
from redux_scuttlebutt.sync.intake.keeper import Keeper
from redux_scuttlebutt.sync.intake.opening import Opening
from redux_scuttlebutt.sync.intake.quarantine import Quarantines
from redux_scuttlebutt.sync.intake.receiver import Receiver
from redux_scuttlebutt.sync.log import sqlite_file
from redux_scuttlebutt.sync.log.log import Log, Saved, Stored
from redux_scuttlebutt.sync.own import issuer
from redux_scuttlebutt.sync.own.own_chain import OwnChain
from redux_scuttlebutt.sync.own.own_past import OwnPast
from redux_scuttlebutt.sync.wire.evidence import Evidence
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .signer import TableSigner

__all__ = ["MISTAKES", "planted"]


@contextmanager
def planted(name: str | None) -> Generator[None]:
    """The program with the mistake `name` in it; with None, as it is.

    Raises:
        KeyError: there is no such mistake.
    """
    if name is None:
        yield
        return
    with MISTAKES[name]():
        yield


@contextmanager
def _version_before_append() -> Generator[None]:
    """An update takes its number before it is known to enter the history."""
    append = Applier.append

    def too_early(
        self: Applier, update: Update, record: Callable[[], object], *, is_judged: bool = True
    ) -> None:
        record()
        append(self, update, _nothing, is_judged=is_judged)

    with patch.object(Applier, "append", too_early):
        yield


@contextmanager
def _tail_rule() -> Generator[None]:
    """Who lacks only the newest update of a chain is taken to lack nothing."""

    def lacks(self: Knowledge, chain: Chain) -> bool:
        stored = self._stored().get(chain, Head()).sequence
        return stored > self._theirs.get(chain, 0) + 1  # for `>=`

    with patch.object(Knowledge, "_lacks", lacks):
        yield


@contextmanager
def _cut_in_the_middle() -> Generator[None]:
    """A delta that is too long keeps the newest run in place of the last that fits."""
    runs_after = Dispatcher.runs_after

    def cut(self: Dispatcher, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        found = runs_after(self, chain, sequence, max_bytes=max_bytes)
        end = self.stored[chain].sequence
        if found and found[-1].last < end:
            newest = found[-1]
            while newest.last < end:
                newest = runs_after(self, chain, newest.last, max_bytes=max_bytes)[-1]
            found[-1] = newest
        return found

    with patch.object(Dispatcher, "runs_after", cut):
        yield


class _Hasty:
    """Fulfils `Log` with another, and does not wait for it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        self._log.append(runs, _nothing)
        saved(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


@contextmanager
def _saved_before_sync() -> Generator[None]:
    """Runs are reported saved, and acknowledged, as soon as the log has been told."""
    begin = Keeper.__init__

    def hasty(self: Keeper, log: Log, *rest: Any) -> None:
        begin(self, cast("Log", _Hasty(log)), *rest)

    with patch.object(Keeper, "__init__", hasty):
        yield


@contextmanager
def _normal_for_full() -> Generator[None]:
    """SQLite commits without waiting for the disk."""
    with patch.dict(sqlite_file._PRAGMAS, {"synchronous": 1}):
        yield


@contextmanager
def _parked_is_observed() -> Generator[None]:
    """Our clock follows stamps that are too far ahead to be folded."""
    add = Applier.add

    def believe(self: Applier, updates: Sequence[Update]) -> None:
        for update in updates:
            self._clock.observe(update.timestamp)
        add(self, updates)

    with patch.object(Applier, "add", believe):
        yield


@contextmanager
def _tie_by_arrival() -> Generator[None]:
    """Of two updates with one timestamp, the one that came first goes first."""

    def add(self: Order, batch: Sequence[Update], arrived: int) -> Merge:
        end = len(self.updates)
        places = [bisect_right(self.updates, u.timestamp, key=_timestamp) for u in batch]
        for shift, (place, update) in enumerate(zip(places, batch, strict=True)):
            self.updates.insert(place + shift, update)
        late = sum(place < end for place in places)
        return Merge(places[0], tuple(batch[:late]), tuple(places[:late]))

    def place_of(self: Order, update: Update) -> int:
        return next(n for n, held in enumerate(self.updates) if held[:4] == update[:4])

    with patch.object(Order, "add", add), patch.object(Order, "place_of", place_of):
        yield


@contextmanager
def _resent_for_ever() -> Generator[None]:
    """What was sent is not noted."""
    with patch.object(Knowledge, "sent", _nothing):
        yield


@contextmanager
def _incarnation_not_raised() -> Generator[None]:
    """A replica that has lost some of its past goes on as if it had not."""
    with patch.object(OwnChain, "renew", _nothing):
        yield


@contextmanager
def _given_is_taken_back() -> Generator[None]:
    """What peers were handed since the start is issued again, too, where our past is in doubt."""
    with patch.object(OwnPast, "gave", _nothing):
        yield


@contextmanager
def _again_is_forgotten() -> Generator[None]:
    """What is taken back because our past is in doubt is not issued again."""

    def forget(_gone: object, _issue: object) -> list[Update]:
        return []

    with patch.object(issuer, "issue_again", forget):
        yield


@contextmanager
def _clock_before_check() -> Generator[None]:
    """The clock takes note of stamps before anybody has looked at who made them."""
    start = Receiver.open

    def hasty(self: Receiver, raw: bytes) -> Opening:
        clock, now = self._applier._clock, self._scheduler.now()
        with suppress(BadRun):
            stamp = Timestamp(Run(raw).head.timestamp)
            if not clock.until(stamp, now):
                clock.observe(stamp)
        return start(self, raw)

    with patch.object(Receiver, "open", hasty):
        yield


@contextmanager
def _unsigned_is_believed() -> Generator[None]:
    """Nobody looks at signatures."""
    with patch.object(TableSigner, "verify", _yes):
        yield


@contextmanager
def _evidence_is_kept_back() -> Generator[None]:
    """Whoever has evidence against a chain keeps it to himself."""
    with patch.object(ForkExchange, "next_message", _nothing):
        yield


@contextmanager
def _first_evidence_counts() -> Generator[None]:
    """Of two places of a fork, the one that was heard of first counts."""

    def counts(self: Quarantines, evidence: Evidence) -> bool:
        return evidence.chain not in self.evidence

    with patch.object(Quarantines, "_counts", counts):
        yield


@contextmanager
def _lowest_clock_is_right() -> Generator[None]:
    """Our clock follows whoever is furthest behind, in place of the median."""
    with patch.object(offset, "median_high", min):
        yield


def _yes(*_: object) -> bool:
    return True


def _nothing(*_: object, **__: object) -> None:
    pass


def _timestamp(update: Update) -> int:
    return update.timestamp


MISTAKES = {
    "version-before-append": _version_before_append,
    "tail-rule": _tail_rule,
    "cut-in-the-middle": _cut_in_the_middle,
    "saved-before-sync": _saved_before_sync,
    "normal-for-full": _normal_for_full,
    "parked-is-observed": _parked_is_observed,
    "tie-by-arrival": _tie_by_arrival,
    "resent-for-ever": _resent_for_ever,
    "incarnation-not-raised": _incarnation_not_raised,
    "clock-before-check": _clock_before_check,
    "given-is-taken-back": _given_is_taken_back,
    "again-is-forgotten": _again_is_forgotten,
    "unsigned-is-believed": _unsigned_is_believed,
    "evidence-is-kept-back": _evidence_is_kept_back,
    "first-evidence-counts": _first_evidence_counts,
    "lowest-clock-is-right": _lowest_clock_is_right,
}
"""What can be planted, by name."""
