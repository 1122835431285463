"""A seed is one run, byte for byte, in whatever order a process keeps its sets."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
SEEDS = range(40, 50)
PROGRAM = """
from simulation.draw import draw
from simulation.run import run
for seed in range({first}, {end}):
    print(seed, run(draw(seed)).trace)
"""


def traces(hash_seed: str) -> str:
    paths = [str(TESTS), *(entry for entry in sys.path if entry)]
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(paths)}
    program = PROGRAM.format(first=SEEDS.start, end=SEEDS.stop)
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def test_two_processes_with_different_hash_seeds_do_the_same() -> None:
    first = traces("1")

    assert len(first.splitlines()) == len(SEEDS)
    assert traces("2") == first
