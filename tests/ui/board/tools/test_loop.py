from math import cos, pi, sin

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPolygonF

from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.tools.loop import Loop

places = st.tuples(st.integers(0, 1000), st.integers(0, 1000))

RING = [(500 + 400 * cos(a * pi / 20), 500 + 400 * sin(a * pi / 20)) for a in range(40)]


@given(st.lists(places, min_size=3, max_size=12), places)
def test_a_place_is_inside_where_the_line_surrounds_it_an_odd_number_of_times(
    corners: list[tuple[int, int]], place: tuple[int, int]
) -> None:
    # Between the places of the corners, so that neither lies on a line.
    x, y = place[0] + 0.417, place[1] + 0.283
    polygon = QPolygonF([QPointF(*corner) for corner in [*corners, corners[0]]])

    inside = Loop(corners).holds(x, y)

    assert inside == polygon.containsPoint(QPointF(x, y), Qt.FillRule.OddEvenFill)


@given(st.lists(places, min_size=3, max_size=9), places, st.integers(1, 300), st.integers(1, 300))
def test_a_box_that_is_surely_inside_or_outside_is(
    corners: list[tuple[int, int]], place: tuple[int, int], wide: int, high: int
) -> None:
    x, y = place[0] + 0.417, place[1] + 0.283
    loop = Loop(corners)

    held = loop.holds_box(Box(x, y, x + wide, y + high))

    inner = [(x + wide * i / 7, y + high * j / 7) for i in range(8) for j in range(8)]
    if held is True:
        assert all(loop.holds(*place) for place in inner)
    if held is False:
        assert not all(loop.holds(*place) for place in inner)


def test_a_line_that_leaves_the_loop_and_comes_back_is_not_inside() -> None:
    bay = [
        (0, 0),
        (1000, 0),
        (1000, 1000),
        (600, 1000),
        (600, 200),
        (400, 200),
        (400, 1000),
        (0, 1000),
    ]
    loop = Loop(bay)

    assert loop.holds_line([(200, 900), (300, 500)])
    assert not loop.holds_line([(200, 900), (800, 900)])
    assert loop.holds_line([(200, 900), (200, 100), (800, 100), (800, 900)])


def test_small_things_within_a_ring_are_found_without_looking_at_them() -> None:
    loop = Loop(RING)

    assert loop.holds_box(Box(400, 400, 600, 600)) is True
    assert loop.holds_box(Box(101, 101, 110, 110)) is False
    assert Loop([]).holds_box(Box(0, 0, 0, 0)) is False
