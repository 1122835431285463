"""What the simulator found once, in as few steps as lead to it, is tried again for ever."""

from pathlib import Path

import pytest

from simulation.plan import Plan
from simulation.run import run

FOUND = sorted(Path(__file__, "..", "found").resolve().glob("*.json"))


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_what_was_found_once_does_not_come_back(file: Path) -> None:
    outcome = run(Plan.from_json(file.read_bytes()))

    assert outcome.failed is None, f"{outcome.ladder}\n{outcome.detail}"
