"""Lines in and lines out, between pipes or a terminal and an event loop."""

import asyncio
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, TextIO

__all__ = ["LineReader", "LineWriter"]


class LineReader:
    """Lines of a pipe or a terminal, at first one by one, then brought to an event loop.

    It reads the file descriptor itself: a thread that waits inside Python's buffered
    reader would hold a lock that the interpreter needs to end.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._descriptor = stream.fileno()
        self._rest = b""
        self._over = False

    def next(self) -> str:
        """The next line, without its end; empty once the input is over.

        Bytes that are no UTF-8 come as lone surrogates, which no text may hold.
        """
        while b"\n" not in self._rest and not self._over:
            self._read()
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode(errors="surrogateescape").strip()

    def feed(
        self,
        loop: asyncio.AbstractEventLoop,
        take: Callable[[str], object],
        end: Callable[[], object],
    ) -> None:
        """Call `take` with each further line and `end` after the last, in the loop's thread."""

        def run() -> None:
            with suppress(RuntimeError):  # the loop was closed while we waited
                while self._rest or not self._over:
                    if line := self.next():
                        loop.call_soon_threadsafe(take, line)
                loop.call_soon_threadsafe(end)

        threading.Thread(target=run, name="stdin", daemon=True).start()

    def _read(self) -> None:
        try:
            chunk = os.read(self._descriptor, 1 << 16)
        except OSError:
            chunk = b""
        self._rest += chunk
        self._over = not chunk


class LineWriter:
    """Writes one JSON object per line, in plain ASCII, whatever the terminal understands.

    Attributes:
        unread: called once nobody reads any more; what is written then is dropped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_read = True
        self.unread: Callable[[], object] = lambda: None

    def write(self, event: dict[str, Any]) -> None:
        if not self._is_read:
            return
        try:
            self._stream.write(json.dumps(event, separators=(",", ":")) + "\n")
            self._stream.flush()
        except BrokenPipeError:
            self._is_read = False
            # What is left in the buffer must not complain when the interpreter ends.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            self.unread()
