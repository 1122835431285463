"""Somebody in the middle of two members, as a process of its own: its memory can be looked at.

Run as a program it is the child. Arguments: the file of its log, and the room: its id in
hex, or `key:` and its secret for one who can read, to compare with. Frames come and go as
the number of the link (1 byte), a length (4 bytes) and so many bytes. Each that comes in is
answered by all that the child has to say, and an empty one behind it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from types import TracebackType

from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.scheduler import Inline
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import RoomId, RoomKey
from redux_scuttlebutt.sync.trust.sealing import strategies_of

from .virtual_time import NOON

__all__ = ["RelayProcess"]

_HEAD = Struct(">BI")


class RelayProcess:
    """The child, and the members' ends of its links; `with` ends it.

    Args:
        log: the file where it keeps what passes through.
        room: as the child's argument.
        members: whom it has links to.
    """

    def __init__(self, log: Path, room: str, *members: Dispatcher) -> None:
        self._sessions = [Session(member, lambda: None) for member in members]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.relay_process", str(log), room, str(len(members))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def __enter__(self) -> "RelayProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def reasons(self) -> list[str | None]:
        """Why each link ended, if it did."""
        return [session.over for session in self._sessions]

    def carry(self) -> None:
        """Let all three speak until nobody has anything to say."""
        moved = True
        while moved:
            moved = False
            for link, session in enumerate(self._sessions):
                while (frame := session.next_frame()) is not None:
                    moved = True
                    self._send(link, frame)
                    for to, answer in self._answers():
                        self._sessions[to].receive(answer)

    def memory(self) -> Iterator[tuple[str, bytes]]:
        """Everything that it holds and may read, region by region (Linux)."""
        process = Path("/proc", str(self._process.pid))
        with (process / "mem").open("rb") as memory:
            for line in (process / "maps").read_text().splitlines():
                span, rights, *_, name = f"{line} -".split(maxsplit=5)
                if not rights.startswith("r") or name.startswith(("[vvar", "[vsyscall")):
                    continue
                start, end = (int(text, 16) for text in span.split("-"))
                memory.seek(start)
                yield name, memory.read(end - start)

    def _send(self, link: int, frame: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(_HEAD.pack(link, len(frame)) + frame)
        self._process.stdin.flush()

    def _answers(self) -> Iterator[tuple[int, bytes]]:
        assert self._process.stdout is not None
        while True:
            link, length = _HEAD.unpack(self._process.stdout.read(_HEAD.size))
            if not length:
                return
            yield link, self._process.stdout.read(length)


def _main(log: Path, room: str, links: int) -> None:
    secret = room.removeprefix("key:")
    key = RoomKey(bytes.fromhex(secret)) if secret != room else RoomId(bytes.fromhex(room))
    dispatcher = Dispatcher(
        **strategies_of(Identity.generate(), key),
        log=SqliteLog(log, deliver=None),
        scheduler=Inline(now=lambda: NOON),
    )
    sessions = [Session(dispatcher, lambda: None) for _ in range(links)]
    link: int
    length: int
    given, said = sys.stdin.buffer, sys.stdout.buffer
    while len(head := given.read(_HEAD.size)) == _HEAD.size:
        link, length = _HEAD.unpack(head)
        sessions[link].receive(given.read(length))
        for number, session in enumerate(sessions):
            while (frame := session.next_frame()) is not None:
                said.write(_HEAD.pack(number, len(frame)) + frame)
        said.write(_HEAD.pack(0, 0))
        said.flush()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
