"""Who takes part in a run, how they are called, and the promise that broke."""

from typing import TYPE_CHECKING

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

if TYPE_CHECKING:
    from .hostile import Hostile
    from .node import Node

__all__ = ["People", "Violation", "dispatcher_of", "open_updates"]


class Violation(AssertionError):
    """Something that must never happen did.

    Attributes:
        rule: which promise was broken, in a few words that do not change.
    """

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule


class People:
    """The honest replicas by their source, and the hostile peer, if there is one.

    Attributes:
        forked: chains of honest replicas that one went on in with an old copy of its disk,
            and of which somebody had more.
    """

    def __init__(self) -> None:
        self.honest: dict[SourceId, Node] = {}
        self.forked: set[Chain] = set()
        self.hostile: Hostile | None = None

    def name(self, chain: Chain) -> str:
        node = self.honest.get(chain.source)
        who = "the hostile one" if node is None else f"replica {node.number}"
        return who + (f"'s incarnation {chain.incarnation}" if chain.incarnation else "")

    def list(self, runs: "list[Run]") -> str:
        """Such as "0:1-3 2':7-7": who, a stroke for each incarnation, and which updates."""
        parts: list[str] = []
        for run in runs:
            node = self.honest.get(run.chain.source)
            who = "h" if node is None else f"{node.number}"
            who += "'" * run.chain.incarnation if run.chain.incarnation < 4 else "*"
            parts.append(f"{who}:{run.header.first}-{run.last}")
        return " ".join(parts)


def dispatcher_of(node: "Node") -> Dispatcher:
    """The dispatcher of a replica that lives."""
    assert node.dispatcher is not None
    return node.dispatcher


def open_updates(dispatcher: Dispatcher) -> int:
    """How many own updates belong to no run yet."""
    on_their_way = sum(
        head.sequence - dispatcher.stored.get(chain, Head()).sequence
        for chain, head in dispatcher.received.items()
        if chain.source == dispatcher.source
    )
    return dispatcher.unsaved - on_their_way
