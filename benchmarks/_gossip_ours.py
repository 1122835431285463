"""Our side of a link in `gossip.py`: the program without a window and without its JSON.

Per edit, the sender judges and folds the action, shows it to a subscriber, and writes its
run to SQLite (WAL, FULL) before any of it is sent; the receiver checks, orders, folds,
shows, and writes it, and acknowledges what is on its disk. An edit is safe when it is on
both disks and we have been told so.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

from redux_scuttlebutt.app.memory import what_is_here_stays
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.sync.transport import Accept, Connection, Listener
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from redux_scuttlebutt.sync.trust.room import Invite
from redux_scuttlebutt.sync.trust.sealing import RoomCipher
from redux_scuttlebutt.sync.wire.run import Head, Run, read_body

__all__ = ["Ours"]

FRAME_BYTES = 60 * 1024
"""About what one frame brings at most during a catch-up."""


class Ours:
    """Fulfils `_gossip_worker.Side`."""

    def __init__(self, folder: Path, *, run_delay: float | None) -> None:
        self._folder = folder
        self._run_delay = run_delay
        self._replica: Replica | None = None
        self._transport = CountingTransport()
        self.arrived: list[int] = []
        self.changed = asyncio.Event()
        self.facts: dict[str, Any] = {"commits": 0}

    @property
    def replica(self) -> Replica:
        assert self._replica is not None
        return self._replica

    async def open(self, connect: str | None) -> str:
        replica = Replica(self._folder, "bench", join=connect, transport=self._transport)
        self._replica = replica
        if self._run_delay is not None:
            replica.dispatcher.scheduler.run_delay = self._run_delay
        replica.store.subscribe(self.changed.set if connect else self._shown)
        replica.dispatcher.on("stored", self._stored)
        replica.network.on("heard", self._changed)
        replica.network.on("peer", self._changed)
        await replica.open(None if connect else "127.0.0.1:0", ())
        await replica.until_ready()
        while connect and not replica.network.sessions:
            self.changed.clear()
            await self.changed.wait()
        return replica.invite

    def edit(self, action: dict[str, Any]) -> None:
        self.replica.store.dispatch(action)

    def safe(self) -> int:
        dispatcher, sessions = self.replica.dispatcher, self.replica.network.sessions
        held = [session.held.get(dispatcher.chain, 0) for session in sessions]
        return min([dispatcher.stored.get(dispatcher.chain, Head()).sequence, *held])

    async def catch_up(self, connect: str, count: int) -> None:
        began = time.perf_counter()
        await self.open(connect)
        dispatcher = self.replica.dispatcher
        while (
            sum(head.sequence for head in dispatcher.stored.values()) < count
            or len(dispatcher.history) < count
            or not dispatcher.is_settled
        ):
            self.changed.clear()
            await self.changed.wait()
        self.facts |= {"seconds": time.perf_counter() - began, "bytes": self._transport.bytes}
        runs = [run.raw for chain in dispatcher.stored for run in self._runs(chain)]
        what_is_here_stays()  # it is not folding that the collector would look through
        cipher = RoomCipher(Invite.parse(self.replica.invite).room_key)
        self.facts["alone"] = folded_alone(runs, cipher)

    def state_hash(self) -> str:
        return state_hash(self.replica.store.get_state())

    async def close(self) -> None:
        if self._replica is not None:
            await self._replica.close()

    def _runs(self, chain: Any) -> list[Run]:
        return self.replica.dispatcher.runs_after(chain, 0, max_bytes=2**40)

    def _shown(self) -> None:
        new = len(self.replica.dispatcher.history) - len(self.arrived)
        self.arrived += [time.monotonic_ns()] * new
        self.changed.set()

    def _stored(self, *_chains: object) -> None:
        self.facts["commits"] += 1
        self.changed.set()

    def _changed(self, *_details: object) -> None:
        self.changed.set()


def folded_alone(runs: list[bytes], cipher: RoomCipher) -> float:
    """The seconds of decoding, ordering and folding `runs`, and nothing else."""
    plain = {raw: cipher.decrypt((run := Run(raw)).body, run.header.context()) for raw in runs}
    began = time.perf_counter()
    history: History[Any] = History(room_reducer, room_reducer(None, {"type": "@@redux/INIT"}))
    batch: list[bytes] = []
    for number, raw in enumerate(runs, 1):
        batch.append(raw)
        if number == len(runs) or sum(map(len, batch)) > FRAME_BYTES:
            parsed = [Run(each) for each in batch]
            history.merge([u for run in parsed for u in read_body(run.header, plain[run.raw])])
            batch = []
    return time.perf_counter() - began


class CountingTransport:
    """WebSockets that count the bytes of all frames, both ways, in `bytes`."""

    def __init__(self) -> None:
        self._inner = WebSocketTransport()
        self.bytes = 0

    async def listen(self, address: str, accept: Accept) -> Listener:
        return await self._inner.listen(address, lambda link: accept(_Counted(link, self)))

    async def connect(self, address: str) -> Connection:
        return _Counted(await self._inner.connect(address), self)


class _Counted:
    def __init__(self, inner: Connection, total: CountingTransport) -> None:
        self._inner = inner
        self._total = total

    @property
    def remote(self) -> str:
        return self._inner.remote

    async def send(self, frame: bytes) -> None:
        self._total.bytes += len(frame)
        await self._inner.send(frame)

    async def receive(self) -> bytes:
        frame = await self._inner.receive()
        self._total.bytes += len(frame)
        return frame

    async def close(self) -> None:
        await self._inner.close()

    def abort(self) -> None:
        self._inner.abort()
