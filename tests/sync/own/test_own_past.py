"""What others know of our own past, and doing again what was taken back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.undo import is_control, range_of, redo, undo
from redux_scuttlebutt.store.update import Incarnation, Name, Sequence, SourceId, Update
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.own.own_past import OwnPast, issue_again
from redux_scuttlebutt.sync.wire.run import Chain, Head
from support.runs import ANA, make_runs, stored
from support.updates import ANA as ANA_SOURCE
from support.updates import typed, update, written

RUNS = make_runs(ANA, 5, updates=3)


def past(known: int = 5) -> OwnPast:
    log = MemoryLog()
    log.append(stored(*RUNS[:known]), lambda error: None)
    return OwnPast(log, log.heads, lambda: ANA)


def start(run: int) -> bytes:
    return RUNS[run].hash[:8]


@pytest.mark.parametrize(
    ("claim", "is_refuted"),
    [
        ((0, bytes(8)), False),
        ((15, start(4)), False),
        ((15, start(3)), True),
        ((16, start(4)), True),
        ((9, start(2)), False),
        ((9, start(1)), True),
        ((8, start(2)), True),  # that would be the middle of a run
    ],
)
def test_a_claim_about_another_past_refutes_ours(
    claim: tuple[int, bytes], is_refuted: bool
) -> None:
    assert past().is_refuted_by(claim, thoroughly=True) == is_refuted


def test_only_the_end_is_looked_at_where_there_is_little_time() -> None:
    assert not past().is_refuted_by((9, start(1)), thoroughly=False)
    assert past().is_refuted_by((15, start(1)), thoroughly=False)


def test_whoever_knows_of_us_where_we_know_nothing_refutes_us() -> None:
    assert past(0).is_refuted_by((1, bytes(8)), thoroughly=False)
    assert not past(0).is_refuted_by((0, bytes(8)), thoroughly=True)


def test_what_was_here_at_the_start_counts_as_given_and_what_is_handed_out_since() -> None:
    one = past(2)
    assert one.given == RUNS[1].head

    one.gave(RUNS[3].head)
    one.gave(RUNS[2].head)
    assert one.given == RUNS[3].head

    one.begin_anew()
    assert one.given == RUNS[1].head


# Doing it again

NEW = Incarnation(7)


class Reissued:
    """Gives each action the next number of a new incarnation."""

    def __init__(self) -> None:
        self.updates: list[Update] = []

    def issue(self, action: Any) -> Update:
        number = len(self.updates) + 1
        self.updates.append(update(1000 + number, action, incarnation=NEW, sequence=number))
        return self.updates[-1]


def name(number: int) -> Name:
    return Name(ANA_SOURCE, Incarnation(0), Sequence(number))


def targets(updates: list[Update]) -> list[tuple[int, int, int]]:
    found = [range_of(u.action) for u in updates if is_control(u)]
    return [(r.incarnation, r.first, r.last) for r in found if not isinstance(r, str)]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((1, 2), [(0, 1, 2)]),  # kept as it is
        ((4, 5), [(NEW, 1, 2)]),  # issued again
        ((2, 5), [(0, 2, 3), (NEW, 1, 2)]),  # some of each
        ((3, 4), [(0, 3, 3), (NEW, 1, 1)]),
    ],
)
@pytest.mark.parametrize("make", [undo, redo])
def test_an_undo_names_what_it_is_about_by_its_new_name(
    make: Any, span: tuple[int, int], expected: list[tuple[int, int, int]]
) -> None:
    again = Reissued()
    gone = [typed(4, "d"), typed(5, "e"), update(6, make(name(span[0]), name(span[1])))]

    issue_again(gone, again.issue)

    assert targets(again.updates) == expected


def test_what_is_issued_again_is_returned_in_its_order() -> None:
    again = Reissued()

    found = issue_again([typed(4, "d"), typed(5, "e")], again.issue)

    assert found == again.updates
    assert [u.action["payload"] for u in found] == ["d", "e"]


def test_an_undo_that_names_nothing_is_issued_as_it_is() -> None:
    again = Reissued()
    broken = {"type": "history/undone", "payload": "nothing"}

    issue_again([update(4, broken)], again.issue)

    assert [u.action for u in again.updates] == [broken]


steps = st.lists(
    st.sampled_from("abz").map(lambda letter: ("typed", letter))
    | st.tuples(st.sampled_from(["undo", "redo"]), st.tuples(st.integers(1, 9), st.integers(0, 3))),
    max_size=14,
)


@given(steps, st.integers(0, 8))
def test_the_state_is_the_same_after_it_was_all_done_again(
    made: list[tuple[str, Any]], kept: int
) -> None:
    log: list[Update] = []
    for number, (kind, what) in enumerate(made, start=1):
        if kind == "typed":
            log.append(typed(number, what))
        else:
            make = undo if kind == "undo" else redo
            first, more = what
            if first < number:
                last = min(first + more, number - 1)
                log.append(update(number, make(name(first), name(last))))
            else:
                log.append(typed(number, "c"))
    again = Reissued()

    issue_again(log[kept:], again.issue)

    assert written(*log[:kept], *again.updates).state == written(*log).state


def test_a_chain_that_is_nobody_s_has_no_past() -> None:
    nobody = Chain(SourceId(b"N" * 32), Incarnation(0))

    assert OwnPast(MemoryLog(), dict, lambda: nobody).given == Head()
