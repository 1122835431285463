"""What every benchmark shares: figures with goals, as a table, as JSON, as an exit code.

Figures are ratios of times that were measured in turn in one run, since machines are
noisy: each side is the fastest of several rounds. The garbage collector rests meanwhile:
its full passes go over all the inputs that a benchmark holds, and land on either side by
chance. (The program itself keeps them rare; see `app/memory.py`.)
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Figure", "fastest", "measured", "report"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number: `value` in `unit`, to be at most `goal` and at least `least`.

    Without either it is only shown.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    least: float | None = None

    @property
    def has_goal(self) -> bool:
        return self.goal is not None or self.least is not None

    @property
    def is_met(self) -> bool:
        enough = self.least is None or self.value >= self.least
        return enough and (self.goal is None or self.value <= self.goal)

    @property
    def wanted(self) -> str:
        """The goal in words, empty where there is none."""
        if self.goal is None:
            return "" if self.least is None else f"≥ {self.least:,g} {self.unit}".rstrip()
        if self.least is None:
            return f"≤ {self.goal:,g} {self.unit}".rstrip()
        return f"{self.least:,g}–{self.goal:,g} {self.unit}".rstrip()


def measured(work: Callable[[], Any]) -> float:
    """The seconds that `work` takes once, while the garbage collector rests."""
    gc.disable()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    gc.enable()
    return seconds


def fastest(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """For each of `works` the fewest seconds of `rounds`, taken in turn.

    Each begins without the garbage of the one before.
    """
    times = [[_collected(work) for work in works] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _collected(work: Callable[[], Any]) -> float:
    gc.collect()
    return measured(work)


def report(title: str, figures: list[Figure], arguments: list[str] | None = None) -> int:
    """Print the table; returns the exit code, 1 where `--strict` and a goal is missed."""
    parser = argparse.ArgumentParser(title)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    parser.add_argument("--strict", action="store_true", help="fail where a goal is missed")
    options = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    width = max(len(figure.name) for figure in figures)
    print(f"{title:<{width}}  {'measured':>12}  {'goal':>12}  met")
    for figure in figures:
        value = f"{figure.value:,.2f} {figure.unit}"
        met = "" if not figure.has_goal else "yes" if figure.is_met else "NO"
        print(f"{figure.name:<{width}}  {value:>12}  {figure.wanted:>12}  {met}")
    if options.json is not None:
        rows = [{**asdict(figure), "met": figure.is_met} for figure in figures]
        options.json.write_text(json.dumps({"title": title, "figures": rows}, indent=1) + "\n")
    return 1 if options.strict and not all(figure.is_met for figure in figures) else 0
