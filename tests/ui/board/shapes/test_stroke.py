import pytest
from msgspec.structs import replace

from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.stroke import StrokeFigure
from support.board import line, shape


def test_a_moved_shape_keeps_its_pieces_and_a_wider_one_does_not() -> None:
    before = StrokeFigure("a", line(0, 0))
    pieces = before.pieces(1 / 64)
    there = before.shape

    moved = StrokeFigure("a", replace(there, x=64, y=64), before)
    wider = StrokeFigure("a", replace(there, width=999), before)

    assert moved.pieces(1 / 64) is pieces
    assert wider.pieces(1 / 64) is not pieces


@pytest.mark.parametrize("pressures", [(), (300, 900, 300)])
def test_pieces_follow_from_the_scale_whatever_was_painted_before(
    pressures: tuple[int, ...],
) -> None:
    there = shape((0, 0), (3000, 3000), (6000, 0), width=640)
    there = replace(there, pressures=pressures)
    figure = StrokeFigure("a", there)
    scales = [2.0 ** (n % 11 - 5) / 64 for n in range(0, 44, 3)]

    for scale in scales:
        again = StrokeFigure("a", there).pieces(scale)
        assert [(p.path, p.box) for p in figure.pieces(scale)] == [(p.path, p.box) for p in again]


def test_zooms_nearby_share_their_pieces_and_those_of_the_zoom_before_are_kept() -> None:
    figure = StrokeFigure("a", shape((0, 0), (3000, 3000), (6000, 0)))
    pieces = figure.pieces(1 / 64)

    assert figure.pieces(0.5 / 64) is pieces
    assert figure.pieces(1.25 / 64) is pieces
    assert figure.pieces(4 / 64) is not pieces
    assert figure.pieces(1 / 64) is pieces
    assert figure.pieces(0.1 / 64) is not pieces


@pytest.mark.parametrize("points", [((0, 0, 1023), (6400, 0, 1023)), ((0, 0), (6400, 0), (0, 3))])
def test_all_pieces_lie_in_the_box(points: tuple[tuple[int, int], ...]) -> None:
    figure = StrokeFigure("a", shape(*points, width=640, x=-77, y=5))
    x, y = figure.origin[0] - 77, figure.origin[1] + 5

    for piece in figure.pieces(1 / 64):
        assert figure.box.grown(0.01).holds(Box(*piece.box).moved(x, y))


def test_pressure_on_some_points_only_is_no_pressure() -> None:
    assert StrokeFigure("a", shape((0, 0, 9), (9, 9, 9))).is_pressed
    assert not StrokeFigure("a", shape((0, 0, 9), (9, 9))).is_pressed
