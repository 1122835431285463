"""Who takes part, and who lacks how much: read off the digests and what all say of themselves."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from ...store.update import SourceId, Timestamp, Update
from ..dispatcher import Dispatcher
from ..gossip.session import Session
from ..wire.run import Chain
from .bulletin import PROFILE
from .facts import Fact
from .namesakes import namesakes
from .profile import decode_profile

__all__ = ["Acquaintance", "People"]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody else, as far as we know.

    Attributes:
        lacks: how many updates we have that they have not on disk, by their last word.
        owes: how many updates they have on disk that have not arrived here.
        is_member: whether they were heard within 7 days and are not set aside.
        is_verified: whether their key was compared on this device, and matched.
        namesake: who had the name before that they use now, so that they are not whom it
            makes them seem; None where it is theirs.
        missing: how many of their own updates they told of, through whomever, that have not
            come here.
    """

    source: SourceId
    name: str
    is_connected: bool
    lacks: int
    owes: int
    is_member: bool = False
    is_verified: bool = False
    namesake: SourceId | None = None
    missing: int = 0


class People:
    """Remembers names, and the last digest of whoever left.

    Args:
        names: those from before, by source, in the order in which they were taken.
        remember: writes a name down.
        verified: whose keys were compared before, and matched.
        keep_verified: writes down whether the key of somebody was compared and matches.
        warn: told once of each who uses a name that was another's, whose, and that name;
            of those from before while this is made.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        names: Mapping[SourceId, str],
        remember: Callable[[SourceId, str], object] = lambda source, name: None,
        *,
        verified: Collection[SourceId] = (),
        keep_verified: Callable[[SourceId, bool], object] = lambda source, matches: None,
        warn: Callable[[SourceId, SourceId, str], object] = lambda source, namesake, name: None,
    ) -> None:
        self._dispatcher = dispatcher
        self._names = dict(names)
        self._remember = remember
        self._verified = set(verified)
        self._keep_verified = keep_verified
        self._warn = warn
        self._warned: set[tuple[SourceId, SourceId]] = set()
        self._namesakes: dict[SourceId, SourceId] | None = None
        self._left: dict[SourceId, Mapping[Chain, int]] = {}
        for source in sorted(dispatcher.bulletin.digest()):
            if (name := self._said_by(source)) is not None:
                self._note(source, name)
        dispatcher.bulletin.on("fact", self._heard)

    def met(self, session: Session) -> None:
        """Take note of who `session` is with, and what they call themselves."""
        if session.peer is not None:
            said = self._said_by(session.peer)
            self._note(session.peer, session.name if said is None else said)

    def left(self, session: Session) -> None:
        """Keep the last word of whoever `session` was with."""
        if session.peer is not None:
            self._left[session.peer] = session.held

    def name_of(self, source: SourceId) -> str:
        """What `source` calls itself, or the beginning of its key."""
        if source == self._dispatcher.source:
            return self._dispatcher.name or source.hex()[:8]
        return self._names.get(source) or source.hex()[:8]

    def namesake_of(self, source: SourceId) -> SourceId | None:
        """Whose name `source` uses although it was that one's before, or None."""
        if self._namesakes is None:
            self._namesakes = self._find_namesakes()
        return self._namesakes.get(source)

    def verify(self, source: SourceId, matches: bool) -> None:
        """Remember that the key of `source` was compared and is theirs, or that it is not."""
        if matches:
            self._verified.add(source)
        else:
            self._verified.discard(source)
        self._keep_verified(source, matches)
        self._namesakes = None

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
        return Acquaintance(
            source,
            name,
            held is not None,
            lacks,
            owes,
            is_member,
            source in self._verified,
            self.namesake_of(source),
            missing,
        )

    def _heard(self, fact: Fact) -> None:
        if fact.key == PROFILE and (name := self._said_by(fact.source)) is not None:
            self._note(fact.source, name)

    def _said_by(self, source: SourceId) -> str | None:
        """What the profile of `source` calls it, if it has one and that names it."""
        said = self._dispatcher.bulletin.get(source, PROFILE)
        profile = decode_profile(said.value) if said is not None else None
        return (profile.name or None) if profile is not None else None

    def _note(self, source: SourceId, name: str) -> None:
        if source == self._dispatcher.source or self._names.get(source) == name:
            return
        self._names.pop(source, None)  # whoever takes another name is the last to have it
        self._names[source] = name
        self._remember(source, name)
        self._namesakes = None
        namesake = self.namesake_of(source)
        if namesake is not None and (source, namesake) not in self._warned:
            self._warned.add((source, namesake))
            self._warn(source, namesake, self.name_of(namesake))

    def _find_namesakes(self) -> dict[SourceId, SourceId]:
        me = self._dispatcher.source
        names = {**self._names, me: self._dispatcher.name}
        return namesakes(names, {me, *self._verified})

    def _behind(self, stored: Timestamp | None) -> int:
        """How many updates lie behind what somebody has on disk: at most so many they lack."""
        if stored is None:
            return 0
        updates = self._dispatcher.history.updates
        return len(updates) - bisect_right(updates, stored, key=_timestamp)


def _timestamp(update: Update) -> Timestamp:
    return update.timestamp
