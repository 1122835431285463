"""What came to the ears of a hostile peer, in the order in which it came; it forgets little."""

from collections import deque
from collections.abc import Iterable

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.wire.evidence import Evidence
from redux_scuttlebutt.sync.wire.messages import Entry, SentFact
from redux_scuttlebutt.sync.wire.run import Chain, Run, chain_of

__all__ = ["Hoard"]

MAX_FRAMES = 200
MAX_FACTS = 500


class Hoard:
    """Everything heard on any link.

    Attributes:
        runs: all of them, by their hashes.
        chains: what of each chain follows on what, as it came first.
        claimed: what the others said that they have of each chain, the most of it.
        facts: old ones, too; `latest` holds the last of each source under each key.
        evidence: the last that was heard against each chain.
        frames: whole ones, as they came.
    """

    def __init__(self) -> None:
        self.runs: dict[bytes, Run] = {}
        self.chains: dict[Chain, list[Run]] = {}
        self.claimed: dict[Chain, Entry] = {}
        self.facts: deque[SentFact] = deque(maxlen=MAX_FACTS)
        self.latest: dict[tuple[bytes, str], SentFact] = {}
        self.evidence: dict[Chain, bytes] = {}
        self.frames: deque[bytes] = deque(maxlen=MAX_FRAMES)

    def hear_runs(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self.runs[run.hash] = run
            chain = self.chains.setdefault(run.chain, [])
            if run.header.first == (chain[-1].last if chain else 0) + 1:
                chain.append(run)

    def hear_claims(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            chain = chain_of(SourceId(entry.source), entry.incarnation)
            before = self.claimed.get(chain)
            if before is None or before.last <= entry.last:
                self.claimed[chain] = entry

    def hear_facts(self, facts: Iterable[SentFact]) -> None:
        for fact in facts:
            self.facts.append(fact)
            before = self.latest.get((fact.source, fact.key))
            if before is None or before.version < fact.version:
                self.latest[fact.source, fact.key] = fact

    def hear_evidence(self, found: Iterable[bytes]) -> None:
        for raw in found:
            self.evidence[Evidence.parse(raw).chain] = raw
