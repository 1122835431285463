"""From a seed to a plan: every kind of fault has its own chance, so some runs are mild."""

import random
from collections.abc import Iterator

from .hostile import NEWER
from .plan import Buggify, ClockPlan, Deed, DiskPlan, LinkPlan, Plan, Step

__all__ = ["draw"]

SIZES = {2: 16, 3: 20, 4: 16, 5: 12, 6: 8, 7: 6, 8: 6, 9: 2, 12: 2, 16: 2, 24: 1, 32: 1, 64: 1}
"""How often a network has how many replicas."""


def draw(seed: int, most: int = 8) -> Plan:
    """The plan of `seed`, with `most` replicas at the most."""
    return _Drawer(seed, most).plan()


class _Drawer:
    def __init__(self, seed: int, most: int) -> None:
        self._chance = random.Random(f"plan {seed}")
        self._seed = seed
        sizes = [size for size in SIZES if size <= max(most, 2)]
        [self._replicas] = self._chance.choices(sizes, [SIZES[size] for size in sizes])
        self._sqlite = self._maybe(0.05)
        if self._sqlite:
            self._replicas = min(self._replicas, 3)
        self._length_ms = round(self._between(5_000, 120_000))
        self._hostile = int(self._maybe(0.25))

    def plan(self) -> Plan:
        links = self._links()
        clocks = self._clocks()
        return Plan(
            seed=self._seed,
            replicas=self._replicas,
            hostile=self._hostile,
            links=links,
            steps=self._steps([(link.a, link.b) for link in links]),
            clocks=clocks,
            disk=self._disk(),
            sqlite=self._sqlite,
            clock="lamport" if self._maybe(0.1) else "hybrid",
            buggify=self._buggify(),
        )

    # How the world is

    def _links(self) -> tuple[LinkPlan, ...]:
        chance = self._chance
        slow, lossy = self._maybe(0.15), self._maybe(0.25)
        median = 10 ** self._between(0, 2.5)
        most = 60_000.0 if slow else 2_000.0
        notice = chance.choice([0, 0, 500, 5_000])
        window = chance.choice([1, 2, 4, 8])
        return tuple(
            LinkPlan(
                a,
                b,
                median_ms=round(median * self._between(0.5, 2), 3),
                spread=round(self._between(1, 2) if slow else self._between(0.1, 1), 3),
                max_ms=most,
                loss=round(self._between(0, 0.1), 4) if lossy else 0.0,
                window=window,
                notice_ms=notice,
            )
            for a, b in self._ends()
        )

    def _ends(self) -> list[tuple[int, int]]:
        count = self._replicas
        shape = self._chance.choice(["chain", "ring", "star", "full", "random"])
        if shape == "full" and count > 16:
            shape = "random"
        pairs = [(n, n + 1) for n in range(count - 1)]
        if shape == "ring" and count > 2:
            pairs.append((0, count - 1))
        elif shape == "star":
            pairs = [(0, n) for n in range(1, count)]
        elif shape == "full":
            pairs = [(a, b) for b in range(count) for a in range(b)]
        elif shape == "random":
            pairs = [(self._chance.randrange(n), n) for n in range(1, count)]
            for _ in range(count // 2):
                a, b = sorted(self._chance.sample(range(count), 2))
                if (a, b) not in pairs:
                    pairs.append((a, b))
        if self._hostile:
            victims = self._chance.sample(range(count), min(self._chance.choice([2, 2, 4]), count))
            pairs += [(victim, count) for victim in sorted(victims)]
        return pairs

    def _clocks(self) -> tuple[ClockPlan, ...]:
        hours, drift = self._maybe(0.2), self._maybe(0.2)
        grain = self._chance.choice([1, 1, 1, 15_625, 1_000_000])
        reach = self._chance.choice([0.05, 5, 50])
        return tuple(
            ClockPlan(
                offset_s=round(
                    self._between(-1, 1) * (7200 if hours and self._maybe(0.5) else reach), 6
                ),
                rate=round(2 ** self._between(-1, 1), 4) if drift else 1.0,
                grain_us=grain,
            )
            for _ in range(self._replicas)
        )

    def _disk(self) -> DiskPlan:
        if self._maybe(0.3):
            return DiskPlan(write_us=20_000, sync_us=500_000, report_us=20_000)
        return DiskPlan()

    def _buggify(self) -> Buggify:
        return Buggify(
            run_delay=self._chance.choice([0.0, 0.04, 0.04, 0.5]),
            turn_us=self._chance.choice([0, 100, 16_000]),
            tick_us=self._chance.choice([0, 0, 1_000, 10_000]),
            batch_bytes=self._chance.choice([1, 1_000, 1_000_000]),
        )

    # What happens in it

    def _steps(self, links: list[tuple[int, int]]) -> tuple[Step, ...]:
        steps = [
            *self._work(),
            *self._links_fail(links),
            *self._programs_end(),
            *self._copies(links),
        ]
        steps += [*self._disks_fail(), *self._clocks_jump(), *self._mischief(links)]
        return tuple(sorted(steps, key=lambda step: step.at))

    def _work(self) -> Iterator[Step]:
        chance = self._chance
        bursts, big, undos = self._maybe(0.4), self._maybe(0.1), self._maybe(0.4)
        for _ in range(round(self._between(20, 120))):
            at, who = self._time(), self._anybody()
            if undos and self._maybe(0.2):
                yield Step(at, chance.choice(["undo", "undo", "redo"]), who)
            elif bursts and self._maybe(0.05):
                yield Step(at, "burst", who, amount=chance.randrange(2, 100))
            elif big and self._maybe(0.2):
                yield Step(at, "paste", who, amount=chance.randrange(1_000, 48_000))
            else:
                yield Step(at, "do", who, amount=chance.randrange(1_000_000))
        if self._maybe(0.3):  # everybody acts at the same moment
            at = self._time()
            for who in range(self._replicas):
                yield Step(at, "do", who, amount=chance.randrange(1_000_000))

    def _links_fail(self, links: list[tuple[int, int]]) -> Iterator[Step]:
        chance = self._chance
        faults: list[tuple[Deed, float]] = [("cut", 0.4), ("part", 0.35), ("block", 0.2)]
        for deed, often in faults:
            if self._maybe(often):
                for _ in range(chance.randrange(1, 8)):
                    at, (a, b) = self._time(), chance.choice(links)
                    if self._maybe(0.5):
                        a, b = b, a
                    yield Step(at, deed, a, b)
                    if deed != "cut":
                        yield Step(self._after(at), "heal", a, b)
        if self._maybe(0.2):  # an island of one
            at, island = self._time(), self._anybody()
            until = self._after(at)
            for a, b in links:
                if island in (a, b):
                    yield Step(at, "part", a, b)
                    yield Step(until, "heal", a, b)
        if self._maybe(0.2):  # swizzle: stop some one by one, release them in another order
            some = chance.sample(links, chance.randint(1, len(links)))
            at = self._time()
            for n, (a, b) in enumerate(some):
                yield Step(at + n * 100, "part", a, b)
            chance.shuffle(some)
            at = self._after(at + len(some) * 100)
            for n, (a, b) in enumerate(some):
                yield Step(at + n * 300, "heal", a, b)

    def _programs_end(self) -> Iterator[Step]:
        chance = self._chance
        faults: list[tuple[Deed, float]] = [("crash", 0.4), ("power", 0.4)]
        for deed, often in faults:
            if not self._maybe(often):
                continue
            for _ in range(chance.randrange(1, 5)):
                at, who = self._time(), self._anybody()
                until = self._after(at)
                yield Step(
                    at,
                    deed,
                    who,
                    other=chance.choice([0, 0, 50, 100]),
                    amount=chance.choice([0, 0, chance.randrange(1, 40)]),
                )
                yield Step(until, "restart", who)
        if self._sqlite or self._maybe(0.15):  # killed in the middle of it, and then the light goes
            for _ in range(chance.randrange(1, 5)):
                at, who = self._time(), self._anybody()
                yield Step(at, "crash", who, amount=chance.randrange(1, 12))
                yield Step(at + 2_000, "restart", who)
                yield Step(at + 2_000 + chance.randrange(1, 3_000), "power", who)
                yield Step(at + 6_000, "restart", who)
        if self._maybe(0.15):
            at, who = self._time(), self._anybody()
            yield Step(at, "crash", who)
            for _ in range(chance.choice([1, 1, 3])):
                yield Step(at + 1, "flip", who, amount=chance.randrange(1000))
            yield Step(self._after(at + 1), "restart", who)

    def _copies(self, links: list[tuple[int, int]]) -> Iterator[Step]:
        """Old copies of a disk are put back; some act on them before they meet anybody."""
        chance = self._chance
        if not self._maybe(0.25):
            return
        for _ in range(chance.randrange(1, 3)):
            who, times = self._anybody(), sorted(self._time() for _ in range(3))
            yield Step(times[0], "copy", who)
            yield Step(times[1], "power", who)
            yield Step(times[1] + 1, "restore", who)
            yield Step(times[2] + 2, "restart", who)
            alone = [(a, b) for a, b in links if who in (a, b) and self._maybe(0.5)]
            until = self._after(times[2] + 2)
            for a, b in alone:
                yield Step(times[2] + 1, "part", a, b)
                yield Step(until, "heal", a, b)
            for _ in range(chance.choice([0, 1, 5])):
                at = times[2] + 2 + chance.randrange(2_000)
                yield Step(at, "do", who, amount=chance.randrange(1_000_000))

    def _disks_fail(self) -> Iterator[Step]:
        if not self._maybe(0.25):
            return
        for _ in range(self._chance.randrange(1, 4)):
            at, who = self._time(), self._anybody()
            yield Step(at, self._chance.choice(["full", "fail"]), who)
            yield Step(self._after(at), "mend", who)

    def _clocks_jump(self) -> Iterator[Step]:
        chance = self._chance
        if self._maybe(0.25):
            for _ in range(chance.randrange(1, 5)):
                reach = chance.choice([1, 60, 3600, 86_400])
                amount = chance.randint(-reach, reach)
                yield Step(self._time(), "jump", self._anybody(), amount=amount)
        if self._maybe(0.15):
            at, who = self._time(), self._anybody()
            yield Step(at, "still", who)
            yield Step(self._after(at), "run", who)

    def _mischief(self, links: list[tuple[int, int]]) -> Iterator[Step]:
        chance = self._chance
        victims = [a for a, b in links if b >= self._replicas]
        if not victims:
            return
        newer = 0.7 if self._maybe(0.8) else 0.0
        for _ in range(chance.randrange(1, 30)):
            victim, what = chance.choice(victims), chance.randrange(NEWER)
            what += NEWER if self._maybe(newer) else 0
            yield Step(self._time(), "mischief", self._replicas, victim, what)
        if len(victims) > 1 and self._maybe(0.6):
            yield from self._split(links, victims)

    def _split(self, links: list[tuple[int, int]], victims: list[int]) -> Iterator[Step]:
        """For a while the hostile peer is the only way between two parts."""
        honest = [(a, b) for a, b in links if b < self._replicas]
        here, there = _sides(honest, *self._chance.sample(victims, 2))
        at = self._time()
        until = self._after(at) + 3_000
        for a, b in honest:
            if (a in here) == (b in there):
                yield Step(at, "part", a, b)
                yield Step(until, "heal", a, b)

    # Chance

    def _maybe(self, probability: float) -> bool:
        return self._chance.random() < probability

    def _between(self, least: float, most: float) -> float:
        return self._chance.uniform(least, most)

    def _anybody(self) -> int:
        return self._chance.randrange(self._replicas)

    def _time(self) -> int:
        return self._chance.randrange(self._length_ms)

    def _after(self, at: int) -> int:
        return at + round(10 ** self._between(1.5, 4.5))


def _sides(links: list[tuple[int, int]], one: int, other: int) -> tuple[set[int], set[int]]:
    """Who is nearer to `one`, and who to `other`."""
    sides = ({one}, {other})
    while True:
        found = False
        for side, against in (sides, sides[::-1]):
            near = {b if a in side else a for a, b in links if (a in side) != (b in side)}
            found = found or bool(near - against)
            side |= near - against
        if not found:
            return sides
