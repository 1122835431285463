"""Some replicas, joined by wires, while time passes for all of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.log.log import Log

from .replica import Replica, replica
from .virtual_time import VirtualTime
from .wire import Frame, Wire

__all__ = ["Net", "chain_of", "kinds", "star_of"]

STEP_SECONDS = 0.1
"""How long a frame takes, at the most."""


def chain_of(count: int) -> list[tuple[int, int]]:
    """Links from each to the next."""
    return [(n, n + 1) for n in range(count - 1)]


def star_of(count: int) -> list[tuple[int, int]]:
    """Links from the first to all others."""
    return [(0, n) for n in range(1, count)]


class Net:
    """As many replicas as `logs`, or `count` of them, with `links` between some."""

    def __init__(
        self,
        count: int,
        links: Iterable[tuple[int, int]] = (),
        *,
        logs: Sequence[Log] = (),
        **options: Any,
    ) -> None:
        self.time = VirtualTime()
        self.replicas: list[Replica] = []
        for n in range(count):
            source = SourceId(bytes([65 + n]) * 32)
            log = {"log": logs[n]} if logs else {}
            self.replicas.append(replica(source, scheduler=self.time, **log, **options))
        self.time.settle()
        self.wires: dict[tuple[int, int], Wire] = {}
        for one, other in links:
            self.link(one, other)

    def link(self, one: int, other: int) -> Wire:
        ends = (self.replicas[one].dispatcher, self.replicas[other].dispatcher)
        wire = self.wires[one, other] = Wire(*ends)
        return wire

    def cut(self, one: int, other: int) -> None:
        self.wires.pop((one, other)).lose()

    def run(self, seconds: float) -> list[Frame]:
        """Let time pass; returns what was said meanwhile."""
        before = {id(wire): len(wire.frames) for wire in self.wires.values()}
        for _ in range(round(seconds / STEP_SECONDS)):
            self.time.pass_time(STEP_SECONDS)
            self.carry()
        wires = self.wires.values()
        return [frame for wire in wires for frame in wire.frames[before.get(id(wire), 0) :]]

    def carry(self) -> None:
        """Let everybody say what there is to say, and the next who hear of it."""
        said = -1
        while said != (said := sum(len(wire.frames) for wire in self.wires.values())):
            for wire in self.wires.values():
                wire.carry(limit=1_000_000)


def kinds(frames: Iterable[Frame]) -> Counter[str]:
    """How many messages of each kind there are."""
    return Counter(type(frame.message).__name__ for frame in frames)
