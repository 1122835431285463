"""Logs that are slow, fail, or lose patience."""

from collections.abc import Callable, Sequence

from redux_scuttlebutt.sync.log.log import MemoryLog, Saved, Stored
from redux_scuttlebutt.sync.wire.run import Chain, Run

__all__ = ["FailingLog", "ImpatientLog", "SlowLog"]


class ImpatientLog(MemoryLog):
    """Raises when it is asked for the same thing again and again, which would never end."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        self._asked = 0
        super().append(runs, saved)

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        self._asked += 1
        if self._asked > 1000:
            raise AssertionError("a session asks for runs for ever")
        return super().runs_after(chain, sequence, max_bytes=max_bytes)


class SlowLog(ImpatientLog):
    """Has nothing on disk until a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[tuple[Sequence[Stored], Saved, Callable[[], object]]] = []

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        self.writes.append((runs, saved, lambda: super(SlowLog, self).append(runs, saved)))

    def withdraw(
        self, chain: Chain, after: int, done: Saved, instead: Sequence[Stored] = ()
    ) -> None:
        def write() -> None:
            super(SlowLog, self).withdraw(chain, after, done, instead)

        self.writes.append((instead, done, write))

    def finish(self, error: BaseException | None = None) -> list[Run]:
        """End the oldest write; returns the runs that it was about."""
        runs, saved, write = self.writes.pop(0)
        if error is None:
            write()
        else:
            saved(error)
        return [stored.run for stored in runs]


class FailingLog(MemoryLog):
    """Tells each write at once that it failed, while `error` is set."""

    def __init__(self, error: BaseException | None = None) -> None:
        super().__init__()
        self.error = error
        self.tries = 0

    def append(self, runs: Sequence[Stored], saved: Saved) -> None:
        self.tries += 1
        if self.error is None:
            super().append(runs, saved)
        else:
            saved(self.error)
