"""The paper's experiments: which are run, how often, and what each has measured."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TypeVar

from _flooder import Flooded, Flooding, log_of_facts, log_of_runs
from _flow import Flow, FlowMoment, flow_control
from _gossip import ORDERS, Moment, Plan, overload
from _spread import Spread, spread

__all__ = [
    "CROWDS",
    "FLOODS",
    "FLOOD_MTUS",
    "FLOWS",
    "FLOW_SEEDS",
    "LOSSES",
    "PLAN",
    "SEEDS",
    "Results",
    "measure",
    "percentile",
]

K = TypeVar("K")
V = TypeVar("V")

SEEDS = (1, 2, 3)
FLOW_SEEDS = (1, 2)
PLAN = Plan()

FLOWS = {
    "controlled": Flow(),
    "without sharing": Flow(shared=False),
    "without control": Flow(controlled=False),
    "half of them wake": Flow(resting=64),
    "breadth": Flow(order="breadth"),
    "with our floor": Flow(floor=1.0),
}

CROWDS = {4: 200, 8: 200, 16: 200, 32: 100, 64: 100, 128: 50, 256: 25}
"""Participants, and how many actions are let spread among them."""

LOSSES = (0.0, 0.2, 0.5)

FLOODS: dict[str, Callable[[Flooding, int], Flooded]] = {
    "facts, depth": partial(log_of_facts, "depth"),
    "facts, breadth": partial(log_of_facts, "breadth"),
    "runs, sessions": log_of_runs,
}
FLOOD_MTUS = (16, 64)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured, by what was run."""

    overload: dict[tuple[str, int], list[Moment]]
    flow: dict[tuple[str, int], list[FlowMoment]]
    spread: dict[tuple[int, float], Spread]
    flood: dict[tuple[str, int, int], Flooded]


def measure() -> Results:
    """Run all experiments, as many at once as the machine has processors."""
    with ProcessPoolExecutor() as pool:
        floods = {
            (name, mtu, seed): pool.submit(_flood, name, mtu, seed)
            for name in reversed(FLOODS)  # the longest first
            for mtu in FLOOD_MTUS
            for seed in SEEDS
        }
        spreads = {
            (crowd, loss): pool.submit(spread, crowd, loss=loss, actions=actions, seed=1)
            for crowd, actions in reversed(CROWDS.items())
            for loss in LOSSES
        }
        overloads = {
            (name, seed): pool.submit(_overload, name, seed) for seed in SEEDS for name in ORDERS
        }
        flows = {
            (name, seed): pool.submit(flow_control, flow, seed)
            for name, flow in FLOWS.items()
            for seed in FLOW_SEEDS
        }
        return Results(_all(overloads), _all(flows), _all(spreads), _all(floods))


def _all(futures: Mapping[K, "Future[V]"]) -> dict[K, V]:
    return {key: future.result() for key, future in futures.items()}


def _overload(name: str, seed: int) -> list[Moment]:
    return overload(ORDERS[name], PLAN, seed)


def _flood(name: str, mtu: int, seed: int) -> Flooded:
    return FLOODS[name](Flooding(mtu), seed)


def percentile(values: Sequence[int], part: int) -> int:
    """The smallest of `values` that at least `part` % of them do not exceed."""
    return sorted(values)[ceil(len(values) * part / 100) - 1]
