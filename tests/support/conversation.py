"""What an honest peer said once, with every kind of message in it, to be altered and said again."""

from random import Random

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.facts.bulletin import LINKS, PRESENCE, PROFILE, links_value
from redux_scuttlebutt.sync.facts.profile import Profile, encode_profile
from redux_scuttlebutt.sync.gossip.fetch import blob_hash
from redux_scuttlebutt.sync.log.log import MemoryLog, Stored
from redux_scuttlebutt.sync.wire.messages import encode
from redux_scuttlebutt.sync.wire.run import Chain

from .keyed_signer import KeyedSigner
from .liars import signed_run
from .replica import ANA, BO, CY, Replica, replica
from .virtual_time import NOON, VirtualTime
from .wire import Wire

__all__ = ["ANAS_BLOB", "BOS_BLOB", "EVES", "LATE_BLOB", "STEP", "Conversation", "person", "talk"]

ANAS_BLOB, BOS_BLOB, LATE_BLOB = b"Ana's" * 30, b"Bo's" * 50, b"late" * 20

EVES = Chain(SourceId(b"E" * 32), Incarnation(0))
"""A chain that Bo knows to be forked."""

STEP = 0.75
"""Seconds between two frames, when a conversation is said again."""


def person(source: SourceId, time: VirtualTime, past: "list[Stored] | None" = None) -> Replica:
    """A replica that signs, with `past` in its log."""
    log = MemoryLog()
    log.append(past or [], lambda error: None)
    signer = KeyedSigner(source)
    one = replica(source, log=log, signer=signer, scheduler=time, chance=Random(source))
    time.settle()
    return one


def talk(time: VirtualTime, *wires: Wire) -> None:
    """Let all speak until nobody has anything to say, in no time."""
    said = -1
    while said != (said := sum(len(wire.frames) for wire in wires)):
        time.settle()
        for wire in wires:
            wire.carry()


class Conversation:
    """What Bo says to Ana, who has some of his and some of her own.

    Attributes:
        frames: what Bo says, from hello to bye.
        anas_past, bos_past: what Ana had before, and Bo has in the end.
    """

    def __init__(self) -> None:
        self._time = time = VirtualTime()
        ana, bo, cy = [person(source, time) for source in (ANA, BO, CY)]
        for one, words in ((bo, ["ab", "c" * 9]), (cy, ["de"]), (ana, ["fgh"])):
            self._write(one, words)
        self._meet(ana, bo)
        self._write(ana, ["r"])
        self.anas_past = _past(ana)
        for one, words in ((cy, ["i", "jk"]), (bo, ["lmn", "o"])):
            self._write(one, words)
        cy.dispatcher.bulletin.say(PROFILE, encode_profile(Profile("Cy", "#00ff00")))
        self._meet(bo, cy)

        bo.dispatcher.receive([signed_run(EVES, word).raw for word in "xy"])
        time.settle()
        wants(ana)
        ana.dispatcher.blobs.put(ANAS_BLOB)
        bo.dispatcher.blobs.put(BOS_BLOB)
        bo.dispatcher.want_blob(blob_hash(ANAS_BLOB))
        bulletin = bo.dispatcher.bulletin
        bulletin.say(PROFILE, encode_profile(Profile("Bo", "#ff0000", "star")))
        wire = Wire(ana.dispatcher, bo.dispatcher)
        talk(time, wire)
        self._write(bo, ["pq"])
        bulletin.say(PRESENCE, b"here")
        bulletin.say(LINKS, links_value([ANA, CY]))
        bo.dispatcher.blobs.put(LATE_BLOB)
        for _ in range(8):
            talk(time, wire)
            time.pass_time(STEP)
        talk(time, wire)
        wire.sessions[1].end("going home")
        talk(time, wire)
        assert len(ana.log) == len(bo.log), "they were equal in the end"
        self.frames = [encode(f.message) for f in wire.frames if f.sender is bo.dispatcher]
        self.bos_past = _past(bo)
        self.updates = {update.name: update for update in bo.log}

    def _meet(self, one: Replica, other: Replica) -> None:
        wire = Wire(one.dispatcher, other.dispatcher)
        talk(self._time, wire)
        wire.lose()

    def _write(self, one: Replica, words: list[str]) -> None:
        """One run for each word."""
        for word in words:
            one.type(word)
            one.dispatcher.flush()
            self._time.settle()


def wants(ana: Replica) -> None:
    """Ana looks for what Bo has, and for what he will only have later."""
    for blob in (BOS_BLOB, LATE_BLOB):
        ana.dispatcher.want_blob(blob_hash(blob))


def _past(one: Replica) -> list[Stored]:
    found: list[Stored] = []
    for chain in one.dispatcher.stored:
        runs = one.dispatcher.runs_after(chain, 0, max_bytes=2**30)
        found += [Stored(run, NOON) for run in runs]
    return found
