"""`python3 dev.py simulate`: many seeds, a story for each that fails."""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator

from .draw import draw
from .world import Outcome, run

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many runs")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them")
    parser.add_argument("--replicas", type=int, default=8, metavar="MAX", help="2 to 64")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    seeds = range(asked.first, asked.first + asked.seeds)
    done = events = accepted = 0
    simulated = 0.0
    failed = 0
    for outcome in outcomes(seeds, asked.replicas, asked.jobs):
        done += 1
        events += outcome.events
        accepted += outcome.accepted
        simulated += outcome.seconds
        if outcome.failed is not None:
            failed += 1
            print(f"\n{outcome.ladder}\n\nseed {outcome.plan.seed} fails. {outcome.detail}")
            break
    print(
        f"{done} seeds, {failed} failed: {events} events, {accepted} actions,"
        f" {simulated / 3600:.1f} h simulated in {time.perf_counter() - began:.1f} s"
    )
    return 1 if failed else 0


def outcomes(seeds: range, replicas: int, jobs: int) -> Iterator[Outcome]:
    """The outcomes of `seeds`, in their order."""
    tasks = [(seed, replicas) for seed in seeds]
    if jobs <= 1:
        yield from map(_run, tasks)
        return
    with multiprocessing.Pool(jobs) as pool:
        yield from pool.imap(_run, tasks, chunksize=4)


def _run(task: tuple[int, int]) -> Outcome:
    seed, replicas = task
    return run(draw(seed, replicas))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
