"""The experiments of the Scuttlebutt paper, by our own code, against bands.

What is run, what came of it and where the bands are from is told in
`docs/paper/README.md`. Figures are the worst of all seeds. With `--keep`, the tables and
pictures there are written anew.
"""

import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from math import log2

from _experiments import (
    CROWDS,
    FLOOD_MTUS,
    FLOODS,
    FLOW_SEEDS,
    PLAN,
    SEEDS,
    Results,
    measure,
    percentile,
)
from _flow import FlowMoment
from _gossip import ORDERS, Moment
from _table import Figure, report

FEW_STALE = 400
HALVED_AT, MTU_AFTER = 90, 50
SETTLED = slice(150, 210)


def overload_figures(results: Results) -> list[Figure]:
    """Four orders, more updates than fit: who starves, and who carries the largest backlog."""

    def each(figure: Callable[[Sequence[Moment]], float], name: str) -> list[float]:
        return [figure(results.overload[name, seed]) for seed in SEEDS]

    def ratio(figure: Callable[[Sequence[Moment]], float], a: str, b: str) -> list[float]:
        return [x / y for x, y in zip(each(figure, a), each(figure, b), strict=True)]

    oldest, newest, breadth, depth = ORDERS
    figures = [
        Figure(f"{what}, {name}", max(each(figure, name)), unit)
        for what, figure, unit in (
            ("largest staleness", _staleness, "s"),
            ("stale per participant", _stale, ""),
        )
        for name in ORDERS
    ]
    entries = 2 * PLAN.participants
    return [
        *figures,
        Figure("staleness, newest ÷ depth", min(ratio(_staleness, newest, depth)), "", None, 2.5),
        Figure("staleness, breadth ÷ depth", min(ratio(_staleness, breadth, depth)), "", None, 1),
        Figure("staleness, breadth ÷ newest", max(ratio(_staleness, breadth, newest)), "", 1),
        Figure("stale, newest ÷ depth", max(ratio(_stale, newest, depth)), "", 1),
        Figure("stale, depth ÷ breadth", max(ratio(_stale, depth, breadth)), "", 0.75),
        Figure("under 400 stale again, depth", max(each(_few_again, depth)), "s", 105),
        Figure("under 400 stale again, breadth", min(each(_few_again, breadth)), "s", None, 115),
        Figure("under 400 stale again, oldest", min(each(_few_again, oldest)), "s", None, 115),
        Figure("nothing stale, any", max(max(each(_clean, name)) for name in ORDERS), "s", 135),
        Figure("digests per exchange, scuttle", max(each(_entries, depth)), "", entries, entries),
        Figure(
            "digests per exchange, precise",
            max(each(_entries, newest)),
            "",
            entries * PLAN.keys,
            entries * PLAN.keys,
        ),
    ]


def _staleness(moments: Sequence[Moment]) -> float:
    return max(moment.staleness for moment in moments)


def _stale(moments: Sequence[Moment]) -> float:
    return max(moment.stale for moment in moments)


def _few_again(moments: Sequence[Moment]) -> float:
    peak = max(moments, key=lambda moment: moment.stale).time
    return _first(moment.time for moment in moments[peak:] if moment.stale < FEW_STALE)


def _clean(moments: Sequence[Moment]) -> float:
    return _first(moment.time for moment in moments[PLAN.stop :] if not moment.stale)


def _entries(moments: Sequence[Moment]) -> float:
    return max(moment.digest_entries for moment in moments)


def _first(times: Iterator[int]) -> float:
    return next(times, float("inf"))


