"""One conversation's part about runs: digests, deltas, and what of them is acknowledged.

Runs are only picked when the link can take a frame and the window is open, so a slow
peer makes nobody's memory grow. Across chains the order is breadth first: each gives a
little in turn, so that a long one does not keep the others waiting. A peer that lacks
much, such as a newcomer, is given whole frames of one chain after the other (the
paper's depth), which costs both sides least.
"""

from collections.abc import Callable, Iterable

from ...store.update import Incarnation, SourceId
from ..dispatcher import Dispatcher
from ..errors import SyncError
from ..intake.gate import Lane
from ..intake.inbox import Delivery
from ..own.own_past import Claim
from ..wire.messages import MAX_ENTRIES, MAX_FRAME_BYTES, Delta, Digest, Entry
from ..wire.run import Chain, Head, Run
from .knowledge import Knowledge

__all__ = ["RunExchange"]

DELTA_BYTES = MAX_FRAME_BYTES - 4096
BREADTH_BYTES = 8 * 1024
"""What one chain gives in its turn, if it has more than one run to give."""

SPARE = 16
"""A delta counts as full once less than this part of it is left: a run would hardly fit in."""

BULK_UPDATES = 2_000
"""Whoever lacks more than this is served depth first."""

MAX_REPAIRS = 1_000
"""In more chains than this at a time no honest peer leaves gaps."""


