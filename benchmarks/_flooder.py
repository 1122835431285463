"""One flooder among quiet authors, where nothing may be dropped: who has to wait?

The log mode: no update replaces another. Two kinds of code run here. `log_of_facts` puts
every update under a key of its own into `sync.facts`, so that the orders of the paper can
be compared. `log_of_runs` is the product's own way: whole replicas, runs, and sessions
whose deltas were made small; every exchange is a conversation from hello on that breaks
after one delta each way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from _gossip import another
from _spread import make_replica

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.facts.facts import Fact, Facts, Order
from redux_scuttlebutt.sync.gossip import run_exchange
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.wire.messages import Delta, decode

__all__ = ["Flooded", "Flooding", "log_of_facts", "log_of_runs"]


@dataclass(frozen=True, slots=True)
class Flooding:
    """What is run: participant 0 floods, the others submit one update a second.

    Attributes:
        mtu: updates per delta.
        flood: updates per second of the flooder.
        stop: when everybody falls silent, in seconds.
        end: when we stop looking.
    """

    mtu: int
    participants: int = 32
    flood: int = 300
    stop: int = 60
    end: int = 150


@dataclass(frozen=True, slots=True)
class Flooded:
    """What came of it.

    Attributes:
        delays: for every update of a quiet author the rounds until everybody had it.
        missing: how many of them somebody still lacks in the end.
        sent: updates per delta that was not empty.
    """

    delays: Sequence[int]
    missing: int
    sent: float


def log_of_facts(order: Order, flooding: Flooding, seed: int) -> Flooded:
    """Every update is a fact of its own; `sync.facts` picks what goes first."""
    ties = Random(seed + 1)
    sources = [SourceId(b"%032d" % n) for n in range(flooding.participants)]
    maps = [Facts() for _ in sources]
    sizes: list[int] = []

    def submit(author: int) -> int:
        version = _last(author, author) + 1
        maps[author].set(Fact(sources[author], str(version), version, b"", b""))
        return version

    def exchange(one: int, other: int) -> None:
        a, b = maps[one], maps[other]
        there = a.delta(b.digest(), budget=flooding.mtu, order=order, chance=ties)
        back = b.delta(a.digest(), budget=flooding.mtu, order=order, chance=ties)
        b.merge(there)
        a.merge(back)
        sizes.extend(len(delta) for delta in (there, back) if delta)

    def _last(who: int, author: int) -> int:
        return maps[who].digest().get(sources[author], 0)

    delays, missing = _run(flooding, seed, submit, exchange, _last)
    return Flooded(delays, missing, sum(sizes) / len(sizes))


def log_of_runs(flooding: Flooding, seed: int) -> Flooded:
    """Every update is a run of its own; `sync.session` picks what goes first."""
    crowd = [make_replica(n) for n in range(flooding.participants)]
    sizes: list[int] = []
    usual = run_exchange.DELTA_BYTES, run_exchange.BREADTH_BYTES
    delta_bytes = flooding.mtu * _bytes_of_a_run()
    run_exchange.DELTA_BYTES = delta_bytes
    run_exchange.BREADTH_BYTES = delta_bytes * usual[1] // usual[0]

    def submit(author: int) -> int:
        return crowd[author].local_update({"type": "counted"}).sequence

    def exchange(one: int, other: int) -> None:
        sizes.extend(_one_delta_each_way(crowd[one], crowd[other]))

    def last(who: int, author: int) -> int:
        head = crowd[who].stored.get(crowd[author].chain)
        return head.sequence if head else 0

    try:
        delays, missing = _run(flooding, seed, submit, exchange, last)
    finally:
        run_exchange.DELTA_BYTES, run_exchange.BREADTH_BYTES = usual
    return Flooded(delays, missing, sum(sizes) / len(sizes))


def _run(
    flooding: Flooding,
    seed: int,
    submit: Callable[[int], int],
    exchange: Callable[[int, int], object],
    last: Callable[[int, int], int],
) -> tuple[list[int], int]:
    """The delays of the quiet authors' updates, and how many did not arrive."""
    chance = Random(seed)
    everybody = range(flooding.participants)
    waiting: dict[tuple[int, int], int] = {}
    delays: list[int] = []
    for time in range(flooding.end):
        if time < flooding.stop:
            for author in everybody:
                for _ in range(flooding.flood if author == 0 else 1):
                    number = submit(author)
                    if author:
                        waiting[author, number] = time
        for one in chance.sample(everybody, len(everybody)):
            exchange(one, another(one, len(everybody), chance))
        least = [min(last(who, author) for who in everybody) for author in everybody]
        for author, number in [known for known in waiting if known[1] <= least[known[0]]]:
            delays.append(time - waiting.pop((author, number)) + 1)
        if time >= flooding.stop and not waiting:
            break
    return delays, len(waiting)


def _one_delta_each_way(a: Dispatcher, b: Dispatcher) -> list[int]:
    """A conversation that breaks after one delta each way; returns how long those were."""
    sessions = (Session(a, lambda: None), Session(b, lambda: None))
    given = [False, False]
    sizes: list[int] = []
    moved = True
    while moved:
        moved = False
        for side in (0, 1):
            frame = None if given[side] else sessions[side].next_frame()
            if frame is not None:
                moved = True
                sessions[1 - side].receive(frame)
                message = decode(frame)
                if isinstance(message, Delta):
                    given[side] = True
                    sizes.append(len(message.runs))
    for one in sessions:
        one.lost()
    return sizes


def _bytes_of_a_run() -> int:
    author = make_replica(0)
    author.local_update({"type": "counted"})
    [run] = author.runs_after(author.chain, 0, max_bytes=1)
    return len(run.raw)
