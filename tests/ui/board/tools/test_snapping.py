from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.tools.snapping import (
    NO_SIDES,
    WHOLE,
    Guide,
    Snapping,
    gap,
    sides_of,
)

NEIGHBOUR = Box(100, 100, 200, 140)


def test_an_edge_or_a_middle_within_reach_falls_into_place() -> None:
    snapping = Snapping([NEIGHBOUR], 6, None)

    snap = snapping.snap(Box(104, 300, 130, 320), Box(104, 300, 130, 320), WHOLE, WHOLE)

    # Its left edge on the other's; nothing is near from above or below.
    assert (snap.dx, snap.dy) == (-4, 0)
    assert snap.guides == (Guide(True, 100, 100, 320),)


def test_beyond_reach_nothing_moves() -> None:
    snapping = Snapping([NEIGHBOUR], 6, None)
    far = Box(107, 300, 135, 320)

    assert snapping.snap(far, far, WHOLE, WHOLE).guides == ()
    assert snapping.snap(far, far, WHOLE, WHOLE).dx == 0


def test_only_the_side_that_is_dragged_falls_into_place() -> None:
    snapping = Snapping([NEIGHBOUR], 6, None)
    box = Box(102, 300, 197, 320)

    snap = snapping.snap(box, box, sides_of(1), NO_SIDES)

    assert (snap.dx, snap.dy) == (3, 0)
    assert snapping.snap(box, box, NO_SIDES, NO_SIDES).dx == 0


def test_points_fall_on_the_grid_where_no_neighbour_is_near() -> None:
    snapping = Snapping([NEIGHBOUR], 6, 64)
    points = Box(1000, 990, 1100, 1050)

    snap = snapping.snap(points.grown(3), points, WHOLE, sides_of(1))

    assert (points.left + snap.dx) % 64 == 0
    assert (points.bottom + snap.dy) % 64 == 0
    assert abs(snap.dx) <= 32 and abs(snap.dy) <= 32


def test_how_far_apart_boxes_are() -> None:
    assert gap(NEIGHBOUR, Box(210, 150, 220, 160)) == 20
    assert gap(NEIGHBOUR, Box(150, 120, 300, 130)) == 0
