"""What somebody is doing, or when they were last heard, in words for the list of people."""

from ...store.update import SourceId
from ..words import clock
from .company import Company

__all__ = ["lately"]

SECOND = 1_000_000
_MINUTES = len("12:04")


def lately(company: Company, source: SourceId, now: float, wall: int) -> str:
    """ "looking back", "away", "last heard 12:04"; nothing where there is nothing to say.

    Args:
        now: the time that `company` is told, in seconds.
        wall: the same moment in microseconds since 1970.
    """
    state = company.state(source, now)
    if state == "gone":
        heard = company.last_heard(source)
        if heard is None:
            return ""
        return f"last heard {clock(wall - round((now - heard) * SECOND))[:_MINUTES]}"
    if state == "away":
        return "away"
    seen = company.get(source, now)
    return "looking back" if seen is not None and seen.presence.is_looking_back else ""
