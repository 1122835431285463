"""Who takes part, and who lacks how much: read off the digests and what all say of themselves."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ...store.update import SourceId, Timestamp, Update
from ..dispatcher import Dispatcher
from ..gossip.session import Session
from ..wire.run import Chain
from .bulletin import PROFILE
from .profile import decode_profile

__all__ = ["Acquaintance", "People"]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody else, as far as we know.

    Attributes:
        lacks: how many updates we have that they have not on disk, by their last word.
        owes: how many updates they have on disk that have not arrived here.
        is_member: whether they were heard within 7 days and are not set aside.
        missing: how many of their own updates they told of, through whomever, that have not
            come here.
    """

    source: SourceId
    name: str
    is_connected: bool
    lacks: int
    owes: int
    is_member: bool = False
    missing: int = 0


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
        said = self._dispatcher.bulletin.get(source, PROFILE)
        profile = decode_profile(said.value) if said is not None else None
        if profile is not None and profile.name:
            return profile.name
        return self._names.get(source) or source.hex()[:8]

    def others(self, sessions: Iterable[Session]) -> list[Acquaintance]:
        """Everybody but us: those with a link, and those whose updates or names we have."""
        linked = {session.peer: session.held for session in sessions if session.peer}
        known = {chain.source for chain in self._dispatcher.received}
        told = self._dispatcher.bulletin.digest().keys()
        everybody = (known | self._names.keys() | linked.keys() | told) - {self._dispatcher.source}
        members = frozenset(self._dispatcher.agreement.members)
        return [
            self._acquaintance(source, linked.get(source), source in members)
            for source in sorted(everybody, key=lambda who: (who not in linked, who))
        ]

    def _acquaintance(
        self, source: SourceId, held: Mapping[Chain, int] | None, is_member: bool
    ) -> Acquaintance:
        last = held if held is not None else self._left.get(source)
        lacks = owes = 0
        if last is not None:
            ours = {chain: head.sequence for chain, head in self._dispatcher.received.items()}
            for chain in (ours.keys() | last.keys()) - self._dispatcher.forks:
                ahead = ours.get(chain, 0) - last.get(chain, 0)
                lacks, owes = lacks + max(ahead, 0), owes + max(-ahead, 0)
        elif is_member:
            lacks = self._behind(self._dispatcher.agreement.stored_of(source))
        name = self.name_of(source)
        missing = self._dispatcher.agreement.missing(source)
        return Acquaintance(source, name, held is not None, lacks, owes, is_member, missing)

    def _behind(self, stored: Timestamp | None) -> int:
        """How many updates lie behind what somebody has on disk: at most so many they lack."""
        if stored is None:
            return 0
        updates = self._dispatcher.history.updates
        return len(updates) - bisect_right(updates, stored, key=_timestamp)


def _timestamp(update: Update) -> Timestamp:
    return update.timestamp
