from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.documents.whiteboard import Point
from redux_scuttlebutt.ui.board.shapes.geometry import Box, box_of, is_swept, lies_in, union

coordinates = st.integers(-1000, 1000)
places = st.tuples(coordinates, coordinates)
strokes = st.lists(places, min_size=1, max_size=8)
boxes = st.builds(Box.around, places, places)


def along(points: list[Point], pieces: int = 64) -> list[tuple[float, float]]:
    """Places all along the line through `points`."""
    return [
        (a[0] + (b[0] - a[0]) * i / pieces, a[1] + (b[1] - a[1]) * i / pieces)
        for a, b in pairwise([points[0], *points])
        for i in range(pieces + 1)
    ]


@given(strokes)
def test_a_box_holds_its_points_and_touches_them_on_all_sides(points: list[Point]) -> None:
    box = box_of(points)

    assert all(box.meets(Box(x, y, x, y)) for x, y, *_ in points)
    assert {p[0] for p in points} >= {box.left, box.right}
    assert {p[1] for p in points} >= {box.top, box.bottom}


@given(strokes, places, st.integers(1, 300))
def test_a_stroke_is_hit_exactly_where_one_of_its_places_is_in_reach(
    points: list[Point], place: tuple[int, int], reach: int
) -> None:
    nearest = min(hypot(x - place[0], y - place[1]) for x, y in along(points))
    longest = max((hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)), default=0)

    hit = is_swept(points, place, place, reach)

    # The places along the stroke are a 64th of a segment apart.
    assert hit or nearest > reach
    assert not hit or nearest <= reach + longest / 64


@given(strokes, places, places)
def test_a_sweep_across_a_stroke_hits_it(
    points: list[Point], start: tuple[int, int], end: tuple[int, int]
) -> None:
    middle = along(points)[len(along(points)) // 2]
    behind = (2 * middle[0] - start[0], 2 * middle[1] - start[1])

    assert is_swept(points, start, behind, 0.001)
    assert is_swept(points, start, end, 1) == is_swept(points, end, start, 1)


@given(strokes, boxes)
def test_a_stroke_lies_in_a_box_that_any_of_its_places_is_in(points: list[Point], box: Box) -> None:
    seen = any(box.meets(Box(x, y, x, y)) for x, y in along(points))

    assert lies_in(points, box) >= seen
    assert lies_in(points, box) <= box.meets(box_of(points))


@given(st.lists(boxes))
def test_the_union_of_boxes_holds_each_of_them(some: list[Box]) -> None:
    whole = union(some)

    assert (whole is None) == (not some)
    assert all(whole == union((whole, box)) for box in some if whole)
