"""A link between two people with keys, carried by hand: frames can be kept and replaced."""

from collections.abc import Callable

from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.gossip.session import Session, Stage

__all__ = ["KeyedLink"]

Alter = Callable[[int, bytes], bytes | None]
"""Of the sender's number (0 dialled) and a frame: what arrives, or None for nothing."""


class KeyedLink:
    """What lies between a dialler and whom it dialled.

    Attributes:
        frames: what was sent, each with its sender's number, whatever arrived of it.
    """

    def __init__(self, dialler: Dispatcher, dialled: Dispatcher) -> None:
        self.sessions = (
            Session(dialler, lambda: None, dialled=True),
            Session(dialled, lambda: None),
        )
        self.frames: list[tuple[int, bytes]] = []

    def carry(self, alter: Alter = lambda sender, frame: frame, limit: int = 1000) -> "KeyedLink":
        """Let both speak until neither has anything to say."""
        moved = True
        while moved:
            moved = False
            for sender, session in enumerate(self.sessions):
                frame = session.next_frame()
                if frame is None:
                    continue
                moved = True
                self.frames.append((sender, frame))
                assert len(self.frames) < limit, "they do not stop talking"
                arriving = alter(sender, frame)
                if arriving is not None:
                    self.sessions[1 - sender].receive(arriving)
        return self

    def close(self) -> None:
        """The link breaks."""
        for session in self.sessions:
            session.lost()

    @property
    def are_open(self) -> tuple[bool, bool]:
        """Whether each side ever talked to the other."""
        return self.sessions[0].was_open, self.sessions[1].was_open

    @property
    def are_over(self) -> tuple[bool, bool]:
        """Whether each side has let go."""
        one, other = self.sessions
        return one.stage is Stage.OVER, other.stage is Stage.OVER

    def heard_by(self, number: int) -> list[bytes]:
        """The frames that were sent to that side."""
        return [frame for sender, frame in self.frames if sender != number]
