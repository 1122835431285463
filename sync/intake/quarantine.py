"""What is in doubt since its source broke its chain: out of the history, kept, and shown.

Of each such chain the evidence with the lowest place is kept and passed on. What begins
there or behind counts for nobody, whichever branch somebody has; so all end with the same.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from ...store.update import Sequence as UpdateSequence
from ...store.update import SourceId, Update
from ..errors import BadRun
from ..facts.facts import Fact
from ..facts.stability import Report, decode_report
from ..log.log import Kept, Log
from ..own.issuer import Issuer
from ..trust.strategies import Signer
from ..wire.evidence import Evidence, SignedHeader, breaks
from ..wire.run import Chain, Run
from .applier import Applier
from .keeper import Keeper

__all__ = ["MAX_FORKS", "OWN_FORK", "Quarantine", "Quarantines", "kept_evidence"]

MAX_FORKS = 10_000
"""So many chains are held in quarantine; of further ones evidence is neither kept nor sent."""

OWN_FORK = "somebody knows another past of this device"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What of one chain does not count.

    Attributes:
        place: the sequence from which on its source contradicts itself.
        updates: what we have from there on, as far as it can be read here.
    """

    place: int
    updates: tuple[Update, ...]


class Quarantines:
    """The evidence that one replica has, and what follows from it.

    Args:
        kept: what was known when the log was opened, as `kept_evidence` tells.
        read: the updates of a run, as far as it can be read.
        found_fork: told of a chain once it turns out to be in doubt.
        changed: told of a chain whose evidence is another one now.

    Attributes:
        evidence: what counts against each chain.
    """

    def __init__(
        self,
        room: bytes,
        *,
        kept: Mapping[Chain, Evidence],
        signer: Signer,
        log: Log,
        keeper: Keeper,
        applier: Applier,
        issuer: Issuer,
        read: Callable[[Run], list[Update]],
        found_fork: Callable[[Chain], object],
        changed: Callable[[Chain], object],
    ) -> None:
        self._room = room
        self._signer = signer
        self._log = log
        self._keeper = keeper
        self._applier = applier
        self._issuer = issuer
        self._read = read
        self._found = found_fork
        self._changed = changed
        self._again_from = {chain: kept.again_from for chain, kept in log.evidence().items()}
        self._read_already: dict[Chain, Quarantine] = {}
        self.evidence: dict[Chain, Evidence] = dict(kept)
        self.places: dict[Chain, int] = {c: evidence.place for c, evidence in kept.items()}
        for evidence in kept.values():
            keeper.mark(evidence.hash)

    def __getitem__(self, chain: Chain) -> Quarantine:
        """What of `chain` is in doubt.

        Raises:
            KeyError: nothing is.
            LogFailed: it cannot be read at present.
        """
        place = self.places[chain]
        known = self._read_already.get(chain)
        if known is None:
            updates: list[Update] = []
            for run in self._keeper.runs_from(chain, place):
                updates += self._read(run)
            known = self._read_already[chain] = Quarantine(place, tuple(updates))
        return known

    def dispute(self, run: Run) -> None:
        """Conclude what follows from `run`, which its source signed, beside what we have."""
        chain = run.chain
        if chain == self._issuer.chain:
            # What we have there and gave to nobody is taken back, and then no fork is left.
            self._issuer.renew(OWN_FORK)
        evidence = None
        signed = SignedHeader.of(run)
        known = self.evidence.get(chain)
        if known is not None and signed.first < known.place <= signed.last:
            evidence = Evidence.pair(known.at_place, signed)
        else:
            for sequence in (signed.first, signed.first - 1):
                ours = self._keeper.run_holding(chain, sequence)
                if evidence is None and ours is not None:
                    evidence = Evidence.pair(SignedHeader.of(ours), signed)
        if evidence is not None:
            self._take(evidence)

    def compare(self, run: Run, standing: Fact | None) -> None:
        """Conclude what follows from `run` if it breaks the promise in its source's `standing`."""
        report = _report_in(standing.value) if standing is not None else None
        if standing is not None and report is not None and breaks(run.header, report):
            evidence = Evidence.promise(SignedHeader.of(run), standing)
            if evidence is not None:
                self._take(evidence)

    def receive(self, found: Sequence[Evidence]) -> None:
        """Take over what a peer has found.

        Raises:
            BadRun: a signature in it is not its source's; none of it is taken over then.
        """
        new = [evidence for evidence in found if self._counts(evidence)]
        for evidence in new:
            evidence.check(self._room, self._signer)
        for evidence in new:
            self._take(evidence)

    def own(self, source: SourceId) -> list[Update]:
        """Which updates of `source`, ours, are in doubt and were not issued again."""
        updates: list[Update] = []
        for chain in sorted(chain for chain in self.evidence if chain.source == source):
            end = self._again_from.get(chain, 0)
            updates += (u for u in self[chain].updates if not end or u.sequence < end)
        return updates

    def were_issued_again(self, source: SourceId) -> None:
        """All updates in doubt of `source`, ours, were: do not offer them once more."""
        for chain, evidence in self.evidence.items():
            if chain.source == source and self._again_from.get(chain, 0) != evidence.place:
                self._again_from[chain] = evidence.place
                self._log.keep_evidence(chain, Kept(evidence.raw, evidence.place))

    def _counts(self, evidence: Evidence) -> bool:
        known = self.evidence.get(evidence.chain)
        if known is None:
            return len(self.evidence) < MAX_FORKS
        return evidence.rank < known.rank

    def _take(self, evidence: Evidence) -> None:
        """Let `evidence`, whose signatures are good, count if its place is lower."""
        chain = evidence.chain
        if not self._counts(evidence):
            return
        if chain == self._issuer.chain:
            self._issuer.renew(OWN_FORK)
        ours = self._keeper.run_holding(chain, evidence.place)
        if ours is not None and ours.header.first < evidence.place:
            # Half a run cannot be kept. But it contradicts what begins within it, and with
            # that evidence everybody can go back as far as we have to.
            lower = Evidence.pair(SignedHeader.of(ours), evidence.at_place)
            assert lower is not None
            evidence = lower
        before, place = self.evidence.get(chain), evidence.place
        self.evidence[chain] = evidence
        self._keeper.mark(evidence.hash)
        if before is not None:
            self._keeper.mark(before.hash)
        self._log.keep_evidence(chain, Kept(evidence.raw, self._again_from.get(chain, 0)))
        if before is None or place < before.place:
            self.places[chain] = place
            self._read_already.pop(chain, None)
            self._keeper.cut(chain, place)
            self._applier.withdraw(chain, UpdateSequence(place - 1))
            self._applier.add(())
        if before is None:
            self._found(chain)
        self._changed(chain)


@lru_cache(maxsize=64)
def _report_in(value: bytes) -> Report | None:
    """Many runs of one source come under one and the same standing."""
    with suppress(ValueError):
        return decode_report(value)
    return None


def kept_evidence(log: Log) -> dict[Chain, Evidence]:
    """What `log` has kept; what cannot be read any more is found again by peers."""
    found: dict[Chain, Evidence] = {}
    for chain, kept in log.evidence().items():
        with suppress(BadRun):
            evidence = Evidence.parse(kept.evidence)
            if evidence.chain == chain:
                found[chain] = evidence
    return found
