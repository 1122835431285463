"""Who takes part, and who lacks how much: read off the digests."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..store.update import SourceId
from .dispatcher import Dispatcher
from .run import Chain
from .session import Session

__all__ = ["Acquaintance", "People"]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody else, as far as we know.

    Attributes:
        lacks: how many updates we have that they have not on disk, by their last word.
        owes: how many updates they have on disk that have not arrived here.
    """

    source: SourceId
    name: str
    is_connected: bool
    lacks: int
    owes: int


class People:
    """Remembers names, and the last digest of whoever left.

    Args:
        names: those from before, by source.
        remember: writes a name down.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        names: Mapping[SourceId, str],
        remember: Callable[[SourceId, str], object] = lambda source, name: None,
    ) -> None:
        self._dispatcher = dispatcher
        self._names = dict(names)
        self._remember = remember
        self._left: dict[SourceId, Mapping[Chain, int]] = {}

    def met(self, session: Session) -> None:
        """Take note of who `session` is with, and what they call themselves."""
        if session.peer is not None and self._names.get(session.peer) != session.name:
            self._names[session.peer] = session.name
            self._remember(session.peer, session.name)

    def left(self, session: Session) -> None:
        """Keep the last word of whoever `session` was with."""
        if session.peer is not None:
            self._left[session.peer] = session.held

    def name_of(self, source: SourceId) -> str:
        """What `source` calls itself, or the beginning of its key."""
        if source == self._dispatcher.source:
            return self._dispatcher.name or source.hex()[:8]
        return self._names.get(source) or source.hex()[:8]

    def others(self, sessions: Iterable[Session]) -> list[Acquaintance]:
        """Everybody but us: those with a link, and those whose updates or names we have."""
        linked = {session.peer: session.held for session in sessions if session.peer}
        known = {chain.source for chain in self._dispatcher.received}
        everybody = (known | self._names.keys() | linked.keys()) - {self._dispatcher.source}
        return [
            self._acquaintance(source, linked.get(source))
            for source in sorted(everybody, key=lambda who: (who not in linked, who))
        ]

    def _acquaintance(self, source: SourceId, held: Mapping[Chain, int] | None) -> Acquaintance:
        last = held if held is not None else self._left.get(source)
        lacks = owes = 0
        if last is not None:
            ours = {chain: head.sequence for chain, head in self._dispatcher.received.items()}
            for chain in ours.keys() | last.keys():
                ahead = ours.get(chain, 0) - last.get(chain, 0)
                lacks, owes = lacks + max(ahead, 0), owes + max(-ahead, 0)
        return Acquaintance(source, self.name_of(source), held is not None, lacks, owes)
