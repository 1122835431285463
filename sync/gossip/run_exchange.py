"""One conversation's part about runs: digests, deltas, and what of them is acknowledged.

Runs are only picked when the link can take a frame and the window is open, so a slow
peer makes nobody's memory grow. Across chains the order is breadth first: each gives a
little in turn, so that a long one does not keep the others waiting. A peer that lacks
much, such as a newcomer, is given whole frames of one chain after the other (the
paper's depth), which costs both sides least.
"""

from collections.abc import Callable, Iterable, Sequence

from ..dispatcher import Dispatcher
from ..errors import SyncError
from ..intake.gate import Lane
from ..intake.inbox import Delivery
from ..own.own_past import Claim
from ..wire.messages import MAX_ENTRIES, MAX_FRAME_BYTES, Delta, Digest, Entry, Evidence
from ..wire.run import Chain, Head, Run, chain_of
from .fork_exchange import ForkExchange
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
        forks: what it has to hear of chains that are in doubt, or may be.
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
        self.knowledge = Knowledge(lambda: dispatcher.stored)
        self.forks = ForkExchange(dispatcher, self.knowledge)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say at present."""
        is_said = not (self._queue or self._is_to_announce) and self.forks.is_quiet
        return is_said and self.knowledge.is_settled

    def announce(self) -> None:
        """Say how far we have every chain, once what is being said of that is said."""
        self._is_to_announce = True

    def _prepare_digest(self) -> None:
        self._is_to_announce = False
        entries = list(map(self._entry, self._dispatcher.stored))
        self.knowledge.announced()
        parts = [entries[n : n + MAX_ENTRIES] for n in range(0, len(entries), MAX_ENTRIES)]
        parts = parts or [[]]
        self._queue = [Digest(part, whole=True, more=True) for part in parts[:-1]]
        self._queue.append(Digest(parts[-1], whole=True))

    def hear(self, digest: Digest) -> bool:
        """Take a digest in; whether the peer has now said all it has to say.

        What it says is signed by nobody, so a fork that it shows is not believed: our run
        is sent, which is signed, and whoever has another one then has evidence.
        """
        claims: dict[Chain, Claim] = {}
        heard: dict[Chain, int] = {}
        marks: dict[Chain, bytes] = {}
        for entry in digest.entries:
            chain = chain_of(entry.source, entry.incarnation)
            end = self.forks.end(chain)
            heard[chain] = min(entry.last, end)
            marks[chain] = entry.fork
            if entry.last <= end:
                claims[chain] = (entry.last, entry.hash)
        own = self._dispatcher.chain
        doubted = {c: claim for c, claim in claims.items() if c != own or self._may_doubt_us}
        for chain, claim in claims.items():
            if chain in self._dispatcher.stored or len(self._claims) < MAX_ENTRIES:
                self._claims[chain] = claim
        self._dispatcher.compare(doubted, whole=digest.whole)
        for chain, (last, start) in claims.items():
            ours = self._dispatcher.stored.get(chain)
            if ours is not None and ours.sequence == last and not ours.hash.startswith(start):
                self.forks.dispute(chain, last)
        if self._dispatcher.chain != own:
            # Nobody signs a digest. One who makes things up costs us one incarnation only.
            self._may_doubt_us = False
        is_last = not digest.whole or self.knowledge.hear_whole(heard, more=digest.more)
        if not digest.whole:
            self.knowledge.hear(heard)
        elif is_last:
            held = self.knowledge.held
            self._claims = {c: claim for c, claim in self._claims.items() if c in held}
            if self._dispatcher.chain not in held:
                self._dispatcher.compare({self._dispatcher.chain: (0, b"")}, whole=True)
        self.forks.hear(marks, whole=digest.whole, more=digest.more)
        return is_last

    def found_evidence(self, chain: Chain) -> None:
        """There is evidence against `chain`, or other than before."""
        end = self.forks.end(chain)
        if self._claims.get(chain, (0, b""))[0] > end:
            del self._claims[chain]
        self.knowledge.cut(chain, end)
        self.forks.changed(chain)

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
        # Some of it may have turned out to be in doubt by that.
        self.knowledge.hear(
            {chain: min(last, self.forks.end(chain)) for chain, last in delivery.seen.items()}
        )
        for chain in delivery.heads:
            self._repairing.pop(chain, None)
        if not delivery.gaps <= self._repairing.keys():
            # They believe that we have what we have not. A whole digest sets that right,
            # once: what is still on its way would only show the same gap again.
            if len(self._repairing) < MAX_REPAIRS:
                self._repairing.update(dict.fromkeys(sorted(delivery.gaps)))
            # One that is still on its way out says the same, to a peer that reads.
            if not self._queue:
                self.announce()
        self._wake()

    def next_message(self) -> Digest | Delta | Evidence | None:
        """What to say next, or None."""
        evidence = self.forks.next_message()
        if evidence is not None:
            return evidence
        if self._is_to_announce and not self._queue:
            self._prepare_digest()
        if self._queue:
            return self._queue.pop(0)
        chains = self.knowledge.take_acknowledgements(MAX_ENTRIES)
        return self._acknowledgement(chains) if chains else self._next_delta()

    def _acknowledgement(self, chains: Iterable[Chain]) -> Digest:
        return Digest(list(map(self._entry, chains)), whole=False)

    def _entry(self, chain: Chain) -> Entry:
        head = self._dispatcher.stored[chain]
        evidence = self._dispatcher.evidence.get(chain)
        mark = evidence.mark if evidence is not None else b""
        return Entry(*chain, head.sequence, head.hash[:8], mark)

    def _next_delta(self) -> Delta | None:
        runs = self.forks.take_shown(DELTA_BYTES // 2)
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
        runs = runs or self.forks.take_shown(DELTA_BYTES)  # some that the turns have found
        return Delta(runs) if runs else None

    def _give(self, chain: Chain, wanted: int, left: int, runs: list[bytes]) -> int:
        """Put runs of `chain` into a delta: one at least if it fits, up to `wanted` bytes."""
        first = self.knowledge.has(chain)
        found = self._dispatcher.runs_after(chain, first, max_bytes=wanted)
        if self._is_disputed(chain, found[:1], first):
            # They cannot take any of it. Our run in the place of theirs tells them so; more
            # would fill the window with what is never acknowledged.
            self.knowledge.had_turn(chain, gave=False)
            self.forks.dispute(chain, first)
            return 0
        gave = 0
        for run in found:
            if runs and gave + len(run.raw) > left:
                break
            runs.append(run.raw)
            gave += len(run.raw)
            self.knowledge.sent(chain, run.last, len(run.raw))
        if found and not gave:
            return left  # it comes first in the next frame
        self.knowledge.had_turn(chain, gave=gave > 0)
        return gave

    def _is_disputed(self, chain: Chain, following: Sequence[Run], after: int) -> bool:
        """Whether what follows here does not follow on what they say that they have."""
        last, start = self._claims.get(chain, (0, b""))
        if not last or last != after:
            return False
        return not any(
            run.header.first == last + 1 and run.header.previous.startswith(start)
            for run in following
        )

    def _is_bulk(self, turns: Iterable[Chain]) -> bool:
        stored = self._dispatcher.stored
        lacking = 0
        for chain in turns:
            lacking += stored.get(chain, Head()).sequence - self.knowledge.has(chain)
            if lacking > BULK_UPDATES:
                return True
        return False
