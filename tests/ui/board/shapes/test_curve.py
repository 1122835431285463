from math import cos, hypot, sin

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.shapes.curve import Sample, cubics, steadied, swing, thinned

coordinates = st.integers(-2000, 2000).map(float)
samples = st.lists(
    st.tuples(coordinates, coordinates, st.integers(0, 1023).map(float)), min_size=1, max_size=40
)


def drawn(points: list[Sample]) -> list[tuple[float, float]]:
    """Places all along the smooth line through `points`."""
    places = [points[0][:2]]
    for (x0, y0, _), (x1, y1, x2, y2, x3, y3) in zip(points, cubics(points), strict=False):
        for i in range(1, 17):
            t, s = i / 16, 1 - i / 16
            c = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            places.append(
                (
                    c[0] * x0 + c[1] * x1 + c[2] * x2 + c[3] * x3,
                    c[0] * y0 + c[1] * y1 + c[2] * y2 + c[3] * y3,
                )
            )
    return places


def test_a_circle_needs_few_points_and_stays_round() -> None:
    circle = [(5000 * cos(a / 50), 5000 * sin(a / 50), 0.0) for a in range(300)]

    kept = thinned(circle, 32)

    assert len(kept) < 40
    assert all(abs(hypot(x, y) - 5000) < 64 for x, y in drawn(kept))


def test_a_corner_between_long_sides_stays_sharp_and_its_sides_straight() -> None:
    angle = [(x * 100.0, 0.0, 0.0) for x in range(50)] + [
        (4900.0, y * 100.0, 0.0) for y in range(1, 50)
    ]

    kept = thinned(angle, 32)

    assert kept == [angle[0], (4900.0, 0.0, 0.0), angle[-1]]
    assert all(abs(y) < 1 or abs(x - 4900) < 1 for x, y in drawn(kept))


def test_a_gentle_bend_in_a_long_line_does_not_swing_out() -> None:
    bend = [(x * 100.0, 0.0, 0.0) for x in range(50)] + [
        (4900 + d * 80.0, d * 60.0, 0.0) for d in range(1, 50)
    ]

    places = drawn(thinned(bend, 32))

    assert all(y > -100 and y < 100 + max(0.0, (x - 4900) * 0.75) for x, y in places)


def test_a_change_of_pressure_keeps_its_points() -> None:
    pressed = [(x * 100.0, 0.0, 1000.0 if 20 < x < 30 else 100.0) for x in range(50)]

    assert {p for _, _, p in thinned(pressed, 32)} == {100.0, 1000.0}
    assert len(thinned([(x, y, 0.0) for x, y, _ in pressed], 32)) == 2


@given(samples)
def test_what_is_left_is_part_of_what_was_drawn(line: list[Sample]) -> None:
    kept = thinned(line, 32)

    assert (kept[0], kept[-1]) == (line[0], line[-1])
    assert set(kept) <= set(line)


@given(samples)
def test_the_line_never_leaves_its_points_by_more_than_its_swing(line: list[Sample]) -> None:
    xs, ys, _ = zip(*line, strict=True)
    reach = swing(xs, ys) + 0.001

    for x, y in drawn(line):
        assert min(xs) - reach <= x <= max(xs) + reach
        assert min(ys) - reach <= y <= max(ys) + reach


def test_a_tremble_of_a_pixel_is_steadied_and_a_corner_is_not() -> None:
    tremble = [(x * 128.0, 32.0 * (x % 2), 0.0) for x in range(20)]
    corner = [(0.0, 0.0, 0.0), (640.0, 0.0, 0.0), (640.0, 640.0, 0.0)]

    assert all(abs(y - 16) < 1 for _, y, _ in steadied(tremble)[1:-1])
    assert steadied(corner) == corner


class Counted(float):
    """A number that counts how often something is taken away from it."""

    count = 0

    def __sub__(self, other: float) -> float:
        Counted.count += 1
        return float(self) - other


def test_thinning_a_zigzag_takes_no_longer_than_its_length_allows() -> None:
    looks: list[int] = []
    for length in (1_000, 8_000):
        Counted.count = 0
        thinned([(Counted(n * 100), 3_000.0 * (n % 2), 0.0) for n in range(length)], 25.6)
        looks.append(Counted.count)

    assert looks[0] > 1_000
    assert looks[1] < 12 * looks[0]
