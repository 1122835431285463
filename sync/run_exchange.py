"""One conversation's part about runs: digests, deltas, and what of them is acknowledged.

Runs are only picked when the link can take a frame and the window is open, so a slow
peer makes nobody's memory grow. Across chains the order is breadth first: each gives a
little in turn, so that a long one does not keep the others waiting. A peer that lacks
much, such as a newcomer, is given whole frames of one chain after the other (the
paper's depth), which costs both sides least.
"""

from collections.abc import Iterable

from ..store.update import Incarnation, SourceId
from .dispatcher import Dispatcher
from .errors import ProtocolError
from .knowledge import Knowledge
from .messages import MAX_ENTRIES, MAX_FRAME_BYTES, Delta, Digest, Entry
from .run import Chain, Head

__all__ = ["RunExchange"]

DELTA_BYTES = MAX_FRAME_BYTES - 4096
BREADTH_BYTES = 8 * 1024
"""What one chain gives in its turn, if it has more than one run to give."""

SPARE = 16
"""A delta counts as full once less than this part of it is left: a run would hardly fit in."""

BULK_UPDATES = 2_000
"""Whoever lacks more than this is served depth first."""

MAX_CHAINS = 1_000_000
"""More chains than this no honest peer speaks of."""


class RunExchange:
    """What two replicas tell each other about their logs.

    Attributes:
        knowledge: what the peer has, as far as we know.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._queue: list[Digest] = []
        self._repairing: dict[Chain, None] = {}
        self._may_doubt_us = True
        self.knowledge = Knowledge(lambda: dispatcher.stored)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say at present."""
        return not self._queue and self.knowledge.is_settled

    def announce(self) -> None:
        """Say how far we have every chain."""
        entries = [_entry(chain, head) for chain, head in self._dispatcher.stored.items()]
        self.knowledge.announced()
        parts = [entries[n : n + MAX_ENTRIES] for n in range(0, len(entries), MAX_ENTRIES)]
        parts = parts or [[]]
        self._queue += [Digest(part, whole=True, more=True) for part in parts[:-1]]
        self._queue.append(Digest(parts[-1], whole=True))

    def hear(self, digest: Digest) -> bool:
        """Take a digest in; whether the peer has now said all it has to say.

        Raises:
            ProtocolError: it speaks of more chains than there can be.
        """
        claims = {
            Chain(SourceId(entry.source), Incarnation(entry.incarnation)): entry
            for entry in digest.entries
        }
        if len(claims) + len(self.knowledge.held) > MAX_CHAINS:
            raise ProtocolError(f"more than {MAX_CHAINS} chains are nobody's log")
        own = self._dispatcher.chain
        self._dispatcher.compare(
            {
                chain: (entry.last, entry.hash)
                for chain, entry in claims.items()
                if chain != own or self._may_doubt_us
            },
            whole=digest.whole,
        )
        if self._dispatcher.chain != own:
            # Nobody signs a digest. One who makes things up costs us one incarnation only.
            self._may_doubt_us = False
        heard = {chain: entry.last for chain, entry in claims.items()}
        if digest.whole:
            return self.knowledge.hear_whole(heard, more=digest.more)
        self.knowledge.hear(heard)
        return True

    def accept(self, delta: Delta) -> None:
        """Take over what the peer sent.

        Raises:
            BadRun: it could not have come from an honest peer.
        """
        delivery = self._dispatcher.receive(delta.runs)
        self.knowledge.hear(delivery.seen)
        for chain in delivery.heads:
            self._repairing.pop(chain, None)
        if not delivery.gaps <= self._repairing.keys():
            # They believe that we have what we have not. A whole digest sets that right,
            # once: what is still on its way would only show the same gap again.
            if len(self._repairing) < MAX_ENTRIES:
                self._repairing.update(dict.fromkeys(sorted(delivery.gaps)))
            # One that is still on its way out says the same, to a peer that reads.
            if not self._queue:
                self.announce()

    def next_message(self) -> Digest | Delta | None:
        """What to say next, or None."""
        if self._queue:
            return self._queue.pop(0)
        chains = self.knowledge.take_acknowledgements(MAX_ENTRIES)
        return self._acknowledgement(chains) if chains else self._next_delta()

    def _acknowledgement(self, chains: Iterable[Chain]) -> Digest:
        stored = self._dispatcher.stored
        return Digest([_entry(chain, stored[chain]) for chain in chains], whole=False)

    def _next_delta(self) -> Delta | None:
        runs: list[bytes] = []
        left = DELTA_BYTES
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
        first = self.knowledge.has(chain)
        found = self._dispatcher.runs_after(chain, first, max_bytes=wanted)
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

    def _is_bulk(self, turns: Iterable[Chain]) -> bool:
        stored = self._dispatcher.stored
        lacking = 0
        for chain in turns:
            lacking += stored[chain].sequence - self.knowledge.has(chain)
            if lacking > BULK_UPDATES:
                return True
        return False


def _entry(chain: Chain, head: Head) -> Entry:
    return Entry(chain.source, chain.incarnation, head.sequence, head.hash[:8])
