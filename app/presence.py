"""Where everybody is for the moment: told and heard through the bulletin, never logged."""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..store.update import SourceId
from ..sync.dispatcher import Dispatcher
from ..sync.facts.bulletin import LINKS, PRESENCE
from ..sync.facts.facts import Fact
from ..sync.scheduler import Cancellable
from ..ui.presence.coding import decode_presence, encode_presence
from ..ui.presence.presence import Presence
from .pace import Pace

__all__ = ["MOST_PRESENT", "REFUSED", "Presences"]

MOST_PRESENT = 200
"""So many others are shown; where nobody needs a key, anybody can make up more."""

REFUSED = "presence"
"""The name under which it is counted that a presence was odd, or one too many."""

_logger = logging.getLogger(__name__)


class Presences:
    """The presences of a room, ours included.

    Who looks is known by their own presence, which every window tells when it opens, when
    its owner comes back, and when a link somewhere begins or ends; else nothing is told
    while nobody looks.

    Args:
        is_linked: whether a link to anybody is open.

    Attributes:
        others: where each other one is who tells; a view that follows what happens.
    """

    def __init__(self, dispatcher: Dispatcher, is_linked: Callable[[], bool]) -> None:
        self._dispatcher = dispatcher
        self._is_linked = is_linked
        self._pace = Pace()
        self._others: dict[SourceId, Presence] = {}
        self.others: Mapping[SourceId, Presence] = MappingProxyType(self._others)
        self._listeners: list[Callable[[SourceId], object]] = []
        self._timer: Cancellable | None = None
        self._timer_due = 0.0
        bulletin = dispatcher.bulletin
        for source in bulletin.digest():
            fact = bulletin.get(source, PRESENCE)
            if fact is not None:
                self._hear(fact)
        bulletin.on("fact", self._hear)
        bulletin.on("gone", self._forget)

    def show(self, presence: Presence | None) -> None:
        """Tell others that we are there, if anybody looks; None once we look at nothing."""
        self._pace.show(presence, self._now())
        self._arrange()

    def subscribe(self, listener: Callable[[SourceId], object]) -> Callable[[], None]:
        """Call `listener` with whoever told something else, or is gone; returns what ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _hear(self, fact: Fact) -> None:
        source = fact.source
        if fact.key == LINKS:
            # Whoever said so, we ourselves included: people may have come who know nothing of us.
            self._pace.ask()
            self._arrange()
        if fact.key != PRESENCE or source == self._dispatcher.source:
            return
        presence = decode_presence(fact.value)
        before = self._others.get(source)
        if presence is None or (before is None and len(self._others) >= MOST_PRESENT):
            self._dispatcher.stats.count(REFUSED)
            return
        self._others[source] = presence
        self._arrange()
        self._notify(source)

    def _forget(self, source: SourceId) -> None:
        if self._others.pop(source, None) is not None:
            self._arrange()
            self._notify(source)

    def _notify(self, source: SourceId) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(source)
            except Exception:
                # The others are to be called all the same.
                _logger.exception("a listener to presences failed")

    def _arrange(self) -> None:
        """Have a timer at the time at which something is to be told, or earlier."""
        due = self._due()
        if due is None or (self._timer is not None and self._timer_due <= due):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = due
        # Never in the call itself, which is a movement of the pointer most of the time.
        delay = max(due - self._now(), 0.0)
        self._timer = self._dispatcher.scheduler.later(delay, self._ring)

    def _ring(self) -> None:
        self._timer = None
        due = self._due()
        if due is not None and due <= self._now():
            told = self._pace.tell(self._now())
            self._dispatcher.bulletin.say(PRESENCE, encode_presence(told))
        self._arrange()

    def _due(self) -> float | None:
        if not self._is_linked():
            return None
        watchers = sum(not presence.is_quiet for presence in self._others.values())
        return self._pace.due(self._now(), watchers)

    def _now(self) -> float:
        return self._dispatcher.scheduler.timer()
