"""The paper's experiments, small: a crowd of 32 instead of 128, against bands of its own.

`benchmarks/paper.py` runs them whole. What is scaled down keeps its load: 31 updates a
second per participant where 50 fit, instead of 127 where 200 fit. The bands leave about a
fifth of room around what 12 to 20 seeds gave, which stands beside them. At this size the
staleness of breadth and depth overlap, so that is not compared.
"""

import statistics
from dataclasses import replace
from random import Random

import pytest
from _flooder import Flooding, log_of_facts
from _flow import Flow, flow_control
from _gossip import ORDERS, Plan, Scuttle, another, overload
from _spread import spread

from redux_scuttlebutt.sync.facts.facts import Order

PLAN = Plan(participants=32, keys=16, mtu=25)
FLOW = Flow(participants=32, keys=16, mtu=(25, 12), halved_at=60, end=130)


@pytest.mark.parametrize("seed", [1, 2])
def test_under_overload_newest_first_starves_few_and_breadth_delays_many(seed: int) -> None:
    runs = {name: overload(make, PLAN, seed) for name, make in ORDERS.items()}
    oldest, newest, breadth, depth = ORDERS
    staleness = {name: max(m.staleness for m in run) for name, run in runs.items()}
    stale = {name: max(m.stale for m in run) for name, run in runs.items()}

    assert staleness[newest] >= 2.5 * staleness[depth]  # 3.1 to 4.9
    assert staleness[breadth] <= 0.4 * staleness[newest]  # 0.19 to 0.28
    assert stale[newest] <= 0.95 * stale[depth]  # 0.81 to 0.87
    assert stale[depth] <= 0.85 * stale[breadth]  # 0.74 to 0.79
    assert stale[breadth] <= stale[oldest]
    for run in runs.values():
        assert not any(moment.stale for moment in run[130:])  # 123 to 124
    assert max(moment.digest_entries for moment in runs[depth]) == 2 * 32
    assert max(moment.digest_entries for moment in runs[newest]) == 2 * 32 * 16


@pytest.mark.parametrize("order", ["breadth", "depth"])
def test_what_is_stale_can_be_told_from_the_digests_alone(order: Order) -> None:
    chance = Random(5)
    crowd = Scuttle(order, Plan(participants=12, keys=8), Random(6))

    for time in range(40):
        for owner in range(12):
            crowd.update(owner, chance.randrange(8), time)
        for one in range(12):
            crowd.exchange(one, another(one, 12, chance), 5)
        assert crowd.measure(time) == crowd.measure_each(time)
    assert crowd.measure(39) > (0, 0)


def test_everybody_finds_a_rate_that_fits_and_that_is_fair() -> None:
    controlled = flow_control(FLOW, seed=1)
    unshared = flow_control(replace(FLOW, shared=False), seed=1)
    uncontrolled = flow_control(replace(FLOW, controlled=False), seed=1)

    before = statistics.mean(moment.admitted for moment in controlled[30:60])
    after = statistics.mean(moment.admitted for moment in controlled[90:])
    assert 35 <= before <= 45  # of 50 that fit; 40.1 to 41.5
    assert 16 <= after <= 23  # of 24 that fit; 19.2 to 20.1
    worst = max(moment.staleness for moment in controlled[90:])
    assert worst <= 13  # 7 to 10
    assert max(moment.staleness for moment in uncontrolled[90:]) >= 2 * worst  # 29 to 34
    spread_of_rates = statistics.mean(moment.spread for moment in controlled[90:])
    assert spread_of_rates <= 0.12  # 0.05 to 0.06
    assert statistics.mean(moment.spread for moment in unshared[90:]) >= 0.24  # 0.30 to 0.41


def test_breadth_does_not_let_quiet_authors_wait_for_a_flooder() -> None:
    breadth = log_of_facts("breadth", Flooding(mtu=16), seed=1)
    depth = log_of_facts("depth", Flooding(mtu=16), seed=1)

    assert breadth.missing == depth.missing == 0
    assert statistics.median(breadth.delays) <= 0.6 * statistics.median(depth.delays)  # 0.41, 0.45


def test_the_rounds_an_action_takes_grow_with_the_logarithm_of_the_crowd() -> None:
    small, large = (spread(crowd, loss=0, actions=30, seed=1) for crowd in (8, 32))

    doubling = (statistics.mean(large.everybody) - statistics.mean(small.everybody)) / 2
    assert 0.6 <= doubling <= 1.0  # 0.70 to 0.88


def test_an_action_reaches_everybody_though_every_other_link_breaks() -> None:
    result = spread(16, loss=0.5, actions=10, seed=1)

    assert result.lost == 0
    assert len(result.arrivals) == 10 * 15
