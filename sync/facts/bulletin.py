"""What everybody says of themselves, gossiped as the paper's state: the last word wins.

Each source speaks for itself alone, in short signed facts. Profiles and standings are
kept on disk; presence (cursors, the stroke being drawn) and links never are. Whoever has no
key of the room reads standings and links, keeps and passes on the rest.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Protocol

from ...store.update import SourceId
from ..clock import CEILING, LATEST
from ..errors import ProtocolError
from ..events import Events
from ..scheduler import Scheduler
from ..trust.strategies import Cipher, NullCipher, Signer
from ..wire.messages import MAX_VALUE_BYTES
from .bounded_facts import BoundedFacts
from .facts import Fact
from .sealed_facts import SealedFacts
from .stability import STANDING

__all__ = [
    "LINKS",
    "LINK_BYTES",
    "PRESENCE",
    "PROFILE",
    "STANDING",
    "Bulletin",
    "Keep",
    "linked_in",
    "links_value",
]

PROFILE = "profile"
PRESENCE = "presence"
LINKS = "links"
_VOLATILE = frozenset({PRESENCE, LINKS})
_FOR_ALL = frozenset({STANDING, LINKS})
_HASTY = frozenset({STANDING})
"""Said so often that it is written down only now and then."""

CENTURY = 100 * 365 * 24 * 3600 * 1_000_000
"""Microseconds by which a clock may be behind what it once was; more is made up."""

PRESENCE_SECONDS = 10.0
"""How long a presence counts that is not renewed."""

SWEEP_SECONDS = 2.0
KEEP_SECONDS = 30.0

LINK_BYTES = 8
"""So much of a source stands in `LINKS`."""

_logger = logging.getLogger(__name__)


Saved = Callable[[BaseException | None], object]


class Keep(Protocol):
    """Where facts are kept over a restart: part of the log."""

    def facts(self) -> Iterable[Fact]: ...

    def remember(self, facts: Iterable[Fact], saved: Saved | None = None) -> None:
        """Keep these, each instead of an earlier one with its key, before long.

        Whoever waits for it is told by `saved`, with the error if it could not be done.
        """
        ...


class Bulletin:
    """What is known of every source, ours included.

    Args:
        source: who we are.
        room: its public id.
        keep: where facts of before are.
        chance: breaks ties.
        cipher: keeps what is said from those outside the room; null by default.

    Events, for `on(event, listener)`:
        fact(fact): a source said something new that we can read; ours included.
        unreadable(): a fact came that does not open with the room's key; it is passed on.
        heard(): there is something new to pass on.
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
        cipher: Cipher | None = None,
    ) -> None:
        self.source = source
        self._scheduler = scheduler
        cipher = cipher or NullCipher()
        self._can_read = cipher.can_read
        self._sealed = SealedFacts(source, room, signer, cipher, _FOR_ALL)
        self._keep = keep
        self._chance = chance
        self._facts = BoundedFacts(source)
        self._facts.merge(sorted(keep.facts(), key=lambda fact: (fact.source, fact.version)))
        self._said: dict[str, bytes] = {}  # by us, since the start
        self._above = 0
        self._present: dict[SourceId, float] = {}
        self._unkept: dict[tuple[SourceId, str], Fact] = {}
        self._events = Events("fact", "unreadable", "heard", "gone")
        self.revision = 0
        self.write_name = self._sealed.write_name
        self.read_name = self._sealed.read_name
        self.on: Callable[[str, Callable[..., object]], Callable[[], None]] = self._events.on

    def get(self, source: SourceId, key: str) -> Fact | None:
        """What `source` said last under `key`, if we can read it."""
        fact = self._facts.get(source, key)
        return None if fact is None else self._sealed.read(fact)

    def digest(self) -> Mapping[SourceId, int]:
        """The highest version that we have of each source; a live view."""
        return self._facts.digest()

    def delta(
        self, theirs: Mapping[SourceId, int], *, budget: int, cost: Callable[[Fact], int]
    ) -> list[Fact]:
        """As `Facts.delta`: values as they are passed on."""
        return self._facts.delta(theirs, budget=budget, cost=cost, chance=self._chance)

    def say(self, key: str, value: bytes) -> None:
        """Tell everybody `value`, instead of what we said under `key` before.

        Raises:
            ValueError: longer than 8 KiB, or than that less 40 bytes where it is encrypted.
        """
        before = self.get(self.source, key)
        is_new = before is None or before.value != value or key == PRESENCE
        facts = [self._sign(key, value)] if is_new else []
        self._said[key] = value
        self._take(facts)

    def say_kept(self, key: str, value: bytes, done: Saved) -> None:
        """As `say`, once `value` is on disk; nobody hears of it before, or if it fails."""

        def saved(error: BaseException | None) -> None:
            if error is None:
                # Signed anew: what we said meanwhile under other keys has a higher version,
                # and whoever has that would never ask for this.
                self.say(key, value)
            done(error)

        self._keep.remember([self._sign(key, value)], saved)

    def go_on_above(self, version: int) -> None:
        """Others have had a word of ours with `version`: what we say has to be above it.

        So it is after a backup was restored, or our clock set back. What we said since the
        start nobody took then, so it is said again.
        """
        if self.digest().get(self.source, 0) < version and self._may_be_ours(version):
            self._above = max(version, self._above)
            self._take([self._sign(key, value) for key, value in self._said.items()])

    def receive(self, facts: Iterable[Fact]) -> None:
        """Take over what others say, as far as it is new and there is room for it.

        Raises:
            ProtocolError: one is not signed by its source; none of them is taken over then.
        """
        new = [fact for fact in facts if self._is_new(fact)]
        for fact in new:
            if not self._sealed.is_signed(fact):
                raise ProtocolError(f"a fact {fact.key!r} that its source has not signed")
        self._take(new)
        # Our own words of before come back after a restore. The last one is this life's.
        own = dict.fromkeys(fact.key for fact in new if fact.source == self.source)
        for key in own:
            held = self.get(self.source, key)
            if key in self._said and (held is None or held.value != self._said[key]):
                self._take([self._sign(key, self._said[key])])

    def flush(self) -> None:
        """Write down what is only in memory."""
        unkept, self._unkept = self._unkept, {}
        if unkept:
            self._keep.remember(unkept.values())

    def _is_new(self, fact: Fact) -> bool:
        if fact.source == self.source and not self._may_be_ours(fact.version):
            return False
        held = self._facts.get(fact.source, fact.key)
        return held is None or held.version < fact.version

    def _may_be_ours(self, version: int) -> bool:
        # Were all believed, the highest of all could be claimed, and we say nothing after it.
        return version <= min(self._scheduler.now() + CENTURY, CEILING)

    def _sign(self, key: str, value: bytes) -> Fact:
        self._above = max(self._above, self.digest().get(self.source, 0)) + 1
        self._above = max(self._above, min(self._scheduler.now(), LATEST))
        return self._sealed.make(key, self._above, value)

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
            readable = self._sealed.read(fact)
            if readable is not None:
                self._tell("fact", readable)
            elif self._can_read:
                self._tell("unreadable")
        self._tell("heard")

    def _sweep(self) -> None:
        """Forget whoever has not been heard of for a while."""
        oldest = self._scheduler.timer() - PRESENCE_SECONDS
        gone = [source for source, heard in self._present.items() if heard < oldest]
        for source in gone:
            del self._present[source]
            self._facts.forget(source, PRESENCE)
            self._sealed.forget(source, PRESENCE)
            if source == self.source:
                self._said.pop(PRESENCE, None)
        if self._present:
            self._scheduler.later(SWEEP_SECONDS, self._sweep)
        for source in gone:
            self._tell("gone", source)

    def _tell(self, event: str, *details: object) -> None:
        try:
            self._events.emit(event, *details)
        except Exception:
            # A listener of the application failed; the peer who sent this is not to blame,
            # and what came with it is to be told, too.
            _logger.exception("a listener of the application failed")


def links_value(sources: Iterable[SourceId]) -> bytes:
    """What `LINKS` says: the beginnings of the sources that we have a link to."""
    return b"".join(sorted(source[:LINK_BYTES] for source in sources))[:MAX_VALUE_BYTES]


def linked_in(links: bytes) -> frozenset[bytes]:
    """How the sources begin that `links` names."""
    return frozenset(links[at : at + LINK_BYTES] for at in range(0, len(links), LINK_BYTES))
