"""A link between two replicas: connections that come and go, and frames that take their time.

A connection is an ordered stream, as TCP and WebSockets are: it delivers each frame once
and in order, or breaks. A session greets once and ends at a second greeting, so it does
not promise to survive doubled frames. What arrives twice does so as it would in life:
sent again over the next connection, or along another way.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.transport.backoff import Backoff

from .heap import Heap
from .plan import LinkPlan

if TYPE_CHECKING:
    from .frames import Frames

__all__ = ["Conversation", "End", "Link", "Party"]

CALM_MS = 1000.0
"""No frame takes longer once the faults are over."""


class Conversation(Protocol):
    """A `Session`, or what a hostile peer has in its place."""

    @property
    def stage(self) -> Stage: ...
    def receive(self, frame: bytes) -> None: ...
    def next_frame(self) -> bytes | None: ...
    def lost(self, reason: str = ...) -> None: ...


class Party(Protocol):
    """Who stands at an end of a link."""

    number: int
    life: int

    @property
    def is_alive(self) -> bool: ...
    def new_session(self, wake: Callable[[], object]) -> Conversation: ...
    def do(self, callback: Callable[[], object]) -> None: ...
    def effect(self) -> None: ...


class End:
    """One end of a connection.

    Attributes:
        outbox: what is under way to the other end.
        sent: the hashes of the runs that went out here since the other end said last how
            far it has everything.
    """

    def __init__(self, party: Party) -> None:
        self.party = party
        self.life = party.life
        self.session: Conversation
        self.outbox: deque[bytes] = deque()
        self.sent: set[bytes] = set()
        self.last_due = 0
        self.held_up = 0
        self.is_gone = False
        self.will_pump = False

    @property
    def is_here(self) -> bool:
        """Whether the program that opened it lives and has not lost it."""
        return not self.is_gone and self.party.is_alive and self.party.life == self.life


class _Connection:
    def __init__(self, a: Party, b: Party) -> None:
        self.ends = (End(a), End(b))
        self.is_cut = False


class Link:
    """Dials again whenever it may; `blocked` says which end's frames get stuck."""

    def __init__(self, plan: LinkPlan, parties: tuple[Party, Party], heap: Heap, seed: int) -> None:
        self._plan = plan
        self._parties = parties
        self._heap = heap
        self._chance = random.Random(f"link {plan.a} {plan.b} of {seed}")
        self._backoff = Backoff(self._chance.random)
        self._connection: _Connection | None = None
        self._old: list[_Connection] = []
        self._is_calm = False
        self._dials = 0
        self.is_up = True
        self.blocked = [False, False]
        self.frames: Frames

    @property
    def parties(self) -> tuple[Party, Party]:
        return self._parties

    def has(self, a: int, b: int) -> bool:
        return {a, b} == {self._plan.a, self._plan.b}

    @property
    def sessions(self) -> list[Conversation]:
        """Both sides of the connection that holds, if one does."""
        connection = self._connection
        if connection is None or not all(end.is_here for end in connection.ends):
            return []
        return [end.session for end in connection.ends]

    @property
    def is_joined(self) -> bool:
        """Whether a connection holds, as both ends see it."""
        return bool(self.sessions)

    @property
    def under_way(self) -> Iterator[bytes]:
        """The frames that have not arrived yet."""
        for connection in [*self._old, self._connection]:
            if connection is not None and not connection.is_cut:
                for end in connection.ends:
                    yield from end.outbox

    # What is done to it

    def dial(self) -> None:
        """Connect after a pause, if that is possible then."""
        self._dials += 1
        this = self._dials
        pause = 0.0 if self._is_calm else self._backoff.next()
        self._heap.after(round(pause * 1_000_000) + 1000, lambda: self._connect(this))

    def cut(self) -> None:
        """The connection breaks; what was under way is lost."""
        if self._connection is not None:
            self._cut(self._connection)

    def part(self) -> None:
        self.is_up = False
        self.cut()

    def block(self, sender: int) -> None:
        self.blocked[self._side(sender)] = True

    def heal(self) -> None:
        was_up, self.is_up = self.is_up, True
        self.blocked = [False, False]
        for connection in [*self._old, self._connection]:
            if connection is not None and not connection.is_cut:
                for side in (0, 1):
                    held, connection.ends[side].held_up = connection.ends[side].held_up, 0
                    for _ in range(held):
                        self._heap.after(1000, lambda c=connection, s=side: self._deliver(c, s))
        if not was_up:
            self._backoff.reset()
            self.dial()

    def calm(self) -> None:
        """From here on nothing is lost, and nothing takes long."""
        self._is_calm = True
        self._backoff.reset()
        self.heal()
        self.dial()

    def ended(self, party: Party, *, all_is_lost: bool) -> None:
        """The program at one end is gone; what it sent last may still arrive."""
        for connection in [*self._old, self._connection]:
            if connection is None or connection.is_cut:
                continue
            mine, other = self._ends_of(connection, party)
            if mine.life != party.life - 1 and mine.life != party.life:
                continue
            if all_is_lost or self._chance.random() < 0.5:
                self._cut(connection)
            else:
                self._heap.after(
                    max(mine.last_due - self._heap.now, 0) + self._notice(),
                    lambda c=connection: self._cut(c),
                )
                other.outbox.clear()

    def _ends_of(self, connection: _Connection, party: Party) -> tuple[End, End]:
        first, second = connection.ends
        return (first, second) if first.party is party else (second, first)

    # How

    def _side(self, number: int) -> int:
        return 0 if number == self._plan.a else 1

    def _connect(self, dial: int) -> None:
        a, b = self._parties
        old = self._connection
        is_whole = old is not None and not old.is_cut and all(end.is_here for end in old.ends)
        if dial != self._dials or is_whole or not (self.is_up and a.is_alive and b.is_alive):
            return
        if old is not None:
            self._old = [c for c in self._old if any(end.is_here for end in c.ends)]
            self._old.append(old)
        self._connection = connection = _Connection(a, b)
        self.frames.connected(self)
        for side, end in enumerate(connection.ends):
            end.session = end.party.new_session(lambda s=side: self._wake(connection, s))
        for side in (0, 1):
            self._wake(connection, side)

    def _wake(self, connection: _Connection, side: int) -> None:
        end = connection.ends[side]
        if not end.will_pump and not end.is_gone:
            end.will_pump = True
            self._heap.after(0, lambda: self._pump(connection, side))

    def _pump(self, connection: _Connection, side: int) -> None:
        end = connection.ends[side]
        end.will_pump = False
        if end.is_here:
            end.party.do(lambda: self._send(connection, side))

    def _send(self, connection: _Connection, side: int) -> None:
        end = connection.ends[side]
        window = 8 if self._is_calm else self._plan.window
        while len(end.outbox) < window:
            frame = end.session.next_frame()
            if frame is None:
                if end.session.stage is Stage.OVER:
                    self._close(connection, side)
                return
            self.frames.sent(end, self._parties[1 - side], frame)
            if connection.is_cut:
                continue  # into the void: this end has not noticed yet
            if not self._is_calm and self._chance.random() < self._plan.loss:
                self._cut(connection)
                continue
            end.outbox.append(frame)
            end.last_due = max(end.last_due, self._heap.now + self._delay_us())
            due = end.last_due - self._heap.now
            self._heap.after(due, lambda: self._deliver(connection, side))
            end.party.effect()

    def _deliver(self, connection: _Connection, side: int) -> None:
        sender, receiver = connection.ends[side], connection.ends[1 - side]
        if connection.is_cut or not sender.outbox:
            return
        if self.blocked[side]:
            sender.held_up += 1
            return
        frame = sender.outbox.popleft()
        if receiver.is_here:
            self.frames.arrives(sender, receiver, frame)
            receiver.party.do(lambda: self._take(receiver, frame))
            self.frames.arrived(sender, receiver, frame)
            if receiver.is_here and receiver.session.stage is Stage.OVER:
                self._wake(connection, 1 - side)
        if sender.is_here:
            self._wake(connection, side)

    def _take(self, receiver: End, frame: bytes) -> None:
        receiver.party.effect()
        receiver.session.receive(frame)

    def _close(self, connection: _Connection, side: int) -> None:
        """This end has said all, and lets go; the other finds out behind the last frame."""
        end = connection.ends[side]
        end.is_gone = True
        due = max(end.last_due - self._heap.now, 0) + 1

        def close() -> None:
            self._cut(connection)

        self._heap.after(due, close)
        self.dial()

    def _cut(self, connection: _Connection) -> None:
        if connection.is_cut:
            return
        connection.is_cut = True
        self.frames.cut(self)
        for end in connection.ends:
            end.outbox.clear()
            self._heap.after(self._notice(), lambda e=end: self._lose(e))

    def _lose(self, end: End) -> None:
        was_here, end_life = end.is_here, end.party.life == end.life
        end.is_gone = True
        if was_here and end_life:
            end.party.do(lambda: end.session.lost("the link was lost"))
        self.dial()

    def _notice(self) -> int:
        if self._is_calm or not self._plan.notice_ms:
            return 0
        return self._chance.randrange(self._plan.notice_ms * 1000)

    def _delay_us(self) -> int:
        plan = self._plan
        delay = plan.median_ms * self._chance.lognormvariate(0.0, plan.spread)
        most = min(plan.max_ms, CALM_MS) if self._is_calm else plan.max_ms
        return round(max(min(delay, most), 0.1) * 1000)
