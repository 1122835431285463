"""Runs many simulated networks, one per seed; a broken promise is told as a story."""

import argparse
import multiprocessing
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from .draw import draw
from .mistakes import MISTAKES, planted
from .plan import Plan
from .run import Outcome, run
from .shrink import shrink

__all__ = ["main", "outcomes"]

FOUND = Path(__file__).parent / "found"


def main(arguments: list[str]) -> int:
    """Exit code 0 if every promise held, or a planted mistake was found; else 1."""
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many runs")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them")
    parser.add_argument("--replicas", type=int, default=8, metavar="MAX", help="2 to 64")
    parser.add_argument(
        "--planted", choices=MISTAKES, metavar="NAME", help=f"find one of {', '.join(MISTAKES)}"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    seeds = range(asked.first, asked.first + asked.seeds)
    done = events = accepted = 0
    simulated = 0.0
    failed: Outcome | None = None
    for outcome in outcomes(seeds, asked.replicas, asked.jobs, asked.planted):
        done += 1
        events += outcome.events
        accepted += outcome.accepted
        simulated += outcome.seconds
        if outcome.failed is not None:
            failed = outcome
            break
    print(
        f"{done} seeds: {events} events, {accepted} actions, {simulated / 3600:.1f} h"
        f" simulated in {time.perf_counter() - began:.1f} s"
    )
    if failed is not None:
        _tell(failed, asked.planted)
    return int((failed is not None) == (asked.planted is None))


def outcomes(
    seeds: range, replicas: int, jobs: int = 1, mistake: str | None = None
) -> Iterator[Outcome]:
    """The outcomes of `seeds`, in their order."""
    tasks = [(seed, replicas, mistake) for seed in seeds]
    if jobs <= 1:
        yield from map(_run, tasks)
        return
    with multiprocessing.Pool(jobs) as pool:
        yield from pool.imap(_run, tasks, chunksize=4)


def _run(task: tuple[int, int, str | None]) -> Outcome:
    seed, replicas, mistake = task
    with planted(mistake):
        return run(draw(seed, replicas))


def _tell(failed: Outcome, mistake: str | None) -> None:
    """Print what happened, in as few steps as lead to it, and keep them."""

    def fails(plan: Plan) -> bool:
        return run(plan).failed == failed.failed

    with planted(mistake):
        small = shrink(failed.plan, fails)
        again = run(small)
    print(f"\nseed {failed.plan.seed}: {failed.detail}\n")
    print(f"with {len(small.steps)} of {len(failed.plan.steps)} steps:\n{again.ladder}\n")
    print(f"seed {failed.plan.seed}: {again.detail}")
    if mistake is None:
        FOUND.mkdir(exist_ok=True)
        words = "-".join(re.findall("[a-z0-9]+", (failed.failed or "").lower()))
        file = FOUND / f"{words}-{failed.plan.seed}.json"
        file.write_bytes(small.to_json())
        print(f"kept as {file.name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
