"""What of a presence others are told."""

from redux_scuttlebutt.ui.presence.presence import (
    MOST_SELECTED,
    MOST_TRAIL,
    MOST_TYPED,
    Drawing,
    Pointing,
    Presence,
    Sight,
    Typing,
    outward,
)

SIGHT = Sight(0, 0, 64_000, 48_000)


def test_of_a_long_stroke_the_last_part_is_told_and_where_it_begins() -> None:
    points = tuple(range(2 * (MOST_TRAIL + 3)))
    pressures = tuple(range(MOST_TRAIL + 3))
    stroke = Drawing("a", "stroke", "ink", 192, points, start=10, pressures=pressures)

    told = outward(Presence("board", going_on=stroke)).going_on

    assert told == Drawing("a", "stroke", "ink", 192, points[6:], start=13, pressures=pressures[3:])


def test_of_a_long_laser_trail_the_last_part_is_told() -> None:
    points = tuple(range(2 * (MOST_TRAIL + 1)))

    told = outward(Presence("board", going_on=Pointing(1, points))).going_on

    assert told == Pointing(1, points[2:], start=1)


def test_whoever_is_quiet_tells_that_and_nothing_else() -> None:
    presence = Presence("board", SIGHT, (1, 2), "pen", ("a",), call=3, is_quiet=True)

    assert outward(presence) == Presence("", is_quiet=True)


def test_whoever_looks_back_tells_that_without_cursor_or_gesture() -> None:
    typing = Typing("t", 0, 0, 64, "ink", "hello")
    presence = Presence("board", SIGHT, (1, 2), "pen", ("a",), typing, is_looking_back=True)

    assert outward(presence) == Presence("board", tool="pen", is_looking_back=True)


def test_a_large_selection_and_a_long_text_are_told_in_part() -> None:
    everything = tuple(map(str, range(MOST_SELECTED + 1)))
    typing = Typing("t", 0, 0, 64, "ink", "a" * (MOST_TYPED + 1))

    told = outward(Presence("board", selection=everything, going_on=typing))

    assert told.selection == everything[:-1]
    assert told.going_on == Typing("t", 0, 0, 64, "ink", "a" * MOST_TYPED)
