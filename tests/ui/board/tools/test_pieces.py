from itertools import pairwise
from math import dist

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from redux_scuttlebutt.store.documents.transform import ONE, scaled_points
from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.tools.pieces import Line, described_parts
from support.board import shape

LEVEL = shape((0, 0), (1000, 0), (2000, 0), (3000, 0))

near = st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000))


def away(place: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """How far a place is from the segment ab."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / length if length else 0.0
    t = min(1.0, max(0.0, t))
    return dist(place, (a[0] + t * dx, a[1] + t * dy))


@given(
    st.lists(near, min_size=2, max_size=8, unique=True),
    st.lists(near, min_size=1, max_size=5),
    st.integers(50, 600),
)
def test_what_is_left_is_what_the_eraser_did_not_touch(
    drawn: list[tuple[int, int]], way: list[tuple[int, int]], reach: int
) -> None:
    line = Line(shape(*drawn))
    for start, end in pairwise([way[0], *way]):
        line.erase(start, end, reach)

    kept = line.parts
    for n in range(20 * (len(drawn) - 1) + 1):
        t = n / 20
        far = min(away(line.place(t), a, b) for a, b in pairwise([way[0], *way]))
        if any(start <= t <= end for start, end in kept):
            assert far >= reach - 0.01
        else:
            assert far <= reach + 0.01


def test_a_hole_leaves_two_pieces_with_the_points_that_were_not_touched() -> None:
    line = Line(LEVEL)

    assert line.erase((1500, -500), (1500, 500), 100)

    assert described_parts(line, 1) == [
        {"points": [0, 0, 1000, 0, 1400, 0]},
        {"points": [1600, 0, 2000, 0, 3000, 0]},
    ]


def test_pressures_are_carried_and_lie_between_those_beside_a_cut() -> None:
    line = Line(shape((0, 0, 100), (1000, 0, 500), (2000, 0, 1000)))

    line.erase((1500, 0), (1500, 0), 250)

    first, second = described_parts(line, 1)
    assert first["points"] == [0, 0, 1000, 0, 1250, 0]
    assert second["points"] == [1750, 0, 2000, 0]
    assert first["pressures"][:2] == [100, 500] and second["pressures"][1] == 1000
    assert 500 < first["pressures"][2] < second["pressures"][0] < 1000


def test_what_is_touched_nowhere_is_whole_and_what_is_covered_is_gone() -> None:
    line = Line(LEVEL)

    assert not line.erase((0, 500), (3000, 500), 100)
    assert line.is_whole
    assert line.erase((0, 50), (3000, 50), 100)
    assert described_parts(line, 1) == [] and not line.is_whole
    dot = Line(shape((5, 5)))
    assert dot.erase((0, 0), (0, 0), 10) and described_parts(dot, 1) == []


def test_what_is_left_shorter_than_it_may_be_is_left_out() -> None:
    line = Line(LEVEL)
    line.erase((500, 0), (500, 0), 480)
    line.erase((2000, 0), (2000, 0), 1010)

    assert [part["points"] for part in described_parts(line, 32)] == []
    assert len(described_parts(line, 5)) == 2


scales = st.integers(ONE // 4, 2 * ONE) | st.integers(-2 * ONE, -ONE // 4)


@given(near, scales, scales)
def test_a_moved_and_scaled_stroke_is_cut_where_it_is_seen(
    by: tuple[int, int], across: int, down: int
) -> None:
    whole = replace(LEVEL, x=by[0], y=by[1], matrix=(across, ONE // 8, 0, down))
    seen = [(p[0] + by[0], p[1] + by[1]) for p in scaled_points(whole)]
    middle = ((seen[1][0] + seen[2][0]) / 2, (seen[1][1] + seen[2][1]) / 2)
    line = Line(whole)

    line.erase(middle, middle, 20)

    pieces = [replace(whole, points=tuple(p["points"])) for p in described_parts(line, 1)]
    first, second = ([(x + by[0], y + by[1]) for x, y, *_ in scaled_points(p)] for p in pieces)
    # A whole unit as it was drawn is as many as it was scaled.
    grain = 2 + 2 * max(abs(across), abs(down)) / ONE
    assert abs(dist(first[-1], middle) - 20) <= grain
    assert abs(dist(second[0], middle) - 20) <= grain


def test_a_line_is_left_as_lines() -> None:
    line = Line(Shape("line", (0, 0, 1000, 0), "ink", 64, "a0"))

    line.erase((500, 0), (500, 0), 100)

    assert described_parts(line, 1) == [{"points": [0, 0, 400, 0]}, {"points": [600, 0, 1000, 0]}]
