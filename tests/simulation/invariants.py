"""What must hold after every event and at the end: one history, one state, the same for all."""

import random

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.undo import DEFAULT_HORIZON
from redux_scuttlebutt.store.update import SourceId, Update
from redux_scuttlebutt.sync.gossip.offset import DAY
from redux_scuttlebutt.sync.wire.run import Chain, Head
from support.reference import reference

from .deeds import FIRST, reduce
from .frames import Frames
from .heap import SECOND
from .ledger import Ledger
from .node import Node
from .people import People, Violation, dispatcher_of, open_updates
from .story import Story

__all__ = ["Watch"]

SAMPLED = 50
"""One in so many changes of a history is compared with the reference model."""


class Watch:
    """Sees everything that happens in a run.

    Args:
        is_hybrid: whether stamps are physical times.
        is_sampling: whether histories are compared with the reference model on the way.

    Attributes:
        people, ledger, frames: who takes part, what they did, what they said.
    """

    def __init__(self, story: Story, seed: int, *, is_hybrid: bool, is_sampling: bool) -> None:
        self._chance = random.Random(f"watch {seed}")
        self._is_sampling = is_sampling
        self._lengths: dict[int, int] = {}
        self.people = People()
        self.ledger = Ledger(story, self.people, is_hybrid=is_hybrid)
        self.frames = Frames(story, self.people, self.ledger)

    def touched(self, node: Node) -> None:
        """Something happened at `node`."""
        dispatcher = node.dispatcher
        if dispatcher is None:
            return
        self._is_moved_by_no_liar(node)
        if node.store is None or not dispatcher.is_settled:
            return
        history = dispatcher.history
        length = len(history)
        if length == self._lengths.get(node.number):
            return
        self._lengths[node.number] = length
        if node.store.get_state() != history.state:
            raise Violation("the store shows the history", f"replica {node.number}")
        received = sum(head.sequence for head in dispatcher.received.values())
        if length + dispatcher.parked != received + open_updates(dispatcher):
            raise Violation(
                "every update is folded once",
                f"replica {node.number} folded {length} and parked {dispatcher.parked}"
                f" of {received} + {open_updates(dispatcher)}",
            )
        if self._is_sampling and self._chance.randrange(SAMPLED) == 0:
            self._compare_with_model(node)

    def _is_moved_by_no_liar(self, node: Node) -> None:
        """One who lies about time moves nobody further than somebody honest would have."""
        offsets = dispatcher_of(node).offsets
        if not offsets.correction:
            return
        measured = (offsets.offset_to(source) for source in self.people.honest)
        honest = [offset for offset in measured if offset is not None]
        least = min(honest, default=-DAY)
        if self.people.hostile is not None and offsets.median is not None:
            is_believed = least <= offsets.correction < 0
        else:
            is_believed = offsets.correction < 0
        if not is_believed:
            raise Violation(
                "no liar moves a clock further than somebody honest would",
                f"replica {node.number} by {offsets.correction / SECOND:.3f} s,"
                f" {len(honest)} honest ones by {least / SECOND:.3f} s at most",
            )

    def is_told_right(self, nodes: list[Node]) -> None:
        """All honest clocks are right, and whoever says otherwise makes nobody doubt his.

        Asked where all honest clocks were set right 31 s ago, so each link has had six beats
        since, of which the one that tells most counts. Holds because there is one hostile
        peer at the most and everybody is linked with somebody honest as well: of two offsets
        the later one counts, of more one in the middle, and so never only the lie.

        Timers need not keep step with the clocks, as `Buggify.tick_us` sees to: what one is
        off by between two beats shifts an offset by half of that, so it takes 6 s to do harm.
        """
        for node in nodes:
            correction = dispatcher_of(node).offsets.correction
            if correction:
                raise Violation(
                    "a clock that is right is not corrected",
                    f"replica {node.number} by {correction / SECOND:.3f} s",
                )

    def difference(self, nodes: list[Node]) -> str | None:
        """Why the replicas' logs are not equal yet, or None where they are."""
        first = dispatcher_of(nodes[0]).stored
        evidence = _evidence_of(nodes[0])
        for node in nodes:
            dispatcher = dispatcher_of(node)
            if not dispatcher.is_settled:
                return f"replica {node.number} still folds"
            if dispatcher.unsaved:
                return f"replica {node.number} has {dispatcher.unsaved} own updates not on disk"
            mine = dispatcher.stored
            if _evidence_of(node) != evidence:
                return f"replica {node.number} knows of other forks than {nodes[0].number}"
            for chain in sorted({*first, *mine}):
                if mine.get(chain) != first.get(chain):
                    a, b = (h.get(chain, Head()).sequence for h in (first, mine))
                    where = f"replica {nodes[0].number}: {a}, replica {node.number}: {b}"
                    return f"{self.people.name(chain)} goes differently far: {where}"
            if dict(dispatcher.received) != dict(dispatcher.stored):
                return f"replica {node.number} has runs that are not on disk"
        return None

    def finish(self, nodes: list[Node]) -> None:
        """All are the same, and nothing is lost."""
        for node in nodes:
            self._compare_with_model(node)
        states = {n.number: state_hash(dispatcher_of(n).history.state) for n in nodes}
        if len(set(states.values())) > 1:
            raise Violation("equal logs have equal states", f"{states}")
        histories = [list(dispatcher_of(node).history.updates) for node in nodes]
        for node, updates in zip(nodes, histories, strict=True):
            if updates != histories[0]:
                raise Violation("all fold the same updates", f"replica {node.number}")
        self.ledger.is_kept(nodes)

    def _compare_with_model(self, node: Node) -> None:
        """The history is the one that sorting and folding from nothing gives, without gaps."""
        dispatcher = dispatcher_of(node)
        history = dispatcher.history
        updates = list(history.updates)
        truth = reference(reduce, FIRST, updates, DEFAULT_HORIZON)
        if truth.log != updates:
            raise Violation("the history is in the order", f"replica {node.number}")
        if truth.state != history.state:
            raise Violation(
                "the state is the fold of the history",
                f"replica {node.number}: {history.state}, expected {truth.state}",
            )
        for update in updates:
            outcome = truth.outcomes[update.name]
            if history.is_undone(update) != (outcome == "undone"):
                raise Violation("what is undone hangs on the log alone", f"{update}")
        if not dispatcher.parked:
            _has_no_gaps(node, updates)


def _evidence_of(node: Node) -> dict[Chain, bytes]:
    return {chain: e.hash for chain, e in dispatcher_of(node).evidence.items()}


def _has_no_gaps(node: Node, updates: list[Update]) -> None:
    last: dict[tuple[SourceId, int], int] = {}
    for update in sorted(updates, key=lambda u: (u.source, u.incarnation, u.sequence)):
        chain = (update.source, update.incarnation)
        if update.sequence != last.get(chain, 0) + 1:
            raise Violation("chains have no gaps", f"replica {node.number}: {update.name}")
        last[chain] = update.sequence
