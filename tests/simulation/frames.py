"""What goes over the links, frame by frame: what may be said, and what must leave no trace."""

import copy

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.messages import Bye, Delta, Digest, decode
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .ledger import Ledger
from .link import End, Link, Party
from .node import Node
from .people import People, Violation, dispatcher_of
from .story import Story

__all__ = ["Frames"]


class Frames:
    """Sees every frame at both ends.

    Attributes:
        is_quiet: whether everybody has everything, so that no run needs to go anywhere.
        runs: how many runs went anywhere.
    """

    def __init__(self, story: Story, people: People, ledger: Ledger) -> None:
        self._story = story
        self._people = people
        self._ledger = ledger
        self._before: _Before | None = None
        self.is_quiet = False
        self.runs = 0

    def connected(self, link: Link) -> None:
        a, b = sorted(party.number for party in link.parties)
        self._story.note(a, f"meets {b}")

    def cut(self, link: Link) -> None:
        a, b = sorted(party.number for party in link.parties)
        self._story.note(a, f"link to {b} breaks")

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
                self._sent_runs(end, sender, to, [Run(raw) for raw in delta.runs])
            case Digest() as digest:
                said = {
                    Chain(SourceId(e.source), Incarnation(e.incarnation)): e.last
                    for e in digest.entries
                }
                rule = "nothing is acknowledged before it is on disk"
                self._ledger.must_be_synced(sender, said, rule)
            case Bye() as bye:
                self._story.note(sender.number, f"bye to {to.number}: {bye.reason[:60]}")
            case _:
                pass

    def _sent_runs(self, end: End, sender: Node, to: Party, runs: list[Run]) -> None:
        self._story.note(sender.number, f"sends {self._people.list(runs)} to {to.number}")
        self.runs += len(runs)
        heads = sender.disk.heads()
        for run in runs:
            if heads.get(run.chain, Head()).sequence < run.last:
                raise Violation(
                    "nothing is sent before it is on disk",
                    f"replica {sender.number}: {self._people.list([run])}",
                )
            # What was shown to prove a fork may turn out to be what all have in common.
            is_again = run.hash in end.sent and run.chain not in dispatcher_of(sender).evidence
            if is_again and isinstance(to, Node):
                raise Violation(
                    "no run goes twice over one connection unasked",
                    f"{sender.number} to {to.number}: {self._people.list([run])}",
                )
            end.sent.add(run.hash)
        if self.is_quiet and isinstance(to, Node):
            raise Violation(
                "once all have everything, nothing is sent again",
                f"{sender.number} to {to.number}: {self._people.list(runs)}",
            )

    def arrives(self, sender: End, receiver: End, frame: bytes) -> None:
        """A frame is about to be taken in."""
        self._before = None
        if isinstance(sender.party, Node):
            message = decode(frame)
            if isinstance(message, Delta):
                self._ledger.delivered([Run(raw) for raw in message.runs])
            elif isinstance(message, Digest) and message.whole:
                receiver.sent.clear()  # what it does not name may be sent again, once
        elif isinstance(receiver.party, Node) and receiver.party.is_alive:
            self._before = _Before(receiver.party)

    def arrived(self, sender: End, receiver: End, frame: bytes) -> None:
        """A frame was taken in; what ended the conversation must be a goodbye, or no trace."""
        party = receiver.party
        if not isinstance(party, Node) or not receiver.is_here:
            return
        if receiver.session.stage is not Stage.OVER:
            return
        if not isinstance(sender.party, Node):
            if self._before is not None:
                self._before.compare(party)
        elif not isinstance(decode(frame), Bye):
            raise Violation(
                "honest peers understand each other",
                f"{party.number} ended on what {sender.party.number} said:"
                f" {getattr(receiver.session, 'over', '')}",
            )

    def has_runs_under_way(self, link: Link) -> bool:
        """Whether a delta is on its way over `link`; a hostile one may be anything."""
        try:
            return any(isinstance(decode(frame), Delta) for frame in link.under_way)
        except ProtocolError:
            return True

    def is_known_by_all(self, link: Link) -> bool:
        """Whether both sides of `link` know that the other one has everything."""
        for session in link.sessions:
            held = getattr(session, "held", None)
            peer = self._people.honest.get(getattr(session, "peer", None) or SourceId(b""))
            if held is None or peer is None:
                continue
            stored = dispatcher_of(peer).stored
            if any(held.get(c, 0) != head.sequence for c, head in stored.items()):
                return False
        return True


class _Before:
    """What a replica was like before a hostile frame: a rejected one must leave it so."""

    def __init__(self, node: Node) -> None:
        self._life = node.life
        self._seen = _look(node)

    def compare(self, node: Node) -> None:
        if node.life == self._life and _look(node) != self._seen:
            raise Violation("a rejected frame leaves no trace", f"replica {node.number}")


def _look(node: Node) -> object:
    dispatcher = dispatcher_of(node)
    others = {c: h for c, h in dispatcher.received.items() if c.source != dispatcher.source}
    # A copy may issue a stamp without anybody noticing: it tells where the clock stands.
    stamp = copy.copy(dispatcher.clock).issue(0)
    return others, stamp, dispatcher.parked
