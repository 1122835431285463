"""The paper's experiments as tables and pictures, in `docs/paper/`."""

import csv
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import matplotlib
from _experiments import (
    CROWDS,
    FLOOD_MTUS,
    FLOODS,
    FLOW_SEEDS,
    FLOWS,
    LOSSES,
    SEEDS,
    Results,
    percentile,
)
from _gossip import ORDERS

matplotlib.use("Agg")
from matplotlib import pyplot

__all__ = ["keep"]

M = TypeVar("M")
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "paper"
Axes = Any
"""The types of matplotlib say too little to be worth spelling out."""


def keep(results: Results) -> None:
    """Write all tables and pictures; the same results give the same bytes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _write_tables(results)
    matplotlib.rcParams.update({"font.size": 9})
    _draw_overload(results)
    _draw_flow(results)
    _draw_spread(results)
    _draw_flooder(results)


def _write_tables(results: Results) -> None:
    _write(
        "overload",
        (
            {
                "order": order,
                "seed": seed,
                "time_s": moment.time,
                "staleness_s": moment.staleness,
                "stale": round(moment.stale, 3),
                "sent": round(moment.sent, 3),
                "digest_entries": moment.digest_entries,
            }
            for (order, seed), moments in results.overload.items()
            for moment in moments
        ),
    )
    _write(
        "flow",
        (
            {
                "variant": variant,
                "seed": seed,
                "time_s": moment.time,
                "admitted": moment.admitted,
                "staleness_s": moment.staleness,
                "overflowing": round(moment.overflowing, 4),
                "mean_allowed": round(statistics.mean(moment.allowed), 4),
                "spread": round(moment.spread, 4),
            }
            for (variant, seed), moments in results.flow.items()
            for moment in moments
        ),
    )
    _write(
        "spread",
        (
            {
                "participants": crowd,
                "loss": loss,
                "actions": len(one.everybody),
                "everybody_p50": percentile(one.everybody, 50),
                "everybody_p99": percentile(one.everybody, 99),
                "everybody_mean": round(statistics.mean(one.everybody), 3),
                "one_p50": percentile(one.arrivals, 50),
                "one_p99": percentile(one.arrivals, 99),
                "lost": one.lost,
            }
            for crowd in CROWDS
            for loss in LOSSES
            for one in [results.spread[crowd, loss]]
        ),
    )
    _write(
        "flooder",
        (
            {
                "code": code,
                "mtu": mtu,
                "seed": seed,
                "p50": percentile(one.delays, 50),
                "p99": percentile(one.delays, 99),
                "arrived": len(one.delays),
                "missing": one.missing,
                "sent": round(one.sent, 2),
            }
            for (code, mtu, seed), one in results.flood.items()
        ),
    )


def _write(name: str, rows: Iterable[Mapping[str, object]]) -> None:
    first, *others = rows
    with Path(FOLDER, f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *others])


def _draw_overload(results: Results) -> None:
    figure, (above, below) = _canvas(2)
    for order in ORDERS:
        runs = [results.overload[order, seed] for seed in SEEDS]
        _plot(above, order, runs, lambda moment: moment.staleness)
        _plot(below, order, runs, lambda moment: moment.stale)
    for axes, label in ((above, "largest staleness, s"), (below, "stale per participant")):
        _label(axes, label)
        axes.axvspan(25, 75, color="0.93")
        axes.axvline(15, color="0.7", linewidth=0.8)
        axes.axvline(120, color="0.7", linewidth=0.8)
    above.set_title("Messages of 100 updates from 15 s; double rate in grey; silence from 120 s")
    _save(figure, "overload")


def _draw_flow(results: Results) -> None:
    figure, (above, middle, below) = _canvas(3)
    for name in FLOWS:
        runs = [results.flow[name, seed] for seed in FLOW_SEEDS]
        _plot(above, name, runs, lambda moment: moment.admitted)
        _plot(middle, name, runs, lambda moment: moment.staleness)
        _plot(below, name, runs, lambda moment: moment.spread)
    above.set_title("Everybody wants 3 updates/s; messages halved at 90 s")
    above.plot([0, 90, 90, 210], [200, 200, 100, 100], color="black", linewidth=0.8, ls="--")
    _label(above, "admitted/s (dashed: fits)")
    _label(middle, "largest staleness, s")
    _label(below, "spread of rates, /s")
    _save(figure, "flow")


def _draw_spread(results: Results) -> None:
    figure, [axes] = _canvas(1)
    for loss in LOSSES:
        runs = [results.spread[crowd, loss].everybody for crowd in CROWDS]
        means = [statistics.mean(run) for run in runs]
        [line] = axes.plot(list(CROWDS), means, marker="o", label=f"{loss:.0%} of links break")
        for part, style in ((50, "_"), (99, "^")):
            marks = [percentile(run, part) for run in runs]
            axes.plot(list(CROWDS), marks, style, color=line.get_color(), alpha=0.6)
    axes.set_xscale("log", base=2)
    axes.set_xticks(list(CROWDS), [str(crowd) for crowd in CROWDS])
    axes.set_title("Rounds until everybody has one action: mean, p50 (_), p99 (^)")
    _label(axes, "rounds", "participants")
    _save(figure, "spread")


def _draw_flooder(results: Results) -> None:
    figure, panels = _canvas(len(FLOOD_MTUS))
    for axes, mtu in zip(panels, FLOOD_MTUS, strict=True):
        for name in FLOODS:
            delays = sorted(results.flood[name, mtu, SEEDS[0]].delays)
            parts = [100 * (n + 1) / len(delays) for n in range(len(delays))]
            axes.plot(delays, parts, label=name)
        axes.set_title(f"One flooder, 31 quiet authors, {mtu} updates per delta")
        _label(axes, "% of quiet updates everywhere", "rounds")
    _save(figure, "flooder")


def _plot(
    axes: Axes, label: str, runs: Sequence[Sequence[M]], figure: Callable[[M], float]
) -> None:
    """The mean of all seeds as a line, from the smallest to the largest as a shade."""
    values = [[figure(moment) for moment in moments] for moments in zip(*runs, strict=True)]
    times = range(len(values))
    [line] = axes.plot(times, [statistics.mean(v) for v in values], label=label, linewidth=1.2)
    least, most = [min(v) for v in values], [max(v) for v in values]
    axes.fill_between(times, least, most, color=line.get_color(), alpha=0.2, linewidth=0)


def _canvas(panels: int) -> tuple[Any, list[Axes]]:
    make: Any = pyplot.subplots  # pyright: ignore[reportUnknownMemberType]
    figure, grid = make(panels, 1, figsize=(7.5, 2.9 * panels), squeeze=False)
    return figure, [row[0] for row in grid]


def _label(axes: Axes, y: str, x: str = "time, s") -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, fontsize=8)


def _save(figure: Any, name: str) -> None:
    figure.tight_layout()
    figure.savefig(FOLDER / f"{name}.png", dpi=110, metadata={"Software": None})
    pyplot.close(figure)
