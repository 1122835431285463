"""The paper's second experiment: everybody finds out how fast to submit.

All want more than the messages can carry, and in the middle messages become half as
large. What each may submit is up to `sync.pace`, what travels to `sync.facts`.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from _gossip import Plan, Scuttle, another

from redux_scuttlebutt.sync.facts.facts import Order
from redux_scuttlebutt.sync.gossip.pace import FLOOR, Pace

__all__ = ["Flow", "FlowMoment", "flow_control"]


@dataclass(frozen=True, slots=True)
class Flow:
    """What is run.

    Attributes:
        desired: what everybody wants, in updates per second.
        mtu: updates per message before and after `halved_at`.
        controlled: whether anybody keeps to a pace at all.
        shared: whether two that meet divide anew what both are allowed.
        floor: what everybody may always submit; the paper has none.
        resting: how many want nothing until `woken_at`.
    """

    participants: int = 128
    keys: int = 64
    order: Order = "depth"
    desired: float = 3.0
    mtu: tuple[int, int] = (100, 50)
    halved_at: int = 90
    end: int = 210
    controlled: bool = True
    shared: bool = True
    floor: float = 0.0
    resting: int = 0
    woken_at: int = 60


@dataclass(frozen=True, slots=True)
class FlowMoment:
    """How a second ended.

    Attributes:
        admitted: updates that everybody together submitted.
        staleness: the largest of all mappings, in seconds.
        overflowing: which part of the messages was full.
        allowed: what each is allowed, in updates per second.
        spread: the standard deviation of that.
    """

    time: int
    admitted: int
    staleness: int
    overflowing: float
    allowed: Sequence[float]

    @property
    def spread(self) -> float:
        return statistics.pstdev(self.allowed)


def flow_control(flow: Flow, seed: int) -> list[FlowMoment]:
    """Run the experiment."""
    chance = Random(seed)
    everybody = range(flow.participants)
    crowd = Scuttle(flow.order, Plan(flow.participants, flow.keys), Random(seed + 1))
    wishes = [0.0 if n < flow.resting else flow.desired for n in everybody]
    paces = [Pace(wish, FLOOR, floor=flow.floor) for wish in wishes]
    credits = [chance.random() for _ in everybody]
    moments: list[FlowMoment] = []
    for time in range(flow.end):
        if time == flow.woken_at:
            for pace in paces:
                pace.desire(flow.desired)
        admitted = 0
        for owner in chance.sample(everybody, len(everybody)):
            wish, rate = paces[owner].rates.desired, paces[owner].rate
            credits[owner] += rate if flow.controlled else wish
            while credits[owner] >= 1:
                credits[owner] -= 1
                crowd.update(owner, chance.randrange(flow.keys), time)
                admitted += 1
        mtu = flow.mtu[time >= flow.halved_at]
        full = 0
        for one in chance.sample(everybody, len(everybody)):
            other = another(one, flow.participants, chance)
            exchange = crowd.exchange(one, other, mtu)
            for who, sent in ((one, exchange.there), (other, exchange.back)):
                if sent == mtu:
                    full += 1
                    paces[who].overflowed()
                else:
                    paces[who].fitted()
            if flow.shared:
                ours, theirs = paces[one].rates, paces[other].rates
                paces[one].share(theirs)
                paces[other].share(ours)
        staleness, _ = crowd.measure(time)
        allowed = [pace.rates.allowed for pace in paces]
        part = full / flow.participants / 2
        moments.append(FlowMoment(time, admitted, staleness, part, allowed))
    return moments
