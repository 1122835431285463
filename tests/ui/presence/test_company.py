"""Others as they are shown: evenly moving, fading, away, gone."""

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui.presence.company import (
    AWAY_SECONDS,
    FADE_SECONDS,
    FAINT,
    LINGER_SECONDS,
    STILL_SECONDS,
    Company,
    Seen,
    State,
)
from redux_scuttlebutt.ui.presence.growth import EASE_SECONDS, FADES_SECONDS
from redux_scuttlebutt.ui.presence.presence import (
    Drawing,
    GoingOn,
    Moving,
    Pointing,
    Presence,
    Sight,
    Typing,
)

BO, CY = SourceId(b"B" * 32), SourceId(b"C" * 32)


def at(x: int, doing: GoingOn | None = None, *, follows: bytes | None = None) -> Presence:
    return Presence("board", Sight(x, 0, 640, 480), (x, 0), going_on=doing, follows=follows)


def shown(company: Company, now: float, source: SourceId = BO) -> Seen:
    seen = company.get(source, now)
    assert seen is not None
    return seen


@pytest.fixture
def company() -> Company:
    """Bo is there since the time 0, at the place 0."""
    company = Company()
    company.hear(BO, at(0), 0.0)
    return company


def test_who_comes_is_where_they_are_at_once(company: Company) -> None:
    assert shown(company, 0.0).cursor == (0, 0)
    assert shown(company, 0.0).strength == 1.0


def test_a_cursor_moves_evenly_to_where_it_was_told_to_be(company: Company) -> None:
    company.hear(BO, at(800), 1.0)

    places = [shown(company, 1.0 + EASE_SECONDS * share).cursor for share in (0, 0.25, 1, 9)]
    assert places == [(0, 0), pytest.approx((200, 0)), (800, 0), (800, 0)]


def test_told_anew_on_its_way_it_goes_on_from_where_it_is(company: Company) -> None:
    company.hear(BO, at(800), 1.0)
    halfway = 1.0 + EASE_SECONDS / 2

    company.hear(BO, at(0), halfway)

    assert shown(company, halfway).cursor == pytest.approx((400, 0))
    assert shown(company, halfway + EASE_SECONDS / 2).cursor == pytest.approx((200, 0))


def test_where_motion_is_unwanted_it_jumps() -> None:
    company = Company(lambda: False)
    company.hear(BO, at(0), 0.0)

    company.hear(BO, at(800), 1.0)

    assert shown(company, 1.0).cursor == (800, 0)


def test_what_they_see_moves_evenly_too(company: Company) -> None:
    company.hear(BO, at(800), 1.0)

    assert shown(company, 1.0 + EASE_SECONDS / 2).sight == pytest.approx((400, 0, 640, 480))


def test_a_cursor_that_leaves_the_board_is_not_shown(company: Company) -> None:
    company.hear(BO, Presence("board"), 1.0)

    assert shown(company, 1.0).cursor is None
    assert shown(company, 1.0).sight is None


def test_a_cursor_fades_after_five_seconds_of_stillness_and_not_before(company: Company) -> None:
    for now in (1.0, 4.0, STILL_SECONDS):
        company.hear(BO, at(0), now)  # repeated, not moved
        assert shown(company, now).strength == 1.0

    assert FAINT < shown(company, STILL_SECONDS + FADE_SECONDS / 2).strength < 1.0
    assert shown(company, STILL_SECONDS + FADE_SECONDS).strength == pytest.approx(FAINT)

    company.hear(BO, at(1), 60.0)
    assert shown(company, 60.0).strength == 1.0


@pytest.mark.parametrize(
    ("now", "state"),
    [(0.0, "here"), (4.9, "here"), (5.0, "still"), (179.0, "still"), (180.0, "away")],
)
def test_who_does_not_move_is_still_and_then_away(
    company: Company, now: float, state: State
) -> None:
    assert company.state(BO, now) == state


def test_who_is_away_is_not_pointed_out(company: Company) -> None:
    assert shown(company, AWAY_SECONDS).strength == 0.0


