"""Everybody else as they are shown now: moving evenly, fading, and gone after a while.

Knows no clock: each call is told the time, in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ...store.documents.shapes import Shape
from ...store.update import SourceId
from .growth import EASE_SECONDS, Growth, Spark, Trail
from .presence import Drawing, Moving, Pointing, Presence, Resizing, Sight, Typing

__all__ = ["AWAY_SECONDS", "Company", "Seen", "State"]

STILL_SECONDS = 5.0
"""Whose cursor has not moved for so long fades."""

FADE_SECONDS = 0.5
FAINT = 0.35
"""How strong a cursor is that has faded: still to be found."""

AWAY_SECONDS = 180.0
LINGER_SECONDS = 1.0
"""How long a drawn shape waits for the action that it becomes."""

MOST_REMEMBERED = 1000

State: TypeAlias = Literal["here", "still", "away", "gone"]
Place: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """One person as they are shown.

    Attributes:
        presence: what they told last.
        cursor: where to show that they point.
        sight: which part of the board they see, moving evenly: its middle and its size.
        strength: how much of the cursor is to be seen, 0 to 1.
        drawn: shapes that they are drawing, with the ids these will have.
        sparks: what is left of their laser's trail.
    """

    source: SourceId
    presence: Presence
    cursor: Place | None
    sight: tuple[float, float, float, float] | None
    strength: float
    drawn: tuple[tuple[str, tuple[Shape, ...]], ...] = ()
    sparks: tuple[Spark, ...] = ()

    @property
    def change(self) -> Moving | Resizing | None:
        """What they are doing to their selection."""
        doing = self.presence.going_on
        return doing if isinstance(doing, Moving | Resizing) else None

    @property
    def typing(self) -> Typing | None:
        doing = self.presence.going_on
        return doing if isinstance(doing, Typing) else None


class Company:
    """Everybody who tells where they are.

    Args:
        is_eased: asked whether things may move by themselves; not where motion is unwanted.
    """

    def __init__(self, is_eased: Callable[[], bool] = lambda: True) -> None:
        self._is_eased = is_eased
        self._people: dict[SourceId, _Person] = {}
        self._last_heard: dict[SourceId, float] = {}

    def hear(self, source: SourceId, presence: Presence | None, now: float) -> None:
        """Somebody told where they are, the same again perhaps; None if that is over."""
        if presence is None or presence.is_quiet:
            self._people.pop(source, None)
        else:
            person = self._people.get(source)
            if person is None:
                self._people[source] = person = _Person(source)
            person.hear(presence, now, is_eased=self._is_eased())
        if presence is not None:
            self._last_heard.pop(source, None)
            self._last_heard[source] = now
            if len(self._last_heard) > MOST_REMEMBERED:
                del self._last_heard[next(iter(self._last_heard))]

    def seen(self, now: float, page: str | None = None) -> list[Seen]:
        """Who is to be shown, on that page if one is given, in the order in which they came."""
        return [
            person.seen(now)
            for person in self._people.values()
            if page is None or person.presence.page == page
        ]

    def get(self, source: SourceId, now: float) -> Seen | None:
        """How somebody is to be shown, if they are."""
        person = self._people.get(source)
        return None if person is None else person.seen(now)

    def state(self, source: SourceId, now: float) -> State:
        """How present somebody is."""
        person = self._people.get(source)
        return "gone" if person is None else person.state(now)

    def last_heard(self, source: SourceId) -> float | None:
        """When somebody last told anything, as far as is remembered."""
        return self._last_heard.get(source)

    def changes_at(self, now: float) -> float | None:
        """When something will look otherwise by itself: `now` while something moves."""
        times = [person.changes_at(now) for person in self._people.values()]
        return min((time for time in times if time is not None), default=None)


class _Person:
    """One of them, from sample to sample."""

    def __init__(self, source: SourceId) -> None:
        self._source = source
        self.presence = Presence("")
        self._moved_at = 0.0
        self._cursor = _Eased()
        self._sight = _Eased()
        self._growth: Growth | None = None
        self._ended: list[tuple[float, Growth]] = []
        self._trail = Trail()

    def hear(self, presence: Presence, now: float, *, is_eased: bool) -> None:
        if presence != self.presence:
            self._moved_at = now
        self.presence = presence
        self._cursor.aim(presence.cursor, now, is_eased=is_eased)
        self._sight.aim(_corners(presence.sight), now, is_eased=is_eased)
        doing = presence.going_on
        if isinstance(doing, Pointing):
            self._trail.take(doing, now)
        growth = self._growth
        drawing = doing if isinstance(doing, Drawing) else None
        if growth is not None and (drawing is None or drawing.shape_id != growth.shape_id):
            self._ended = [(until, ended) for until, ended in self._ended if now < until]
            self._ended.append((now + LINGER_SECONDS, growth))
            growth = None
        if drawing is not None and growth is not None:
            growth.take(drawing, now)
        elif drawing is not None:
            growth = Growth(drawing, now, is_eased=is_eased)
        self._growth = growth

    def seen(self, now: float) -> Seen:
        ended = [growth for until, growth in self._ended if now < until]
        drawn = [*ended, self._growth] if self._growth is not None else ended
        cursor, sight = self._cursor.value(now), self._sight.value(now)
        return Seen(
            self._source,
            self.presence,
            (cursor[0], cursor[1]) if cursor is not None else None,
            (sight[0], sight[1], sight[2], sight[3]) if sight is not None else None,
            self._strength(now),
            tuple((growth.shape_id, tuple(growth.shapes(now))) for growth in drawn),
            tuple(self._trail.sparks(now)),
        )

    def state(self, now: float) -> State:
        still = now - self._moved_at
        if still >= AWAY_SECONDS and self.presence.follows is None:
            return "away"
        return "here" if still < STILL_SECONDS else "still"

    def changes_at(self, now: float) -> float | None:
        growth = self._growth
        if (
            self._cursor.is_moving(now)
            or self._sight.is_moving(now)
            or (growth is not None and growth.is_growing(now))
            or self._trail.sparks(now)
        ):
            return now
        fades_at = self._moved_at + STILL_SECONDS
        if fades_at <= now < fades_at + FADE_SECONDS:
            return now
        times = [until for until, _ in self._ended if now < until]
        times += [time for time in (fades_at, self._moved_at + AWAY_SECONDS) if now < time]
        return min(times, default=None)

    def _strength(self, now: float) -> float:
        if self.state(now) == "away":
            return 0.0
        faded = (now - self._moved_at - STILL_SECONDS) / FADE_SECONDS
        return 1.0 - (1.0 - FAINT) * min(max(faded, 0.0), 1.0)


class _Eased:
    """Numbers on their way to where they were told to be.

    Evenly, from where they are: whatever begins and ends gently would pulse twenty times a
    second.
    """

    def __init__(self) -> None:
        self._from: tuple[float, ...] | None = None
        self._to: tuple[float, ...] | None = None
        self._at = 0.0

    def aim(self, target: tuple[float, ...] | None, now: float, *, is_eased: bool) -> None:
        if target == self._to:
            return
        shown = self.value(now) if is_eased else None
        self._from = target if shown is None else shown
        self._to, self._at = target, now

    def value(self, now: float) -> tuple[float, ...] | None:
        if self._to is None or self._from is None:
            return self._to
        share = min(max((now - self._at) / EASE_SECONDS, 0.0), 1.0)
        if share == 1.0:
            return self._to
        return tuple(a + (b - a) * share for a, b in zip(self._from, self._to, strict=True))

    def is_moving(self, now: float) -> bool:
        return self._to is not None and self._from != self._to and now < self._at + EASE_SECONDS


def _corners(sight: Sight | None) -> tuple[float, ...] | None:
    return None if sight is None else (sight.x, sight.y, sight.width, sight.height)