class RunExchange:
    """What two replicas tell each other about their logs.

    Args:
        wake: called when runs of the peer were taken over, which there may be an answer to.
        refused: told why the conversation has to end, where runs are opened later.

    Attributes:
        knowledge: what the peer has, as far as we know.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        wake: Callable[[], object],
        refused: Callable[[SyncError], object],
    ) -> None:
        self._dispatcher = dispatcher
        self._wake = wake
        self._lane = Lane(self._taken, refused)
        self._queue: list[Digest] = []
        self._is_to_announce = False
        self._repairing: dict[Chain, None] = {}
        self._may_doubt_us = True
        self._claims: dict[Chain, Claim] = {}  # how far they have what, by their own last word
        self._forked: dict[Chain, Claim] = {}  # the claims that are about another run than ours
        self._to_show: dict[Chain, None] = {}  # chains whose last run may prove a fork to them
        self._shown: dict[Chain, None] = {}
        self._proved: dict[Chain, None] = {}  # they had a run of ours beside another one
        self._given: dict[Chain, range] = {}  # and these in their turn, fork or not
        self.knowledge = Knowledge(lambda: dispatcher.stored)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say at present."""
        return not (self._queue or self._is_to_announce) and self.knowledge.is_settled

    def announce(self) -> None:
        """Say how far we have every chain, once what is being said of that is said."""
        self._is_to_announce = True

    def _prepare_digest(self) -> None:
        self._is_to_announce = False
        entries = [_entry(chain, head) for chain, head in self._dispatcher.stored.items()]
        self.knowledge.announced()
        parts = [entries[n : n + MAX_ENTRIES] for n in range(0, len(entries), MAX_ENTRIES)]
        parts = parts or [[]]
        self._queue = [Digest(part, whole=True, more=True) for part in parts[:-1]]
        self._queue.append(Digest(parts[-1], whole=True))

    def hear(self, digest: Digest) -> bool:
        """Take a digest in; whether the peer has now said all it has to say.

        What it says is signed by nobody, so a fork that it shows is not believed: our run
        is sent, which is signed, and each side that has another one then knows.
        """
        claims = {
            Chain(SourceId(entry.source), Incarnation(entry.incarnation)): (entry.last, entry.hash)
            for entry in digest.entries
        }
        own = self._dispatcher.chain
        doubted = {c: claim for c, claim in claims.items() if c != own or self._may_doubt_us}
        for chain, claim in claims.items():
            if self._forked.get(chain, claim) != claim:
                del self._forked[chain]
            if chain in self._dispatcher.stored or len(self._claims) < MAX_ENTRIES:
                self._claims[chain] = claim
        self._dispatcher.compare(doubted, whole=digest.whole)
        for chain, (last, start) in claims.items():
            ours = self._dispatcher.stored.get(chain)
            if ours is not None and ours.sequence == last and not ours.hash.startswith(start):
                self._show_fork(chain)
        if self._dispatcher.chain != own:
            # Nobody signs a digest. One who makes things up costs us one incarnation only.
            self._may_doubt_us = False
        heard = {chain: last for chain, (last, _) in claims.items()}
        if digest.whole:
            is_last = self.knowledge.hear_whole(heard, more=digest.more)
            if is_last:
                held = self.knowledge.held
                self._claims = {c: claim for c, claim in self._claims.items() if c in held}
                self._forked = {c: claim for c, claim in self._forked.items() if c in held}
                self._proved = {c: None for c in self._proved if c in held}
                # What came behind a gap they have not looked at.
                self._given = {
                    c: given for c, given in self._given.items() if held.get(c, 0) + 1 >= given[0]
                }
            return is_last
        self.knowledge.hear(heard)
        return True

    def accept(self, delta: Delta) -> None:
        """Take over what the peer sent, now or in its turn.

        Raises:
            BadRun: it could not have come from an honest peer.
            ProtocolError: it came without waiting for acknowledgements.
        """
        self._dispatcher.gate.take(self._lane, delta.runs)

    def close(self) -> None:
        """The conversation is over; what came is still taken over."""
        self._dispatcher.gate.leave(self._lane)

    def _taken(self, delivery: Delivery) -> None:
        self.knowledge.hear(delivery.seen)
        for chain in delivery.heads:
            self._repairing.pop(chain, None)
        for chain in sorted(delivery.forks):
            self._show_fork(chain)
        if not delivery.gaps <= self._repairing.keys():
            # They believe that we have what we have not. A whole digest sets that right,
            # once: what is still on its way would only show the same gap again.
            if len(self._repairing) < MAX_REPAIRS:
                self._repairing.update(dict.fromkeys(sorted(delivery.gaps)))
            # One that is still on its way out says the same, to a peer that reads.
            if not self._queue:
                self.announce()
        self._wake()

    def next_message(self) -> Digest | Delta | None:
        """What to say next, or None."""
        if self._is_to_announce and not self._queue:
            self._prepare_digest()
        if self._queue:
            return self._queue.pop(0)
        chains = self.knowledge.take_acknowledgements(MAX_ENTRIES)
        return self._acknowledgement(chains) if chains else self._next_delta()

    def _acknowledgement(self, chains: Iterable[Chain]) -> Digest:
        stored = self._dispatcher.stored
        return Digest([_entry(chain, stored[chain]) for chain in chains], whole=False)

    def _next_delta(self) -> Delta | None:
        runs = self._take_proofs()
        left = DELTA_BYTES - sum(map(len, runs))
        while left > DELTA_BYTES // SPARE:
            turns = self.knowledge.take_turns()
            if not turns:
                break
            share = DELTA_BYTES if self._is_bulk(turns) else BREADTH_BYTES
            for chain in turns:
                gave = self._give(chain, min(left, share), left, runs)
                left -= gave
                if left <= DELTA_BYTES // SPARE:
                    break
        return Delta(runs) if runs else None

    def _give(self, chain: Chain, wanted: int, left: int, runs: list[bytes]) -> int:
        """Put runs of `chain` into a delta: one at least if it fits, up to `wanted` bytes."""
        if chain in self._forked:
            self.knowledge.had_turn(chain, gave=False)
            return 0
        first = self.knowledge.has(chain)
        found = self._dispatcher.runs_after(chain, first, max_bytes=wanted)
        if found and self._is_fork(found[0], first):
            # They cannot take any of it. Our run in the place of theirs tells them so; more
            # would fill the window with what is never acknowledged. Their side of the fork
            # may go on growing: that is no reason to tell them again.
            if chain in self._proved or first in self._given.get(chain, ()):
                self.knowledge.had_turn(chain, gave=False)
                self._forked[chain] = self._claims[chain]
                return 0
            proof = self._dispatcher.run_at(chain, first) or found[0]
            if runs and len(proof.raw) > left:
                return left
            self.knowledge.had_turn(chain, gave=False)
            self._forked[chain] = self._claims[chain]
            self._proved[chain] = None
            runs.append(proof.raw)
            return len(proof.raw)
        gave = 0
        for run in found:
            if runs and gave + len(run.raw) > left:
                break
            runs.append(run.raw)
            gave += len(run.raw)
            self.knowledge.sent(chain, run.last, len(run.raw))
            before = self._given.get(chain, range(0))
            start = before.start if before.stop == run.header.first else run.header.first
            self._given[chain] = range(start, run.last + 1)
        if found and not gave:
            return left  # it comes first in the next frame
        self.knowledge.had_turn(chain, gave=gave > 0)
        return gave

    def _show_fork(self, chain: Chain) -> None:
        if chain not in self._shown:
            self._shown[chain] = self._to_show[chain] = None

    def _take_proofs(self) -> list[bytes]:
        """The last runs of some forked chains, as many as fit into a frame beside others."""
        runs: list[bytes] = []
        while self._to_show and sum(map(len, runs)) < DELTA_BYTES // 2:
            chain = next(iter(self._to_show))
            del self._to_show[chain]
            head = self._dispatcher.stored.get(chain, Head())
            if chain in self._proved:
                continue
            if self.knowledge.has(chain) < head.sequence:
                continue  # they took theirs back meanwhile, or never had it: it goes in its turn
            last = self._dispatcher.run_at(chain, head.sequence)
            if last is None:
                continue
            if runs and len(last.raw) > DELTA_BYTES // 2:
                self._to_show[chain] = None  # it has the next frame for itself
                break
            self._proved[chain] = None
            runs.append(last.raw)
        return runs

    def _is_fork(self, run: Run, after: int) -> bool:
        """Whether `run`, our next one, does not follow on what they say that they have."""
        last, start = self._claims.get(run.chain, (0, b""))
        if not last or last != after:
            return False
        return run.header.first != last + 1 or not run.header.previous.startswith(start)

    def _is_bulk(self, turns: Iterable[Chain]) -> bool:
        stored = self._dispatcher.stored
        lacking = 0
        for chain in turns:
            lacking += stored.get(chain, Head()).sequence - self.knowledge.has(chain)
            if lacking > BULK_UPDATES:
                return True
        return False


def _entry(chain: Chain, head: Head) -> Entry:
    return Entry(chain.source, chain.incarnation, head.sequence, head.hash[:8])
