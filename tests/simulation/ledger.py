"""What replicas did and were promised: held against what is there after any end."""

from collections.abc import Iterable, Mapping
from typing import Any

from redux_scuttlebutt.store.update import Name, Sequence, Update
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .heap import SECOND
from .node import Node
from .people import People, Violation, dispatcher_of, open_updates
from .record import Record
from .story import Story

__all__ = ["Ledger"]

SLACK = SECOND
"""Stamps count on in microseconds where a clock stands; nobody does that for a second."""


class Ledger:
    """What was done and said by whom.

    Args:
        is_hybrid: whether stamps are physical times.
    """

    def __init__(self, story: Story, people: People, *, is_hybrid: bool) -> None:
        self._story = story
        self._people = people
        self._is_hybrid = is_hybrid
        self._promised: dict[int, dict[Chain, int]] = {}
        self._first_runs: dict[tuple[Chain, int], bytes] = {}
        self._withdrawn: dict[Chain, int] = {}
        self._done: dict[tuple[Chain, int], Any] = {}
        self._last_stamp: dict[Chain, int] = {}
        self._put_back: set[int] = set()  # numbers of replicas that start with an old copy
        self._may_fork: set[Chain] = set()
        self.record = Record(people)
        self.accepted = 0

    # What a replica does

    def own_updates(self, node: Node) -> int:
        """How many updates `node` made in this incarnation, as far as it knows."""
        dispatcher = dispatcher_of(node)
        here = dispatcher.received.get(dispatcher.chain, Head()).sequence
        return here + open_updates(dispatcher)

    def dispatched(self, node: Node, action: Mapping[str, Any]) -> None:
        dispatcher = dispatcher_of(node)
        chain, number = dispatcher.chain, self.own_updates(node)
        newest = next(
            (u for u in reversed(dispatcher.history.updates) if u[1:4] == (*chain, number)), None
        )
        self.accepted += 1
        self._done[chain, number] = action
        self.record.done(chain, number, action)
        if newest is None and not dispatcher.is_settled:
            return  # it waits for the fold in hand, which takes it in at its place
        if newest is None or dict(newest.action) != action:
            raise Violation("what was dispatched is in the history", f"{action} is not")
        self._story.note(node.number, f"does {_short(action)} as {newest.sequence}")
        if newest.timestamp <= self._last_stamp.get(chain, 0):
            raise Violation("own stamps rise", f"{newest.timestamp} at replica {node.number}")
        self._last_stamp[chain] = newest.timestamp
        ahead = newest.timestamp - node.wall.largest
        if self._is_hybrid and ahead > MAX_AHEAD + SLACK:
            raise Violation(
                "no own stamp is far ahead of the own clock",
                f"replica {node.number} stamped {ahead / SECOND:.3f} s ahead",
            )

    def refused(self, node: Node, chain: Chain, own_updates: int) -> None:
        """The caller was told that nothing was done; there were so many before, in `chain`."""
        is_renewed = dispatcher_of(node).chain != chain
        if not is_renewed and self.own_updates(node) != own_updates:
            raise Violation("what is refused is not logged", f"replica {node.number}")

    # What a replica is promised

    def started(self, node: Node) -> None:
        """A program has opened its log again."""
        dispatcher = dispatcher_of(node)
        for chain in [c for c in self._last_stamp if c.source == node.source]:
            del self._last_stamp[chain]  # what was not saved may be stamped anew
        if node.number in self._put_back:
            self._put_back.remove(node.number)
            self._may_fork.add(dispatcher.chain)
        self._story.note(node.number, "starts")
        for chain, last in self._promised.get(node.number, {}).items():
            here = dispatcher.stored.get(chain, Head()).sequence
            if here < last and chain not in dispatcher.evidence:
                raise Violation(
                    "what was reported saved is there after any end",
                    f"replica {node.number} had {self._people.name(chain)} up to {last},"
                    f" and finds {here}",
                )
        self._promise_stored(node)  # peers will hear of it
        self.record.ended(node)

    def saved(self, node: Node, _chains: Iterable[Chain]) -> None:
        """The program said that something is saved."""
        self._promise_stored(node)
        self.must_be_synced(node, self._promised[node.number], "what is reported saved is on disk")

    def _promise_stored(self, node: Node) -> None:
        self.record.saved(node)
        stored = dispatcher_of(node).stored
        self._promised[node.number] = {chain: head.sequence for chain, head in stored.items()}

    def must_be_synced(self, node: Node, said: Mapping[Chain, int], rule: str) -> None:
        heads = node.disk.heads()
        for chain, last in said.items():
            if heads.get(chain, Head()).sequence < last:
                raise Violation(rule, f"replica {node.number}: {self._people.name(chain)} {last}")

    def put_back(self, node: Node) -> None:
        """Somebody put an old copy of the disk back."""
        self._put_back.add(node.number)
        self.record.ended(node)
        self.damaged(node)

    def damaged(self, node: Node) -> None:
        """Somebody took something away from the disk: less is promised now."""
        self.record.replaced(node, self._people.honest.values())
        heads = {run.chain: run.head for run in node.disk.contents().runs}
        promised = self._promised.get(node.number, {})
        self._promised[node.number] = {
            chain: min(last, heads.get(chain, Head()).sequence) for chain, last in promised.items()
        }

    def withdrawn(self, node: Node, chain: Chain, last: int) -> None:
        """Own updates behind `last` were taken back, to be issued again under other names."""
        self._story.note(node.number, f"withdraws what is behind {last}")
        self._withdrawn[chain] = last
        promised = self._promised.get(node.number, {})
        promised[chain] = min(last, promised.get(chain, 0))
        for name in [(c, n) for c, n in self._done if c == chain and n > last]:
            del self._done[name]
        self.record.withdrawn(chain, last)

    def renewed(self, node: Node, reason: str, updates: Iterable[Update]) -> None:
        """A new incarnation began, and `updates` were issued again in it."""
        self._story.note(node.number, f"begins anew: {reason}")
        dispatcher = dispatcher_of(node)
        set_back = node.wall.largest - dispatcher.now()
        if self._is_hybrid and "clock was set back" in reason and set_back < SLACK // 2:
            # Stamps are believed up to a minute ahead, and up to a minute ahead is no reason.
            raise Violation("nobody begins anew without a reason", f"replica {node.number}")
        for update in updates:
            chain = Chain(update.source, update.incarnation)
            self._done[chain, update.sequence] = update.action
            self.record.done(chain, update.sequence, update.action)

    def problem(self, node: Node, text: str | None) -> None:
        self._story.note(node.number, "its log works again" if text is None else "log fails")

    def fork_seen(self, node: Node, chain: Chain) -> None:
        self._story.note(node.number, f"sees a fork of {self._people.name(chain)}")
        if chain.source in self._people.honest:
            self._forked(chain, f"{self._people.name(chain)} at {node.number}")

    def _forked(self, chain: Chain, detail: str) -> None:
        """Whoever goes on with an old copy forks, unless it was told before."""
        if chain not in self._may_fork:
            raise Violation("nobody honest forks", detail)
        self._people.forked.add(chain)

    def delivered(self, runs: Iterable[Run]) -> None:
        """Somebody has these runs now, from an honest replica."""
        for run in runs:
            if run.chain.source not in self._people.honest:
                continue
            known = self._first_runs.setdefault((run.chain, run.header.first), run.hash)
            if known != run.hash:
                name = self._people.name(run.chain)
                self._forked(run.chain, f"two runs of {name} begin at {run.header.first}")

    # At the end

    def is_kept(self, nodes: list[Node]) -> None:
        """Everybody has what anybody was promised, and what was done is there as it was done."""
        for node in nodes:
            dispatcher = dispatcher_of(node)
            for number, promised in self._promised.items():
                for chain, last in promised.items():
                    here = dispatcher.stored.get(chain, Head()).sequence
                    if here < last and chain not in dispatcher.evidence:
                        raise Violation(
                            "nothing saved is lost",
                            f"replica {number} had {self._people.name(chain)} {last} saved,"
                            f" replica {node.number} has not",
                        )
        self._is_all_there(nodes[0])
        self.record.is_kept(nodes)

    def _is_all_there(self, node: Node) -> None:
        dispatcher = dispatcher_of(node)
        found = {u.name: u.action for u in dispatcher.history.updates}
        for (chain, sequence), action in self._done.items():
            if chain in self._may_fork or chain in dispatcher.evidence:
                continue  # the record has it, by its number
            if sequence > dispatcher.stored.get(chain, Head()).sequence:
                continue  # its author ended before it was saved
            held = found.get(Name(*chain, Sequence(sequence)))
            if held is None or dict(held) != action:
                raise Violation(
                    "what was done is in the log as it was done",
                    f"{self._people.name(chain)} {sequence} is {held}, was {action}",
                )


def _short(action: Mapping[str, Any]) -> str:
    payload = action.get("payload")
    return str(payload if isinstance(payload, int) else action["type"])
