"""Whatever is done where, and whichever links hold when: in the end all are equal."""

import random
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.undo import DEFAULT_HORIZON, next_redo, next_undo, redo, undo
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.clock import LamportClock
from redux_scuttlebutt.sync.pair import Link, pair
from redux_scuttlebutt.sync.scheduler import Inline
from support.logs import ImpatientLog
from support.reference import reference
from support.replica import ANA, BO, CY, DI, Replica, assert_equal, text, typed
from support.replica import replica as make
from support.virtual_time import NOON

SOURCES = (ANA, BO, CY, DI)
LETTERS = st.text("abexyz", min_size=1, max_size=8)


class Convergence(RuleBasedStateMachine):
    """Two to four replicas, each with a link to each, and a clock of its own."""

    @initialize(count=st.integers(2, 4), lamport=st.booleans(), seed=st.integers(0, 2**16))
    def start(self, count: int, lamport: bool, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lamport = lamport
        self.logs = [ImpatientLog() for _ in range(count)]
        # Their clocks differ by up to ten seconds.
        self.clocks = [NOON + self.chance.randrange(10_000_000) for _ in range(count)]
        self.replicas = [self.boot(n) for n in range(count)]
        self.accepted: list[tuple[int, Any]] = []
        self.links: dict[tuple[int, int], Link] = {}

    def boot(self, number: int) -> Replica:
        def now() -> int:
            self.clocks[number] += 1
            return self.clocks[number]

        options: dict[str, Any] = {"clock": LamportClock()} if self.lamport else {}
        return make(
            SOURCES[number],
            text,
            scheduler=Inline(now=now),
            log=self.logs[number],
            **options,
        )

    def do(self, number: int, action: Any) -> None:
        try:
            self.replicas[number].store.dispatch(action)
        except Refused:
            return
        self.accepted.append((number, action))

    def pick(self, who: int) -> int:
        return who % len(self.replicas)

    @rule(who=st.integers(0, 3), letters=LETTERS)
    def type(self, who: int, letters: str) -> None:
        for letter in letters:
            self.do(self.pick(who), typed(letter))

    @rule(who=st.integers(0, 3), count=st.integers(60, 140))
    def burst(self, who: int, count: int) -> None:
        for _ in range(count):
            self.do(self.pick(who), typed("b"))

    @rule(who=st.integers(0, 3), sizes=st.lists(st.integers(10_000, 48_000), max_size=4))
    def paste(self, who: int, sizes: list[int]) -> None:
        for size in sizes:
            self.do(self.pick(who), typed("b" * size))

    @rule(who=st.integers(0, 3))
    def undo(self, who: int) -> None:
        one = self.replicas[self.pick(who)]
        update = next_undo(one.dispatcher.history, one.dispatcher.source)
        if update is not None:
            self.do(self.pick(who), undo(update.name))

    @rule(who=st.integers(0, 3))
    def redo(self, who: int) -> None:
        one = self.replicas[self.pick(who)]
        update = next_redo(one.dispatcher.history, one.dispatcher.source)
        if update is not None:
            self.do(self.pick(who), redo(update.name))

    @rule(who=st.integers(0, 3), seconds=st.integers(1, 5))
    def time_passes(self, who: int, seconds: int) -> None:
        self.clocks[self.pick(who)] += seconds * 1_000_000

    @rule(one=st.integers(0, 3), other=st.integers(0, 3))
    def join(self, one: int, other: int) -> None:
        ends = tuple(sorted({self.pick(one), self.pick(other)}))
        if len(ends) == 2:
            self.connect(ends)

    def connect(self, ends: tuple[int, int]) -> None:
        if ends in self.links:
            self.links[ends].join()
        else:
            a, b = (self.replicas[end].dispatcher for end in ends)
            self.links[ends] = pair(a, b)

    @precondition(lambda self: self.links)
    @rule(which=st.integers(0, 5))
    def cut(self, which: int) -> None:
        list(self.links.values())[which % len(self.links)].cut()

    @rule(who=st.integers(0, 3))
    def restart(self, who: int) -> None:
        number = self.pick(who)
        for ends in [ends for ends in self.links if number in ends]:
            self.links.pop(ends).cut()
        self.replicas[number].dispatcher.close()
        self.replicas[number] = self.boot(number)

    @invariant()
    def joined_replicas_are_equal(self) -> None:
        for (one, other), link in self.links.items():
            if link.is_joined:
                assert_equal(self.replicas[one], self.replicas[other])

    def teardown(self) -> None:
        if not hasattr(self, "links"):
            return
        for ends in combinations(range(len(self.replicas)), 2):
            self.connect(ends)
        first = self.replicas[0]

        assert_equal(*self.replicas)
        by_source: dict[SourceId, list[Any]] = {source: [] for source in SOURCES}
        for number, action in self.accepted:
            by_source[SOURCES[number]].append(action)
        for source, actions in by_source.items():
            mine = first.dispatcher.history.own(source)
            assert [update.action for update in mine] == actions
            assert [update.sequence for update in mine] == list(range(1, len(actions) + 1))
        self.agrees_with_the_model(first)

    def agrees_with_the_model(self, one: Replica) -> None:
        history = one.dispatcher.history
        truth = reference(text, "", one.log, DEFAULT_HORIZON)
        assert one.state == truth.state
        for update in one.log:
            outcome = truth.outcomes[update.name]
            assert history.is_undone(update) == (outcome == "undone")
            if outcome != "undone":
                assert (history.refusal(update) is None) == (outcome == "applied")


Convergence.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestConvergence = Convergence.TestCase
