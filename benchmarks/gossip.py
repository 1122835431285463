"""Two processes, one link over loopback, real disks: beside the least that such a link costs.

The bare loop (`_gossip_bare.py`) encodes, commits with WAL and FULL, sends, decodes,
commits, acknowledges, and nothing else. pycrdt with pycrdt-websocket (`_gossip_yjs.py`)
applies and sends, and writes nothing down. Ours (`_gossip_ours.py`) is the program without
its window. All get the same edits through the same websocket library, in turn, in fresh
processes, and each figure is the best of several rounds: the disk is shared, and a commit
of somebody else delays ours. What each does per edit stands at the top of its file.

    --profile FOLDER    each worker leaves a profile there; the times mean little then
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from _children import Child
from _table import Figure, report

from redux_scuttlebutt.store.documents.counter import counter

WORKER = Path(__file__).with_name("_gossip_worker.py")

ROUNDS = 3
COUNTS = {"clicks": 100_000, "strokes": 20_000}
JSON_EDITS = 4_000
RATE = 100
PACED_EDITS = 400
IDLE_S = 12.0

BARE = ("bare",)
FOLDING = ("bare", "--folds")
ONE_BY_ONE = ("bare", "--batch", "1")
OURS = ("ours",)
YJS = ("yjs",)

Kind = tuple[str, ...]


class Bench:
    """Pairs of workers, each pair in fresh folders; `extra` goes to every worker."""

    def __init__(self, extra: tuple[str, ...]) -> None:
        self._extra = extra

    def worker(self, kind: Kind, job: str, folder: str, *arguments: object) -> Child:
        kind_name, *rest = kind
        more = (*map(str, arguments), *rest, *self._extra)
        return Child(WORKER, kind_name, job, "--folder", folder, *more)

    def pair(
        self, kind: Kind, of: str, count: int, *, rate: int = 0
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """One sends, one receives; returns what each says of it."""
        job = ("--of", of, "--count", count, "--rate", rate)
        with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
            receiver = opened.enter_context(self.worker(kind, "receives", f"{folder}/r", *job))
            url = receiver.wait("ready")["url"]
            told = ("--connect", url, *job)
            sender = opened.enter_context(self.worker(kind, "sends", f"{folder}/s", *told))
            sender.wait("ready")
            for each in (receiver, sender):
                each.tell({"do": "go"})
            sent, received = sender.wait("done"), receiver.wait("done")
            must_agree(sent, received)
            for each in (sender, receiver):
                each.end()
        return sent, received

    def rate(self, kind: Kind, of: str) -> tuple[float, float]:
        """Edits a second, from the first until all are there and safe; and µs of CPU for each.

        The CPU is that of both sides together: it tells more than the time where others
        use the machine, too.
        """
        sent, received = self.pair(kind, of, COUNTS[of])
        seconds = (max(sent["safe"], received["last"]) - sent["began"]) / 1e9
        return COUNTS[of] / seconds, (sent["cpu"] + received["cpu"]) / COUNTS[of] * 1e6

    def delays(self, kind: Kind) -> tuple[float, float]:
        """Milliseconds from the edit to the other side's subscriber: p50 and p99."""
        sent, received = self.pair(kind, "strokes", PACED_EDITS, rate=RATE)
        both = zip(sent["moments"], received["arrived"], strict=True)
        delays = sorted((arrived - moment) / 1e6 for moment, arrived in both)
        return delays[len(delays) // 2], delays[len(delays) * 99 // 100]

    def catch_up(self, of: str) -> dict[str, Any]:
        """What a newcomer says who got everything from one that has it."""
        job = ("--of", of, "--count", COUNTS[of])
        with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
            holder = opened.enter_context(self.worker(OURS, "holds", f"{folder}/h", *job))
            told = ("--connect", holder.wait("ready")["url"], *job)
            newcomer = opened.enter_context(self.worker(OURS, "joins", f"{folder}/j", *told))
            newcomer.wait("ready")
            newcomer.tell({"do": "go"})
            said = newcomer.wait("done")
            holder.tell({"do": "go"})
            must_agree(said, holder.wait("done"))
            for each in (newcomer, holder):
                each.end()
        return said

    def idle(self) -> float:
        """Per cent of a core that the busier of two connected, idle peers uses."""
        job = ("--seconds", IDLE_S)
        with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
            one = opened.enter_context(self.worker(OURS, "idles", f"{folder}/a", *job))
            told = ("--connect", one.wait("ready")["url"], *job)
            other = opened.enter_context(self.worker(OURS, "idles", f"{folder}/b", *told))
            other.wait("ready")
            for each in (one, other):
                each.tell({"do": "go"})
            return max(each.wait("done")["percent"] for each in (one, other))


def must_agree(one: dict[str, Any], other: dict[str, Any]) -> None:
    """What is fast and wrong is not fast.

    Raises:
        RuntimeError: the two sides ended in different states.
    """
    if one["state"] != other["state"]:
        raise RuntimeError(f"one side ended in {one['state']}, the other in {other['state']}")


def json_rate() -> float:
    """Clicks a second through two `scuttlebutt peer`, each click a line of JSON.

    Until the author's are on its disk and the other has folded them; `peer` does not say
    when they are on the other's disk.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:

        def peer(name: str, *arguments: str) -> Child:
            command = ("peer", "--data", f"{folder}/{name}", "--no-discovery", *arguments)
            return opened.enter_context(Child("-m", "redux_scuttlebutt.app", *command))

        author = peer("a", "--listen", "127.0.0.1:0")
        other = peer("b", "--join", author.wait("ready")["invite"])
        author.wait("peer", status="connected")
        click = {"do": "dispatch", "action": counter.actions["incremented"]()}
        began = time.perf_counter()
        author.tell(*[click] * (JSON_EDITS - 1), click | {"id": "last"})
        author.wait("dispatched", id="last")
        last = {"do": "history", "first": JSON_EDITS - 1, "last": JSON_EDITS}
        other.tell(last)
        while not other.wait("history")["updates"]:
            time.sleep(0.005)
            other.tell(last)
        return JSON_EDITS / (time.perf_counter() - began)


def throughput(bench: Bench) -> list[Figure]:
    rows = [
        ("strokes, ours", OURS, "strokes"),
        ("strokes, bare loop", BARE, "strokes"),
        ("strokes, folding bare loop", FOLDING, "strokes"),
        ("strokes, one-by-one bare loop", ONE_BY_ONE, "strokes"),
        ("strokes, pycrdt-websocket", YJS, "strokes"),
        ("clicks, ours", OURS, "clicks"),
        ("clicks, bare loop", BARE, "clicks"),
        ("clicks, folding bare loop", FOLDING, "clicks"),
    ]
    best = {name: 0.0 for name, *_ in rows}
    cpu = {name: float("inf") for name, *_ in rows}
    for _ in range(ROUNDS):
        for name, kind, of in rows:
            rate, used = bench.rate(kind, of)
            best[name], cpu[name] = max(best[name], rate), min(cpu[name], used)
    best["clicks, ours as lines of JSON"] = json_rate()

    def ratio(name: str, goal: float | None = None) -> Figure:
        what, other = name.split(", ", 1)
        shown = f"time per edit, {what}, of the {other}'s"
        return Figure(shown, best[name] / best[f"{what}, ours"], "×", goal)

    return [
        ratio("strokes, bare loop", 2),
        ratio("clicks, bare loop", 2),
        ratio("strokes, folding bare loop"),
        ratio("clicks, folding bare loop"),
        ratio("strokes, one-by-one bare loop"),
        ratio("strokes, pycrdt-websocket", 0.5),
        *(Figure(f"  {name}", value, "/s") for name, value in best.items()),
        *(Figure(f"  CPU of both sides, {name}", value, "µs") for name, value in cpu.items()),
    ]


def latency(bench: Bench) -> list[Figure]:
    taken = {kind: [bench.delays(kind)] for kind in (OURS, BARE, YJS)}
    for _ in range(ROUNDS - 1):
        for kind, delays in taken.items():
            delays.append(bench.delays(kind))
    figures: list[Figure] = []
    for place, name in enumerate(("p50", "p99")):
        ours, bare, yjs = (min(each[place] for each in taken[k]) for k in (OURS, BARE, YJS))
        figures += [
            Figure(f"{name} to the other's subscriber, of pycrdt-websocket's", ours / yjs, "×", 1),
            Figure(f"{name} to the other's subscriber, of the bare loop's", ours / bare, "×"),
            *(
                Figure(f"  {name} at {RATE}/s, {who}", value, "ms")
                for who, value in (("ours", ours), ("bare loop", bare), ("pycrdt", yjs))
            ),
        ]
    return figures


def catching_up(bench: Bench) -> list[Figure]:
    figures: list[Figure] = []
    for of, count in COUNTS.items():
        tries = [bench.catch_up(of) for _ in range(ROUNDS)]
        seconds = min(each["seconds"] for each in tries)
        alone = min(each["alone"] for each in tries)
        carried = tries[0]["bytes"] / count
        name = f"catch-up of {count:,} {of}"
        figures += [
            Figure(f"{name}, of decode + insert + fold", seconds / alone, "×", 3),
            Figure(f"{name}, bytes each", carried, "B", 40 if of == "clicks" else None),
            Figure(f"  {name}", seconds, "s"),
        ]
    return figures


def main() -> int:
    parser = argparse.ArgumentParser("gossip", add_help=False)
    parser.add_argument("--profile", metavar="FOLDER")
    options, rest = parser.parse_known_args()
    bench = Bench(("--profile", options.profile) if options.profile else ())
    figures = [*throughput(bench), *latency(bench), *catching_up(bench)]
    figures.append(Figure("CPU of an idle, connected peer, of a core", bench.idle(), "%", 1))
    return report("gossip", figures, rest)


if __name__ == "__main__":
    sys.exit(main())
