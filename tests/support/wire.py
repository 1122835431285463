"""Links carried by hand: every frame can be looked at, held back or replaced by another."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM, Dispatcher
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.wire.codec import encode as encode_action
from redux_scuttlebutt.sync.wire.messages import (
    PROTOCOL,
    Bye,
    Delta,
    Digest,
    Entry,
    FactsDigest,
    Hello,
    Message,
    decode,
    encode,
)
from redux_scuttlebutt.sync.wire.run import GENESIS, Chain, Head, Header, Run, write_body

from .replica import CY

__all__ = ["Frame", "Stranger", "Wire", "entry", "forge", "seal"]

M = TypeVar("M", Hello, Digest, Delta, Bye)


@dataclass(frozen=True)
class Frame:
    """One frame that was carried, and who sent it."""

    sender: Dispatcher
    message: Message


class Wire:
    """Two sessions, and all that they said."""

    def __init__(self, a: Dispatcher, b: Dispatcher) -> None:
        self.ends = (a, b)
        self.sessions = (Session(a, lambda: None), Session(b, lambda: None))
        self.frames: list[Frame] = []

    def carry(self, limit: int = 10_000) -> "Wire":
        """Let both sides speak until neither has anything to say."""
        moved = True
        while moved:
            moved = self.carry_one(0) | self.carry_one(1)
            assert len(self.frames) < limit, "they do not stop talking"
        return self

    def carry_one(self, side: int) -> bool:
        """Carry one frame of that side across, if it has one."""
        frame = self.sessions[side].next_frame()
        if frame is None:
            return False
        self.frames.append(Frame(self.ends[side], decode(frame)))
        self.sessions[1 - side].receive(frame)
        return True

    def said(self, kind: type[M], by: Dispatcher | None = None) -> list[M]:
        """All messages of a kind, or those of one side."""
        return [
            frame.message
            for frame in self.frames
            if isinstance(frame.message, kind) and by in (None, frame.sender)
        ]

    def runs(self, by: Dispatcher | None = None) -> list[Run]:
        """All runs that were carried, or those that one side sent."""
        return [Run(raw) for delta in self.said(Delta, by) for raw in delta.runs]

    def lose(self) -> None:
        """The link breaks."""
        for session in self.sessions:
            session.lost()


class Stranger:
    """A peer that says what it likes to one session."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        source: SourceId = CY,
        wake: Callable[[], object] = lambda: None,
    ) -> None:
        self.session = Session(dispatcher, wake)
        self._dispatcher = dispatcher
        self._source = source

    def hello(self, **changes: Any) -> Hello:
        """What a comparable peer would say, but for `changes`."""
        dispatcher = self._dispatcher
        fields: dict[str, Any] = {
            "protocol": PROTOCOL,
            "room": dispatcher.room,
            "source": self._source,
            "name": "Cy",
            "first_state": dispatcher.first_state,
            "clock": dispatcher.clock.kind,
            "reducer": 1,
            "program": "another program",
            "now": 0,
        }
        return Hello(**{**fields, **changes})

    def greet(self, *entries: Entry) -> "Stranger":
        """Say hello and how far we have what."""
        self.say(self.hello())
        self.say(Digest(list(entries), whole=True))
        return self

    def greet_with_facts(self, *, heard: bool = True) -> "Stranger":
        """As `greet`, and we know nothing of anybody; unless `heard`, that is not said yet."""
        self.say(self.hello(abilities=["facts"]))
        self.say(Digest([], whole=True))
        if heard:
            self.say(FactsDigest([]))
        return self

    def say(self, message: Message | bytes) -> None:
        self.session.receive(message if isinstance(message, bytes) else encode(message))

    def send(self, *runs: Run) -> None:
        self.say(Delta([run.raw for run in runs]))

    def hear(self, limit: int = 1000) -> list[Message]:
        """Everything that the session has to say at present."""
        heard: list[Message] = []
        while (frame := self.session.next_frame()) is not None:
            heard.append(decode(frame))
            assert len(heard) < limit, "it does not stop talking"
        return heard

    def hear_runs(self) -> list[Run]:
        return [Run(raw) for m in self.hear() if isinstance(m, Delta) for raw in m.runs]


def forge(
    chain: Chain,
    *actions: Any,
    after: Head | None = None,
    timestamps: list[int] | None = None,
    room: bytes = OPEN_ROOM,
) -> Run:
    """A run of `chain` as anybody can write it where nothing is signed.

    `actions` are encoded if they may be sent; bytes are taken for encoded already.
    """
    head = after or Head()
    stamps = timestamps or [head.timestamp + 1 + n for n in range(len(actions))]
    encoded = [a if isinstance(a, bytes) else encode_action(a)[0] for a in actions]
    return seal(chain, write_body(stamps, encoded), stamps, after=head, room=room)


def seal(
    chain: Chain,
    body: bytes,
    timestamps: list[int],
    *,
    after: Head | None = None,
    room: bytes = OPEN_ROOM,
    **changes: Any,
) -> Run:
    """A run around any `body`; `changes` are fields of its header.

    Raises:
        BadRun: not even the header would pass.
    """
    head = after or Head()
    header = Header(
        version=0,
        room=room,
        source=chain.source,
        incarnation=chain.incarnation,
        first=head.sequence + 1,
        updates=len(timestamps),
        first_timestamp=timestamps[0],
        last_timestamp=timestamps[-1],
        previous=head.hash or GENESIS,
        key_epoch=0,
        body_bytes=len(body),
        body_hash=blake2b(body, digest_size=32).digest(),
    )
    return Run.build(header._replace(**changes), body, bytes(64))


def entry(chain: Chain, last: int, hash: bytes = bytes(8)) -> Entry:
    """The word that somebody has `chain` up to `last`."""
    return Entry(chain.source, chain.incarnation, last, hash)
