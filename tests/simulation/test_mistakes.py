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
    "tie-by-arrival": 5,
    "resent-for-ever": 0,
    "incarnation-not-raised": 1,
    "clock-before-check": 53,
    "given-is-taken-back": 1,
    "again-is-forgotten": 1,
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_found(name: str) -> None:
    plan = draw(SEEDS[name])

    with planted(name):
        found = run(plan)

    assert found.failed is not None
    assert run(plan).failed is None, "the program itself fails with this seed"
