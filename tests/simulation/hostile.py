"""A peer that lies, forges, forks, floods, withholds and replays, with no secret but its own."""

import random
from collections.abc import Callable

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.facts.stability import Report
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire import evidence as accuse
from redux_scuttlebutt.sync.wire.messages import (
    PROTOCOL,
    Beat,
    Delta,
    Digest,
    Entry,
    Evidence,
    Facts,
    Hello,
    SentFact,
    encode,
)
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .deeds import FIRST
from .forger import Forger
from .heap import SECOND, Heap
from .hoard import Hoard
from .node import ROOM
from .relay import Policy, Talk
from .signer import TableSigner

__all__ = ["NEWER", "Hostile"]

HOUR = 3600 * SECOND
MOST = 2**53 - 1
NEWER = 1_000_000
"""From here on mischief is of the kinds that came later: plans kept before stay as they were."""


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
        self._forger = Forger(heap, signer, clock)
        self._clock = clock
        self._chain = Chain(source, Incarnation(0))
        self._head = Head()
        self._runs: list[Run] = []
        self._branches: dict[tuple[SourceId, Chain], list[Run]] = {}
        self._hoard = Hoard()
        self._policy: Policy | None = None
        self._time: Callable[[Beat], Beat] | None = None
        self._version = 1
        self._talks: list[Talk] = []
        self._victim = source

    def new_session(self, wake: Callable[[], object]) -> Talk:
        talk = Talk(
            self.hello(), self._hoard, lambda: self._policy, self._answer, self._heard, wake
        )
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
            abilities=["facts", "beats"],
        )

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
        if what >= NEWER:
            deeds = (
                self._behave,
                self._relay,
                self._relay,
                self._withhold,
                self._withhold,
                self._withhold,
                self._equivocate,
                self._equivocate,
                self._equivocate,
                self._begin_anew,
                self._replay_runs,
                self._replay_frames,
                self._replay_facts,
                self._replay_evidence,
                self._lie_about_time,
                self._lie_about_time,
                self._lie_about_standing,
                self._lie_about_standing,
                self._forge_fact,
                self._forge_claim,
            )
        deed = chance.choice(deeds)
        self._victim = victim
        frames = deed(chance)
        talks[-1].say(*frames)
        return deed.__name__.strip("_").replace("_", " ")

    def give_up(self) -> None:
        """Say nothing more, but what time it is not."""
        self._policy = None
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
        return [_delta(self._forger.run(chance, known.chain, known.head))]

    def _bad_batch(self, chance: random.Random) -> list[bytes]:
        """Runs that are all right, stamped ahead; and a last one that spoils them all."""
        ahead = chance.choice([50, 3600])
        good = self._forger.run(chance, self._chain, self._head, ahead)
        bad = self._forger.run(chance, self._chain, good.head, ahead)
        raw = bytearray(bad.raw)
        raw[chance.randrange(len(raw))] ^= 1
        return [encode(Delta([good.raw, bytes(raw)]))]

    def _absurd_stamp(self, chance: random.Random) -> list[bytes]:
        ahead = chance.choice([59, 61, 3600, 10**6, 4 * 10**9])
        self._go_on(self._forger.run(chance, self._chain, self._head, ahead))
        return [_delta(run) for run in self._runs]

    def _fork(self, chance: random.Random) -> list[bytes]:
        """A second history for this victim: its last run, or its next, is another one."""
        runs = self._runs[:-1]
        other = self._forger.run(chance, self._chain, runs[-1].head if runs else Head())
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
        other = self._forger.run(chance, known.chain, before)
        return [_found(accuse.Evidence.pair(*map(accuse.SignedHeader.of, (known, other))))]

    def _break_promise(self, chance: random.Random) -> list[bytes]:
        """Show a run of its own that it had promised not to make."""
        run = chance.choice(self._runs) if self._runs else self._next(chance)
        header = run.header
        report = Report(header.incarnation, header.first - 1, header.last_timestamp, 0)
        fact = self._forger.standing(self.source, report, 1)
        return [_found(accuse.Evidence.promise(accuse.SignedHeader.of(run), fact))]

    def _greet_again(self, _chance: random.Random) -> list[bytes]:
        return [encode(self.hello())]

    # Deeds that came later

    def _relay(self, chance: random.Random) -> list[bytes]:
        """From now on pass on all that comes, as honest peers do."""
        self._policy = Policy(chance)
        return []

    def _withhold(self, chance: random.Random) -> list[bytes]:
        """From now on keep some chains back, or their ends, facts or evidence."""
        self._policy = Policy.withholding(chance)
        return []

    def _equivocate(self, chance: random.Random) -> list[bytes]:
        """Go on with the history that only this victim is shown, or begin another for it."""
        incarnation = self._chain.incarnation + chance.choice([0, 0, 0, 1, 2])
        chain = Chain(self.source, Incarnation(incarnation))
        branch = self._branches.get((self._victim, chain))
        if branch is None or chance.random() < 0.3:
            common = self._runs if chain == self._chain else []
            branch = common[: chance.randrange(len(common) + 1)]
        for _ in range(chance.randrange(1, 12)):
            head = branch[-1].head if branch else Head()
            branch = [*branch, self._forger.run(chance, chain, head, chance.choice([0, 0, -600]))]
        self._branches[self._victim, chain] = branch
        return [_delta(run) for run in branch]

    def _begin_anew(self, chance: random.Random) -> list[bytes]:
        """Leave the chain for a later incarnation, as if something had been lost."""
        raised = self._chain.incarnation + chance.choice([1, 1, 3])
        self._chain = Chain(self.source, Incarnation(raised))
        self._head, self._runs = Head(), []
        return self._behave(chance)

    def _replay_runs(self, chance: random.Random) -> list[bytes]:
        """Whatever it has, in another order, several in one frame."""
        known = self._some(chance) + self._some(chance) + self._some(chance)
        chance.shuffle(known)
        size = chance.randrange(1, 6)
        return [_delta(*known[n : n + size]) for n in range(0, len(known), size)]

    def _replay_frames(self, chance: random.Random) -> list[bytes]:
        """What was said on some link, by anybody, is said on this one."""
        frames = list(self._hoard.frames)
        return [chance.choice(frames) for _ in range(chance.randrange(1, 8))]

    def _replay_facts(self, chance: random.Random) -> list[bytes]:
        """Old words of everybody, this victim's own among them."""
        facts = list(self._hoard.facts)
        chance.shuffle(facts)
        return [encode(Facts([fact])) for fact in facts[:20]]

    def _replay_evidence(self, chance: random.Random) -> list[bytes]:
        found = list(self._hoard.evidence.values())
        chance.shuffle(found)
        return [encode(Evidence(found[:20])), encode(Evidence(found[:3] * 2))]

    def _lie_about_time(self, chance: random.Random) -> list[bytes]:
        """From now on answer beats by a clock that is wrong, or by none."""
        lies = random.Random(f"time {chance.random()}")
        wrong = chance.choice([-(10**6), -24, -23, -2, -1 / 360, 1, 2, 48]) * HOUR
        kind = chance.choice(["steady", "steady", "erratic", "absurd"])

        def answer(beat: Beat) -> Beat:
            sent, echo, held = self._heap.now + round(wrong), beat.sent, 0
            if kind == "erratic":
                sent = self._heap.now + round(lies.uniform(-24, 24) * HOUR)
                held = lies.choice([0, 1, SECOND, HOUR])
            elif kind == "absurd":
                sent, echo, held = (
                    lies.choice([0, 1, MOST, self._heap.now, beat.sent]) for _ in range(3)
                )
            sent = min(max(sent, 0), MOST)
            # "We have the same, and yet made another state of it."
            state = lies.choice([b"", bytes(8), beat.state])
            return Beat(sent, echo, held, lies.choice([0.0, 1e9]), 0.0, beat.summary, state)

        self._time = answer
        return []

    def _lie_about_standing(self, chance: random.Random) -> list[bytes]:
        """Promise nothing, or for ever; count too many, or take back what was counted."""
        now = self._heap.now
        incarnation = self._chain.incarnation
        report = Report(
            chance.choice([incarnation, incarnation, incarnation + 1, 2**32 - 1]),
            chance.choice([0, self._head.sequence, self._head.sequence, 10**6, MOST]),
            chance.choice([0, now - HOUR, now, now + 30 * SECOND, now + HOUR, MOST]),
            chance.choice([0, now, now + HOUR, MOST]),
        )
        self._version += chance.choice([1, 1, 1, 10**6])
        fact = self._forger.standing(self.source, report, self._version)
        return [_told(fact), *(self._behave(chance) if chance.random() < 0.5 else [])]

    def _forge_fact(self, chance: random.Random) -> list[bytes]:
        """Promise in somebody else's name, to have them accused."""
        source = self._some(chance)[0].chain.source
        report = Report(0, 0, self._heap.now, self._heap.now)
        return [_told(self._forger.standing(source, report, self._heap.now))]

    def _forge_claim(self, chance: random.Random) -> list[bytes]:
        """Claim another run than the victim's at an end that both have, and evidence of it."""
        claims = list(self._hoard.claimed.values())
        entries = [
            Entry(claim.source, claim.incarnation, claim.last, chance.randbytes(8), fork)
            for claim in claims[:10]
            for fork in [chance.choice([b"", b"", chance.randbytes(8)])]
        ]
        return [encode(Digest(entries, whole=chance.random() < 0.5))]

    # How

    def _some(self, chance: random.Random) -> list[Run]:
        """Some of what it knows, in the order in which it came."""
        known = [*self._hoard.runs.values(), *self._runs]
        if not known:
            self._go_on(self._next(chance))
            known = self._runs
        start = chance.randrange(len(known))
        return known[start : start + chance.randrange(1, 6)]

    def _heard(self) -> None:
        """What one said may be for another one."""
        if self._policy is not None:
            for talk in self._talks:
                talk.wake()

    def _answer(self, beat: Beat) -> Beat | None:
        return None if self._time is None else self._time(beat)

    def _next(self, chance: random.Random) -> Run:
        return self._forger.run(chance, self._chain, self._head)

    def _go_on(self, run: Run) -> None:
        self._runs.append(run)
        self._head = run.head


def _found(evidence: accuse.Evidence | None) -> bytes:
    return encode(Evidence([evidence.raw] if evidence is not None else []))


def _delta(*runs: Run) -> bytes:
    return encode(Delta([run.raw for run in runs]))


def _told(fact: Fact) -> bytes:
    return encode(Facts([SentFact(*fact)]))
