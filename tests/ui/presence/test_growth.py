"""Lines of others, put together from what they tell of them."""

from msgspec.structs import replace

from redux_scuttlebutt.ui.presence.growth import (
    EASE_SECONDS,
    FADES_SECONDS,
    PIECE,
    Growth,
    Spark,
    Trail,
)
from redux_scuttlebutt.ui.presence.presence import Drawing, Pointing, Presence, outward

LATER = 1.0


def stroke(count: int, *, slant: int = 0) -> Drawing:
    points = tuple(n for number in range(count) for n in (64 * number, slant * number))
    return Drawing("s", "stroke", "ink", 192, points)


def told(drawing: Drawing) -> Drawing:
    """The part that others hear of."""
    doing = outward(Presence("board", going_on=drawing)).going_on
    assert isinstance(doing, Drawing)
    return doing


def line(growth: Growth, now: float = LATER) -> list[int]:
    """The points that are shown, of all pieces one after the other."""
    first, *others = [shape.points for shape in growth.shapes(now)]
    return [*first, *(n for points in others for n in points[2:])]


def test_a_long_stroke_is_whole_though_only_its_last_part_is_told() -> None:
    growth = Growth(told(stroke(10)), 0.0)

    for count in range(20, 1000, 30):
        growth.take(told(stroke(count)), 0.0)
        assert line(growth) == list(stroke(count).points)


def test_after_a_loss_the_end_is_shown_alone() -> None:
    growth = Growth(told(stroke(10)), 0.0)

    growth.take(told(stroke(900)), 0.0)

    assert line(growth) == list(told(stroke(900)).points)
    growth.take(told(stroke(920)), 0.0)
    assert line(growth) == [*told(stroke(900)).points, *stroke(920).points[1800:]]


def test_what_is_told_otherwise_replaces_what_was_told_before() -> None:
    growth = Growth(stroke(120), 0.0)
    growth.shapes(LATER)

    growth.take(stroke(100, slant=3), 0.0)

    assert line(growth) == list(stroke(100, slant=3).points)


def test_another_colour_is_shown_from_the_beginning() -> None:
    growth = Growth(stroke(200), 0.0)
    growth.shapes(LATER)

    growth.take(replace(stroke(200), color="red"), LATER)

    assert {shape.color for shape in growth.shapes(2 * LATER)} == {"red"}


def test_pieces_that_are_complete_stay_the_same_objects() -> None:
    growth = Growth(stroke(3 * PIECE), 0.0)
    before = growth.shapes(LATER)

    growth.take(stroke(3 * PIECE + 7), LATER)
    after = growth.shapes(2 * LATER)

    assert len(before) == 3
    assert after[0] is before[0] and after[1] is before[1]
    assert line(growth, 2 * LATER) == list(stroke(3 * PIECE + 7).points)


def test_a_stroke_grows_evenly_from_what_is_shown_to_what_was_told() -> None:
    growth = Growth(stroke(1), 0.0)

    growth.take(stroke(21), 1.0)

    shown = [growth.count(1.0 + EASE_SECONDS * share) for share in (0, 0.25, 0.5, 1, 2)]
    assert shown == [1, 6, 11, 21, 21]
    assert growth.is_growing(1.0) and not growth.is_growing(1.0 + EASE_SECONDS)


def test_from_its_first_moment_a_line_has_a_point() -> None:
    assert Growth(stroke(20), 0.0).count(0.0) == 1


def test_where_motion_is_unwanted_it_is_there_at_once() -> None:
    growth = Growth(stroke(1), 0.0, is_eased=False)

    growth.take(stroke(21), 1.0)

    assert growth.count(1.0) == 21


def test_pressures_stay_with_their_points() -> None:
    pressed = replace(stroke(300), pressures=tuple(range(300)))
    growth = Growth(told(replace(stroke(100), pressures=tuple(range(100)))), 0.0)

    growth.take(told(pressed), 0.0)

    first, *others = [shape.pressures for shape in growth.shapes(LATER)]
    assert [*first, *(n for part in others for n in part[1:])] == list(range(300))


def test_a_marker_is_one_shape_or_it_would_tint_itself() -> None:
    marker = Drawing("m", "marker", "yellow", 640, stroke(200).points)

    [shape] = Growth(marker, 0.0).shapes(LATER)

    assert (shape.kind, shape.points) == ("marker", marker.points)


def test_a_rectangle_is_as_it_was_told_last_and_does_not_grow_by_points() -> None:
    growth = Growth(Drawing("r", "rect", "red", 128, (0, 0, 64, 64)), 0.0)

    growth.take(Drawing("r", "rect", "red", 128, (0, 0, 640, 128)), 1.0)

    assert [shape.points for shape in growth.shapes(1.0)] == [(0, 0, 640, 128)]


def test_a_trail_fades_point_by_point_and_is_gone_after_two_seconds() -> None:
    trail = Trail()
    trail.take(Pointing(1, (0, 0)), 0.0)
    trail.take(Pointing(1, (0, 0, 64, 0)), 1.0)

    assert trail.sparks(1.0) == [Spark((0, 0), (0, 0), 0.5), Spark((0, 0), (64, 0), 1.0)]
    assert trail.sparks(FADES_SECONDS) == [Spark((64, 0), (64, 0), 0.5)]
    assert trail.sparks(1.0 + FADES_SECONDS) == []


def test_a_trail_is_put_together_from_its_parts() -> None:
    trail = Trail()
    trail.take(Pointing(1, (0, 0, 1, 0)), 0.0)

    trail.take(Pointing(1, (1, 0, 2, 0), start=1), 0.0)

    assert [spark.end[0] for spark in trail.sparks(0.0)] == [0, 1, 2]


def test_no_line_leads_over_a_gap_or_to_another_trail() -> None:
    trail = Trail()
    trail.take(Pointing(1, (0, 0)), 0.0)
    trail.take(Pointing(1, (9, 0), start=5), 0.0)
    trail.take(Pointing(2, (0, 9)), 0.0)

    assert [(s.start, s.end) for s in trail.sparks(0.0)] == [
        ((0, 0), (0, 0)),
        ((9, 0), (9, 0)),
        ((0, 9), (0, 9)),
    ]
