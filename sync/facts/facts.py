"""What sources say about themselves now: per source a map from key to the latest value.

The state protocol of van Renesse et al., "Efficient Reconciliation and Flow Control for
Anti-Entropy Protocols" (2008), sections 2 and 3, for what need not be kept once it is
replaced: profiles, standings, presence. (Actions must all arrive; they travel as runs.)
Every update of a source has a version above all its earlier ones, whatever their key. So
one number, the highest version, says all that is known of a source.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from random import Random
from struct import Struct
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ...store.update import SourceId

__all__ = ["Fact", "Facts", "Order", "signed_bytes", "signed_start"]

Order: TypeAlias = Literal["breadth", "depth"]
"""Which source goes first when not everything fits.

`breadth`: the first fact of every source, then the second of every source, and so on.
`depth`: everything of the source with the most to tell, then of the next.
"""

_NOTHING: Mapping[str, "Fact"] = MappingProxyType({})

_SIGNED = Struct(">16s32s32sQB")
_MARK = b"scuttlebutt fact"


class Fact(NamedTuple):
    """`key` of `source` has this `value`, since its update number `version` (1, 2, ...)."""

    source: SourceId
    key: str
    version: int
    value: bytes
    signature: bytes


def signed_start(room: bytes, source: SourceId, key: str, version: int) -> bytes:
    """What stands before the value where a fact is signed; `room` is the room's public id."""
    name = key.encode()
    return _SIGNED.pack(_MARK, room, source, version, len(name)) + name


def signed_bytes(room: bytes, fact: Fact) -> bytes:
    """What the signature of `fact` is over."""
    return signed_start(room, fact.source, fact.key, fact.version) + fact.value


class Facts:
    """What is known of every source. How much of it, and from whom, is the caller's to limit."""

    def __init__(self) -> None:
        self._highest: dict[SourceId, int] = {}
        self._digest = MappingProxyType(self._highest)
        self._known: dict[SourceId, _Known] = {}

    def get(self, source: SourceId, key: str) -> Fact | None:
        """What `source` said last about `key`, as far as we heard."""
        return self.of(source).get(key)

    def of(self, source: SourceId) -> Mapping[str, Fact]:
        """Everything known of `source`, by key; a view that follows what happens."""
        known = self._known.get(source)
        return _NOTHING if known is None else known.view

    def set(self, fact: Fact) -> None:
        """Take in what a source says here and now: the owner's side.

        Raises:
            ValueError: the version is not above all that were known of this source, so
                others who know one of those would never ask for it.
        """
        highest = self._highest.get(fact.source, 0)
        if fact.version <= highest:
            raise ValueError(f"version {fact.version} of {fact.key!r}, expected above {highest}")
        self.merge([fact])

    def merge(self, facts: Iterable[Fact]) -> list[Fact]:
        """Take in what others say; returns those of `facts` that were new, in their order.

        Per key the higher version wins, so the result is the same in whatever order, how
        often, and through whom they come. (Were a source to give one key two values in
        one version, the larger bytes would win.)
        """
        new: list[Fact] = []
        for fact in facts:
            source = fact.source
            known = self._known.get(source)
            if known is None:
                known = self._known[source] = _Known()
            if known.take(fact):
                new.append(fact)
                if fact.version > self._highest.get(source, 0):
                    self._highest[source] = fact.version
        return new

    def digest(self) -> Mapping[SourceId, int]:
        """The highest version heard of each source; a view that follows what happens."""
        return self._digest

    def delta(
        self,
        theirs: Mapping[SourceId, int],
        *,
        budget: int,
        cost: Callable[[Fact], int] = lambda fact: 1,
        order: Order = "breadth",
        chance: Random,
    ) -> list[Fact]:
        """Pick what the owner of the digest `theirs` lacks, for at most `budget` in all.

        A source's facts go by rising version, and where one is left out, so are all that
        follow it: otherwise `theirs` would afterwards hide a hole. Between sources goes
        `order`, and where that leaves it open, chance. A fact that costs more than the
        whole budget holds up its source.
        """
        waiting: list[tuple[list[Fact], int]] = []
        for source, highest in self._highest.items():
            heard = theirs.get(source, 0)
            if heard < highest:
                known = self._known[source]
                start = bisect_right(known.versions, heard)
                if start < len(known.facts):
                    waiting.append((known.facts, start))
        chance.shuffle(waiting)
        if order == "breadth":
            return _by_breadth(waiting, budget, cost)
        return _by_depth(waiting, budget, cost)

    def forget(self, source: SourceId, key: str) -> None:
        """Drop a fact that is over. Only a higher version of it is taken in again.

        The digest does not go back, so nobody sends it to us again. Each key that was
        forgotten keeps costing an integer, since a copy may still be on its way.
        """
        if (known := self._known.get(source)) is not None:
            known.forget(key)


class _Known:
    """What is known of one source: by key, and by rising version."""

    def __init__(self) -> None:
        self._by_key: dict[str, Fact] = {}
        self._forgotten: dict[str, int] = {}
        self.view = MappingProxyType(self._by_key)
        self.versions: list[int] = []
        self.facts: list[Fact] = []

    def take(self, fact: Fact) -> bool:
        """Put `fact` at its place, unless what is known is as new; returns whether it was."""
        key, version = fact.key, fact.version
        held = self._by_key.get(key)
        if held is None:
            if version <= self._forgotten.get(key, 0):
                return False
            self._forgotten.pop(key, None)
        elif version < held.version or (version == held.version and fact <= held):
            return False
        else:
            self._leave_out(held)
        self._by_key[key] = fact
        if not self.versions or version > self.versions[-1]:
            self.versions.append(version)
            self.facts.append(fact)
        else:
            place = bisect_right(self.versions, version)
            self.versions.insert(place, version)
            self.facts.insert(place, fact)
        return True

    def forget(self, key: str) -> None:
        fact = self._by_key.pop(key, None)
        if fact is not None:
            self._leave_out(fact)
            self._forgotten[key] = fact.version

    def _leave_out(self, fact: Fact) -> None:
        place = bisect_left(self.versions, fact.version)
        while self.facts[place].key != fact.key:  # two keys in one version: a source's mistake
            place += 1
        del self.versions[place]
        del self.facts[place]


def _by_breadth(
    waiting: list[tuple[list[Fact], int]], budget: int, cost: Callable[[Fact], int]
) -> list[Fact]:
    picked: list[Fact] = []
    while waiting and budget > 0:
        further: list[tuple[list[Fact], int]] = []
        for facts, place in waiting:
            price = cost(facts[place])
            if price <= budget:
                budget -= price
                picked.append(facts[place])
                if place + 1 < len(facts):
                    further.append((facts, place + 1))
        waiting = further
    return picked


def _by_depth(
    waiting: list[tuple[list[Fact], int]], budget: int, cost: Callable[[Fact], int]
) -> list[Fact]:
    picked: list[Fact] = []
    waiting.sort(key=lambda one: one[1] - len(one[0]))
    for facts, start in waiting:
        for place in range(start, len(facts)):
            price = cost(facts[place])
            if price > budget:
                break
            budget -= price
            picked.append(facts[place])
        if budget <= 0:
            break
    return picked