def flow_figures(results: Results) -> list[Figure]:
    """Everybody finds how fast to submit, also when messages become half as large."""

    def each(figure: Callable[[Sequence[FlowMoment]], float], name: str) -> list[float]:
        return [figure(results.flow[name, seed]) for seed in FLOW_SEEDS]

    def admitted(first: int, end: int) -> Callable[[Sequence[FlowMoment]], float]:
        return lambda moments: statistics.mean(moment.admitted for moment in moments[first:end])

    before, after = each(admitted(40, 90), "controlled"), each(admitted(150, 210), "controlled")
    asleep = each(admitted(40, 60), "half of them wake")
    floored = each(admitted(150, 210), "with our floor")
    return [
        Figure("admitted before, lowest", min(before), "/s", 175, 130),
        Figure("admitted before, highest", max(before), "/s", 175, 130),
        Figure("admitted after, lowest", min(after), "/s", 105, 60),
        Figure("admitted after, highest", max(after), "/s", 105, 60),
        Figure("below half of what fits, after", max(each(_dip, "controlled")), "s"),
        Figure("back at 3/4 of what fits, after", max(each(_recovery, "controlled")), "s", 40),
        Figure("staleness, settled", max(each(_settled, "controlled")), "s", 20),
        Figure("staleness, ever", max(each(_ever, "controlled")), "s"),
        Figure(
            "staleness at 200, no control", min(each(_at_200, "without control")), "s", None, 80
        ),
        Figure("spread of rates", max(each(_spread, "controlled")), "/s", 0.2),
        Figure("the same without sharing", min(each(_spread, "without sharing")), "/s", None, 0.4),
        Figure("half asleep: admitted, lowest", min(asleep), "/s"),
        Figure("woken: off the mean after 15 s", max(each(_off, "half of them wake")), "%", 20),
        Figure("breadth: staleness, settled", max(each(_settled, "breadth")), "s"),
        Figure("breadth: staleness, ever", max(each(_ever, "breadth")), "s"),
        Figure("floor of 1/s: admitted after", max(floored), "/s"),
        Figure("floor of 1/s: staleness, settled", max(each(_settled, "with our floor")), "s"),
    ]


def _dip(moments: Sequence[FlowMoment]) -> float:
    return _first(m.time - HALVED_AT for m in moments[HALVED_AT:] if m.admitted < MTU_AFTER)


def _recovery(moments: Sequence[FlowMoment]) -> float:
    lowest = min(moments[HALVED_AT:], key=lambda moment: moment.admitted).time
    return _first(m.time - HALVED_AT for m in moments[lowest:] if m.admitted >= 1.5 * MTU_AFTER)


def _settled(moments: Sequence[FlowMoment]) -> float:
    return max(moment.staleness for moment in moments[SETTLED])


def _ever(moments: Sequence[FlowMoment]) -> float:
    return max(moment.staleness for moment in moments)


def _at_200(moments: Sequence[FlowMoment]) -> float:
    return moments[200].staleness


def _spread(moments: Sequence[FlowMoment]) -> float:
    return statistics.mean(moment.spread for moment in moments[SETTLED])


def _off(moments: Sequence[FlowMoment]) -> float:
    """By how many per cent the newcomers' mean differs from everybody's, 15 s after."""
    allowed = moments[75].allowed
    newcomers = statistics.mean(allowed[: len(allowed) // 2])
    return 100 * abs(newcomers / statistics.mean(allowed) - 1)


def spread_figures(results: Results) -> list[Figure]:
    """One action among ever more participants: the rounds grow with the logarithm."""
    doublings = [log2(crowd) for crowd in CROWDS]
    means = [statistics.mean(results.spread[crowd, 0.0].everybody) for crowd in CROWDS]
    slope = statistics.linear_regression(doublings, means).slope
    return [
        # An ideal epidemic has 0.93 if all pass on only what they had before the round. Here
        # they also pass on what they heard in it, which makes it only faster.
        Figure("rounds per doubling, no loss", slope, "", 0.93),
        Figure("how straight, r²", statistics.correlation(doublings, means) ** 2, "", None, 0.95),
        Figure("actions lost", sum(one.lost for one in results.spread.values()), "", 0),
    ]


def flood_figures(results: Results) -> list[Figure]:
    """One flooder among 31 quiet authors: how long the quiet ones wait, in rounds."""

    def p50(name: str, mtu: int, seed: int) -> int:
        return percentile(results.flood[name, mtu, seed].delays, 50)

    waits = {
        (name, mtu): max(p50(name, mtu, s) for n, m, s in results.flood if (n, m) == (name, mtu))
        for mtu in FLOOD_MTUS
        for name in FLOODS
    }

    def of_depth(name: str) -> float:
        """At the worst, where frames are small."""
        return max(p50(name, 16, seed) / p50("facts, depth", 16, seed) for seed in SEEDS)

    return [
        *(Figure(f"p50 at {mtu}: {name}", p50, "s") for (name, mtu), p50 in waits.items()),
        Figure("p50 at 16: breadth ÷ depth", of_depth("facts, breadth"), "", 0.6),
        Figure("p50 at 16: sessions ÷ depth", of_depth("runs, sessions"), "", 0.6),
    ]


def main(arguments: list[str]) -> int:
    results = measure()
    if "--keep" in arguments:
        from _kept import keep  # matplotlib is slow to come, and only wanted here

        arguments.remove("--keep")
        keep(results)
    figures = overload_figures(results) + flow_figures(results)
    figures += spread_figures(results) + flood_figures(results)
    return report("paper", figures, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
