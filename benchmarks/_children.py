"""Programs that a benchmark starts: bounded in time, and killed at the end whatever happens.

They speak as `scuttlebutt peer` does: one JSON object per line, in and out.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Any

__all__ = ["Child"]

PATIENCE_S = 60.0
"""No single step of a benchmark may take longer."""


class Child:
    """One Python program, killed when its `with` block ends.

    Args:
        command: what Python runs, a file or `-m` and a module, and its arguments.
    """

    def __init__(self, *command: str | Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # The order of sets must not make one run faster than the next.
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        self._name = Path(command[0]).stem
        self._said: Queue[dict[str, Any] | None] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # a line for which it was too late
                assert pipe is not None
                pipe.close()

    def tell(self, *commands: dict[str, Any]) -> None:
        """Send `commands`, without waiting."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(json.dumps(each).encode() + b"\n" for each in commands))
        self._process.stdin.flush()

    def wait(self, event: str, **fields: Any) -> dict[str, Any]:
        """The next `event` with these `fields`; what is said before it is passed over.

        Raises:
            RuntimeError: the program ended, reported an error, or took over a minute.
        """
        while True:
            try:
                said = self._said.get(timeout=PATIENCE_S)
            except Empty:
                raise RuntimeError(f"{self._name} said no {event!r} in {PATIENCE_S} s") from None
            if said is None or said["event"] == "error":
                raise RuntimeError(f"{self._name} has no {event!r} for us but {said}")
            if said["event"] == event and fields.items() <= said.items():
                return said

    def end(self) -> None:
        """Ask it to end, and wait until it has."""
        self.tell({"do": "quit"})
        self._process.wait(PATIENCE_S)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with suppress(ValueError):  # closed, or the line that a kill cut short
            for line in self._process.stdout:
                self._said.put(json.loads(line))
        self._said.put(None)
