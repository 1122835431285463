"""The history against the reference model, in any order of arrival and any slices."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.undo import is_control, redo, undo
from redux_scuttlebutt.store.update import Incarnation, Name, Sequence, SourceId, Timestamp, Update
from support.reference import Truth, reference
from support.updates import letters

SOURCES = [SourceId(bytes([n]) * 2) for n in range(3)]
MINE = (SOURCES[0], Incarnation(2))
HORIZON = 60

Chain = tuple[SourceId, Incarnation]

chains = st.tuples(st.sampled_from(SOURCES), st.sampled_from([Incarnation(0), Incarnation(1)]))


def last_letters(state: str | None, action: Any) -> Any:
    result = letters(state, action)
    return result if result is REFUSED else result[-4:]


class HistoryMachine(RuleBasedStateMachine):
    """People type and undo; what they did arrives here in any order, and is folded in slices.

    The letter "m" needs memory, of which there is sometimes not enough.
    """

    @initialize()
    def begin(self) -> None:
        self.memory_is_short = False
        self.reducer = letters
        self.history = History(self.reduce, "", undo_horizon=HORIZON, checkpoints=48)
        self.made: dict[Chain, list[Update]] = {}
        self.undelivered: list[Update] = []
        self.inserted: dict[Name, Update] = {}
        self.arrived: dict[Name, int] = {}
        self.now = 1
        self.batches = 0

    def reduce(self, state: str | None, action: Any) -> Any:
        if self.memory_is_short and action["payload"] == "m":
            raise MemoryError("too little memory for an m")
        return self.reducer(state, action)

    # What people do

    def make(self, chain: Chain, action: Any) -> Update:
        mine = self.made.setdefault(chain, [])
        stamp = Timestamp(max(self.now, mine[-1].timestamp + 1 if mine else 0))
        update = Update(stamp, *chain, Sequence(len(mine) + 1), action)
        mine.append(update)
        return update

    @rule(who=chains, text=st.text("abmxyz", min_size=1, max_size=12), pace=st.integers(0, 2))
    def others_type(self, who: Chain, text: str, pace: int) -> None:
        for letter in text:
            self.now += pace
            self.undelivered.append(self.make(who, {"type": "typed", "payload": letter}))

    @rule(by=st.one_of(st.integers(-30, 30), st.just(HORIZON)))
    def a_clock_jumps(self, by: int) -> None:
        self.now = max(1, self.now + by)

    @rule(
        who=chains,
        whose=st.one_of(st.none(), chains, st.just(MINE)),
        first=st.integers(1, 30),
        length=st.one_of(st.integers(0, 4), st.integers(0, 40)),
        kind=st.sampled_from([undo, undo, redo]),
    )
    def others_undo(
        self, who: Chain, whose: Chain | None, first: int, length: int, kind: Any
    ) -> None:
        chain = whose or who
        start, end = Name(*chain, Sequence(first)), Name(*chain, Sequence(first + length))
        self.undelivered.append(self.make(who, kind(start, end)))

    @rule(
        who=chains,
        which=st.integers(0, 9),
        kinds=st.lists(st.sampled_from([undo, redo]), min_size=2, max_size=3),
    )
    def others_undo_and_redo_the_same(self, who: Chain, which: int, kinds: list[Any]) -> None:
        mine = [u for u in self.made.get(who, []) if not is_control(u)]
        if mine:
            target = mine[-1 - which % len(mine)]
            self.undelivered += [self.make(who, kind(target.name)) for kind in kinds]

    @rule(
        who=chains,
        payload=st.sampled_from(
            [None, {}, {"source": "zz", "incarnation": 0, "first": 1, "last": 1}]
        ),
    )
    def others_undo_nothing_that_can_be_understood(self, who: Chain, payload: Any) -> None:
        self.undelivered.append(self.make(who, {"type": "history/undone", "payload": payload}))

    def append(self, action: Any) -> bool:
        """Do something here; the clock is ahead of everything that arrived."""
        self.now = max([self.now, *(u.timestamp + 1 for u in self.inserted.values())])
        update = self.make(MINE, action)
        before = self.history.state
        try:
            state = self.history.judge(update)
        except (Refused, MemoryError):
            self.made[MINE].remove(update)
            assert self.history.state == before
            return False
        with self.a_batch(update):
            self.history.append(update, state, arrived=self.batches)
        # A control shows once it is folded; everything else, at once.
        assert self.history.state == (before if is_control(update) else state)
        return True

    @rule(letter=st.sampled_from("abmxyz"))
    def i_type(self, letter: str) -> None:
        self.append({"type": "typed", "payload": letter})

    @precondition(lambda self: self.made.get(MINE))
    @rule(back=st.integers(0, 5), kind=st.sampled_from([undo, undo, redo]))
    def i_undo(self, back: int, kind: Any) -> None:
        mine = self.made[MINE]
        self.append(kind(mine[max(0, len(mine) - 1 - back)].name))

    # How it arrives

    @contextmanager
    def a_batch(self, *batch: Update) -> Generator[None]:
        """Checks how late those updates were that the body puts into the log."""
        known = list(self.history.arrivals)
        for update in batch:
            self.inserted[update.name] = update
            self.arrived[update.name] = self.batches
        yield
        new = self.history.arrivals[len(known) :]
        assert self.history.arrivals[: len(known)] == known
        waited = not batch
        for update in new:
            depth = sum(update[:4] < other[:4] for other in known)
            late = self.history.lateness(update)
            if waited:  # Those that waited may have passed each other besides.
                assert late is None or depth <= late.depth <= depth + len(new)
                assert late is not None or depth == 0
            else:
                assert (late.depth if late else 0) == depth
            assert late is None or late.arrived == self.arrived[update.name]

    def deliver(self, data: st.DataObject) -> list[Update]:
        places = st.integers(0, len(self.undelivered) - 1)
        chosen = data.draw(st.lists(places, min_size=1, max_size=40, unique=True))
        batch = [self.undelivered[n] for n in chosen]
        self.undelivered = [u for n, u in enumerate(self.undelivered) if n not in set(chosen)]
        self.batches += 1
        return batch

    @precondition(lambda self: self.undelivered)
    @rule(data=st.data())
    def some_arrive(self, data: st.DataObject) -> None:
        batch = self.deliver(data)
        with self.a_batch(*batch):
            self.history.insert(batch, arrived=self.batches)

    @precondition(lambda self: self.undelivered and self.history.is_settled)
    @rule(data=st.data())
    def some_arrive_and_are_folded(self, data: st.DataObject) -> None:
        self.memory_is_short = False
        before = self.truth()
        batch = self.deliver(data)

        with self.a_batch(*batch):
            report = self.history.merge(batch, arrived=self.batches)

        after = self.truth()
        late = [u for u in sorted(batch) if before.log and u < before.log[-1]]
        turned = self.turned(before, after)
        moved = [u for u, was, becomes in turned if "undone" in (was, becomes)]
        if not late and not moved:
            assert report is None
            return
        assert report is not None
        assert report is self.history.rewinds[-1]
        assert report.cause == ("late" if late else "undo")
        assert report.late == tuple(late)
        assert report.place == after.log.index(min(late + moved))
        assert report.depth == len(before.log) - report.place
        assert report.replayed == len(after.log) - report.place
        assert report.arrived == self.batches
        assert [(c.update, c.before, c.after) for c in report.changes] == turned

    @precondition(lambda self: self.inserted)
    @rule()
    def everything_is_here_already(self) -> None:
        before = list(self.history.updates), self.history.progress
        # Those that wait are refused as well.
        for update in list(self.inserted.values())[:: max(1, len(self.inserted) // 3)]:
            try:
                self.history.insert([update])
            except ValueError:
                continue
            raise AssertionError(f"{update!r} was taken in twice")
        assert before == (list(self.history.updates), self.history.progress)

    # How it is folded

    @rule(steps=st.integers(1, 20))
    def fold_a_little(self, steps: int) -> None:
        with self.a_batch():
            self.history.fold(steps)

    @rule()
    def fold_to_the_end(self) -> None:
        with self.a_batch():
            progress = self.history.fold()
        assert progress.is_complete or self.history.stopped

    @rule(short=st.booleans())
    def memory_comes_and_goes(self, short: bool) -> None:
        self.memory_is_short = short

    @rule()
    def resume(self) -> None:
        with self.a_batch():
            self.history.resume()

    @rule()
    def another_reducer(self) -> None:
        self.reducer = last_letters if self.reducer is letters else letters
        self.history.replace_reducer(self.reduce)

    @precondition(lambda self: self.history.is_settled and len(self.history) > 0)
    @rule()
    def another_reducer_and_all_is_folded(self) -> None:
        self.memory_is_short = False
        before = self.truth()
        self.another_reducer()

        self.history.fold()

        report = self.history.rewinds[-1]
        assert (report.cause, report.place, report.late) == ("reducer", 0, ())
        assert report.depth == report.replayed == len(before.log)
        turned = self.turned(before, self.truth())
        assert [(c.update, c.before, c.after) for c in report.changes] == turned

    # What is always true

    def truth(self) -> Truth:
        """What the updates in the log mean; those that wait are not in it yet."""
        return reference(self.reducer, "", self.history.updates, HORIZON)

    def turned(self, before: Truth, after: Truth) -> list[tuple[Update, str, str]]:
        """Whose outcome is another one now, in the order. Controls have none of their own."""
        outcomes = [
            (u, before.outcomes[u.name], after.outcomes[u.name])
            for u in before.log
            if not is_control(u)
        ]
        return [(u, was, becomes) for u, was, becomes in outcomes if was != becomes]

    @invariant()
    def what_is_folded_equals_the_reference(self) -> None:
        history, truth = self.history, self.truth()
        assert list(history.updates) == truth.log
        undone = {name for name, outcome in truth.outcomes.items() if outcome == "undone"}
        assert {u.name for u in truth.log if history.is_undone(u)} == undone
        void = {name for name, outcome in truth.outcomes.items() if outcome == "void"}
        assert {u.name for u in truth.log if is_control(u) and history.refusal(u)} == void
        folded = [u for u in truth.log[: history.folded] if not is_control(u)]
        refused = {u.name for u in folded if truth.outcomes[u.name] == "refused"}
        assert {u.name for u in folded if history.refusal(u)} == refused

    @invariant()
    def any_folded_place_has_the_state_of_its_prefix(self) -> None:
        history, states = self.history, self.truth().states
        short, self.memory_is_short = self.memory_is_short, False
        place = 7 * len(self.inserted) % (history.folded + 1)
        assert history.state_at(place) == states[place]
        start = max(0, place - 3)
        assert history.states(start, place) == states[start : place + 1]
        assert history.state_at(history.folded) == states[history.folded]
        self.memory_is_short = short

    @invariant()
    def settled_means_that_everything_is_shown(self) -> None:
        history = self.history
        assert history.progress.is_complete == history.is_settled
        if history.is_settled:
            assert history.stopped is None
            assert history.folded == len(history) == len(self.inserted)
            assert history.state == self.truth().state

    @invariant()
    def stopped_means_that_memory_was_short_there(self) -> None:
        if self.history.stopped:
            stopped = self.history.stopped
            assert isinstance(stopped.cause, MemoryError)
            assert stopped.update is self.history.updates[self.history.folded]
            assert stopped.state == self.truth().states[self.history.folded]

    @invariant()
    def kept_states_are_bounded(self) -> None:
        assert self.history.checkpoint_before(self.history.folded)[0] <= self.history.folded

    def teardown(self) -> None:
        if not hasattr(self, "history"):
            return
        self.memory_is_short = False
        self.batches += 1
        with self.a_batch(*self.undelivered):
            self.history.insert(self.undelivered, arrived=self.batches)
        with self.a_batch():
            self.history.resume()
        assert self.history.is_settled
        self.what_is_folded_equals_the_reference()
        self.settled_means_that_everything_is_shown()
        for update in self.inserted.values():
            assert self.history.find(update.name) is update
            assert self.history.updates[self.history.place_of(update)] is update
        for source in SOURCES:
            own = [u for u in self.history.updates if u.source == source]
            assert self.history.own(source) == own


TestHistory = HistoryMachine.TestCase
TestHistory.settings = settings(stateful_step_count=40)
