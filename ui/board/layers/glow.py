"""Shapes that glow for a moment because something late has changed them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

from PySide6.QtGui import QColor, QGuiApplication

__all__ = ["Glow", "Glows", "is_motion_reduced"]

GLOW_SECONDS, MARK_SECONDS = 0.6, 3.0


@dataclass(frozen=True, slots=True)
class Glow:
    """One shape in somebody's colour.

    Attributes:
        until: when it ends, in seconds of the clock.
        is_mark: it stays as it is until then, instead of fading.
    """

    color: QColor
    until: float
    is_mark: bool

    @staticmethod
    def begun(color: QColor, now: float, *, is_mark: bool) -> "Glow":
        """One that begins `now`, in seconds of the clock; a mark lasts longer."""
        return Glow(QColor(color), now + (MARK_SECONDS if is_mark else GLOW_SECONDS), is_mark)

    def strength(self, now: float) -> float:
        """From 1 at its beginning to 0 at its end."""
        if self.is_mark:
            return float(now < self.until)
        return min(1.0, max(0.0, (self.until - now) / GLOW_SECONDS))


class Glows:
    """What glows now, by shape."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._glows: dict[str, Glow] = {}

    def __bool__(self) -> bool:
        return bool(self._glows)

    def start(self, shape_ids: Iterable[str], color: QColor, *, is_mark: bool) -> None:
        """Let shapes glow, or mark them for longer."""
        self._glows |= dict.fromkeys(shape_ids, Glow.begun(color, self._now(), is_mark=is_mark))

    def current(self) -> list[tuple[str, Glow, float]]:
        """Each glowing shape with its strength; what has ended is forgotten."""
        now = self._now()
        self._glows = {i: glow for i, glow in self._glows.items() if now < glow.until}
        return [(i, glow, glow.strength(now)) for i, glow in self._glows.items()]

    def ids(self) -> list[str]:
        """The shapes that glow, or did when last asked for."""
        return list(self._glows)


def is_motion_reduced() -> bool:
    """Whether the system asks for less motion; Qt can tell since 6.12."""
    hints = QGuiApplication.styleHints()
    # Kept in a variable: Qt deletes the hints behind a temporary.
    accessibility = cast("Any", hints.accessibility()) if hasattr(hints, "accessibility") else None
    preference = getattr(accessibility, "motionPreference", None)
    return preference is not None and "Reduced" in str(preference())
