"""Following somebody, and being asked to come."""

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui.presence.company import Company
from redux_scuttlebutt.ui.presence.follow import (
    CALL_SECONDS,
    MOST_CALLS,
    QUIET_SECONDS,
    Calls,
    Follow,
    OwnCall,
    view_of,
)
from redux_scuttlebutt.ui.presence.growth import EASE_SECONDS
from redux_scuttlebutt.ui.presence.presence import Presence, Sight

BO, CY = SourceId(b"B" * 32), SourceId(b"C" * 32)
SIZE = (800.0, 600.0)


def looking(x: int, y: int, width: int = 800 * 64, height: int = 600 * 64) -> Presence:
    return Presence("board", Sight(x, y, width, height))


@pytest.fixture
def company() -> Company:
    company = Company()
    company.hear(BO, looking(0, 0), 0.0)
    return company


def test_who_follows_sees_what_the_other_sees(company: Company) -> None:
    follow = Follow(company)
    assert follow.view(0.0, SIZE) is None
    follow.begin(BO)

    view = follow.view(0.0, SIZE)
    assert view is not None
    assert (view.zoom, view.left, view.top) == (1.0, -400.0, -300.0)

    company.hear(BO, looking(6400, 0), 1.0)
    view = follow.view(1.0 + EASE_SECONDS, SIZE)
    assert view is not None
    assert view.to_board(400, 300) == (6400, 0)


def test_all_that_they_see_fits_into_a_smaller_window(company: Company) -> None:
    view = view_of(company, BO, 0.0, (400.0, 600.0))

    assert view is not None
    assert view.zoom == 0.5
    window = view.window(400, 600)
    assert (window.left, window.right) == (-400 * 64, 400 * 64)
    assert window.top < -300 * 64


def test_who_looks_very_close_is_followed_there(company: Company) -> None:
    company.hear(BO, looking(0, 0, 100 * 64, 75 * 64), 1.0)

    view = view_of(company, BO, 2.0, SIZE)

    assert view is not None
    assert view.zoom == 8.0


def test_following_ends_by_ourselves_and_says_whether_it_was_on(company: Company) -> None:
    follow = Follow(company)
    follow.begin(BO)

    assert follow.end()
    assert not follow.end()
    assert follow.view(0.0, SIZE) is None


def test_whom_we_ask_for_twice_is_followed_no_longer(company: Company) -> None:
    follow = Follow(company)
    follow.begin(BO)
    follow.begin(BO)
    assert follow.source is None

    follow.begin(BO)
    follow.begin(CY)
    assert follow.source == CY


def test_who_is_gone_is_followed_no_longer(company: Company) -> None:
    follow = Follow(company)
    follow.begin(BO)
    company.hear(BO, None, 1.0)

    assert follow.view(1.0, SIZE) is None
    assert follow.source is None


def test_who_looks_at_something_else_is_waited_for(company: Company) -> None:
    follow = Follow(company)
    follow.begin(BO)
    company.hear(BO, Presence("counter"), 1.0)

    assert follow.view(1.0, SIZE) is None
    assert follow.source == BO


def calling(number: int) -> Presence:
    return Presence("board", call=number)


def test_a_call_is_open_for_five_seconds_however_often_it_is_told() -> None:
    calls = Calls()
    assert calls.hear(BO, calling(7), 1.0)

    assert not calls.hear(BO, calling(7), 4.0)

    [call] = calls.open(1.0 + CALL_SECONDS - 0.1)
    assert (call.source, call.until) == (BO, 1.0 + CALL_SECONDS)
    assert calls.open(1.0 + CALL_SECONDS) == []
    assert not calls.hear(BO, calling(7), 30.0)
    assert calls.open(30.0) == []


@pytest.mark.parametrize("over", [None, Presence("board"), Presence("", is_quiet=True)])
def test_a_call_is_over_when_they_ask_no_longer(over: Presence | None) -> None:
    calls = Calls()
    calls.hear(BO, calling(7), 1.0)

    assert calls.hear(BO, over, 2.0)

    assert calls.open(2.0) == []


def test_an_answered_call_does_not_come_back_and_the_next_one_does() -> None:
    calls = Calls()
    calls.hear(BO, calling(7), 1.0)
    calls.answer(BO)
    calls.hear(BO, calling(7), 2.0)
    assert calls.open(2.0) == []

    assert calls.hear(BO, calling(8), 1.0 + QUIET_SECONDS)


def test_who_calls_again_and_again_is_heard_once_in_a_while() -> None:
    calls = Calls()
    heard = [calls.hear(BO, calling(n + 1), n * 0.5) for n in range(41)]

    assert sum(heard) == 3


def test_of_many_who_call_at_once_some_are_heard() -> None:
    calls = Calls()
    for number in range(10):
        calls.hear(SourceId(bytes([number]) * 32), calling(1), 0.0)

    assert len(calls.open(0.0)) == MOST_CALLS


def test_we_ask_for_five_seconds_and_with_another_number_each_time() -> None:
    own = OwnCall(40)
    assert own.number(0.0) == 0

    own.begin(1.0)
    assert own.number(1.0) == own.number(1.0 + CALL_SECONDS - 0.1) == 40
    assert own.number(1.0 + CALL_SECONDS) == 0

    own.begin(9.0)
    assert own.number(9.0) == 41
    own.end()
    assert own.number(9.0) == 0
