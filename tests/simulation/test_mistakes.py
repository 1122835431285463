"""The simulator sees the mistakes that others made before us."""

import pytest

from simulation.draw import draw
from simulation.mistakes import MISTAKES, planted
from simulation.run import run

# The seed that finds each, as `dev.py simulate --planted NAME` tells; another may after a
# change to the drawing of plans.
SEEDS = {
    "version-before-append": 0,
    "tail-rule": 0,
    "cut-in-the-middle": 1,
    "saved-before-sync": 0,
    "normal-for-full": 29,
    "parked-is-observed": 0,
    "tie-by-arrival": 3,
    "resent-for-ever": 0,
    "incarnation-not-raised": 1,
    "clock-before-check": 25,
    "given-is-taken-back": 0,
    "again-is-forgotten": 1,
    "unsigned-is-believed": 46,
    "evidence-is-kept-back": 14,
    "first-evidence-counts": 23,
    "lowest-clock-is-right": 53,
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_found(name: str) -> None:
    plan = draw(SEEDS[name])

    with planted(name):
        found = run(plan)

    assert found.failed is not None
    assert run(plan).failed is None, "the program itself fails with this seed"
