"""Signs along the window's edge: where people are who are out of view."""

from itertools import combinations
from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui.presence.edges import HEIGHT, MOST_EDGES, WIDTH, Edge, edges

SIZE = (800.0, 600.0)
BO = SourceId(b"B" * 32)


def sources(count: int) -> list[SourceId]:
    return [SourceId(bytes([number]) * 32) for number in range(count)]


@pytest.mark.parametrize("place", [(0, 0), (400, 300), (800, 600)])
def test_nobody_in_view_has_a_sign(place: tuple[float, float]) -> None:
    assert edges([(BO, place)], SIZE) == []


@pytest.mark.parametrize(
    ("place", "angle", "at"),
    [
        ((9000, 300), 0.0, (756, 300)),
        ((-9000, 300), pi, (44, 300)),
        ((400, 9000), pi / 2, (400, 574)),
        ((400, -9000), -pi / 2, (400, 26)),
    ],
)
def test_a_sign_stands_at_the_edge_and_points_there(
    place: tuple[float, float], angle: float, at: tuple[float, float]
) -> None:
    [edge] = edges([(BO, place)], SIZE)

    assert (edge.x, edge.y) == pytest.approx(at)
    assert edge.angle == pytest.approx(angle)


def test_a_window_too_small_for_signs_has_none() -> None:
    assert edges([(BO, (9000, 0))], (80, 600)) == []


def test_of_very_many_the_nearest_have_signs() -> None:
    people = [(source, (1000.0 + 10 * n, 300.0)) for n, source in enumerate(sources(40))]

    signs = edges(people, SIZE)

    assert {sign.source for sign in signs} == set(sources(MOST_EDGES))


def boxes_meet(one: Edge, other: Edge) -> bool:
    return abs(one.x - other.x) < WIDTH - 1e-6 and abs(one.y - other.y) < HEIGHT - 1e-6


coordinate = st.floats(-5000, 5000)


@given(st.lists(st.tuples(coordinate, coordinate), max_size=8))
def test_signs_are_in_the_window_and_none_covers_another(
    places: list[tuple[float, float]],
) -> None:
    signs = edges(zip(sources(len(places)), places, strict=True), SIZE)

    for sign in signs:
        assert WIDTH / 2 <= sign.x <= SIZE[0] - WIDTH / 2
        assert HEIGHT / 2 <= sign.y <= SIZE[1] - HEIGHT / 2
    assert not [pair for pair in combinations(signs, 2) if boxes_meet(*pair)]
