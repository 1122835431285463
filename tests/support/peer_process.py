"""`scuttlebutt peer` as a process of its own, driven line by line."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Any

__all__ = ["Ended", "Event", "PeerProcess", "program", "until_equal"]

Event = dict[str, Any]

PATIENCE_S = 60.0
"""Only a broken program takes this long; nothing is measured with it."""

LOOK_AGAIN_S = 0.02

ADDRESS = "127.0.0.1:0"


class Ended(AssertionError):
    """The program ended, or fell silent, before what was waited for."""


def program(*arguments: str | Path) -> list[str]:
    """The command line that runs `scuttlebutt` with `arguments`."""
    return [sys.executable, "-m", "redux_scuttlebutt.app", *map(str, arguments)]


class PeerProcess:
    """One running peer that listens on loopback; `with` ends it, by force if need be.

    Args:
        data: its data folder.
        arguments: further ones, after `--data`, `--listen` and `--no-discovery`.
        first_line: what to put into standard input before anything else.
        listen: where to take links, or None to listen nowhere.
        environment: variables to set beside ours.

    Attributes:
        said: everything taken in so far, in order.
        unclaimed: what of it nobody waited for yet.
    """

    def __init__(
        self,
        data: Path,
        *arguments: str,
        first_line: str | None = None,
        listen: str | None = ADDRESS,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        listening = ("--listen", listen) if listen else ()
        self._process = subprocess.Popen(
            program("peer", "--data", data, "--no-discovery", *listening, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        self._errors: list[bytes] = []
        self._said: Queue[Event | None] = Queue()
        self._is_silent = False
        self._ids = count(1)
        self.said: list[Event] = []
        self.unclaimed: list[Event] = []
        self._threads = [
            threading.Thread(target=read, daemon=True)
            for read in (self._read_output, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()
        if first_line is not None:
            self.send_bytes(first_line.encode() + b"\n")
        self._ready: Event | None = None

    def __enter__(self) -> "PeerProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    # What it is

    @property
    def command_line(self) -> list[str]:
        """With which it was started, as everybody on this machine may see it."""
        return [str(word) for word in self._process.args]  # pyright: ignore

    @property
    def ready(self) -> Event:
        """Its first event; waits for it."""
        if self._ready is None:
            self._ready = self.wait("ready")
        return self._ready

    @property
    def source(self) -> str:
        return self.ready["source"]

    @property
    def invite(self) -> str:
        return self.ready["invite"]

    @property
    def url(self) -> str:
        return self.ready["listen"][0]

    @property
    def errors(self) -> str:
        """What it wrote to standard error; complete once it ended."""
        return b"".join(self._errors).decode(errors="replace")

    # What it is told

    def send(self, **command: Any) -> None:
        """One command, without waiting."""
        self.send_bytes(json.dumps(command).encode() + b"\n")

    def send_bytes(self, data: bytes) -> None:
        """Anything at all into its standard input."""
        assert self._process.stdin is not None
        with suppress(OSError):  # it is gone; whoever waits for an answer hears of it
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def end_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    # What it answers

    def wait(self, event: str, **fields: Any) -> Event:
        """The first `event` with these `fields` that nobody waited for yet."""
        return self.wait_until(
            lambda said: said["event"] == event and fields.items() <= said.items(),
            f"{event} {fields or ''}",
        )

    def wait_until(self, is_it: Callable[[Event], bool], what: str) -> Event:
        """The first event of which `is_it` holds and that nobody waited for yet."""
        for place, said in enumerate(self.unclaimed):
            if is_it(said):
                return self.unclaimed.pop(place)
        end = time.monotonic() + PATIENCE_S
        while (said := self._next(end - time.monotonic(), what)) is not None:
            if is_it(said):
                return said
            self.unclaimed.append(said)
        raise Ended(f"it ended before {what}; it said {self.unclaimed[-5:]}, {self.errors}")

    def ask(self, **command: Any) -> Event:
        """The answer to `command`."""
        number = f"ask-{next(self._ids)}"
        self.send(**command, id=number)
        return self.wait_until(lambda said: said.get("id") == number, f"the answer to {command}")

    def dispatch(self, action: object) -> Event:
        """`dispatched`, or `error`."""
        return self.ask(do="dispatch", action=action)

    def dispatch_all(self, actions: Iterable[object]) -> list[Event]:
        """All of them sent at once, and what came of each."""
        numbered = [(f"ask-{next(self._ids)}", action) for action in actions]
        self.send_bytes(b"".join(_dispatch_line(*each) for each in numbered))
        return [
            self.wait_until(lambda said, n=number: said.get("id") == n, "the end of a burst")
            for number, _ in numbered
        ]

    def state(self) -> Event:
        return self.ask(do="state")

    def history(self, first: int = 0, last: int | None = None) -> list[Event]:
        return self.ask(do="history", first=first, last=last)["updates"]

    def connect(self, other: "PeerProcess") -> None:
        """Dial `other`, and wait for the link."""
        self.send(do="connect", url=other.url)
        self.wait("peer", source=other.source, status="connected")

    def disconnect(self, other: "PeerProcess") -> None:
        """Drop every link, and wait until the one to `other` is gone on both sides."""
        self.send(do="disconnect")
        self.wait("peer", source=other.source, status="lost")
        other.wait("peer", source=self.source, status="lost")

    def until_it_has(self, updates: int) -> None:
        """Wait until its history holds that many updates."""
        end = time.monotonic() + PATIENCE_S
        while not self.history(updates - 1, updates):
            assert time.monotonic() < end, f"{self.state()['updates']} updates, not {updates}"
            self.listen_for(LOOK_AGAIN_S)

    def listen_for(self, seconds: float) -> None:
        """Take in what it says, until it says something or the time is over."""
        try:
            said = self._said.get(timeout=seconds)
        except Empty:
            return
        if (noted := self._note(said)) is not None:
            self.unclaimed.append(noted)

    # How it ends

    def quit(self) -> int:
        """Ask it to, and return its exit code."""
        self.send(do="quit")
        return self.exit_code()

    def exit_code(self) -> int:
        """Wait until it ended by itself; everything that it said is in `unclaimed` then."""
        code = self._process.wait(PATIENCE_S)
        for thread in self._threads:
            thread.join(PATIENCE_S)
        while not self._is_silent:
            self.listen_for(PATIENCE_S)
        return code

    def code_within(self, seconds: float) -> int | None:
        """Its exit code, or None if it still runs after that time: to show that it hangs."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """As `kill -9`, if it still runs; what it had said before stays readable."""
        if self._process.poll() is None:
            self._process.kill()
        self.exit_code()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None and not pipe.closed:
                with suppress(OSError):  # a line for which it was too late
                    pipe.close()

    def _next(self, seconds: float, what: str) -> Event | None:
        if self._is_silent:
            return None
        try:
            said = self._said.get(timeout=max(seconds, 0.001))
        except Empty:
            raise Ended(f"silence instead of {what}; before: {self.unclaimed[-5:]}") from None
        return self._note(said)

    def _note(self, said: Event | None) -> Event | None:
        if said is None:
            self._is_silent = True
        else:
            self.said.append(said)
        return said

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith(b"\n"):  # a kill may cut the last one
                self._said.put(_read(line))
        self._said.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        self._errors += iter(self._process.stderr)


def until_equal(*peers: PeerProcess, updates: int) -> str:
    """Wait until each has that many updates, and return the one hash that all must have."""
    for peer in peers:
        peer.until_it_has(updates)
    states = [peer.state() for peer in peers]
    assert {state["updates"] for state in states} == {updates}
    hashes = {state["hash"] for state in states}
    assert len(hashes) == 1, states
    return hashes.pop()


def _dispatch_line(number: str, action: object) -> bytes:
    return json.dumps({"do": "dispatch", "action": action, "id": number}).encode() + b"\n"


def _read(line: bytes) -> Event:
    """The event in `line`, as strictly as any other language would read it."""
    try:
        return json.loads(line.decode(), parse_constant=_no_json)
    except ValueError as error:
        return {"event": "unreadable", "line": line, "why": str(error)}


def _no_json(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")
