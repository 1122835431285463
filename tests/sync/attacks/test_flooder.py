"""Attack 18: a member floods. The others' updates are to be seen as soon as without the flood.

Counted in what the machine does: a job of the worker, and a turn of the loop, in which the
fold may take a slice. No clock of this machine is looked at.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId, Update
from redux_scuttlebutt.sync.gossip.session import Session, Stage
from redux_scuttlebutt.sync.intake import applier, queues
from redux_scuttlebutt.sync.wire.messages import Delta, encode
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run
from support.replica import ANA, BO, CY, DI, Replica, replica
from support.virtual_time import NOON
from support.wire import Stranger, forge
from support.worker import Worker

JOB_S = 0.003
"""What a job takes the worker."""

FOLD_S = 0.000_05
"""What one update takes the reducer."""

FRAME_S = 0.016
RUNS_PER_FRAME = 100
FRAMES = 70
BEGIN = 10
"""After so many frames the machine knows how long its reducer takes; then others speak."""
UPDATES = 4


class Author:
    """Somebody whose chain grows."""

    def __init__(self, source: SourceId) -> None:
        self._chain = Chain(source, Incarnation(0))
        self._head = Head()

    def runs(self, count: int, now: int, updates: int = 1) -> list[Run]:
        made: list[Run] = []
        for _ in range(count):
            first = max(now, self._head.timestamp + 1)
            stamps = [first + n for n in range(updates)]
            action = {"type": "said", "payload": self._chain.source.hex()[:2]}
            run = forge(self._chain, *[action] * updates, after=self._head, timestamps=stamps)
            self._head = run.head
            made.append(run)
        return made


class Machine:
    """One replica, the flooder's link and that of a neighbour who passes on the quiet ones."""

    def __init__(self, *, flood: bool, relayed: bool) -> None:
        self.time = Worker()
        self.ana: Replica = replica(ANA, self._count, scheduler=self.time)
        self.time.settle()
        self.flooder, self.quiet = Author(BO), [Author(CY), Author(DI)]
        self._loud = self._link(BO)
        self._calm = self._loud if relayed else self._link(CY)
        self._is_flooded = flood
        self.sent: dict[tuple[SourceId, int], float] = {}
        self.delays: list[float] = []
        self._shown: dict[SourceId, int] = {}

    def _link(self, source: SourceId) -> Session:
        return Stranger(self.ana.dispatcher, source).greet().session

    def _count(self, state: Any, action: Any) -> Any:
        self.time.compute(FOLD_S)
        counts = dict(state or {})
        if action["type"] == "said":
            counts[action["payload"]] = counts.get(action["payload"], 0) + 1
        return counts

    def run(self) -> "Machine":
        for number in range(FRAMES):
            start = self.time.timer()
            if self._is_flooded:
                runs = self.flooder.runs(RUNS_PER_FRAME, self.time.now(), UPDATES)
                self._say(self._loud, runs)
            if number >= BEGIN and number % 5 == 0:
                for author, source in zip(self.quiet, (CY, DI), strict=True):
                    [run] = author.runs(1, self.time.now())
                    self.sent[source, run.last] = self.time.timer()
                    self._say(self._calm, [run])
            self._frame(start + FRAME_S)
        while self.sent:
            self._frame(self.time.timer() + FRAME_S)
        return self

    def _say(self, session: Session, runs: list[Run]) -> None:
        session.receive(encode(Delta([run.raw for run in runs])))
        while session.next_frame() is not None:
            pass
        assert session.stage is Stage.OPEN, session.over

    def _frame(self, end: float) -> None:
        """Turns and jobs, one after the other, until the frame is over."""
        while self.time.timer() < end:
            moved = bool(self.time.jobs)
            if moved:
                self.time.compute(JOB_S)
                self.time.jobs.popleft()()
            moved = self.time.turn() or moved
            self._look()
            if not moved:
                self.time.compute(max(end - self.time.timer(), 0.000_001))
        self._look()

    def _look(self) -> None:
        state: dict[str, int] = self.ana.state or {}
        for place in [p for p in self.sent if state.get(p[0].hex()[:2], 0) >= p[1]]:
            self.delays.append(self.time.timer() - self.sent.pop(place))

    @property
    def p99(self) -> float:
        return sorted(self.delays)[len(self.delays) * 99 // 100]


@pytest.mark.parametrize("relayed", [False, True], ids=["own link", "behind the flooder"])
def test_quiet_authors_wait_no_longer_than_three_frames_beside_a_flood(relayed: bool) -> None:
    alone = Machine(flood=False, relayed=relayed).run()
    flooded = Machine(flood=True, relayed=relayed).run()

    assert len(flooded.delays) == len(alone.delays) == 2 * (FRAMES - BEGIN) // 5
    # Nobody can see less than a frame.
    assert max(flooded.p99, FRAME_S) <= 3 * max(alone.p99, FRAME_S)


def test_nothing_of_the_flood_is_dropped() -> None:
    flooded = Machine(flood=True, relayed=True).run()

    flooded.time.do_all()

    assert flooded.ana.state[BO.hex()[:2]] == FRAMES * RUNS_PER_FRAME * UPDATES


class Forgetful:
    """In the place of `Recent`: nobody was ever loud."""

    def __init__(self, timer: Callable[[], float]) -> None:
        pass

    def add(self, key: object, amount: float) -> None:
        pass

    def of(self, _key: object) -> float:
        return 0.0


def test_without_the_defence_they_would_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test above can fail: first come, first served."""
    monkeypatch.setattr(queues, "Recent", Forgetful)

    def all_at_once(updates: Sequence[Update], _most: int) -> tuple[list[Update], list[Update]]:
        return list(updates), []

    monkeypatch.setattr(applier, "quiet_first", all_at_once)

    flooded = Machine(flood=True, relayed=True).run()

    assert flooded.p99 > 3 * FRAME_S


def test_a_flood_delays_nobody_who_is_alone() -> None:
    """The flooder's own updates, where nobody else is there, come as fast as they can."""
    time = Worker()
    ana = replica(ANA, scheduler=time)
    time.settle()
    session = Stranger(ana.dispatcher, BO).greet().session
    runs = Author(BO).runs(200, NOON)

    session.receive(encode(Delta([run.raw for run in runs])))
    time.do_all()

    assert len(ana.log) == 200
    assert ana.dispatcher.stats["held_back"] == 0
