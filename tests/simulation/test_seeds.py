"""Some hundred networks, each with faults of its own: whatever happens, all promises hold."""

import pytest

from simulation.draw import draw
from simulation.run import run

CHUNK = 10


@pytest.mark.parametrize("first", range(0, 300, CHUNK))
def test_whatever_happens_in_a_network_nothing_is_lost_and_all_agree(first: int) -> None:
    for seed in range(first, first + CHUNK):
        outcome = run(draw(seed))

        assert outcome.failed is None, f"seed {seed}\n{outcome.ladder}\n{outcome.detail}"


def test_one_seed_is_one_run() -> None:
    assert run(draw(7)).trace == run(draw(7)).trace
    assert run(draw(7)).trace != run(draw(8)).trace


def test_the_seeds_contain_every_kind_of_fault() -> None:
    plans = [draw(seed) for seed in range(300)]
    deeds = {step.deed for plan in plans for step in plan.steps}

    assert deeds >= {"crash", "power", "restore", "full", "fail", "jump", "still", "mischief"}
    assert deeds >= {"copy", "flip", "cut", "part", "block", "burst", "paste", "undo", "redo"}
    assert {plan.clock for plan in plans} == {"hybrid", "lamport"}
    assert 5 <= sum(plan.sqlite for plan in plans) <= 40


def test_most_of_what_is_tried_in_the_seeds_is_done() -> None:
    outcomes = [run(draw(seed)) for seed in range(10)]

    assert sum(outcome.accepted for outcome in outcomes) > 300
