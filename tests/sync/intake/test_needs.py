"""Which version of the reducer a room needs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.update import Update
from redux_scuttlebutt.sync.intake.needs import LAST_VERSION, NEEDED, Needs, version_in
from support.replica import ANA, BO, CY, assert_equal, replica
from support.updates import typed, update
from support.wire import Wire


def needing(version: Any, at: int = 1) -> Update:
    return update(at, {"type": NEEDED, "payload": {"reducer": version}})


def test_a_room_in_which_nobody_says_otherwise_needs_the_first_version() -> None:
    told: list[int] = []
    needs = Needs(1, told.append)

    assert needs.are_met([typed(1, "a")])
    needs.refuse_if_unmet()
    assert needs.unrecorded() is None
    assert (needs.needed, told) == (1, [])


def test_a_newer_version_is_needed_from_the_batch_on_that_names_it_and_told_once() -> None:
    told: list[int] = []
    needs = Needs(2, told.append)

    assert needs.are_met([needing(2)])
    assert not needs.are_met([typed(2, "a"), needing(3)])
    assert not needs.are_met([typed(3, "b"), needing(2)])

    assert (needs.needed, told) == (3, [3])
    with pytest.raises(Refused, match="version 3, ours of 2"):
        needs.refuse_if_unmet()


def test_whoever_has_a_newer_reducer_than_the_room_records_it_once() -> None:
    needs = Needs(4, lambda needed: None)
    needs.are_met([needing(3)])

    assert needs.unrecorded() == {"type": NEEDED, "payload": {"reducer": 4}}
    assert needs.unrecorded() is None


@pytest.mark.parametrize("payload", [None, 3, "3", [], {}, {"reducer": "3"}, {"reducer": True}])
def test_what_names_no_version_asks_for_none(payload: Any) -> None:
    assert version_in({"type": NEEDED, "payload": payload}) == 0


def test_a_version_that_will_never_be_locks_nobody_out() -> None:
    told: list[int] = []
    needs = Needs(1, told.append)

    assert needs.are_met([needing(2**53 - 1), needing(LAST_VERSION + 1)])
    assert not needs.are_met([needing(LAST_VERSION)])

    assert told == [LAST_VERSION]


def test_replicas_of_different_programs_read_the_same_need_off_an_absurd_log() -> None:
    everybody = [Needs(ours, lambda needed: None) for ours in (1, 2, 500)]

    for needs in everybody:
        needs.are_met([needing(2), needing(LAST_VERSION + 1)])

    assert [needs.needed for needs in everybody] == [2, 2, 2]


@given(st.integers(-5, 0) | st.floats() | st.none())
def test_no_version_is_below_the_first(version: Any) -> None:
    needs = Needs(1, lambda needed: None)

    assert needs.are_met([needing(version)])
    assert needs.needed == 1


# Between replicas


def test_an_older_program_stores_and_passes_on_and_folds_nothing_and_says_so() -> None:
    new, old, far = (replica(s, reducer_version=v) for s, v in ((ANA, 2), (BO, 1), (CY, 2)))
    told: list[int] = []
    old.dispatcher.on("outdated", told.append)
    old.type("o")
    Wire(new.dispatcher, old.dispatcher).carry()

    new.type("ab")
    Wire(new.dispatcher, old.dispatcher).carry()
    Wire(old.dispatcher, far.dispatcher).carry()

    assert_equal(new, far)
    assert (new.state, old.state, told) == ("oab", "o", [2])
    assert not old.dispatcher.is_settled
    with pytest.raises(Refused, match="newer version of the program"):
        old.type("x")
    assert dict(old.dispatcher.stored) == dict(new.dispatcher.stored)
