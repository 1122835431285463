"""Who is next at the gate: whoever brought least lately, and of each what came first.

So whoever floods waits for everybody else, and for nobody where nobody else is there.
A source's volume is what was verified of it: nobody can make somebody else look loud by
forging runs. What brought nothing, such as gaps and copies, counts against its lane.
"""

from collections import deque
from collections.abc import Callable, Hashable
from itertools import count
from typing import Generic, TypeVar

from ...store.update import SourceId
from .recent import Recent

__all__ = ["Queues"]

L = TypeVar("L", bound=Hashable)


class _Queue(Generic[L]):
    """What waits of one source in one lane, as it was sent: that takes least room."""

    __slots__ = ("lane", "number", "raws", "source")

    def __init__(self, number: int, lane: L, source: SourceId) -> None:
        self.number = number
        self.lane = lane
        self.source = source
        self.raws: deque[bytes] = deque()


class Queues(Generic[L]):
    """Runs that wait, by lane and source.

    Args:
        timer: seconds, never going back.
        held_back: told each time that a loud queue has to wait for a quieter one.
    """

    def __init__(self, timer: Callable[[], float], held_back: Callable[[], object]) -> None:
        self._held_back = held_back
        self._queues: dict[tuple[L, SourceId], _Queue[L]] = {}
        self._numbers = count()
        self._volumes: Recent[SourceId] = Recent(timer)
        self._wasted: Recent[L] = Recent(timer)

    def __len__(self) -> int:
        """How many queues there are; each holds something."""
        return len(self._queues)

    def add(self, lane: L, source: SourceId, raw: bytes) -> None:
        """Let `raw` wait behind what else waits of `source` in `lane`."""
        queue = self._queues.get((lane, source))
        if queue is None:
            queue = self._queues[lane, source] = _Queue(next(self._numbers), lane, source)
        queue.raws.append(raw)

    def pick(self, runs: int, size: int) -> list[tuple[L, bytes]]:
        """Take out what is next: at most so many runs and bytes, but one run at the least.

        Raises:
            ValueError: nothing waits.
        """
        order = sorted(self._queues.values(), key=self._loudness)
        first = min(queue.number for queue in order)
        picked: list[tuple[L, bytes]] = []
        left = size
        for queue in order:
            while queue.raws and (
                not picked or (len(picked) < runs and len(queue.raws[0]) <= left)
            ):
                raw = queue.raws.popleft()
                left -= len(raw)
                picked.append((queue.lane, raw))
            if queue.raws:
                break
            del self._queues[queue.lane, queue.source]
        if order[0].number != first:
            self._held_back()
        return picked

    def drop(self, lane: L) -> int:
        """Forget what waits in `lane`; returns how many runs that were."""
        dropped = [queue for queue in self._queues.values() if queue.lane == lane]
        for queue in dropped:
            del self._queues[lane, queue.source]
        return sum(len(queue.raws) for queue in dropped)

    def clear(self) -> None:
        """Forget all that waits."""
        self._queues.clear()

    def has_brought(self, source: SourceId, size: int) -> None:
        """So many bytes of `source` were verified and new."""
        self._volumes.add(source, size)

    def has_wasted(self, lane: L, size: int) -> None:
        """So many bytes from `lane` were nothing new."""
        self._wasted.add(lane, size)

    def _loudness(self, queue: _Queue[L]) -> tuple[float, int]:
        return self._volumes.of(queue.source) + self._wasted.of(queue.lane), queue.number
