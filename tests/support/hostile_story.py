"""What an altered conversation is said to: a replica with honest friends, who come and go."""

from collections import deque
from collections.abc import Iterable
from typing import Any, cast

from redux_scuttlebutt.store.update import Update
from redux_scuttlebutt.sync.facts.bulletin import PRESENCE
from redux_scuttlebutt.sync.gossip.fetch import blob_hash
from redux_scuttlebutt.sync.gossip.session import Session, Stage
from redux_scuttlebutt.sync.wire.messages import Bye, decode

from .conversation import (
    ANAS_BLOB,
    BOS_BLOB,
    EVES,
    LATE_BLOB,
    STEP,
    Conversation,
    person,
    talk,
    wants,
)
from .replica import ANA, BO, CY, DI, assert_equal
from .virtual_time import VirtualTime
from .wire import Wire

__all__ = ["TALK", "Story", "check", "weight"]

CONTAINERS = (dict, list, set, deque)

TALK = Conversation()


def parts(session: Session) -> list[object]:
    """The session and what it is made of."""
    exchanges = session._exchanges  # pyright: ignore[reportPrivateUsage]
    runs, facts = exchanges.runs, exchanges.facts
    fields: dict[str, Any] = vars(exchanges)
    found = [session, exchanges, runs, runs.knowledge, runs.knowledge.window, runs.forks]
    rest = (fields["_beats"], facts, fields["_blobs"])
    return [*found, *(part for part in rest if part is not None)]


def weight(session: Session) -> int:
    """How many things a session has in its containers."""
    containers = [c for part in parts(session) for c in vars(part).values()]
    sizes = [len(cast("list[Any]", c)) for c in containers if type(c) in CONTAINERS]
    return sum(sizes)


def drain(session: Session) -> list[bytes]:
    """What it has to say at present."""
    said: list[bytes] = []
    while (frame := session.next_frame()) is not None:
        said.append(frame)
        assert len(said) < 100, "it does not stop talking"
    return said


def of_others(log: Iterable[Update]) -> dict[Any, Update]:
    return {update.name: update for update in log if update.source in (BO, CY)}


class Story:
    """Ana hears `frames` while she talks with Di; then Bo comes, who is honest."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.ana = person(ANA, self.time, TALK.anas_past)
        self.di = person(DI, self.time)
        self.good = Wire(self.ana.dispatcher, self.di.dispatcher)
        self.renewals: list[str] = []
        self.ana.dispatcher.on("renewed", self._renewed)
        self.ana.dispatcher.blobs.put(ANAS_BLOB)
        wants(self.ana)
        talk(self.time, self.good)  # Di has nothing of it

    def _renewed(self, reason: str, _updates: object) -> None:
        self.renewals.append(reason)

    def hear(self, frames: list[bytes]) -> Session:
        """Ana hears them, from one peer."""
        session = Session(self.ana.dispatcher, lambda: None)
        said = drain(session)
        for frame in frames:
            session.receive(frame)
            self.time.settle()
            said += drain(session)
        assert weight(session) < 10_000
        self.time.pass_time(STEP)
        said += drain(session)

        if session.stage is Stage.OVER:
            assert session.over is not None
            byes = [m for frame in said if isinstance(m := decode(frame), Bye)]
            assert len(byes) <= 1
            # Whoever did not say goodbye itself is told why.
            assert byes or session.over == "going home" or said_goodbye(frames)
        assert len(self.renewals) <= 1, "nobody signs a digest, so it may not cost more"
        assert self.good.sessions[0].stage is Stage.OPEN
        assert self.ana.dispatcher.forks <= {EVES}, "nobody else wrote two runs for one place"
        return session

    def go_on(self) -> None:
        """Ana and Di do, and Bo comes."""
        ana, di, good = self.ana, self.di, self.good
        ana.type("s")
        di.type("t")
        talk(self.time, good)
        assert_equal(ana, di)

        bo = person(BO, self.time, TALK.bos_past)
        for blob in (BOS_BLOB, LATE_BLOB):  # Bo is asked no more for what was false from him
            di.dispatcher.blobs.put(blob)
        honest = Wire(ana.dispatcher, bo.dispatcher)
        talk(self.time, honest, good)
        ana.dispatcher.bulletin.say(PRESENCE, b"still here")
        self.time.pass_time(1.5)
        talk(self.time, honest, good)
        if ana.dispatcher.parked:  # their clock was believed; now there are others
            self.time.pass_time(70)
            talk(self.time, honest, good)

        assert [s.over for s in (*honest.sessions, *good.sessions)] == [None] * 4
        assert_equal(ana, bo, di)
        assert of_others(ana.log) == of_others(TALK.updates.values()), "none missing or forged"
        own = [update.action["payload"] for update in ana.log if update.source in (ANA, DI)]
        assert sorted(own) == list("fghrst")
        for other in (bo, di):
            fact = other.dispatcher.bulletin.get(ANA, PRESENCE)
            assert fact is not None
            assert fact.value == b"still here", "nobody keeps others from hearing Ana"
        for blob in (BOS_BLOB, LATE_BLOB):
            assert ana.dispatcher.blobs.get(blob_hash(blob)) == blob


def check(frames: list[bytes]) -> Session:
    """What has to hold whatever `frames` are."""
    story = Story()
    session = story.hear(frames)
    session.lost()
    story.go_on()
    return session


def said_goodbye(frames: list[bytes]) -> bool:
    for frame in frames:
        try:
            if isinstance(decode(frame), Bye):
                return True
        except Exception:
            continue
    return False
