from math import hypot

import pytest
from PySide6.QtCore import QPointF

from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from support.figures import of_kind, turned


def sides(length: float, width: float, matrix: tuple[int, ...] = ()) -> list[float]:
    """How long both sides of the head are, in pixels."""
    path = figure_for(
        "a", of_kind("arrow", 0, 0, length, 0, width=round(width * 64), matrix=matrix)
    ).path()
    places = [path.elementAt(n) for n in range(path.elementCount())]
    points = [QPointF(place.x, place.y) for place in places]
    tip = points[1]
    assert points[3] == tip
    return [hypot(*(points[n] - tip).toTuple()) / 64 for n in (2, 4)]


@pytest.mark.parametrize("width", [1.5, 3, 5, 9, 16])
def test_a_head_is_wider_than_its_line_and_shorter(width: float) -> None:
    for length in (1, 5, 20, 60, 500):
        left, right = sides(length, width)
        assert left == pytest.approx(right)
        assert left <= length / 2 + 0.01
    assert sides(500, width)[0] == pytest.approx(8 + 3.2 * width, abs=0.1)


def test_scaling_an_arrow_does_not_distort_its_head() -> None:
    left, right = sides(50, 3, turned(40, 4, 0.3, 0.5))

    assert left == pytest.approx(right)
    assert left == pytest.approx(sides(500, 3)[0])