def test_who_follows_somebody_is_not_away(company: Company) -> None:
    company.hear(BO, at(0, follows=CY), 1.0)

    assert company.state(BO, 2 * AWAY_SECONDS) == "still"


def test_who_is_gone_is_not_shown_and_it_is_known_when_they_were_heard(company: Company) -> None:
    company.hear(BO, at(0), 4.0)

    company.hear(BO, None, 14.0)

    assert company.seen(14.0) == []
    assert company.state(BO, 14.0) == "gone"
    assert company.last_heard(BO) == 4.0
    assert company.last_heard(CY) is None


def test_who_falls_quiet_is_not_shown_at_once(company: Company) -> None:
    company.hear(BO, Presence("", is_quiet=True), 1.0)

    assert company.seen(1.0) == []


def test_only_those_on_a_page_are_shown_there(company: Company) -> None:
    company.hear(CY, Presence("counter"), 0.0)

    assert [seen.source for seen in company.seen(0.0, "board")] == [BO]
    assert [seen.source for seen in company.seen(0.0)] == [BO, CY]


def drawing(count: int, shape_id: str = "s") -> Drawing:
    return Drawing(shape_id, "stroke", "ink", 192, tuple(range(2 * count)))


def test_what_somebody_draws_grows_and_waits_a_moment_for_its_action(company: Company) -> None:
    company.hear(BO, at(0, drawing(1)), 1.0)
    company.hear(BO, at(0, drawing(5)), 1.05)
    [(shape_id, [shape])] = shown(company, 2.0).drawn
    assert (shape_id, shape.points) == ("s", tuple(range(10)))

    company.hear(BO, at(0), 2.0)
    assert [shape_id for shape_id, _ in shown(company, 2.0).drawn] == ["s"]
    assert company.changes_at(2.5) == 2.0 + LINGER_SECONDS
    assert shown(company, 2.0 + LINGER_SECONDS).drawn == ()


def test_the_next_stroke_begins_while_the_last_one_waits(company: Company) -> None:
    company.hear(BO, at(0, drawing(2)), 1.0)
    company.hear(BO, at(0, drawing(3, "t")), 1.1)

    assert [shape_id for shape_id, _ in shown(company, 1.2).drawn] == ["s", "t"]


def test_a_laser_s_trail_outlasts_the_laser(company: Company) -> None:
    company.hear(BO, at(0, Pointing(1, (0, 0, 64, 0))), 1.0)
    company.hear(BO, at(0), 1.1)

    assert len(shown(company, 1.5).sparks) == 2
    assert company.changes_at(1.5) == 1.5
    assert shown(company, 1.0 + FADES_SECONDS).sparks == ()


def test_moving_and_typing_are_told_apart(company: Company) -> None:
    company.hear(BO, at(0, Moving(1, 2)), 1.0)
    assert (shown(company, 1.0).change, shown(company, 1.0).typing) == (Moving(1, 2), None)

    typing = Typing("t", 0, 0, 64, "ink", "hello")
    company.hear(BO, at(0, typing), 1.1)
    assert (shown(company, 1.1).change, shown(company, 1.1).typing) == (None, typing)


def test_nothing_is_painted_while_nothing_changes(company: Company) -> None:
    assert company.changes_at(0.0) == STILL_SECONDS
    assert company.changes_at(STILL_SECONDS) == STILL_SECONDS
    assert company.changes_at(STILL_SECONDS + FADE_SECONDS) == AWAY_SECONDS
    assert company.changes_at(AWAY_SECONDS) is None
    assert Company().changes_at(0.0) is None

    company.hear(BO, at(9), 200.0)
    assert company.changes_at(200.0) == 200.0
    assert company.changes_at(200.0 + EASE_SECONDS) == 205.0


def test_of_very_many_only_the_latest_are_remembered() -> None:
    company = Company()
    for number in range(1200):
        source = SourceId(number.to_bytes(32, "big"))
        company.hear(source, at(0), float(number))
        company.hear(source, None, float(number))

    assert company.last_heard(SourceId((0).to_bytes(32, "big"))) is None
    assert company.last_heard(SourceId((1199).to_bytes(32, "big"))) == 1199.0
