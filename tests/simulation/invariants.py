"""What must hold, whatever happens: looked at after each event, in each frame, and at the end."""

import copy
import random
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.undo import DEFAULT_HORIZON
from redux_scuttlebutt.store.update import Incarnation, SourceId, Update
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.messages import Bye, Delta, Digest, decode
from redux_scuttlebutt.sync.run import Chain, Head, Run
from redux_scuttlebutt.sync.session import Stage
from support.reference import reference

from . import limits
from .deeds import FIRST, reduce
from .heap import SECOND
from .link import End, Link, Party
from .node import Node
from .story import Story

if TYPE_CHECKING:
    from .hostile import Hostile

__all__ = ["Violation", "Watch"]

SAMPLED = 50
"""One in so many changes of a history is compared with the reference model."""

SLACK = SECOND
"""Stamps count on in microseconds where a clock stands; nobody does that for a second."""


class Violation(AssertionError):
    """Something that must never happen did.

    Attributes:
        rule: which promise was broken, in a few words that do not change.
    """

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule


class Watch:
    """Sees every frame, every write and every event of a run.

    Args:
        is_hybrid: whether stamps are physical times.
        is_sampling: whether histories are compared with the reference model on the way.
    """

    def __init__(self, story: Story, seed: int, *, is_hybrid: bool, is_sampling: bool) -> None:
        self._story = story
        self._chance = random.Random(f"watch {seed}")
        self._is_hybrid = is_hybrid
        self._is_sampling = is_sampling
        self._promised: dict[int, dict[Chain, int]] = {}
        self._delivered: dict[Chain, int] = {}
        self._first_runs: dict[tuple[Chain, int], bytes] = {}
        self._accepted: dict[tuple[Chain, int], Any] = {}
        self._last_stamp: dict[int, int] = {}
        self._lengths: dict[int, int] = {}
        self._before: _Before | None = None
        self.honest: dict[SourceId, Node] = {}
        self.hostile: Hostile | None = None
        self.accepted = 0
        self.refusals = 0
        self.carried_runs = 0
        self.is_quiet = False

    # What a replica does

    def may_act(self, node: Node) -> bool:
        """Whether its own past is known to it: see `limits.OWN_UPDATES_WHILE_IN_DOUBT`."""
        return limits.OWN_UPDATES_WHILE_IN_DOUBT or not self.is_in_doubt(node)

    def is_in_doubt(self, node: Node) -> bool:
        """Whether others have own updates of it that it has lost."""
        return self._delivered.get(_of(node).chain, 0) > self.own_updates(node)

    def dispatched(self, node: Node, action: Mapping[str, Any]) -> None:
        dispatcher = _of(node)
        chain, number = dispatcher.chain, self.own_updates(node)
        newest = next(
            (u for u in reversed(dispatcher.history.updates) if u[1:4] == (*chain, number)), None
        )
        if newest is None or dict(newest.action) != action:
            raise Violation("what was dispatched is in the history", f"{action} is not")
        self.accepted += 1
        self._accepted[chain, number] = action
        self._story.note(node.number, f"does {_short(action)} as {newest.sequence}")
        if newest.timestamp <= self._last_stamp.get(node.number, 0):
            raise Violation("own stamps rise", f"{newest.timestamp} at replica {node.number}")
        self._last_stamp[node.number] = newest.timestamp
        ahead = newest.timestamp - node.wall.largest
        if self._is_hybrid and ahead > MAX_AHEAD + SLACK:
            raise Violation(
                "no own stamp is far ahead of the own clock",
                f"replica {node.number} stamped {ahead / SECOND:.3f} s ahead",
            )

    def own_updates(self, node: Node) -> int:
        """How many updates `node` made in this incarnation, as far as it knows."""
        dispatcher = _of(node)
        here = dispatcher.received.get(dispatcher.chain, Head()).sequence
        return here + _open_updates(dispatcher)

    def refused(self, node: Node, own_updates: int) -> None:
        self.refusals += 1
        if self.own_updates(node) != own_updates:
            raise Violation("what is refused is not logged", f"replica {node.number}")

    def started(self, node: Node) -> None:
        """A program has opened its log again."""
        dispatcher = _of(node)
        self._last_stamp.pop(node.number, None)
        self._lengths.pop(node.number, None)
        self._story.note(node.number, "starts")
        for chain, last in self._promised.get(node.number, {}).items():
            here = dispatcher.stored.get(chain, Head()).sequence
            if here < last:
                raise Violation(
                    "what was reported saved is there after any end",
                    f"replica {node.number} had {self.name(chain)} up to {last}, and finds {here}",
                )

    def saved(self, node: Node, _chains: Iterable[Chain]) -> None:
        """The program said that something is saved."""
        stored = _of(node).stored
        self._promised[node.number] = {chain: head.sequence for chain, head in stored.items()}
        self._must_be_synced(node, stored, "what is reported saved is on disk")

    def lost_by_hand(self, node: Node) -> None:
        """Somebody put an old copy of the disk back, or damaged it: less is promised now."""
        heads = node.disk.heads()
        promised = self._promised.get(node.number, {})
        self._promised[node.number] = {
            chain: min(last, heads.get(chain, Head()).sequence) for chain, last in promised.items()
        }

    def problem(self, node: Node, text: str | None) -> None:
        self._story.note(node.number, "its log works again" if text is None else "log fails")

    def fork_seen(self, node: Node, chain: Chain) -> None:
        self._story.note(node.number, f"sees a fork of {self.name(chain)}")
        if chain.source in self.honest:
            raise Violation("nobody honest forks", f"{self.name(chain)} at {node.number}")

    # What goes over a link

    def connected(self, link: Link) -> None:
        a, b = link.parties
        self._story.note(min(a.number, b.number), f"meets {max(a.number, b.number)}")

    def cut(self, link: Link) -> None:
        a, b = link.parties
        self._story.note(min(a.number, b.number), f"link to {max(a.number, b.number)} breaks")

    def sent(self, end: End, to: Party, frame: bytes) -> None:
        """An honest frame tells nothing that a power cut could make untrue."""
        sender = end.party
        self._story.carried(sender.number, to.number, frame)
        if not isinstance(sender, Node):
            return
        if isinstance(to, Node):
            sender.bytes_sent += len(frame)
        match decode(frame):
            case Delta() as delta:
                runs = [Run(raw) for raw in delta.runs]
                self._story.note(sender.number, f"sends {self._list(runs)} to {to.number}")
                self.carried_runs += len(runs)
                heads = sender.disk.heads()
                for run in runs:
                    if heads.get(run.chain, Head()).sequence < run.last:
                        raise Violation(
                            "nothing is sent before it is on disk",
                            f"replica {sender.number}: {self.name(run.chain)} {run.last}",
                        )
                    # Who refused a fork has a gap when the next run comes, and then says once
                    # more what is on its disk; the rest is sent again.
                    is_again = run.hash in end.sent and not self._is_forked
                    if is_again and isinstance(to, Node):
                        raise Violation(
                            "no run goes twice over one connection",
                            f"{sender.number} to {to.number}: {self._list([run])}",
                        )
                    end.sent.add(run.hash)
                if self.is_quiet and isinstance(to, Node):
                    raise Violation(
                        "once all have everything, nothing is sent again",
                        f"{sender.number} to {to.number}: {self._list(runs)}",
                    )
            case Digest() as digest:
                said = {
                    Chain(SourceId(e.source), Incarnation(e.incarnation)): e.last
                    for e in digest.entries
                }
                self._must_be_synced(sender, said, "nothing is acknowledged before it is on disk")
            case Bye() as bye:
                self._story.note(sender.number, f"bye to {to.number}: {bye.reason[:60]}")
            case _:
                pass

    def arrives(self, sender: End, receiver: End, frame: bytes) -> None:
        """A frame is about to be taken in."""
        self._before = None
        if isinstance(sender.party, Node):
            message = decode(frame)
            if isinstance(message, Delta):
                self._note_delivered([Run(raw) for raw in message.runs])
        elif isinstance(receiver.party, Node) and receiver.party.is_alive:
            self._before = _Before(receiver.party)

    def arrived(self, sender: End, receiver: End, frame: bytes) -> None:
        party = receiver.party
        if not isinstance(party, Node) or not receiver.is_here:
            return
        if receiver.session.stage is not Stage.OVER:
            return
        if not isinstance(sender.party, Node):
            if self._before is not None:
                self._before.compare(party)
            return
        if not isinstance(decode(frame), Bye):
            raise Violation(
                "honest peers understand each other",
                f"{party.number} ended on what {sender.party.number} said:"
                f" {getattr(receiver.session, 'over', '')}",
            )

    def _note_delivered(self, runs: Iterable[Run]) -> None:
        for run in runs:
            if run.chain.source not in self.honest:
                continue
            known = self._first_runs.setdefault((run.chain, run.header.first), run.hash)
            if known != run.hash:
                raise Violation(
                    "nobody honest forks",
                    f"two runs of {self.name(run.chain)} begin at {run.header.first}",
                )
            self._delivered[run.chain] = max(self._delivered.get(run.chain, 0), run.last)

    # After each event

    def touched(self, node: Node) -> None:
        """Something happened at `node`."""
        dispatcher = node.dispatcher
        if dispatcher is None or node.store is None or not dispatcher.is_settled:
            return
        history = dispatcher.history
        length = len(history)
        if length == self._lengths.get(node.number):
            return
        self._lengths[node.number] = length
        if node.store.get_state() != history.state:
            raise Violation("the store shows the history", f"replica {node.number}")
        received = sum(head.sequence for head in dispatcher.received.values())
        if length + dispatcher.parked != received + _open_updates(dispatcher):
            raise Violation(
                "every update is folded once",
                f"replica {node.number} folded {length} and parked {dispatcher.parked}"
                f" of {received} + {_open_updates(dispatcher)}",
            )
        if self._is_sampling and self._chance.randrange(SAMPLED) == 0:
            self.compare_with_model(node)

    def compare_with_model(self, node: Node) -> None:
        """The history is the one that sorting and folding from nothing gives, without gaps."""
        dispatcher = _of(node)
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
            self._has_no_gaps(node, updates)

    def _has_no_gaps(self, node: Node, updates: list[Update]) -> None:
        last: dict[tuple[SourceId, int], int] = {}
        for update in sorted(updates, key=lambda u: (u.source, u.incarnation, u.sequence)):
            chain = (update.source, update.incarnation)
            if update.sequence != last.get(chain, 0) + 1:
                raise Violation("chains have no gaps", f"replica {node.number}: {update.name}")
            last[chain] = update.sequence

    # At the end

    def difference(self, nodes: list[Node]) -> str | None:
        """Why the replicas' logs are not equal yet, or None where they are."""
        first = self._heads(nodes[0])
        for node in nodes:
            dispatcher = _of(node)
            if not dispatcher.is_settled:
                return f"replica {node.number} still folds"
            if dispatcher.unsaved:
                return f"replica {node.number} has {dispatcher.unsaved} own updates not on disk"
            mine = self._heads(node)
            for chain in sorted({*first, *mine}):
                if mine.get(chain) != first.get(chain):
                    a, b = (h.get(chain, Head()).sequence for h in (first, mine))
                    where = f"replica {nodes[0].number}: {a}, replica {node.number}: {b}"
                    return f"{self.name(chain)} goes differently far: {where}"
            if dict(dispatcher.received) != dict(dispatcher.stored):
                return f"replica {node.number} has runs that are not on disk"
        return None

    def finish(self, nodes: list[Node]) -> None:
        """All are the same, and nothing is lost."""
        for node in nodes:
            self.compare_with_model(node)
        if not self._is_forked:
            states = {node.number: state_hash(_of(node).history.state) for node in nodes}
            if len(set(states.values())) > 1:
                raise Violation("equal logs have equal states", f"{states}")
        for node in nodes:
            stored = _of(node).stored
            for number, promised in self._promised.items():
                for chain, last in promised.items():
                    if self._counts(chain) and stored.get(chain, Head()).sequence < last:
                        raise Violation(
                            "nothing saved is lost",
                            f"replica {number} had {self.name(chain)} {last} saved,"
                            f" replica {node.number} has not",
                        )
        self._is_all_there(nodes[0])

    def _is_all_there(self, node: Node) -> None:
        stored = _of(node).stored
        found = {u.name: u.action for u in _of(node).history.updates}
        missing = _of(node).parked
        for (chain, sequence), action in self._accepted.items():
            if sequence > stored.get(chain, Head()).sequence:
                continue  # its author ended before it was saved
            held = next(
                (a for n, a in found.items() if (n[0], n[1]) == chain and n.sequence == sequence),
                None,
            )
            if held is None and not missing:
                raise Violation("what was done is in the log", f"{self.name(chain)} {sequence}")
            if held is not None and dict(held) != action:
                raise Violation(
                    "what was done is in the log as it was done",
                    f"{self.name(chain)} {sequence} is {held}, was {action}",
                )

    def is_known_by_all(self, link: Link) -> bool:
        """Whether both sides know that the other one has everything."""
        for session in link.sessions:
            held = getattr(session, "held", None)
            peer = self.honest.get(getattr(session, "peer", None) or SourceId(b""))
            if held is None or peer is None:
                continue
            stored = {c: h.sequence for c, h in _of(peer).stored.items() if self._counts(c)}
            if {c: n for c, n in held.items() if self._counts(c)} != stored:
                return False
        return True

    # Words

    def name(self, chain: Chain) -> str:
        node = self.honest.get(chain.source)
        who = "the hostile one" if node is None else f"replica {node.number}"
        return who + (f"'s incarnation {chain.incarnation}" if chain.incarnation else "")

    def _list(self, runs: list[Run]) -> str:
        parts: list[str] = []
        for run in runs:
            node = self.honest.get(run.chain.source)
            who = "h" if node is None else f"{node.number}"
            who += "'" * run.chain.incarnation if run.chain.incarnation < 4 else "*"
            parts.append(f"{who}:{run.header.first}-{run.last}")
        return " ".join(parts)

    # How

    @property
    def _is_forked(self) -> bool:
        return self.hostile is not None and self.hostile.has_forked and not limits.FORKS_HEAL

    def _counts(self, chain: Chain) -> bool:
        return chain.source in self.honest or not self._is_forked

    def _heads(self, node: Node) -> dict[Chain, Head]:
        return {chain: h for chain, h in _of(node).stored.items() if self._counts(chain)}

    def _must_be_synced(self, node: Node, said: Mapping[Chain, Head | int], rule: str) -> None:
        heads = node.disk.heads()
        for chain, last in said.items():
            sequence = last if isinstance(last, int) else last.sequence
            if heads.get(chain, Head()).sequence < sequence:
                raise Violation(rule, f"replica {node.number}: {self.name(chain)} {sequence}")


