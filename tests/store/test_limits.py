"""Limits bound what is kept for looking back, and never what is in the log."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.limits import Limits
from redux_scuttlebutt.store.update import Incarnation, Sequence, SourceId, Timestamp, Update

ANA, BO = SourceId(b"A" * 32), SourceId(b"B" * 32)


def update(timestamp: int, source: SourceId = ANA) -> Update:
    action = {"type": "typed", "payload": f"{timestamp} "}
    return Update(Timestamp(timestamp), source, Incarnation(0), Sequence(timestamp), action)


def text(state: str | None, action: Any) -> str:
    return (state or "") + action["payload"]


def thousand() -> History[str]:
    history: History[str] = History(text, "")
    history.merge([update(10 * n) for n in range(1, 1001)])
    return history


@pytest.mark.parametrize(
    ("limits", "first"),
    [
        (Limits(), 0),
        (Limits(states=1), 1000),
        (Limits(states=101), 900),
        (Limits(states=5000), 0),
        (Limits(age=1000), 899),
        (Limits(age=10**9), 0),
        (Limits(consensus=True), 700),
        (Limits(states=101, age=500, consensus=True), 949),
    ],
)
def test_the_limit_that_keeps_least_counts(limits: Limits, first: int) -> None:
    history = thousand()

    history.limit(limits, now=10_000, stored_by_all=7_000)

    assert history.first_kept == first
    assert history.state_at(first) == "".join(f"{10 * n} " for n in range(1, first + 1))
    if first:
        with pytest.raises(IndexError, match=f"folded from {first} to 1000"):
            history.state_at(first - 1)


def test_without_word_of_the_others_the_consensus_limits_nothing() -> None:
    history = thousand()

    history.limit(Limits(consensus=True), now=10_000)

    assert history.first_kept == 0


def test_states_below_the_limit_are_let_go() -> None:
    history = thousand()
    before = len(history.checkpoint_places)

    history.limit(Limits(states=50), now=0)

    kept = history.checkpoint_places
    assert len(kept) < before
    assert kept[0] == 0
    assert all(place >= 951 for place in kept[2:])


def test_a_late_update_below_the_limit_still_takes_its_place() -> None:
    history = thousand()
    history.limit(Limits(states=10), now=0)

    report = history.merge([update(15, BO)])

    assert history.state.startswith("10 15 20 ")
    assert report is not None
    assert report.depth == 999
    assert history.state_at(1001) == history.state


def test_a_limit_can_be_lifted() -> None:
    history = thousand()
    history.limit(Limits(states=10), now=0)

    history.limit(Limits(), now=0)

    assert history.state_at(1) == "10 "


@pytest.mark.parametrize("mistake", [{"states": 0}, {"states": -1}, {"age": -1}])
def test_a_limit_that_keeps_nothing_is_refused(mistake: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"expected|kept"):
        Limits(states=mistake.get("states"), age=mistake.get("age"))


@given(
    states=st.none() | st.integers(1, 60),
    age=st.none() | st.integers(0, 700),
    late=st.lists(st.integers(1, 699), max_size=20, unique=True),
)
def test_limits_never_change_what_the_log_leads_to(
    states: int | None, age: int | None, late: list[int]
) -> None:
    whole: History[str] = History(text, "")
    limited: History[str] = History(text, "")
    for history in (whole, limited):
        history.merge([update(10 * n) for n in range(1, 71)])

    for stamp in late:
        limited.limit(Limits(states=states, age=age), now=700)
        for history in (whole, limited):
            history.merge([update(stamp, BO)])

    assert limited.state == whole.state
    for place in range(limited.first_kept, len(whole) + 1):
        assert limited.state_at(place) == whole.state_at(place)
