"""What others do: their runs checked, kept and folded, and ours given to them.

The other side of a replica's `Issuer`. Only what is on disk is given away, and nothing is
believed of anybody that they have not signed.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from ...store.update import SourceId, Update
from ..errors import BadRun, LogFailed
from ..facts.facts import Fact
from ..facts.stability import STANDING, decode_report
from ..log.log import Log, Stored
from ..own.issuer import Issuer
from ..own.own_past import Claim
from ..scheduler import Scheduler
from ..trust.strategies import Cipher, Signer
from ..wire.evidence import Evidence
from ..wire.run import KEYLESS, Chain, Head, Run, chain_of
from .applier import Applier
from .inbox import Delivery, place
from .keeper import Keeper
from .opening import Opening, read_run
from .quarantine import Quarantines

__all__ = ["Receiver"]

REREAD_BYTES = 1024 * 1024
"""How much of a chain is read at a time where its updates had been left on disk."""


class Receiver:
    """The reader's side of one replica.

    Args:
        source: who we are.
        room: its public id.
        kept: the evidence that was known when the log was opened.
        standing_of: what a source said last of how far it is.
        found_fork: told of a chain once its source turns out to contradict itself.
        found_evidence: told of a chain whose evidence is another one now.
        spoiled: told how many runs more are kept that hold nothing that may be said.

    Attributes:
        quarantines: what is in doubt.

    Raises:
        LogFailed: the log has runs of the other version; it was not changed.
    """

    def __init__(
        self,
        source: SourceId,
        room: bytes,
        *,
        scheduler: Scheduler,
        signer: Signer,
        cipher: Cipher,
        log: Log,
        keeper: Keeper,
        applier: Applier,
        issuer: Issuer,
        kept: Mapping[Chain, Evidence],
        standing_of: Callable[[SourceId], Fact | None],
        found_fork: Callable[[Chain], object],
        found_evidence: Callable[[Chain], object],
        spoiled: Callable[[int], object] = lambda count: None,
    ) -> None:
        self._source = source
        self._room = room
        self._scheduler = scheduler
        self._signer = signer
        self._cipher = cipher
        self._log = log
        self._keeper = keeper
        self._applier = applier
        self._issuer = issuer
        self._standing_of = standing_of
        self._tell_spoiled = spoiled
        self._before = {chain: head.sequence for chain, head in keeper.stored.items()}
        _check_version(log, cipher.version)
        self.quarantines = Quarantines(
            room,
            kept=kept,
            signer=signer,
            log=log,
            keeper=keeper,
            applier=applier,
            issuer=issuer,
            read=self._read,
            found_fork=found_fork,
            changed=found_evidence,
        )

    def past(self) -> Iterator[Sequence[Update]]:
        """What the log held when this began, run by run."""
        for stored in self._log.all():
            if stored.run.last > self._before.get(stored.run.chain, 0):
                continue  # came since, and is pending or folded already
            if stored.run.last >= self.quarantines.places.get(stored.run.chain, sys.maxsize):
                continue  # it turned out to be in doubt meanwhile
            updates = self._read(stored.run)
            if not updates and self._cipher.can_read:
                self._tell_spoiled(1)
            yield updates

    def open(self, raw: bytes) -> Opening:
        """Begin to open a run that a peer sent.

        Raises:
            BadRun: not a run of this room.
        """
        return Opening(raw, self._room, self._signer, self._cipher)

    def is_known(self, run: Run) -> bool:
        """Whether that very run is here, so that nothing is to be paid for it."""
        head = self._keeper.received.get(run.chain, Head())
        return run.hash == head.hash or (run.last < head.sequence and self._has(run))

    def place(self, openings: Sequence[Opening]) -> Delivery:
        """Take over what a peer sent, as far as it is new; the fold follows.

        Raises:
            BadRun: one of the runs could not have come from an honest peer; nothing of
                the batch is taken over then, and no clock has moved.
        """
        ours = (opening.run.header.source == self._source for opening in openings)
        if self._issuer.is_open and any(ours):
            self._issuer.flush()  # so that what we just did can be compared with theirs
        delivery = place(
            openings,
            self._keeper.received,
            is_ours=self._has,
            places=self.quarantines.places,
        )
        if delivery.runs:
            if self._issuer.chain in delivery.heads:
                self._issuer.renew("somebody has updates of this device that are not here")
            now = self._scheduler.now()
            self._keeper.keep([Stored(run, now) for run in delivery.runs])
            self._applier.add(delivery.updates)
        if delivery.spoiled:
            self._tell_spoiled(delivery.spoiled)
        for run in delivery.disputed:
            self.quarantines.dispute(run)
        for run in delivery.runs:
            self.quarantines.compare(run, self._standing_of(run.chain.source))
        return delivery

    def heard(self, fact: Fact) -> None:
        """A source said something: runs that came before may break what it promises by that."""
        if fact.key != STANDING:
            return
        with suppress(ValueError):
            report = decode_report(fact.value)
            chain = chain_of(fact.source, report.incarnation)
            following = self._keeper.run_holding(chain, report.sequence + 1)
            if following is not None:
                self.quarantines.compare(following, fact)

    def take_back(self, runs: Sequence[Run]) -> None:
        """Fold `runs` of our log, which did not count while something before them was damaged."""
        for run in runs:
            self._applier.add(self._read(run))

    def reread(self, chain: Chain, after: int, last: int) -> list[Update]:
        """Some updates of `chain` from behind `after` to `last`, as far as they are on disk."""
        runs = self._log.runs_after(chain, after, max_bytes=REREAD_BYTES)
        updates = (update for run in runs for update in self._read(run))
        return [update for update in updates if after < update.sequence <= last]

    def compare(self, claims: Mapping[Chain, Claim], *, whole: bool) -> None:
        """As `Dispatcher.compare`."""
        own = claims.get(self._issuer.chain)
        if own is not None:
            self._issuer.compare(own, whole=whole)

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """As `Dispatcher.runs_after`."""
        # The log may have more than we were told is saved, or is to be withdrawn.
        stored = self._keeper.stored.get(chain, Head()).sequence
        found = self._log.runs_after(chain, sequence, max_bytes=max_bytes)
        runs = [run for run in found if run.last <= stored]
        self._issuer.gave(runs)
        return runs

    def run_at(self, chain: Chain, sequence: int) -> Run | None:
        """As `Dispatcher.run_at`."""
        if sequence > self._keeper.stored.get(chain, Head()).sequence:
            return None
        run = self._keeper.run_holding(chain, sequence)
        if run is not None:
            self._issuer.gave([run])  # and none of those behind it
        return run

    def _has(self, run: Run) -> bool:
        """Whether `run` is the one that we have in its place."""
        ours = self._keeper.run_holding(run.chain, run.header.first)
        return ours is not None and ours.hash == run.hash

    def _read(self, run: Run) -> list[Update]:
        """The updates of a run of our log; none of one that holds nothing that may be said."""
        try:
            return read_run(run, self._cipher)
        except BadRun:
            return []


def _check_version(log: Log, version: int) -> None:
    """Keep whoever has a key from a log without one, and the other way round."""
    first = next(iter(log.all()), None)
    if first is None or first.run.header.version == version:
        return
    if version == KEYLESS:
        raise LogFailed("what it holds is signed and encrypted, and this room has no key")
    raise LogFailed(
        "what it holds is neither signed nor encrypted: it was made by an early version of this"
        " program. Move it away to begin anew; that version still opens it"
    )
