"""The paper's first experiment: four orders when messages are too small for what is new.

Every participant has a map of its own, updates some random keys of it each second, and
exchanges what is new with a random other once a second, in both directions at once. From
some moment on a message holds only so many updates.
"""

import heapq
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress
from operator import ne
from random import Random
from typing import Literal, Protocol

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.facts import Fact, Facts, Order

__all__ = [
    "ORDERS",
    "Crowd",
    "Exchange",
    "Moment",
    "Plan",
    "Precise",
    "Scuttle",
    "another",
    "overload",
]

UNLIMITED = 10**9


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens when, in seconds; as in the paper unless told otherwise."""

    participants: int = 128
    keys: int = 64
    mtu: int = 100
    limited_from: int = 15
    doubled: tuple[int, int] = (25, 75)
    stop: int = 120
    end: int = 150

    def updates_at(self, time: int) -> int:
        """How many keys each participant updates in this second."""
        first, last = self.doubled
        return 0 if time >= self.stop else 2 if first <= time < last else 1


@dataclass(frozen=True, slots=True)
class Exchange:
    """What two participants told each other: updates each way, and entries of both digests."""

    there: int
    back: int
    digest_entries: int


@dataclass(frozen=True, slots=True)
class Moment:
    """How a second ended.

    A mapping is stale where somebody's copy is not what its owner has; its staleness is
    the time since its owner updated it, in seconds.

    Attributes:
        staleness: the largest of all.
        stale: how many mappings are stale, per participant.
        sent: updates per message.
        digest_entries: what an exchange needs before it can begin to send.
    """

    time: int
    staleness: int
    stale: float
    sent: float
    digest_entries: int


class Crowd(Protocol):
    """Participants, each with its own map and its copies of all the others."""

    def update(self, owner: int, key: int, time: int) -> None: ...

    def exchange(self, one: int, other: int, budget: int) -> Exchange: ...

    def measure(self, time: int) -> tuple[int, float]:
        """The largest staleness, and the stale mappings per participant."""
        ...


def overload(make: Callable[[Plan, Random], Crowd], plan: Plan, seed: int) -> list[Moment]:
    """Run the experiment; every order has the same updates and meetings for a seed."""
    chance = Random(seed)
    crowd = make(plan, Random(seed + 1))
    everybody = range(plan.participants)
    moments: list[Moment] = []
    for time in range(plan.end):
        for _ in range(plan.updates_at(time)):
            for owner in chance.sample(everybody, len(everybody)):
                crowd.update(owner, chance.randrange(plan.keys), time)
        budget = plan.mtu if time >= plan.limited_from else UNLIMITED
        exchanges = [
            crowd.exchange(one, another(one, plan.participants, chance), budget)
            for one in chance.sample(everybody, len(everybody))
        ]
        sent = sum(exchange.there + exchange.back for exchange in exchanges)
        staleness, stale = crowd.measure(time)
        most = max(exchange.digest_entries for exchange in exchanges)
        moments.append(Moment(time, staleness, stale, sent / len(exchanges) / 2, most))
    return moments


def another(one: int, participants: int, chance: Random) -> int:
    other = chance.randrange(participants - 1)
    return other + (other >= one)


class Scuttle:
    """The orders that `sync.facts` has; the deltas and merges are the product's own."""

    def __init__(self, order: Order, plan: Plan, chance: Random) -> None:
        self._order: Order = order
        self._chance = chance
        self._sources = [SourceId(b"%032d" % n) for n in range(plan.participants)]
        self._names = [str(key) for key in range(plan.keys)]
        # When each version of each source was made; there is no version 0.
        self._made = [[0] for _ in self._sources]
        # What all know from the beginning nobody needs to be told: it may as well be absent.
        self.maps = [Facts() for _ in self._sources]

    def update(self, owner: int, key: int, time: int) -> None:
        made = self._made[owner]
        self.maps[owner].set(Fact(self._sources[owner], self._names[key], len(made), b"", b""))
        made.append(time)

    def exchange(self, one: int, other: int, budget: int) -> Exchange:
        a, b = self.maps[one], self.maps[other]
        entries = len(a.digest()) + len(b.digest())
        there = a.delta(b.digest(), budget=budget, order=self._order, chance=self._chance)
        back = b.delta(a.digest(), budget=budget, order=self._order, chance=self._chance)
        b.merge(there)
        a.merge(back)
        return Exchange(len(there), len(back), entries)

    def measure(self, time: int) -> tuple[int, float]:
        # By the paper's invariant, which `tests/sync/facts/test_facts.py` holds: a copy is stale
        # exactly where its owner's version is above what the copy's owner has heard of.
        oldest, stale = time, 0
        for owner, source in enumerate(self._sources):
            made = self._made[owner]
            versions = sorted(fact.version for fact in self.maps[owner].of(source).values())
            for facts in self.maps:
                place = bisect_right(versions, facts.digest().get(source, 0))
                if place < len(versions):
                    stale += len(versions) - place
                    oldest = min(oldest, made[versions[place]])
        return time - oldest, stale / len(self.maps)

    def measure_each(self, time: int) -> tuple[int, float]:
        """The same as `measure`, by comparing every copy of every mapping."""
        ages = [
            time - self._made[owner][truth.version]
            for owner, source in enumerate(self._sources)
            for name, truth in self.maps[owner].of(source).items()
            for facts in self.maps
            if facts.get(source, name) != truth
        ]
        return max(ages, default=0), len(ages) / len(self.maps)


class Precise:
    """The baseline: compare every mapping, and send the oldest or the newest that differ.

    It needs what the product does not have: a clock that all share. Here it is the number
    of the update in the whole experiment, which also serves as version.
    """

    def __init__(self, pick: Literal["oldest", "newest"], plan: Plan) -> None:
        self._keys = plan.keys
        self._pick = heapq.nsmallest if pick == "oldest" else heapq.nlargest
        mappings = plan.participants * plan.keys
        self._made = [0]
        self._truth = [0] * mappings
        self.maps = [[0] * mappings for _ in range(plan.participants)]

    def update(self, owner: int, key: int, time: int) -> None:
        place = owner * self._keys + key
        self._truth[place] = self.maps[owner][place] = len(self._made)
        self._made.append(time)

    def exchange(self, one: int, other: int, budget: int) -> Exchange:
        a, b = self.maps[one], self.maps[other]
        there: list[tuple[int, int]] = []
        back: list[tuple[int, int]] = []
        for place in compress(range(len(a)), map(ne, a, b)):
            if a[place] > b[place]:
                there.append((a[place], place))
            else:
                back.append((b[place], place))
        return Exchange(self._send(there, b, budget), self._send(back, a, budget), len(a) + len(b))

    def _send(self, lacking: list[tuple[int, int]], to: list[int], budget: int) -> int:
        picked = self._pick(budget, lacking) if len(lacking) > budget else lacking
        for version, place in picked:
            to[place] = version
        return len(picked)

    def measure(self, time: int) -> tuple[int, float]:
        oldest, count = time, 0
        for copy in self.maps:
            stale = list(compress(self._truth, map(ne, self._truth, copy)))
            if stale:
                count += len(stale)
                oldest = min(oldest, self._made[min(stale)])
        return time - oldest, count / len(self.maps)


ORDERS: dict[str, Callable[[Plan, Random], Crowd]] = {
    "precise-oldest": lambda plan, chance: Precise("oldest", plan),
    "precise-newest": lambda plan, chance: Precise("newest", plan),
    "scuttle-breadth": lambda plan, chance: Scuttle("breadth", plan, chance),
    "scuttle-depth": lambda plan, chance: Scuttle("depth", plan, chance),
}
