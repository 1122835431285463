"""When others are told where we are."""

import pytest

from redux_scuttlebutt.app.pace import (
    AWAY_SECONDS,
    CALL_SECONDS,
    FASTEST_SECONDS,
    REST_SECONDS,
    Pace,
)
from redux_scuttlebutt.ui.presence.presence import Presence

HERE, THERE = Presence("board", cursor=(0, 0)), Presence("board", cursor=(9, 9))
QUIET = Presence("board", is_quiet=True)
FOLLOWING = Presence("board", follows=b"B" * 32)


def told(presence: Presence, *, at: float = 0.0) -> Pace:
    """Somebody who told where they are, and is asked no more."""
    pace = Pace()
    pace.show(presence, at)
    pace.tell(at)
    return pace


def test_who_is_not_shown_anything_tells_nothing() -> None:
    pace = Pace()
    pace.ask()

    assert pace.due(0.0, 3) is None
    with pytest.raises(RuntimeError, match="shown to us"):
        pace.tell(0.0)


def test_who_has_just_come_tells_it_once_whoever_looks() -> None:
    pace = Pace()
    pace.show(HERE, 5.0)

    due = pace.due(5.0, 0)
    assert due is not None and due <= 5.0

    assert pace.tell(5.0) == HERE
    assert pace.due(5.0, 0) is None


def test_while_nobody_looks_no_movement_is_told() -> None:
    pace = told(HERE)

    pace.show(THERE, 1.0)

    assert pace.due(1.0, 0) is None


def test_a_movement_is_told_twenty_times_a_second_at_the_most() -> None:
    pace = told(HERE)

    pace.show(THERE, 0.001)

    assert pace.due(0.001, 1) == FASTEST_SECONDS


def test_in_a_crowd_each_tells_less_often() -> None:
    pace = told(HERE)

    pace.show(THERE, 0.001)

    assert pace.due(0.001, 63) == 0.4


def test_who_stays_where_they_are_repeats_it_rarely() -> None:
    pace = told(HERE)

    assert pace.due(0.1, 1) == REST_SECONDS
    assert REST_SECONDS * 2 < 10  # or it would be forgotten when one is late


def test_who_has_not_moved_for_three_minutes_tells_nothing() -> None:
    pace = told(HERE)
    pace.ask()

    assert pace.due(AWAY_SECONDS - 0.1, 1) is not None
    assert pace.due(AWAY_SECONDS, 1) is None


def test_who_follows_somebody_is_never_away() -> None:
    pace = told(FOLLOWING)

    assert pace.due(2 * AWAY_SECONDS, 1) == REST_SECONDS


def test_who_comes_back_tells_it_though_nobody_is_known_to_look() -> None:
    pace = told(HERE)

    pace.show(THERE, AWAY_SECONDS)

    assert pace.due(AWAY_SECONDS, 0) == CALL_SECONDS


def test_who_is_shown_the_same_again_has_not_moved() -> None:
    pace = told(HERE)

    pace.show(HERE, AWAY_SECONDS)

    assert pace.due(AWAY_SECONDS, 1) is None


def test_who_is_asked_answers_once_and_not_without_pause() -> None:
    pace = told(HERE)

    pace.ask()
    assert pace.due(0.1, 0) == CALL_SECONDS

    pace.tell(CALL_SECONDS)
    assert pace.due(CALL_SECONDS, 0) is None


def test_who_falls_quiet_says_so_once_to_those_who_look() -> None:
    pace = told(HERE)

    pace.show(QUIET, 1.0)
    assert pace.due(1.0, 0) is None
    assert pace.due(1.0, 1) == FASTEST_SECONDS
    pace.tell(1.0)

    pace.ask()
    assert pace.due(2.0, 1) is None


def test_who_was_quiet_from_the_start_tells_nothing_at_all() -> None:
    pace = Pace()
    pace.show(QUIET, 0.0)
    pace.ask()

    assert pace.due(0.0, 1) is None


def test_who_is_quiet_no_longer_tells_it() -> None:
    pace = told(HERE)
    pace.show(QUIET, 1.0)
    pace.tell(1.0)

    pace.show(HERE, 2.0)

    assert pace.due(2.0, 0) == 1.0 + CALL_SECONDS


def test_who_shows_nothing_any_more_says_so_once() -> None:
    pace = Pace()
    pace.show(None, 0.0)
    assert pace.due(9.0, 3) is None, "nobody has seen anything of them"

    pace.show(Presence("board", cursor=(0, 0)), 10.0)
    pace.tell(10.0)
    pace.show(None, 11.0)

    assert pace.due(11.0, 3) is not None
    assert pace.tell(11.0).is_quiet
    assert pace.due(99.0, 3) is None
