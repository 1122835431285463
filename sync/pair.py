"""Two replicas in one process, joined by a link that can be cut: for examples and tests."""

from collections.abc import Callable

from .dispatcher import Dispatcher
from .gossip.session import Session, Stage

__all__ = ["Link", "pair"]


def pair(a: Dispatcher, b: Dispatcher) -> "Link":
    """Join `a` and `b`. When a dispatch on either returns, both have everything.

    Needs no event loop and no disk, as long as the dispatchers need none.
    """
    return Link(a, b)


class Link:
    """What `pair` returns: two sessions that hand each other their frames at once."""

    def __init__(self, a: Dispatcher, b: Dispatcher) -> None:
        self._ends = (a, b)
        self._sessions: tuple[Session, Session] | None = None
        self._pumping = False
        self._refusal: str | None = None
        self.join()

    @property
    def is_joined(self) -> bool:
        return self._sessions is not None

    def join(self) -> None:
        """Let both sides meet again and exchange what they missed.

        Raises:
            ConnectionError: one side refuses the other, for example because their states
                differ before the first action; the message is its reason.
        """
        if self._sessions is not None:
            return
        a, b = self._ends
        self._sessions = (Session(a, self._pump, dialled=True), Session(b, self._pump))
        self._refusal = None
        self._pump()
        if self._refusal is not None:
            raise ConnectionError(self._refusal)

    def cut(self) -> None:
        """Separate the two; each goes on alone."""
        if self._sessions is not None:
            sessions, self._sessions = self._sessions, None
            for session in sessions:
                session.lost("cut")

    def _pump(self) -> None:
        if self._pumping or self._sessions is None:
            return
        self._pumping = True
        try:
            moved = True
            while moved and self.is_joined:
                first, second = self._sessions
                moved = _carry(first, second.receive) | _carry(second, first.receive)
        finally:
            self._pumping = False
        self._end_if_over()

    def _end_if_over(self) -> None:
        over = [s for s in self._sessions or () if s.stage is Stage.OVER]
        if over:
            self._refusal = next((session.over for session in over if session.over), None)
            self.cut()


def _carry(session: Session, deliver: Callable[[bytes], None]) -> bool:
    frame = session.next_frame()
    if frame is None:
        return False
    deliver(frame)
    return True
