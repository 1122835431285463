"""What happened, in a few words for who hears the screen: merged, and not too often.

Pure: told what happens and what time it is, it says what to announce.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .words import count

__all__ = ["LEVELS", "Event", "Level", "Merger", "said"]

Level: TypeAlias = Literal["off", "mine", "all"]

LEVELS: dict[Level, str] = {
    "off": "Announce &nothing",
    "mine": "Announce what concerns &me",
    "all": "Announce &everything",
}

GAP_SECONDS = 2.0
MOST_PARTS = 4
"""More than so many things at once are only counted."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        kind: what of; of those in `_LAST_HOLDS` only the newest is worth saying.
        who: the name of the person, where one did it.
        what: what they did to how many, as ("drew", "stroke"); or the words themselves.
        number: how many.
        concerns_me: whether it is about what this person did, sees or has.
        first, last: two values that a change leads from and to.
    """

    kind: Literal["joined", "left", "standing", "did", "rewind", "looking", "asks"]
    who: str = ""
    what: tuple[str, str] | str = ""
    number: int = 1
    concerns_me: bool = False
    first: int = 0
    last: int = 0


class Merger:
    """Collects events, and gives them out as one line at most every two seconds.

    Args:
        clock: seconds; only differences count.
        level: what is worth announcing.
    """

    def __init__(self, clock: Callable[[], float], level: Level = "all") -> None:
        self.level: Level = level
        self._clock = clock
        self._events: list[Event] = []
        self._spoke: float | None = None

    def add(self, event: Event) -> None:
        """Remember what happened, if it is worth announcing."""
        if self.level == "all" or (self.level == "mine" and event.concerns_me):
            self._events.append(event)

    @property
    def wait(self) -> float | None:
        """In how many seconds there is something to say; None if there is nothing."""
        if not self._events:
            return None
        if self._spoke is None:
            return 0.0
        return max(0.0, self._spoke + GAP_SECONDS - self._clock())

    def take(self) -> str:
        """What is to be announced now, or nothing."""
        if self.wait != 0.0:
            return ""
        events, self._events = self._events, []
        text = said(events)
        if text:
            self._spoke = self._clock()
        return text


def said(events: Iterable[Event]) -> str:
    """All of `events` in one line: those of one kind and person together."""
    parts: dict[tuple[str | None, str, object], Event] = {}
    for event in events:
        key = _key(event)
        before = parts.get(key)
        parts[key] = event if before is None else _merged(before, event)
        opposite = (_OPPOSITES.get(event.kind), event.who, "")
        if opposite in parts:
            # Who came and went again while nothing was said is where they were.
            del parts[opposite], parts[key]
    words = [text for event in parts.values() if (text := _words(event))]
    if len(words) > MOST_PARTS:
        others = len(words) - MOST_PARTS
        words = [*words[:MOST_PARTS], f"and {count(others, 'other thing')}"]
    return "; ".join(words)


_OPPOSITES = {"joined": "left", "left": "joined"}
_LAST_HOLDS = ("standing", "looking")


def _key(event: Event) -> tuple[str, str, object]:
    what = event.what if event.kind == "did" else ""
    return event.kind, event.who, what


def _merged(before: Event, event: Event) -> Event:
    if event.kind in _LAST_HOLDS:
        return event
    return Event(
        event.kind,
        event.who,
        event.what,
        before.number + event.number,
        event.concerns_me or before.concerns_me,
        before.first,
        event.last,
    )


def _words(event: Event) -> str:
    match event.kind:
        case "joined" | "left":
            return f"{event.who} {event.kind}"
        case "did" if isinstance(event.what, tuple):
            verb, noun = event.what
            return f"{event.who} {verb} {count(event.number, noun)}"
        case "rewind":
            times = f"{event.number} rewinds" if event.number > 1 else "rewind"
            if event.first == event.last:
                return times
            return f"{times}: counter {event.first} to {event.last}"
        case _:
            what = event.what if isinstance(event.what, str) else " ".join(event.what)
            return f"{event.who} {what}".strip()
