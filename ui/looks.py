"""Which colour and mark each person of a room has: their own where possible, never another's.

Both come from the key, so they are the same on every machine that knows the same people.
Where two keys ask for the same, the greater one (by its bytes) takes the next that is free.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from ..store.update import SourceId

__all__ = ["COLORS", "MARKS", "Choice", "assign", "wish"]

COLORS = 12
MARKS = "●▲■◆✚★"


class Choice(NamedTuple):
    """The number of a colour, and a mark."""

    color: int
    mark: str


def wish(source: SourceId) -> Choice:
    """What the key of `source` asks for."""
    digest = blake2b(source, digest_size=2, person=b"scuttlebutt-look").digest()
    return Choice(digest[0] % COLORS, MARKS[digest[1] % len(MARKS)])


def assign(sources: Iterable[SourceId]) -> dict[SourceId, Choice]:
    """A choice for each of `sources`: distinct colours up to 12 people, distinct marks up to 6."""
    choices: dict[SourceId, Choice] = {}
    for number, source in enumerate(sorted(set(sources))):
        colors = [0] * COLORS
        marks = [0] * len(MARKS)
        for taken in choices.values():
            colors[taken.color] += 1
            marks[MARKS.index(taken.mark)] += 1
        wanted = wish(source)
        color = _least_taken(colors, wanted.color, number // COLORS)
        mark = _least_taken(marks, MARKS.index(wanted.mark), number // len(MARKS))
        choices[source] = Choice(color, MARKS[mark])
    return choices


def _least_taken(taken: list[int], wanted: int, limit: int) -> int:
    """The first place from `wanted` on, in a circle, that at most `limit` others have."""
    places = (*range(wanted, len(taken)), *range(wanted))
    return next(place for place in places if taken[place] <= limit)
