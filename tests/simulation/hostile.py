"""A peer that lies, forges, forks and floods, with no secret but its own."""

import random
from collections.abc import Callable
from hashlib import blake2b

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.facts.facts import Fact, signed_bytes
from redux_scuttlebutt.sync.facts.stability import STANDING, Report, encode_report
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire import evidence as accuse
from redux_scuttlebutt.sync.wire.codec import encode as encode_action
from redux_scuttlebutt.sync.wire.messages import (
    PROTOCOL,
    Delta,
    Digest,
    Entry,
    Evidence,
    Hello,
    decode,
    encode,
)
from redux_scuttlebutt.sync.wire.run import Chain, Head, Header, Run, write_body

from .deeds import FIRST, did
from .heap import SECOND, Heap
from .node import ROOM
from .signer import TableSigner

__all__ = ["Hostile"]


class _Talk:
    """What stands in for a session: says what it is told to, and remembers what it hears."""

    def __init__(self, hostile: "Hostile", wake: Callable[[], object]) -> None:
        self._hostile = hostile
        self._wake = wake
        self._frames = [encode(hostile.hello()), encode(Digest([], whole=True))]
        self.stage = Stage.OPEN
        self.peer: SourceId | None = None

    def say(self, *frames: bytes) -> None:
        self._frames += frames
        self._wake()

    def fall_silent(self) -> None:
        self._frames.clear()

    def next_frame(self) -> bytes | None:
        return self._frames.pop(0) if self._frames else None

    def receive(self, frame: bytes) -> None:
        match decode(frame):
            case Hello() as hello:
                self.peer = SourceId(hello.source)
            case Delta() as delta:
                self._hostile.hear([Run(raw) for raw in delta.runs])
            case Digest() | Evidence():
                pass
            case _:
                self.stage = Stage.OVER
                self._wake()

    def lost(self, reason: str = "") -> None:  # noqa: ARG002
        self.stage = Stage.OVER


