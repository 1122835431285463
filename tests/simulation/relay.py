"""How a hostile peer passes on what it heard: all of it, or only what suits it."""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.messages import (
    Beat,
    Delta,
    Digest,
    Entry,
    Evidence,
    Facts,
    FactsDigest,
    Hello,
    SentFact,
    decode,
    encode,
)
from redux_scuttlebutt.sync.wire.run import Chain, Run, chain_of

from .hoard import Hoard

__all__ = ["Policy", "Talk"]

FRAME_BYTES = 40_000
MAX_SHOWN = 20


@dataclass
class Policy:
    """What of what it heard a hostile peer passes on, and what it says that it has.

    Attributes:
        claims: that it has what it has; whatever anybody said to have; or less than it has.
    """

    chance: random.Random
    is_honest: bool = True
    claims: Literal["true", "all", "less"] = "true"
    tells_facts: bool = True
    tells_evidence: bool = True
    _ends: dict[Chain, int] = field(default_factory=dict[Chain, int])

    @classmethod
    def withholding(cls, chance: random.Random) -> "Policy":
        return cls(
            random.Random(f"policy {chance.random()}"),
            is_honest=False,
            claims=chance.choice(["true", "all", "all", "less"]),
            tells_facts=chance.random() < 0.5,
            tells_evidence=chance.random() < 0.5,
        )

    def end(self, chain: Chain) -> int:
        """The last sequence of `chain` that is passed on."""
        if self.is_honest:
            return sys.maxsize
        if chain not in self._ends:
            self._ends[chain] = self.chance.choice([0, 0, self.chance.randrange(30), sys.maxsize])
        return self._ends[chain]

    def entry(self, chain: Chain, hoard: Hoard) -> Entry:
        """What is said to be here of `chain`."""
        runs = hoard.chains[chain]
        claimed = hoard.claimed.get(chain)
        if self.claims == "all" and claimed is not None:
            return claimed
        if self.claims == "less" and len(runs) > 1:
            runs = runs[: self.chance.randrange(1, len(runs))]
        if not runs:
            return Entry(*chain, 0, bytes(8))
        return Entry(*chain, runs[-1].last, runs[-1].hash[:8])


class Talk:
    """What stands in for a session: says what it is told to, and passes on by a policy.

    Args:
        policy: the present one; with None nothing is passed on nor acknowledged.
        answer: what to answer to a beat.
        heard: called when something came.
    """

    def __init__(
        self,
        greeting: Hello,
        hoard: Hoard,
        policy: Callable[[], Policy | None],
        answer: Callable[[Beat], Beat | None],
        heard: Callable[[], object],
        wake: Callable[[], object],
    ) -> None:
        self._hoard = hoard
        self._policy = policy
        self._answer = answer
        self._own = greeting.source
        self._heard = heard
        self._wake = wake
        self._frames = [encode(greeting), encode(Digest([], whole=True)), encode(FactsDigest([]))]
        self._heads: dict[Chain, int] = {}  # they have it, or it is on its way
        self._is_heard = self._may_go_on = False
        self._owed: dict[Chain, None] = {}
        self._shown: set[bytes] = set()
        self._versions: dict[bytes, int] = {}
        self.stage = Stage.OPEN
        self.peer: SourceId | None = None

    def say(self, *frames: bytes) -> None:
        self._frames += frames
        self._wake()

    def wake(self) -> None:
        self._wake()

    def fall_silent(self) -> None:
        self._frames.clear()

    def next_frame(self) -> bytes | None:
        if self._frames:
            return self._frames.pop(0)
        policy = self._policy()
        if policy is None or not self._is_heard or self.stage is not Stage.OPEN:
            return None
        message = (
            self._acknowledgement(policy)
            or self._evidence(policy)
            or self._delta(policy)
            or self._facts(policy)
        )
        return None if message is None else encode(message)

    def receive(self, frame: bytes) -> None:
        hoard = self._hoard
        hoard.frames.append(frame)
        match decode(frame):
            case Hello() as hello:
                self.peer = SourceId(hello.source)
            case Delta() as delta:
                runs = [Run(raw) for raw in delta.runs]
                hoard.hear_runs(runs)
                self._owed.update(dict.fromkeys(run.chain for run in runs))
                self._note({run.chain: run.last for run in runs})
            case Digest() as digest:
                self._hear(digest)
            case Evidence() as evidence:
                hoard.hear_evidence(evidence.found)
                self._shown.update(evidence.found)
            case FactsDigest() as digest:
                for newest in digest.newest:
                    self._versions[newest.source] = newest.version
            case Facts() as facts:
                hoard.hear_facts(facts.facts)
                for fact in facts.facts:
                    self._versions[fact.source] = fact.version
            case Beat() as beat:
                answer = self._answer(beat)
                if answer is not None:
                    self._frames.append(encode(answer))
            case _:
                self.stage = Stage.OVER
        self._wake()
        self._heard()

    def lost(self, reason: str = "") -> None:  # noqa: ARG002
        self.stage = Stage.OVER

    # How

    def _hear(self, digest: Digest) -> None:
        self._hoard.hear_claims(digest.entries)
        self._may_go_on = True
        heads: dict[Chain, int] = {}
        for entry in digest.entries:
            chain = chain_of(SourceId(entry.source), entry.incarnation)
            # They will take nothing more of what they know to be forked.
            heads[chain] = sys.maxsize if entry.fork else entry.last
        if digest.whole and not self._is_heard:
            self._heads, self._is_heard = heads, not digest.more
        else:
            self._note(heads)

    def _note(self, heads: dict[Chain, int]) -> None:
        for chain, last in heads.items():
            self._heads[chain] = max(last, self._heads.get(chain, 0))

    def _acknowledgement(self, policy: Policy) -> Digest | None:
        owed, self._owed = list(self._owed), {}
        entries = [policy.entry(chain, self._hoard) for chain in owed]
        return Digest(entries, whole=False) if entries else None

    def _evidence(self, policy: Policy) -> Evidence | None:
        if not policy.tells_evidence:
            return None
        found = [raw for raw in self._hoard.evidence.values() if raw not in self._shown]
        self._shown.update(found[:MAX_SHOWN])
        return Evidence(found[:MAX_SHOWN]) if found else None

    def _delta(self, policy: Policy) -> Delta | None:
        """One at a time: the next goes when they have said a word on the one before."""
        if not self._may_go_on:
            return None
        runs: list[bytes] = []
        left = FRAME_BYTES
        for chain, known in self._hoard.chains.items():
            if chain.source == self._own:
                continue  # each victim is told another story of it
            end = policy.end(chain)
            for run in known:
                is_next = run.header.first == self._heads.get(chain, 0) + 1
                if is_next and run.last <= end and (len(run.raw) <= left or not runs):
                    runs.append(run.raw)
                    left -= len(run.raw)
                    self._heads[chain] = run.last
        self._may_go_on = not runs
        return Delta(runs) if runs else None

    def _facts(self, policy: Policy) -> Facts | None:
        if not policy.tells_facts:
            return None
        found: list[SentFact] = []
        for fact in sorted(self._hoard.latest.values(), key=lambda fact: fact.version):
            is_news = self._versions.get(fact.source, 0) < fact.version
            if is_news and fact.source != self.peer and len(found) < MAX_SHOWN:
                found.append(fact)
        self._versions.update((fact.source, fact.version) for fact in found)
        return Facts(found) if found else None
