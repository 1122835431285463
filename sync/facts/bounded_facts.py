"""Facts of which only so much is kept: anybody can make up sources that say much.

What finds no room is passed over, and so not passed on. It is nobody's mistake who brings
it, since others may have room for it: a session that ended over it would let one source
that says too much part those who are honest.
"""

from collections.abc import Iterable

from ...store.update import SourceId
from .facts import Fact, Facts

__all__ = ["MAX_BYTES", "MAX_KEYS", "MAX_SOURCES", "OVERHEAD_BYTES", "BoundedFacts"]

MAX_KEYS = 16
MAX_SOURCES = 10_000
MAX_BYTES = 64 * 1024 * 1024

OVERHEAD_BYTES = 512
"""What a fact takes in memory beside its value, about."""


class BoundedFacts(Facts):
    """As `Facts`; there is always room for what `own` says.

    Attributes:
        held_bytes: how much memory all facts take, about.
    """

    def __init__(self, own: SourceId, *, max_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self._own = own
        self._max_bytes = max_bytes
        self.held_bytes = 0

    def merge(self, facts: Iterable[Fact]) -> list[Fact]:
        new: list[Fact] = []
        for fact in facts:
            growth = self._growth(fact)
            if growth is not None and super().merge([fact]):
                self.held_bytes += growth
                new.append(fact)
        return new

    def forget(self, source: SourceId, key: str) -> None:
        fact = self.get(source, key)
        if fact is not None:
            self.held_bytes -= _size(fact)
        super().forget(source, key)

    def _growth(self, fact: Fact) -> int | None:
        """How many bytes more `fact` takes than what it replaces; None if it has no room."""
        held = self.of(fact.source)
        before = held.get(fact.key)
        growth = _size(fact) - (_size(before) if before is not None else 0)
        has_room = (
            (before is not None or len(held) < MAX_KEYS)
            and (fact.source in self.digest() or len(self.digest()) < MAX_SOURCES)
            and (growth <= 0 or self.held_bytes + growth <= self._max_bytes)
        )
        return growth if has_room or fact.source == self._own else None


def _size(fact: Fact) -> int:
    return len(fact.value) + OVERHEAD_BYTES
