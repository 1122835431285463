"""The history against the reference model, in any order of arrival and any slices."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.undo import redo, undo
from redux_scuttlebutt.store.update import Incarnation, Name, Sequence, SourceId, Timestamp, Update

from support.reference import reference

SOURCES = [SourceId(bytes([n]) * 2) for n in range(3)]
HORIZON = 60


def letters(state: str | None, action: Any) -> Any:
    """Order matters to this reducer, and validity depends on the place."""
    text = state or ""
    letter = action["payload"]
    if letter == "x" and text.endswith("x"):
        return REFUSED
    if letter == "y" and len(text) % 3 == 0:
        raise Refused("not at every third place")
    if letter == "z":
        return text[:-1]
    return text + letter


def reversed_letters(state: str | None, action: Any) -> Any:
    result = letters(state, action)
    return result if result is REFUSED else result[-4:]


class HistoryMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.reducer = letters
        self.history = History(letters, "", undo_horizon=HORIZON, checkpoints=48)
        self.made: list[Update] = []
        self.inserted: list[Update] = []
        self.undelivered: list[Update] = []
        self.now = 1

    def make(self, source: SourceId, action: Any) -> Update:
        self.now += 1
        mine = [u for u in self.made if u.source == source]
        stamp = max(self.now, mine[-1].timestamp + 1 if mine else 0)
        sequence = Sequence(len(mine) + 1)
        update = Update(Timestamp(stamp), source, Incarnation(0), sequence, action)
        self.made.append(update)
        return update

    @rule(who=st.integers(0, 2), text=st.text("abxyz", min_size=1, max_size=12))
    def others_type(self, who: int, text: str) -> None:
        for letter in text:
            self.undelivered.append(
                self.make(SOURCES[who], {"type": "typed", "payload": letter})
            )

    @rule(back=st.integers(0, 30))
    def a_clock_goes_back_so_that_stamps_collide(self, back: int) -> None:
        self.now = max(1, self.now - back)

    @rule(
        who=st.integers(0, 2),
        whose=st.integers(0, 2),
        first=st.integers(1, 40),
        length=st.integers(0, 4),
        back=st.booleans(),
    )
    def someone_undoes(self, who: int, whose: int, first: int, length: int, back: bool) -> None:
        kind = redo if back else undo
        start = Name(SOURCES[whose], Incarnation(0), Sequence(first))
        end = Name(SOURCES[whose], Incarnation(0), Sequence(first + length))
        self.undelivered.append(self.make(SOURCES[who], kind(start, end)))

    @rule(letter=st.sampled_from("abxyz"))
    def i_type(self, letter: str) -> None:
        self.now = max([self.now, *(u.timestamp for u in self.made)])
        update = self.make(SOURCES[0], {"type": "typed", "payload": letter})
        try:
            state = self.history.judge(update)
        except Refused:
            self.made.remove(update)
            return
        self.history.append(update, state)
        self.inserted.append(update)
        assert self.history.state == state

    @rule(data=st.data(), arrived=st.integers(0, 5))
    def some_arrive(self, data: st.DataObject, arrived: int) -> None:
        if self.undelivered:
            chosen = data.draw(st.sets(st.sampled_from(range(len(self.undelivered))), min_size=1))
            batch = [self.undelivered[n] for n in sorted(chosen, reverse=True)]
            self.undelivered = [u for u in self.undelivered if u not in batch]
            self.history.insert(batch, arrived=arrived)
            self.inserted += batch

    @rule(steps=st.integers(1, 20))
    def fold_a_little(self, steps: int) -> None:
        self.history.fold(steps)

    @rule()
    def fold_to_the_end(self) -> None:
        self.history.fold()

    @rule()
    def another_reducer(self) -> None:
        self.reducer = reversed_letters if self.reducer is letters else letters
        self.history.replace_reducer(self.reducer)

    @invariant()
    def settled_means_equal_to_the_reference(self) -> None:
        if not self.history.is_settled:
            return
        log = sorted(self.inserted)
        assert list(self.history.updates) == log
        state, refused, undone = reference(self.reducer, "", log, HORIZON)
        assert self.history.state == state
        by_reducer = {
            u.name for u in log
            if self.history.refusal(u) and not u.action["type"].startswith("history/")
        }
        assert by_reducer == refused
        assert {u.name for u in log if self.history.is_undone(u)} == undone

    @invariant()
    def any_folded_place_is_a_fold_of_its_prefix(self) -> None:
        if self.history.is_settled and len(self.history):
            place = (7 * len(self.inserted)) % (len(self.history) + 1)
            names = {u.name for u in self.history.updates if self.history.is_undone(u)}
            prefix = [u for u in self.history.updates[:place] if u.name not in names
                      and not u.action["type"].startswith("history/")]
            assert self.history.state_at(place) == reference(self.reducer, "", prefix, HORIZON)[0]

    def teardown(self) -> None:
        if hasattr(self, "history"):
            self.history.insert(self.undelivered)
            self.inserted += self.undelivered
            self.history.fold()
            assert self.history.is_settled
            self.settled_means_equal_to_the_reference()


TestHistory = HistoryMachine.TestCase
TestHistory.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
