"""What others do: their runs checked, kept and folded, and ours given to them.

The other side of a replica's `Issuer`. Only what is on disk is given away, and nothing is
believed of anybody that they have not signed.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from ...store.update import SourceId, Update
from ..facts.facts import Fact
from ..facts.stability import STANDING, decode_report
from ..log.log import Log, Stored
from ..own.issuer import Issuer
from ..own.own_past import Claim
from ..scheduler import Scheduler
from ..trust.strategies import Cipher, Signer
from ..wire.evidence import Evidence
from ..wire.run import HEADER_BYTES, Chain, Head, Run, chain_of, read_body
from .applier import Applier
from .inbox import Delivery, examine
from .keeper import Keeper
from .quarantine import Quarantines

__all__ = ["Receiver"]


class Receiver:
    """The reader's side of one replica.

    Args:
        source: who we are.
        room: its public id.
        kept: the evidence that was known when the log was opened.
        standing_of: what a source said last of how far it is.
        found_fork: told of a chain once its source turns out to contradict itself.
        found_evidence: told of a chain whose evidence is another one now.

    Attributes:
        quarantines: what is in doubt.
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
        self._before = {chain: head.sequence for chain, head in keeper.stored.items()}
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
            yield self._read(stored.run)

    def receive(self, runs: Sequence[bytes]) -> Delivery:
        """Take over what a peer sent, as far as it is new; the fold follows.

        Raises:
            BadRun: one of the runs could not have come from an honest peer; nothing of
                the batch is taken over then, and no clock has moved.
        """
        if self._issuer.is_open and any(self._source in run[:HEADER_BYTES] for run in runs):
            self._issuer.flush()  # so that what we just did can be compared with theirs
        delivery = examine(
            runs,
            self._keeper.received,
            room=self._room,
            signer=self._signer,
            cipher=self._cipher,
            is_ours=self._has,
            places=self.quarantines.places,
        )
        if delivery.runs:
            if self._issuer.chain in delivery.heads:
                self._issuer.renew("somebody has updates of this device that are not here")
            now = self._scheduler.now()
            self._keeper.keep([Stored(run, now) for run in delivery.runs])
            self._applier.add(delivery.updates)
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
        return read_body(run.header, self._cipher.decrypt(run.body, run.header.context()))
