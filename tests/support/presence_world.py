"""People with windows and without, in one room in memory, while time passes for all."""

from redux_scuttlebutt.app.presence import Presences
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.bulletin import LINKS, PRESENCE, links_value
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.wire.messages import Facts
from redux_scuttlebutt.ui.presence.presence import Presence

from .replica import ANA, BO, CY, DI, replica
from .sealed import member
from .virtual_time import VirtualTime
from .wire import Wire

__all__ = ["PresenceWorld", "Somebody"]

STEP_SECONDS = 0.01


class Somebody:
    """One replica, and what its window would know."""

    def __init__(self, world: "PresenceWorld", number: int) -> None:
        if world.is_keyed:
            identity = Identity(bytes([number + 1]) * 32)
            self.replica = member(identity, scheduler=world.time)
        else:
            source = (ANA, BO, CY, DI)[number]
            self.replica = replica(source, scheduler=world.time)
        self.dispatcher = self.replica.dispatcher
        self.wires: list[Wire] = []
        self.presence = Presences(self.dispatcher, self._is_linked)
        self.heard: list[SourceId] = []
        self.presence.subscribe(self.heard.append)

    @property
    def source(self) -> SourceId:
        return self.dispatcher.source

    def sees(self, other: "Somebody") -> Presence | None:
        return self.presence.others.get(other.source)

    def tell_links(self) -> None:
        """As `Network` does after each change of its links."""
        linked = [session.peer for wire in self.wires for session in wire.sessions]
        peers = [peer for peer in linked if peer is not None and peer != self.source]
        self.dispatcher.bulletin.say(LINKS, links_value(peers))

    def _is_linked(self) -> bool:
        return any(s.stage is Stage.OPEN for wire in self.wires for s in wire.sessions)


class PresenceWorld:
    """Up to four people; nobody is linked yet, and no window is open."""

    def __init__(self, count: int = 2, *, is_keyed: bool = False) -> None:
        self.is_keyed = is_keyed
        self.time = VirtualTime()
        self.people = [Somebody(self, number) for number in range(count)]
        self.wires: list[Wire] = []
        self.time.settle()

    def link(self, one: Somebody, other: Somebody) -> Wire:
        wire = Wire(one.dispatcher, other.dispatcher)
        self.wires.append(wire)
        ends = (one, other)
        for end in ends:
            end.wires.append(wire)
        wire.carry()
        for end in ends:
            end.tell_links()
        self.run(0.0)
        return wire

    def cut(self, wire: Wire) -> None:
        wire.lose()
        self.wires.remove(wire)
        for somebody in self.people:
            if wire in somebody.wires:
                somebody.wires.remove(wire)
                somebody.tell_links()

    def run(self, seconds: float) -> None:
        """Let time pass, and carry what is said meanwhile."""
        for _ in range(max(round(seconds / STEP_SECONDS), 1)):
            self.time.pass_time(STEP_SECONDS if seconds else 0.0)
            self.carry()

    def carry(self) -> None:
        said = -1
        while said != (said := sum(len(wire.frames) for wire in self.wires)):
            for wire in self.wires:
                wire.carry(limit=1_000_000)

    def told(self, by: Somebody) -> int:
        """How many presences `by` has put on a wire."""
        return sum(
            fact.key == PRESENCE and fact.source == by.source
            for wire in self.wires
            for frame in wire.frames
            if frame.sender is by.dispatcher and isinstance(frame.message, Facts)
            for fact in frame.message.facts
        )
