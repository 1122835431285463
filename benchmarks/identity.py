"""What signing and encryption cost on top of the same room without a key."""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from _board import board_actions
from _table import Figure, fastest, report

from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.gossip.window import WINDOW_BYTES
from redux_scuttlebutt.sync.scheduler import Inline, LoopScheduler, Scheduler
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import RoomKey
from redux_scuttlebutt.sync.trust.sealing import strategies_of
from redux_scuttlebutt.sync.wire.messages import PROTOCOL, Delta, Digest, Hello, encode
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

N = 100_000
BURST = 640
"""Actions dispatched in one turn, as when a paste or a fast pen brings them."""

SINGLES = 10_000
ROUNDS = 3
FRAME_BYTES = 60_000
WAIT_SECONDS = 0.002

ROOM = RoomKey(bytes(range(32)))
AMY, BOB = Identity(b"a" * 32), Identity(b"b" * 32)


class Turns(Inline):
    """A loop as far as bursts see it: what is asked for soon comes once the turn is over."""

    run_delay = 0.04

    def __init__(self) -> None:
        super().__init__()
        self._soon: deque[Callable[[], object]] = deque()

    def soon(self, callback: Callable[[], object]) -> None:
        self._soon.append(callback)

    def end_turn(self) -> None:
        while self._soon:
            self._soon.popleft()()


def replica(identity: Identity, scheduler: Scheduler, *, has_key: bool) -> tuple[Dispatcher, Any]:
    """A dispatcher of a room with a key, or the same without, and its store."""
    strategies: Any = strategies_of(identity, ROOM) if has_key else {"source": identity.source}
    dispatcher = Dispatcher(**strategies, scheduler=scheduler)
    return dispatcher, create_store(room_reducer, None, scuttlebutt(dispatcher))


def burst_after_burst(actions: Sequence[Any], *, has_key: bool) -> Dispatcher:
    scheduler = Turns()
    dispatcher, store = replica(AMY, scheduler, has_key=has_key)
    scheduler.end_turn()
    for start in range(0, len(actions), BURST):
        for action in actions[start : start + BURST]:
            store.dispatch(action)
        scheduler.end_turn()
    assert not dispatcher.unsaved
    return dispatcher


def one_by_one(actions: Sequence[Any], *, has_key: bool) -> None:
    _, store = replica(AMY, Inline(), has_key=has_key)
    for action in actions:
        store.dispatch(action)


def in_frames(dispatcher: Dispatcher) -> list[list[bytes]]:
    """All runs of `dispatcher`, in batches that fit into one frame each."""
    batches: list[list[bytes]] = [[]]
    for run in dispatcher.runs_after(dispatcher.chain, 0, max_bytes=2**40):
        if sum(map(len, batches[-1])) + len(run.raw) > FRAME_BYTES:
            batches.append([])
        batches[-1].append(run.raw)
    return batches


def taken_in(batches: Sequence[Sequence[bytes]], *, has_key: bool) -> None:
    """Parse, check, decrypt, decode, insert and fold, in one thread."""
    dispatcher, _ = replica(BOB, Inline(), has_key=has_key)
    for batch in batches:
        dispatcher.receive(batch)
    assert len(dispatcher.history) == N


