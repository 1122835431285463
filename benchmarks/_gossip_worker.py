"""One side of a link, as a process of its own: what `gossip.py` starts, and times.

    python _gossip_worker.py ours|bare|yjs JOB --folder DIR [--connect URL] [...]

Every kind does the same jobs with the same edits, through the same `websockets` library
with compression off, and listens on a port that the system chooses. It says `ready`, does
its job at `go`, says `done` and ends at `quit`, or when its standard input does.

    sends     edits as fast as its backlog allows, or `--rate` a second, and says when each
              began and when everything was safe
    receives  says when each edit of the other side came to its subscriber
    holds     has made all its edits before anybody came
    joins     comes with nothing, and says how long it took to have everything
    idles     says how much of a core it used in `--seconds`
"""

import argparse
import asyncio
import cProfile
import json
import os
import sys
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from _board import strokes

from redux_scuttlebutt.app.memory import expect_much_to_stay
from redux_scuttlebutt.store.documents.counter import counter

__all__ = ["Side", "main"]

LIFETIME_S = 120
"""No worker outlives this, even if whoever started it is gone."""

BACKLOG = 4096
"""A sender waits while this many of its edits are not safe yet: it is sustained, not a burst."""

TURN = 64
"""Edits between two turns of the event loop."""


class Side(Protocol):
    """One side of a link, of any kind.

    Attributes:
        arrived: when each edit of the other side came to the subscriber, in `monotonic_ns`.
        changed: set whenever `arrived` or `safe` may have grown.
        facts: what else there is to say about the job.
    """

    arrived: list[int]
    changed: asyncio.Event
    facts: dict[str, Any]

    async def open(self, connect: str | None) -> str:
        """Listen, or connect; returns the address for the other side."""
        ...

    def edit(self, action: dict[str, Any]) -> None:
        """Do one edit here, and let the other side know."""
        ...

    def safe(self) -> int:
        """How many of our edits are where this kind promises to bring them."""
        ...

    async def catch_up(self, connect: str, count: int) -> None:
        """Connect, and put into `facts` what it took until all `count` edits were here and safe."""
        ...

    def state_hash(self) -> str | None:
        """To be the same at both sides in the end; None where this kind has no state."""
        ...

    async def close(self) -> None: ...


def edits(of: str, count: int) -> list[dict[str, Any]]:
    """The edits of a job, the same in every run and for every kind."""
    return [counter.actions["incremented"]()] * count if of == "clicks" else strokes(count)


async def until(side: Side, is_it: Callable[[], bool]) -> None:
    while not is_it():
        side.changed.clear()
        await side.changed.wait()


async def send(side: Side, options: argparse.Namespace) -> dict[str, Any]:
    actions = edits(options.of, options.count)
    moments: list[int] = []
    before, began = time.process_time(), time.monotonic_ns()
    for number, action in enumerate(actions):
        if options.rate:
            due = began + number * 1_000_000_000 // options.rate
            await asyncio.sleep(max(0, due - time.monotonic_ns()) / 1e9)
            moments.append(time.monotonic_ns())
        elif number % TURN == 0:
            await asyncio.sleep(0)
            await until(side, lambda n=number: side.safe() > n - BACKLOG)
        side.edit(action)
    await until(side, lambda: side.safe() >= len(actions))
    cpu = time.process_time() - before
    return {"began": began, "safe": time.monotonic_ns(), "moments": moments, "cpu": cpu}


async def receive(side: Side, options: argparse.Namespace) -> dict[str, Any]:
    before = time.process_time()
    await until(side, lambda: len(side.arrived) >= options.count)
    arrived: list[int] = side.arrived[: options.count]
    cpu = time.process_time() - before
    return {"last": arrived[-1], "arrived": arrived if options.rate else [], "cpu": cpu}


async def hold(side: Side, options: argparse.Namespace) -> dict[str, Any]:
    for number, action in enumerate(edits(options.of, options.count)):
        if number % TURN == 0:
            await asyncio.sleep(0)
        side.edit(action)
    await until(side, lambda: side.safe() >= options.count)
    return {}


async def join(side: Side, options: argparse.Namespace) -> dict[str, Any]:
    await side.catch_up(options.connect, options.count)
    return {}


async def idle(_side: Side, options: argparse.Namespace) -> dict[str, Any]:
    # Not `os.times`: in its ticks of 10 ms a heartbeat counts for nothing, or for 10 ms.
    used, began = time.process_time(), time.monotonic()
    await asyncio.sleep(options.seconds)
    used, seconds = time.process_time() - used, time.monotonic() - began
    return {"percent": used / seconds * 100}


Job = Callable[[Side, argparse.Namespace], Coroutine[Any, Any, dict[str, Any]]]

JOBS: dict[str, Job] = {
    "sends": send,
    "receives": receive,
    "holds": hold,
    "joins": join,
    "idles": idle,
}


def side_of(options: argparse.Namespace) -> Side:
    """Each kind in a file of its own, so that none pays for what another imports."""
    match options.kind:
        case "ours":
            from _gossip_ours import Ours

            return Ours(options.folder, run_delay=options.run_delay)
        case "bare":
            from _gossip_bare import Bare

            return Bare(options.folder, batch=options.batch, folds=options.folds)
        case _:
            from _gossip_yjs import Yjs

            return Yjs()


@asynccontextmanager
async def orders() -> AsyncGenerator[asyncio.Queue[str]]:
    """What standard input tells us to do; its end ends the program at once."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str]()

    def listen() -> None:
        for line in sys.stdin:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(queue.put_nowait, json.loads(line)["do"])
        os._exit(1)

    threading.Thread(target=listen, daemon=True).start()
    yield queue


def say(event: str, **fields: Any) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


async def work(options: argparse.Namespace) -> None:
    async with asyncio.timeout(LIFETIME_S), orders() as told:
        side = side_of(options)
        try:
            url = "" if options.job == "joins" else await side.open(options.connect)
            if options.job == "holds":
                await hold(side, options)
            say("ready", url=url)
            while (order := await told.get()) != "quit":
                assert order == "go", order
                done = {} if options.job == "holds" else await JOBS[options.job](side, options)
                say("done", **done, **side.facts, state=side.state_hash())
        finally:
            await side.close()


def main() -> None:
    parser = argparse.ArgumentParser("_gossip_worker")
    parser.add_argument("kind", choices=["ours", "bare", "yjs"])
    parser.add_argument("job", choices=list(JOBS))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--connect", help="an address; without one the worker listens")
    parser.add_argument("--of", choices=["clicks", "strokes"], default="strokes")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--rate", type=int, default=0, help="edits a second; 0: all it can")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--batch", type=int, default=64, help="edits per row of the bare loop")
    parser.add_argument("--folds", action="store_true", help="the bare loop calls the reducer")
    parser.add_argument("--run-delay", type=float, help="seconds that our open run waits")
    parser.add_argument("--profile", type=Path, help="the folder to write a profile to")
    options = parser.parse_args()
    expect_much_to_stay()
    if options.profile is None:
        asyncio.run(work(options))
        return
    profile = cProfile.Profile()
    profile.runcall(asyncio.run, work(options))
    profile.dump_stats(options.profile / f"{options.kind}-{options.job}-{os.getpid()}.prof")


if __name__ == "__main__":
    main()