class Hostile:
    """Fulfils `Party`. Its own chain is a good one, but for what it is told to do."""

    is_alive = True

    def __init__(
        self, number: int, heap: Heap, source: SourceId, signer: TableSigner, clock: str
    ) -> None:
        self.number = number
        self.life = 0
        self.source = source
        self._heap = heap
        self._signer = signer
        self._clock = clock
        self._chain = Chain(source, Incarnation(0))
        self._head = Head()
        self._runs: list[Run] = []
        self._heard: dict[bytes, Run] = {}
        self._talks: list[_Talk] = []
        self._victim = source

    def new_session(self, wake: Callable[[], object]) -> _Talk:
        talk = _Talk(self, wake)
        self._talks = [t for t in self._talks if t.stage is Stage.OPEN]
        self._talks.append(talk)
        return talk

    def do(self, callback: Callable[[], object]) -> None:
        callback()

    def effect(self) -> None:
        pass

    def hello(self) -> Hello:
        return Hello(
            protocol=PROTOCOL,
            room=ROOM,
            source=self.source,
            name="a friend",
            first_state=bytes.fromhex(state_hash(FIRST)),
            clock=self._clock,
            reducer=1,
            program="another program",
            now=0,
        )

    def hear(self, runs: list[Run]) -> None:
        self._heard |= {run.hash: run for run in runs}

    def misbehave(self, victim: SourceId, what: int) -> str | None:
        """Do something to `victim`, if there is a link to it; returns what."""
        talks = [t for t in self._talks if t.stage is Stage.OPEN and t.peer == victim]
        if not talks:
            return None
        chance = random.Random(f"mischief {what}")
        deeds = (
            self._behave,
            self._behave,
            self._cut_short,
            self._mutate,
            self._babble,
            self._forge,
            self._bad_batch,
            self._absurd_stamp,
            self._fork,
            self._flood,
            self._lie,
            self._accuse,
            self._break_promise,
            self._greet_again,
        )
        deed = chance.choice(deeds)
        self._victim = victim
        frames = deed(chance)
        talks[-1].say(*frames)
        return deed.__name__.strip("_").replace("_", " ")

    def give_up(self) -> None:
        """Say nothing more."""
        for talk in self._talks:
            talk.fall_silent()

    # Deeds

    def _behave(self, chance: random.Random) -> list[bytes]:
        """Send the chain as an honest peer would, with an update more."""
        self._go_on(self._next(chance))
        return [_delta(run) for run in self._runs]

    def _cut_short(self, chance: random.Random) -> list[bytes]:
        frame = _delta(*self._some(chance))
        return [frame[: chance.randrange(len(frame))]]

    def _mutate(self, chance: random.Random) -> list[bytes]:
        frame = bytearray(_delta(*self._some(chance)))
        for _ in range(chance.choice([1, 1, 5])):
            frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
        return [bytes(frame)]

    def _babble(self, chance: random.Random) -> list[bytes]:
        return [chance.randbytes(chance.randrange(200))]

    def _forge(self, chance: random.Random) -> list[bytes]:
        """Go on with somebody else's chain, without their secret; or beside its own."""
        known = self._some(chance)[-1]
        return [_delta(self._run(chance, known.chain, known.head))]

    def _bad_batch(self, chance: random.Random) -> list[bytes]:
        """Runs that are all right, stamped ahead; and a last one that spoils them all."""
        ahead = chance.choice([50, 3600])
        good = self._run(chance, self._chain, self._head, ahead)
        bad = self._run(chance, self._chain, good.head, ahead)
        raw = bytearray(bad.raw)
        raw[chance.randrange(len(raw))] ^= 1
        return [encode(Delta([good.raw, bytes(raw)]))]

    def _absurd_stamp(self, chance: random.Random) -> list[bytes]:
        ahead = chance.choice([59, 61, 3600, 10**6, 4 * 10**9])
        self._go_on(self._run(chance, self._chain, self._head, ahead))
        return [_delta(run) for run in self._runs]

    def _fork(self, chance: random.Random) -> list[bytes]:
        """A second history for this victim: its last run, or its next, is another one."""
        runs = self._runs[:-1]
        other = self._run(chance, self._chain, runs[-1].head if runs else Head())
        return [_delta(run) for run in [*runs, other]]

    def _flood(self, chance: random.Random) -> list[bytes]:
        for _ in range(chance.randrange(10, 60)):
            self._go_on(self._next(chance))
        return [_delta(run) for run in self._runs]

    def _lie(self, chance: random.Random) -> list[bytes]:
        """Claim to have more than there is, of the victim's own chain too."""
        chains = [run.chain for run in self._some(chance)]
        chains.append(Chain(self._victim, Incarnation(chance.randrange(3))))
        entries = [Entry(*chain, chance.choice([1, 10, 10**6]), bytes(8)) for chain in chains]
        return [encode(Digest(entries, whole=chance.random() < 0.5, more=chance.random() < 0.1))]

    def _accuse(self, chance: random.Random) -> list[bytes]:
        """Show two runs that contradict each other, the second in somebody else's name."""
        known = self._some(chance)[0]
        before = Head(known.header.first - 1, known.header.previous)
        other = self._run(chance, known.chain, before)
        return [_found(accuse.Evidence.pair(*map(accuse.SignedHeader.of, (known, other))))]

    def _break_promise(self, chance: random.Random) -> list[bytes]:
        """Show a run of its own that it had promised not to make."""
        run = chance.choice(self._runs) if self._runs else self._next(chance)
        header = run.header
        report = Report(header.incarnation, header.first - 1, header.last_timestamp, 0)
        fact = Fact(self.source, STANDING, 1, encode_report(report), b"")
        fact = fact._replace(signature=self._signer.sign(signed_bytes(ROOM, fact)))
        return [_found(accuse.Evidence.promise(accuse.SignedHeader.of(run), fact))]

    def _greet_again(self, _chance: random.Random) -> list[bytes]:
        return [encode(self.hello())]

    # How

    def _some(self, chance: random.Random) -> list[Run]:
        """Some of what it knows, in the order in which it came."""
        known = [*self._heard.values(), *self._runs]
        if not known:
            self._go_on(self._next(chance))
            known = self._runs
        start = chance.randrange(len(known))
        return known[start : start + chance.randrange(1, 6)]

    def _next(self, chance: random.Random) -> Run:
        return self._run(chance, self._chain, self._head)

    def _go_on(self, run: Run) -> None:
        self._runs.append(run)
        self._head = run.head

    def _run(self, chance: random.Random, chain: Chain, after: Head, ahead_s: int = 0) -> Run:
        actions = [encode_action(did(chance.randrange(10**6)))[0] for _ in range(3)]
        count = self._clock == "lamport"
        stamp = after.timestamp + 1 if count else self._heap.now + ahead_s * SECOND
        if count and ahead_s > 3600:
            stamp += 2**41
        stamp = max(min(stamp, 2**53 - 10), after.timestamp + 1)
        stamp = min(stamp, 2**53 - 4)
        stamps = [stamp, stamp + 1, stamp + 2]
        body = write_body(stamps, actions)
        header = Header(
            version=0,
            room=ROOM,
            source=chain.source,
            incarnation=chain.incarnation,
            first=after.sequence + 1,
            updates=len(stamps),
            first_timestamp=stamps[0],
            last_timestamp=stamps[-1],
            previous=after.hash,
            key_epoch=0,
            body_bytes=len(body),
            body_hash=blake2b(body, digest_size=32).digest(),
        )
        return Run.build(header, body, self._signer.sign(header.pack()))


def _found(evidence: accuse.Evidence | None) -> bytes:
    return encode(Evidence([evidence.raw] if evidence is not None else []))


def _delta(*runs: Run) -> bytes:
    return encode(Delta([run.raw for run in runs]))