def heard(
    batches: Sequence[Sequence[bytes]],
    *,
    has_key: bool,
    loop_scheduler: Callable[[asyncio.AbstractEventLoop], LoopScheduler] = LoopScheduler,
) -> float:
    """The same through a session and an event loop, as a peer that catches up does it.

    Returns the longest that anything else had to wait for the loop meanwhile, in seconds.
    """

    async def hear() -> float:
        scheduler = loop_scheduler(asyncio.get_running_loop())
        dispatcher, _ = replica(BOB, scheduler, has_key=has_key)
        session = Session(dispatcher, lambda: None)
        hello = Hello(
            protocol=PROTOCOL,
            room=dispatcher.room,
            source=AMY.source,
            name="Amy",
            first_state=dispatcher.first_state,
            clock=dispatcher.clock.kind,
            reducer=dispatcher.reducer_version,
            program="benchmark",
            now=scheduler.now(),
        )
        moved = asyncio.Event()  # to spin meanwhile would keep the worker from its work

        def stir(*_: object) -> None:
            moved.set()

        dispatcher.on("stored", stir)
        dispatcher.on("settled", stir)
        waits = Waits()
        waiting = asyncio.create_task(waits.measure())
        under_way: deque[tuple[int, int]] = deque()  # up to which sequence, how many bytes
        for message in (hello, Digest([], whole=True), *(Delta(list(b)) for b in batches)):
            session.receive(encode(message))
            if isinstance(message, Delta):
                under_way.append((Run(message.runs[-1]).last, sum(map(len, message.runs))))
            assert session.over is None, session.over
            while session.next_frame() is not None:
                pass
            await asyncio.sleep(0)
            # As an honest peer, who waits to hear what is on disk.
            while True:
                head = dispatcher.stored.get(Chain(AMY.source, Incarnation(0)), Head())
                while under_way and under_way[0][0] <= head.sequence:
                    under_way.popleft()
                if sum(size for _, size in under_way) <= WINDOW_BYTES:
                    break
                moved.clear()
                await moved.wait()
        while not (dispatcher.is_settled and len(dispatcher.history) == N):
            moved.clear()
            await moved.wait()
        waiting.cancel()
        session.lost()
        dispatcher.close()
        scheduler.close()
        return waits.longest

    return asyncio.run(hear())


class Waits:
    """How long the loop leaves others waiting, who want a turn every other millisecond.

    Attributes:
        longest: that a turn came late, in seconds.
    """

    def __init__(self) -> None:
        self.longest = 0.0

    async def measure(self) -> None:
        while True:
            due = time.perf_counter() + WAIT_SECONDS
            await asyncio.sleep(WAIT_SECONDS)
            self.longest = max(self.longest, time.perf_counter() - due)


def more(seconds: float, without: float) -> float:
    """By how many per cent `seconds` are more."""
    return (seconds / without - 1) * 100


def speaking(actions: Sequence[Any]) -> list[Figure]:
    keyless, sealed, single, sealed_single = fastest(
        ROUNDS,
        lambda: burst_after_burst(actions, has_key=False),
        lambda: burst_after_burst(actions, has_key=True),
        lambda: one_by_one(actions[:SINGLES], has_key=False),
        lambda: one_by_one(actions[:SINGLES], has_key=True),
    )
    return [
        Figure("sign + encrypt, on top of dispatch in bursts", more(sealed, keyless), "%", 15),
        Figure("one by one, a run each", more(sealed_single, single), "%"),
        Figure("dispatch in bursts, with a key, per action", sealed / N * 1e6, "µs"),
        Figure("dispatch one by one, with a key", sealed_single / SINGLES * 1e6, "µs"),
    ]


def listening(actions: Sequence[Any]) -> list[Figure]:
    plain = in_frames(burst_after_burst(actions, has_key=False))
    closed = in_frames(burst_after_burst(actions, has_key=True))
    waits: list[float] = []
    keyless, sealed, serial, sealed_serial = fastest(
        ROUNDS,
        lambda: heard(plain, has_key=False),
        lambda: waits.append(heard(closed, has_key=True)),
        lambda: taken_in(plain, has_key=False),
        lambda: taken_in(closed, has_key=True),
    )
    runs = sum(map(len, closed))
    return [
        Figure("verify + decrypt 100,000, on top of taking in", more(sealed, keyless), "%", 25),
        Figure("longest that the loop was busy meanwhile", min(waits) * 1e3, "ms", 50),
        Figure("the same without a loop", more(sealed_serial, serial), "%"),
        Figure("100,000 updates through a session, with a key", sealed, "s"),
        Figure("updates in a run", N / runs, "updates"),
        Figure(
            "bytes that a key adds, per update",
            (_bytes(closed) - _bytes(plain)) / N,
            "bytes",
        ),
    ]


def _bytes(batches: Sequence[Sequence[bytes]]) -> int:
    return sum(len(run) for batch in batches for run in batch)


if __name__ == "__main__":
    drawn = board_actions(N, "s")
    sys.exit(report("identity", [*speaking(drawn), *listening(drawn)]))
