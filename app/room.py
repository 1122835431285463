"""A replica as a window sees it: fills `ui.ports.Room`."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..store.history import History
from ..store.update import SourceId, Update
from ..sync.clock import MAX_AHEAD
from ..sync.dispatcher import OPEN_ROOM
from ..sync.errors import LogFailed
from ..sync.facts.bulletin import PROFILE
from ..sync.facts.facts import Fact
from ..sync.facts.people import Acquaintance
from ..sync.trust.identity import fingerprint
from ..ui.ports import Person, Quarantined, Reach, Standing, Waiting
from ..ui.presence.presence import Presence
from ..ui.words import called
from .aside import set_aside
from .blobs import Pictures
from .presence import Presences
from .reaches import Reaches
from .replica import OtherRoom, Replica

__all__ = ["ReplicaRoom", "standing_of"]

PATIENCE_SECONDS = 0.5
"""A debt younger than this is on its way, and not worth a word."""

REFUSAL_SECONDS = 15.0
"""After this a refusal is no longer said to somebody who is connected to others."""


class ReplicaRoom:
    """The room of `replica` for one window.

    Args:
        name: what the room is called on screen.
        switch: opens the room of another room's invite in place of this one.
    """

    def __init__(
        self, replica: Replica, name: str, *, switch: Callable[[str], object] | None = None
    ) -> None:
        self._replica = replica
        self._switch = switch
        self._look_again: asyncio.TimerHandle | None = None
        self.name = name
        self._listeners: list[Callable[[], object]] = []
        self._behind_since: float | None = None
        self._refused: str | None = None
        self._told_notices = 0
        self._reaches: Reaches | None = None
        dispatcher = replica.dispatcher
        self._presence = Presences(dispatcher, lambda: bool(replica.network.sessions))
        self.show_presence = self._presence.show
        self.subscribe_presence = self._presence.subscribe
        pictures = Pictures(dispatcher)
        self.put_blob, self.blob = pictures.put, pictures.get
        self.subscribe_blobs = pictures.subscribe
        dispatcher.on("action", self._changed)
        dispatcher.on("rewind", self._changed)
        dispatcher.on("stored", self._changed)
        dispatcher.on("problem", self._changed)
        dispatcher.on("evidence", self._changed)
        dispatcher.on("ready", self._changed)
        dispatcher.agreement.on("changed", self._changed)
        dispatcher.bulletin.on("fact", self._heard_fact)
        replica.notices.subscribe(self._changed)
        replica.network.on("peer", self._peer_changed)
        replica.network.on("heard", self._changed)
        replica.network.on("refused", self._was_refused)

    @property
    def me(self) -> SourceId:
        return self._replica.dispatcher.source

    @property
    def invite(self) -> str:
        return self._replica.invite

    @property
    def history(self) -> History[Any]:
        return self._replica.dispatcher.history

    @property
    def people(self) -> Sequence[Person]:
        name = self._replica.dispatcher.name
        me = Person(self.me, name, is_me=True, is_connected=True, fingerprint=_fingerprint(self.me))
        return [me, *map(self._person, self._others())]

    def verify(self, source: SourceId, matches: bool) -> None:
        self._replica.people.verify(source, matches)
        self._changed()

    @property
    def is_protected(self) -> bool:
        return self._replica.dispatcher.room != OPEN_ROOM

    @property
    def quarantined(self) -> Sequence[Quarantined]:
        return set_aside(self._replica.dispatcher)

    @property
    def standing(self) -> Standing:
        problem = self._replica.problem
        if problem is not None:
            return Standing("problem", f"NOT SAVED: {problem}")
        if self._refused is not None:
            return Standing("problem", self._refused)
        others = self._others()
        standing = standing_of(others)
        loop = asyncio.get_running_loop()
        if standing.kind != "behind":
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = loop.time()
        if self._behind_since is None:
            return standing
        left = self._behind_since + PATIENCE_SECONDS - loop.time()
        if left <= 0:
            return standing
        if self._look_again is None:  # and once more, if the timer should ring too early
            self._look_again = loop.call_later(left, self._patience_is_over)
        return _in_step(others)

    @property
    def agreed(self) -> tuple[int, int]:
        return self._now_reached.agreed

    def reach_of(self, update: Update) -> Reach | None:
        return self._now_reached.of(update)

    @property
    def waiting(self) -> Waiting | None:
        parked = self._replica.dispatcher.own_parked
        if parked:
            return Waiting(len(parked), max(update.timestamp for update in parked) - MAX_AHEAD)
        try:
            doubted = self._replica.dispatcher.own_quarantined
        except LogFailed:
            return None  # it is offered once it can be read
        return Waiting(len(doubted), None) if doubted else None

    def do_waiting(self) -> None:
        if self._replica.dispatcher.own_parked:
            self._replica.dispatcher.issue_parked_again()
        else:
            self._replica.issue_quarantined_again()

    def take_notices(self) -> Sequence[str]:
        notices = self._replica.notices.texts[self._told_notices :]
        self._told_notices += len(notices)
        return notices

    @property
    def unsaved(self) -> int:
        return self._replica.dispatcher.unsaved

    def get_state(self) -> Any:
        return self._replica.store.get_state()

    def dispatch(self, action: Any) -> Any:
        return self._replica.store.dispatch(action)

    def undo(self) -> Update | None:
        return self._replica.undo()

    def redo(self) -> Update | None:
        return self._replica.redo()

    def connect(self, text: str) -> None:
        try:
            self._replica.connect(text)
        except OtherRoom:
            if self._switch is None:
                raise
            self._switch(text)
            return
        self._refused = None
        self._changed()

    def disconnect(self) -> None:
        self._replica.network.disconnect()

    def resume(self) -> None:
        self._replica.dispatcher.resume()

    @property
    def presences(self) -> Mapping[SourceId, Presence]:
        return self._presence.others

    def subscribe(self, listener: Callable[[], object]) -> Callable[[], None]:
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _person(self, other: Acquaintance) -> Person:
        return Person(
            other.source,
            other.name,
            is_connected=other.is_connected,
            lacks=other.lacks,
            owes=other.owes,
            fingerprint=_fingerprint(other.source),
            is_verified=other.is_verified,
            warning=self._warning(other),
        )

    def _warning(self, other: Acquaintance) -> str:
        if other.namesake is None:
            return ""
        name = called(self._replica.people.name_of(other.namesake), other.namesake)
        if other.namesake == self.me:
            return f"calls itself {name}, which is your name"
        return f"calls itself {name} but is not the {name} you know"

    @property
    def _now_reached(self) -> Reaches:
        """Gathered once after each change: a list paints many rows a frame."""
        if self._reaches is None:
            replica = self._replica
            self._reaches = Reaches(replica.dispatcher, replica.network.sessions)
        return self._reaches

    def _heard_fact(self, fact: Fact) -> None:
        if fact.key == PROFILE:
            self._changed()

    def _patience_is_over(self) -> None:
        self._look_again = None
        self._changed()

    def _others(self) -> list[Acquaintance]:
        return self._replica.people.others(self._replica.network.sessions)

    def _peer_changed(self, *_details: object) -> None:
        self._refused = None
        self._changed()

    def _was_refused(self, address: str, reason: str) -> None:
        if reason != "disconnected":  # they left on purpose; that is no problem
            self._refused = f"{address.removeprefix('ws://')} refused: {reason}"
            loop = asyncio.get_running_loop()
            loop.call_later(REFUSAL_SECONDS, self._forget, self._refused)
        self._changed()

    def _forget(self, refused: str) -> None:
        if self._refused == refused and self._replica.network.sessions:
            self._refused = None
            self._changed()

    def _changed(self, *_details: object) -> None:
        self._reaches = None
        for listener in list(self._listeners):
            listener()


def standing_of(others: Sequence[Acquaintance]) -> Standing:
    """Where we stand towards `others`, in words."""
    linked = [other for other in others if other.is_connected]
    if not others:
        return Standing("alone", "Only on this device")
    if not linked:
        kept = max(other.lacks for other in others)
        return Standing("offline", f"Offline · {kept} kept here" if kept else "Offline")
    owed = max(other.owes for other in linked)
    if owed:
        return Standing("behind", f"Receiving {owed}")
    missed = max(others, key=lambda other: other.missing)
    if missed.missing:
        return Standing("behind", f"{missed.missing} of {missed.name}'s actions not received yet")
    behind = max(linked, key=lambda other: other.lacks)
    if behind.lacks:
        return Standing("behind", f"{called(behind.name, behind.source)} lacks {behind.lacks}")
    return _in_step(others)


def _in_step(others: Sequence[Acquaintance]) -> Standing:
    return Standing("in_step", f"In step with {sum(other.is_connected for other in others)}")


_fingerprint = lru_cache(maxsize=1024)(fingerprint)
"""The same few people are shown many times a second."""
