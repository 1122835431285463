from redux_scuttlebutt.ui.board.shapes.area import AreaFigure
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from support.figures import of_kind, turned


def test_a_turned_area_is_found_inside_and_not_in_the_corners_of_its_box() -> None:
    figure = figure_for("a", of_kind("image", 0, 0, 100, 100, matrix=turned(45)))

    assert figure.is_at((0, 70 * 64), 0)
    assert not figure.is_at((-60 * 64, 10 * 64), 0)
    assert not figure.lies_in(Box(-70 * 64, 0, -60 * 64, 10 * 64))
    assert figure.lies_in(Box(-64, 60 * 64, 64, 70 * 64))
    assert figure.is_swept((-200 * 64, 70 * 64), (200 * 64, 70 * 64), 0)
    assert not figure.is_swept((-200 * 64, -64), (200 * 64, -64), 0)


def test_what_is_near_is_known_in_units_of_the_area() -> None:
    figure = figure_for("a", of_kind("image", 0, 0, 10, 10, x=640, matrix=turned(90, 2, 2)))
    assert isinstance(figure, AreaFigure)

    near = figure.near(Box(640 - 200, 0, 640, 100))

    assert max(abs(a - b) for a, b in zip(near, (0, 0, 50, 100), strict=True)) < 0.01
