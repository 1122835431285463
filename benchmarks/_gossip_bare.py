"""The least that any durable link does: encode, group commit, send, decode, commit, acknowledge.

No order, no state (unless asked to fold), no checks, no hashes, no identity. Its rows are
as many bytes as ours, it commits as ours does, and what an event loop turn brought in goes
to the disk at once.
"""

import asyncio
import time
from collections import deque
from pathlib import Path
from threading import Condition, Thread
from typing import Any

import apsw
import msgspec
from websockets.asyncio.client import connect as dial
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.sync.log.group_commit import COMMIT_WINDOW_S
from redux_scuttlebutt.sync.wire.run import HEADER_BYTES, SIGNATURE_BYTES

__all__ = ["LINK", "Bare"]

HEADER = bytes(HEADER_BYTES + SIGNATURE_BYTES)
FRAME_BYTES = 60 * 1024

LINK: dict[str, Any] = {"compression": None, "max_size": None}

_encode = msgspec.msgpack.Encoder().encode
_decode_frame = msgspec.msgpack.Decoder(list[bytes] | int).decode
_decode_row = msgspec.msgpack.Decoder(list[dict[str, Any]]).decode


class Bare:
    """Fulfils `_gossip_worker.Side`, all but `catch_up`.

    Args:
        batch: edits per row at most; with 1, each edit is also a message of its own.
        folds: whether each side has a state, too.
    """

    def __init__(self, folder: Path, *, batch: int, folds: bool) -> None:
        self._batch = batch
        self._state: Any = room_reducer(None, {"type": "@@redux/INIT"}) if folds else None
        self._loop = asyncio.get_running_loop()
        self._open: list[bytes] = []
        self._sendable: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._connected = asyncio.Event()
        self._link: asyncio.Task[None] | None = None
        self._acknowledged = 0
        self._stored = 0
        self.arrived: list[int] = []
        self.changed = asyncio.Event()
        self.facts: dict[str, Any] = {"commits": 0}
        folder.mkdir(parents=True, exist_ok=True)
        self._writer = _Writer(folder / "log.sqlite", self._loop, self.facts)

    async def open(self, connect: str | None) -> str:
        if connect is not None:
            self._link = asyncio.create_task(self._run(await dial(connect, **LINK)))
            await self._connected.wait()
            return connect
        server = await serve(self._run, "127.0.0.1", 0, **LINK)
        return f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"

    def edit(self, action: dict[str, Any]) -> None:
        if self._state is not None:
            self._state = room_reducer(self._state, action)
        if not self._open:
            self._loop.call_soon(self._close_rows)
        self._open.append(_encode(action))

    def safe(self) -> int:
        return self._acknowledged

    async def catch_up(self, connect: str, count: int) -> None:
        raise NotImplementedError

    def state_hash(self) -> str | None:
        return None if self._state is None else state_hash(self._state)

    async def close(self) -> None:
        if self._link is not None:
            self._link.cancel()

    def _close_rows(self) -> None:
        actions, self._open = self._open, []
        rows = [
            HEADER + _encode([msgspec.Raw(each) for each in actions[n : n + self._batch]])
            for n in range(0, len(actions), self._batch)
        ]
        self._writer.put(rows, lambda: self._offer(rows))

    def _offer(self, rows: list[bytes]) -> None:
        self._sendable += rows
        self._wake.set()

    async def _run(self, socket: Any) -> None:
        self._connected.set()
        reading = asyncio.create_task(self._read(socket))
        try:
            while True:
                self._wake.clear()
                while self._sendable:
                    await socket.send(_encode(self._take()))
                await self._wake.wait()
        finally:
            reading.cancel()

    def _take(self) -> list[bytes]:
        """The rows of one frame."""
        rows = [self._sendable.popleft()]
        left = 0 if self._batch == 1 else FRAME_BYTES - len(rows[0])
        while self._sendable and len(self._sendable[0]) <= left:
            rows.append(self._sendable.popleft())
            left -= len(rows[-1])
        return rows

    async def _read(self, socket: Any) -> None:
        try:
            while True:
                frame = _decode_frame(await socket.recv())
                if isinstance(frame, int):
                    self._acknowledged = frame
                    self.changed.set()
                else:
                    self._receive(frame, socket)
        except ConnectionClosed:
            pass

    def _receive(self, rows: list[bytes], socket: Any) -> None:
        count = 0
        for row in rows:
            actions = _decode_row(memoryview(row)[len(HEADER) :])
            count += len(actions)
            if self._state is not None:
                for action in actions:
                    self._state = room_reducer(self._state, action)
        self.arrived += [time.monotonic_ns()] * count
        self.changed.set()
        self._writer.put(rows, lambda: self._acknowledge(count, socket))

    def _acknowledge(self, count: int, socket: Any) -> None:
        self._stored += count
        self._acknowledging = asyncio.create_task(socket.send(_encode(self._stored)))


class _Writer:
    """Commits whatever waits, on a thread of its own, as seldom as ours does."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop, facts: dict[str, Any]) -> None:
        self._database: Any = apsw.Connection(str(path))
        self._database.pragma("journal_mode", "wal")
        self._database.pragma("synchronous", 2)
        self._database.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY, raw BLOB NOT NULL)")
        self._loop = loop
        self._facts = facts
        self._waiting: list[tuple[list[bytes], Any]] = []
        self._changed = Condition()
        Thread(target=self._write_on, daemon=True).start()

    def put(self, rows: list[bytes], saved: Any) -> None:
        with self._changed:
            self._waiting.append((rows, saved))
            self._changed.notify()

    def _write_on(self) -> None:
        began = 0.0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
            time.sleep(max(0.0, began + COMMIT_WINDOW_S - time.monotonic()))
            with self._changed:
                jobs, self._waiting = self._waiting, []
            began = time.monotonic()
            self._database.execute("BEGIN IMMEDIATE")
            rows = [(row,) for job, _ in jobs for row in job]
            self._database.executemany("INSERT INTO runs(raw) VALUES (?)", rows)
            self._database.execute("COMMIT")
            self._facts["commits"] += 1
            self._loop.call_soon_threadsafe(lambda jobs=jobs: [saved() for _, saved in jobs])
