"""Replicas whose disks are slow and fail, whose folds take turns, and whose links break."""

import random
from itertools import combinations

import pytest

from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.undo import next_undo, undo
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.wire.run import Head
from support.logs import SlowLog
from support.replica import ANA, BO, CY, DI, assert_equal, replica, typed
from support.virtual_time import VirtualTime
from support.wire import Stranger, Wire, entry

SOURCES = (ANA, BO, CY, DI)


class World:
    """Everything that can happen, in an order that one seed decides."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.time = VirtualTime()
        self.time.slice_seconds = 0.000_001  # a fold gives way after every 64 updates
        count = self.chance.randint(2, 4)
        self.logs = [SlowLog() for _ in range(count)]
        self.replicas = [
            replica(source, scheduler=self.time, log=log)
            for source, log in zip(SOURCES, self.logs, strict=False)
        ]
        self.time.settle()
        self.wires: dict[tuple[int, int], Wire] = {}
        self.accepted: list[list[object]] = [[] for _ in self.replicas]
        self.reported: list[int] = [0] * count

    def step(self) -> None:
        deeds = (self.act, self.act, self.save, self.save, self.carry, self.carry, self.carry)
        rare = (self.burst, self.undo, self.link, self.link, self.lose, self.fail, self.turn)
        self.chance.choice((*deeds, *rare))()
        self.only_what_is_saved_has_left()

    def act(self) -> None:
        self.dispatch(self.chance.randrange(len(self.replicas)), self.chance.choice("abxyz"))

    def burst(self) -> None:
        who = self.chance.randrange(len(self.replicas))
        for _ in range(self.chance.randint(50, 150)):
            self.dispatch(who, "b" * self.chance.choice((1, 1, 1, 3000)))

    def dispatch(self, who: int, what: str) -> None:
        try:
            self.replicas[who].store.dispatch(typed(what))
        except Refused:
            return
        self.accepted[who].append(typed(what))

    def undo(self) -> None:
        who = self.chance.randrange(len(self.replicas))
        one = self.replicas[who]
        update = next_undo(one.dispatcher.history, one.dispatcher.source)
        if update is not None:
            one.store.dispatch(undo(update.name))
            self.accepted[who].append(undo(update.name))

    def save(self) -> None:
        log = self.chance.choice(self.logs)
        if log.writes:
            log.finish()

    def fail(self) -> None:
        log = self.chance.choice(self.logs)
        if log.writes:
            log.finish(OSError("the disk is full"))

    def turn(self) -> None:
        self.time.turn()
        self.time.pass_time(self.chance.choice((0.001, 0.02, 0.5)))

    def link(self) -> None:
        one, other = sorted(self.chance.sample(range(len(self.replicas)), 2))
        if (one, other) not in self.wires:
            ends = (self.replicas[one].dispatcher, self.replicas[other].dispatcher)
            self.wires[one, other] = Wire(*ends)

    def carry(self) -> None:
        for wire in self.wires.values():
            for _ in range(self.chance.randint(0, 4)):
                wire.carry_one(self.chance.randrange(2))

    def lose(self) -> None:
        if self.wires:
            self.wires.pop(self.chance.choice(sorted(self.wires))).lose()

    def settle(self) -> None:
        """All links whole, all disks well, until nothing moves any more."""
        for ends in combinations(range(len(self.replicas)), 2):
            a, b = (self.replicas[end].dispatcher for end in ends)
            self.wires.setdefault(ends, Wire(a, b))
        moved = True
        while moved:
            self.time.pass_time(2)
            moved = False
            for log in self.logs:
                while log.writes:
                    log.finish()
                    moved = True
            for wire in self.wires.values():
                carried = len(wire.frames)
                wire.carry()
                moved |= len(wire.frames) > carried

    def only_what_is_saved_has_left(self) -> None:
        for author, log in zip(self.replicas, self.logs, strict=True):
            chain = author.dispatcher.chain
            saved = log.heads()[chain].sequence if chain in log.heads() else 0
            for other in self.replicas:
                if other is not author and chain in other.dispatcher.received:
                    assert other.dispatcher.received[chain].sequence <= saved


@pytest.mark.parametrize("seed", range(40))
def test_replicas_agree_once_disks_and_links_are_well(seed: int) -> None:
    world = World(seed)
    for _ in range(150):
        world.step()
    world.settle()

    first = world.replicas[0]

    assert_equal(*world.replicas)
    for one, accepted in zip(world.replicas, world.accepted, strict=True):
        mine = first.dispatcher.history.own(one.dispatcher.source)
        assert [update.action for update in mine] == accepted
        assert one.dispatcher.unsaved == 0
        assert one.dispatcher.is_settled
    for wire in world.wires.values():
        for side, one in enumerate(wire.ends):
            held = {chain: head.sequence for chain, head in one.stored.items()}
            assert wire.sessions[side].over is None
            assert wire.sessions[1 - side].held == held


class Doubted(World):
    """Where somebody says again and again that they know another past of one of them."""

    def undo(self) -> None:
        one = self.chance.choice(self.replicas).dispatcher
        last = one.received.get(one.chain, Head()).sequence
        stranger = Stranger(one, SourceId(b"S" * 32))
        stranger.greet(entry(one.chain, last + 1, b"whatever")).session.lost()


@pytest.mark.parametrize("seed", range(30))
def test_nothing_is_lost_or_done_twice_however_often_a_past_is_in_doubt(seed: int) -> None:
    world = Doubted(seed)
    for _ in range(150):
        world.step()
    world.settle()

    assert_equal(*world.replicas)
    for one, accepted, log in zip(world.replicas, world.accepted, world.logs, strict=True):
        mine = world.replicas[0].dispatcher.history.own(one.dispatcher.source)
        assert [update.action for update in mine] == accepted
        assert log.heads() == dict(one.dispatcher.stored)
        assert (one.dispatcher.unsaved, one.dispatcher.forks) == (0, set())
