"""Tells who hears the screen what others do: through the system's own announcements."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from time import monotonic
from typing import TypeAlias, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from ..store.rewind import Rewind
from ..store.update import SourceId, Update
from .announcing import Event, Level, Merger
from .history.describe import is_about_counter, touched_shapes
from .ports import Person, Room, Standing

__all__ = ["Announcer", "done", "moves"]

MOST_UPDATES = 200
"""Of more than so many at once it is not told what they were."""

THING = ("did", "thing")

Name: TypeAlias = Callable[[SourceId], str]

NOUNS = {
    "stroke": ("drew", "stroke"),
    "marker": ("drew", "marker stroke"),
    "rect": ("drew", "rectangle"),
    "ellipse": ("drew", "ellipse"),
    "line": ("drew", "line"),
    "arrow": ("drew", "arrow"),
    "text": ("wrote", "text"),
    "image": ("put in", "image"),
}
VERBS = {
    "moved": ("moved", "object"),
    "removed": ("removed", "object"),
    "resized": ("resized", "object"),
    "set": ("changed", "object"),
    "split": ("erased parts of", "object"),
}


def moves(before: Sequence[Person], now: Sequence[Person], name: Name) -> Iterator[Event]:
    """Who joined and who left between two looks."""
    was = {person.source for person in before if person.is_connected and not person.is_me}
    here = {person.source for person in now if person.is_connected and not person.is_me}
    for source in sorted(here - was):
        yield Event("joined", name(source))
    for source in sorted(was - here):
        yield Event("left", name(source))


def done(updates: Collection[Update], me: SourceId, name: Name) -> Iterator[Event]:
    """What others did; of very much at once, only how much."""
    others = [update for update in updates if update.source != me]
    if len(others) > MOST_UPDATES:
        for source, number in Counter(update.source for update in others).items():
            yield Event("did", name(source), THING, number)
        return
    for update in others:
        what, number = _what(update.action)
        yield Event("did", name(update.source), what, number)


class Announcer(QObject):
    """Watches a room for `window`; what is worth hearing is announced there, in turn.

    Args:
        name: what to call a source.
        clock: seconds, of which only differences count.
        is_heard: whether anybody hears the screen; otherwise nothing is done.
    """

    announced = Signal(str)

    def __init__(
        self,
        room: Room,
        name: Name,
        window: QWidget,
        clock: Callable[[], float] = monotonic,
        is_heard: Callable[[], bool] = QAccessible.isActive,
    ) -> None:
        super().__init__(window)
        self.merger = Merger(clock)
        self._room = room
        self._name = name
        self._is_heard = is_heard
        self._window = window
        self._people: Sequence[Person] = tuple(room.people)
        self._standing: Standing = room.standing
        self._counter = self._count()
        self._is_looking_back = False
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._speak)

    def set_level(self, level: Level) -> None:
        """What is worth announcing from now on."""
        self.merger.level = level

    def refresh(
        self,
        now_here: Sequence[Person],
        now_standing: Standing,
        new: Sequence[Update],
        rewinds: Sequence[Rewind],
    ) -> None:
        """Once per frame: what happened since the last one, and who is here and how we stand."""
        room = self._room
        people, self._people = self._people, now_here
        standing, self._standing = self._standing, now_standing
        counter, self._counter = self._counter, self._count()
        if not self._is_heard():
            return
        for event in moves(people, self._people, self._name):
            self.merger.add(event)
        if now_standing.kind != standing.kind:
            self.merger.add(Event("standing", what=now_standing.text, concerns_me=True))
        for event in done(new, room.me, self._name):
            self.merger.add(event)
        late = [rewind for rewind in rewinds if rewind.cause == "late"]
        if late:
            mine = any(change.update.source == room.me for r in late for change in r.changes)
            is_mine = mine or counter != self._counter
            number, now = len(late), self._counter
            self.merger.add(
                Event("rewind", number=number, concerns_me=is_mine, first=counter, last=now)
            )
        self._wait()

    def look_back(self, is_active: bool) -> None:
        """Looking back has begun or ended."""
        if is_active != self._is_looking_back:
            self._is_looking_back = is_active
            if not self._is_heard():
                return
            what = "Looking back" if is_active else "Back to live"
            self.merger.add(Event("looking", what=what, concerns_me=True))
            self._wait()

    def tell(self, who: str, what: str) -> None:
        """Somebody wants something of the person at this window."""
        if self._is_heard():
            self.merger.add(Event("asks", who, what, concerns_me=True))
            self._wait()

    def _wait(self) -> None:
        wait = self.merger.wait
        if wait is not None and not self._turn.isActive():
            self._turn.start(round(wait * 1000))

    def _speak(self) -> None:
        text = self.merger.take()
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))
            self.announced.emit(text)
        self._wait()

    def _count(self) -> int:
        return cast("int", self._room.get_state()["counter"])


def _what(action: Mapping[str, object]) -> tuple[tuple[str, str], int]:
    """A verb and a noun for what an action of any program did, and to how many."""
    slice_, _, kind = str(action.get("type")).partition("/")
    if slice_ == "whiteboard" and kind == "added":
        payload = _mapping(action.get("payload"))
        listed = payload.get("shapes")
        shapes = cast("list[object]", listed) if isinstance(listed, list) else [payload]
        kinds = sorted({str(_mapping(shape).get("kind")) for shape in shapes})
        if kinds[1:] or not kinds or kinds[0] not in NOUNS:
            return ("drew", "object"), len(shapes)
        return NOUNS[kinds[0]], len(shapes)
    if slice_ == "whiteboard" and kind in VERBS:
        return VERBS[kind], max(len(touched_shapes(action)), 1)
    if is_about_counter(action):
        return ("changed the counter", "time"), 1
    if slice_ == "history":
        return ("took back or brought back", "thing"), 1
    return THING, 1


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
