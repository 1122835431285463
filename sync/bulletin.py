"""What everybody says of themselves, gossiped as the paper's state: the last word wins.

Each source speaks for itself alone, in short signed facts. Profiles and standings are
kept on disk; presence (cursors, the stroke being drawn) and links never are.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from random import Random
from struct import Struct
from typing import Protocol

from ..store.update import SourceId
from .errors import ProtocolError
from .events import Events
from .facts import Fact, Facts
from .messages import MAX_VALUE_BYTES
from .scheduler import Scheduler
from .strategies import Signer

__all__ = [
    "LINKS",
    "PRESENCE",
    "PROFILE",
    "STANDING",
    "Bulletin",
    "Keep",
    "is_linked",
    "links_value",
]

PROFILE = "profile"
STANDING = "standing"
PRESENCE = "presence"
LINKS = "links"
_VOLATILE = frozenset({PRESENCE, LINKS})
_HASTY = frozenset({STANDING})
"""Said so often that it is written down only now and then."""

MAX_KEYS = 16
MAX_SOURCES = 100_000

PRESENCE_SECONDS = 10.0
"""How long a presence counts that is not renewed."""

SWEEP_SECONDS = 2.0
KEEP_SECONDS = 30.0

_LATEST = 2**52
"""A clock that is centuries ahead must not use all versions up: frames carry 53 bits."""

_LINK_BYTES = 8
_logger = logging.getLogger(__name__)

_SIGNED = Struct(">16s32s32sQB")
_MARK = b"scuttlebutt fact"


class Keep(Protocol):
    """Where facts are kept over a restart: part of the log."""

    def facts(self) -> Iterable[Fact]: ...

    def remember(self, facts: Iterable[Fact]) -> None:
        """Keep these, each instead of an earlier one with its key, before long."""
        ...


class Bulletin:
    """What is known of every source, ours included.

    Args:
        source: who we are.
        room: its public id.
        keep: where facts of before are.
        chance: breaks ties.

    Events, for `on(event, listener)`:
        fact(fact): a source said something new; ours included.
        gone(source): its presence is over.
    """

    def __init__(
        self,
        source: SourceId,
        room: bytes,
        scheduler: Scheduler,
        signer: Signer,
        keep: Keep,
        chance: Random,
    ) -> None:
        self.source = source
        self._room = room
        self._scheduler = scheduler
        self._signer = signer
        self._keep = keep
        self._chance = chance
        self._facts = Facts()
        self._facts.merge(sorted(keep.facts(), key=lambda fact: (fact.source, fact.version)))
        self._present: dict[SourceId, float] = {}
        self._unkept: dict[tuple[SourceId, str], Fact] = {}
        self._events = Events("fact", "gone")
        self.revision = 0
        self.on: Callable[[str, Callable[..., object]], Callable[[], None]] = self._events.on

    def get(self, source: SourceId, key: str) -> Fact | None:
        """What `source` said last under `key`."""
        return self._facts.get(source, key)

    def digest(self) -> Mapping[SourceId, int]:
        """The highest version that we have of each source; a live view."""
        return self._facts.digest()

    def delta(
        self, theirs: Mapping[SourceId, int], *, budget: int, cost: Callable[[Fact], int]
    ) -> list[Fact]:
        """As `Facts.delta`."""
        return self._facts.delta(theirs, budget=budget, cost=cost, chance=self._chance)

    def say(self, key: str, value: bytes) -> None:
        """Tell everybody `value`, instead of what we said under `key` before.

        Raises:
            ValueError: longer than 8 KiB.
        """
        if len(value) > MAX_VALUE_BYTES:
            raise ValueError(f"{key!r} is {len(value)} bytes long, at most {MAX_VALUE_BYTES}")
        before = self.get(self.source, key)
        if before is not None and before.value == value and key != PRESENCE:
            return
        newest = self.digest().get(self.source, 0)
        version = max(newest + 1, min(self._scheduler.now(), _LATEST))
        unsigned = Fact(self.source, key, version, value, b"")
        fact = unsigned._replace(signature=self._signer.sign(self._signed(unsigned)))
        self._take([fact])

    def receive(self, facts: Iterable[Fact]) -> None:
        """Take over what others say, as far as it is new and anybody needs it.

        Sources that say too much, and too many sources, are not listened to; whoever
        passes them on is not to blame.

        Raises:
            ProtocolError: one is not signed by its source; nothing is taken over then.
        """
        new = [fact for fact in facts if self._is_new(fact)]
        for fact in new:
            if not self._signer.verify(fact.source, self._signed(fact), fact.signature):
                raise ProtocolError(f"a fact {fact.key!r} that its source has not signed")
        # Each is looked at when the one before is in.
        self._take(fact for fact in new if self._is_wanted(fact))

    def flush(self) -> None:
        """Write down what is only in memory."""
        unkept, self._unkept = self._unkept, {}
        if unkept:
            self._keep.remember(unkept.values())

    def _is_wanted(self, fact: Fact) -> bool:
        held = self._facts.of(fact.source)
        if fact.key in held or fact.source == self.source:
            return True
        is_known = fact.source in self.digest()
        return len(held) < MAX_KEYS and (is_known or len(self.digest()) < MAX_SOURCES)

    def _is_new(self, fact: Fact) -> bool:
        held = self._facts.get(fact.source, fact.key)
        return held is None or held.version < fact.version

    def _take(self, facts: Iterable[Fact]) -> None:
        new = self._facts.merge(facts)
        if not new:
            return
        self.revision += 1
        lasting = [fact for fact in new if fact.key not in _VOLATILE]
        if not self._unkept and any(fact.key in _HASTY for fact in lasting):
            self._scheduler.later(KEEP_SECONDS, self.flush)
        self._unkept.update(((fact.source, fact.key), fact) for fact in lasting)
        if any(fact.key not in _HASTY for fact in lasting):
            self.flush()
        for fact in new:
            if fact.key == PRESENCE:
                if not self._present:
                    self._scheduler.later(SWEEP_SECONDS, self._sweep)
                self._present[fact.source] = self._scheduler.timer()
        for fact in new:
            self._tell("fact", fact)

    def _sweep(self) -> None:
        """Forget whoever has not been heard of for a while."""
        oldest = self._scheduler.timer() - PRESENCE_SECONDS
        gone = [source for source, heard in self._present.items() if heard < oldest]
        for source in gone:
            del self._present[source]
            self._facts.forget(source, PRESENCE)
        if self._present:
            self._scheduler.later(SWEEP_SECONDS, self._sweep)
        for source in gone:
            self._tell("gone", source)

    def _tell(self, event: str, detail: object) -> None:
        try:
            self._events.emit(event, detail)
        except Exception:
            # A listener of the application failed; the peer who sent this is not to blame,
            # and what came with it is to be told, too.
            _logger.exception("a listener of the application failed")

    def _signed(self, fact: Fact) -> bytes:
        key = fact.key.encode()
        fixed = _SIGNED.pack(_MARK, self._room, fact.source, fact.version, len(key))
        return fixed + key + fact.value


def links_value(sources: Iterable[SourceId]) -> bytes:
    """What `LINKS` says: the beginnings of the sources that we have a link to."""
    return b"".join(sorted(source[:_LINK_BYTES] for source in sources))[:MAX_VALUE_BYTES]


def is_linked(links: bytes, source: SourceId) -> bool:
    """Whether `links` names `source`."""
    start = source[:_LINK_BYTES]
    at = links.find(start)
    while at > 0 and at % _LINK_BYTES:
        at = links.find(start, at + 1)
    return at >= 0