class _Before:
    """What a replica was like before a hostile frame: a rejected one must leave it so."""

    def __init__(self, node: Node) -> None:
        dispatcher = _of(node)
        self._life = node.life
        self._seen = self._look(dispatcher)

    def compare(self, node: Node) -> None:
        if node.life == self._life and self._look(_of(node)) != self._seen:
            raise Violation("a rejected frame leaves no trace", f"replica {node.number}")

    @staticmethod
    def _look(dispatcher: Dispatcher) -> object:
        others = {c: h for c, h in dispatcher.received.items() if c.source != dispatcher.source}
        # A copy may issue a stamp without anybody noticing: it tells where the clock stands.
        stamp = copy.copy(dispatcher.clock).issue(0)
        return others, stamp, dispatcher.parked


def _of(node: Node) -> Dispatcher:
    assert node.dispatcher is not None
    return node.dispatcher


def _open_updates(dispatcher: Dispatcher) -> int:
    """How many own updates belong to no run yet."""
    chain = dispatcher.chain
    stored = dispatcher.stored.get(chain, Head()).sequence
    received = dispatcher.received.get(chain, Head()).sequence
    return dispatcher.unsaved + stored - received


def _short(action: Mapping[str, Any]) -> str:
    payload = action.get("payload")
    return str(payload if isinstance(payload, int) else action["type"])
