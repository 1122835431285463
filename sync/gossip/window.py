"""How many bytes are under way to one peer: sent, and not yet said to be on its disk.

A peer that reads slowly, or whose disk is slow, so makes nobody buffer without bound:
what it lacks stays in our log until it acknowledged what it was sent before.
"""

from collections import deque

from ..wire.run import Chain

__all__ = ["WINDOW_BYTES", "Window"]

WINDOW_BYTES = 1024 * 1024


class Window:
    """Closed while `size` bytes or more are under way.

    Attributes:
        in_flight: bytes sent and not acknowledged.
    """

    def __init__(self, size: int = WINDOW_BYTES) -> None:
        self._size = size
        self._sent: dict[Chain, deque[tuple[int, int]]] = {}
        self.in_flight = 0

    @property
    def is_full(self) -> bool:
        return self.in_flight >= self._size

    def sent(self, chain: Chain, last: int, size: int) -> None:
        """A run of `size` bytes that ends with the sequence `last` of `chain` was sent."""
        self._sent.setdefault(chain, deque()).append((last, size))
        self.in_flight += size

    def acknowledged(self, chain: Chain, last: int) -> None:
        """The peer has `chain` up to the sequence `last` on its disk."""
        runs = self._sent.get(chain)
        if runs is None:
            return
        while runs and runs[0][0] <= last:
            self.in_flight -= runs.popleft()[1]
        if not runs:
            del self._sent[chain]

    def reopen(self) -> None:
        """The peer said anew what it has: nothing else is counted on."""
        self._sent.clear()
        self.in_flight = 0
