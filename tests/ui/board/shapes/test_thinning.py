from math import sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.shapes.curve import SPAN, Sample, steadied, thinned
from redux_scuttlebutt.ui.board.shapes.thinning import Thinning

TOLERANCE = 25.6

steps = st.integers(-400, 400)
lines = st.lists(st.tuples(steps, steps, st.integers(0, 1023)), min_size=1, max_size=3 * SPAN + 5)


def along(moves: list[tuple[int, int, int]]) -> list[Sample]:
    """A line that goes so far from each point to the next."""
    x = y = 0.0
    line: list[Sample] = []
    for dx, dy, pressure in moves:
        x, y = x + dx, y + dy
        line.append((x, y, float(pressure)))
    return line


def wave(length: int) -> list[Sample]:
    return [(n * 60.0, 900 * sin(n / 7), 500 + 400 * sin(n / 11)) for n in range(length)]


@given(lines, st.lists(st.integers(1, 3 * SPAN), max_size=5))
def test_what_is_thinned_while_it_grows_is_what_is_thinned_at_once(
    moves: list[tuple[int, int, int]], looks: list[int]
) -> None:
    line = along(moves)
    thinning = Thinning(TOLERANCE)

    for length in sorted(looks):
        thinning.follow(line[:length])

    assert thinning.finished(line) == thinned(steadied(line), TOLERANCE)


@pytest.mark.parametrize("length", [1, 2, 3, *(n * SPAN + d for n in (1, 2) for d in range(-2, 4))])
def test_so_it_is_where_a_span_has_just_ended_and_after_every_point(length: int) -> None:
    line = wave(length)
    thinning = Thinning(TOLERANCE)

    for n in range(length):
        thinning.follow(line[: n + 1])

    assert thinning.finished(line) == thinned(steadied(line), TOLERANCE)
    assert thinning.finished(line) == thinned(steadied(line), TOLERANCE)


def test_a_line_that_became_shorter_is_looked_at_anew() -> None:
    thinning = Thinning(TOLERANCE)
    thinning.follow(wave(2 * SPAN))
    other = [(-x, y, p) for x, y, p in wave(3 * SPAN)]

    thinning.follow(other[:2])

    assert thinning.finished(other) == thinned(steadied(other), TOLERANCE)


class Counted(float):
    """A number that counts how often something is taken away from it."""

    count = 0

    def __sub__(self, other: float) -> float:
        Counted.count += 1
        return float(self) - other

    def __add__(self, other: float) -> "Counted":
        return Counted(float(self) + other)

    def __truediv__(self, other: float) -> "Counted":
        return Counted(float(self) / other)


def test_most_of_the_work_is_done_before_the_end() -> None:
    line = [(Counted(x), y, p) for x, y, p in wave(20 * SPAN)]
    Counted.count = 0
    thinned(steadied(line), TOLERANCE)
    at_once = Counted.count
    thinning = Thinning(TOLERANCE)
    for length in range(1, len(line)):
        thinning.follow(line[:length])

    Counted.count = 0
    thinning.finished(line)

    assert 0 < Counted.count < at_once / 3
