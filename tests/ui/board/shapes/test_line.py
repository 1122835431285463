from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.theme import LIGHT
from support.figures import of_kind, painted


def test_a_line_goes_straight_from_end_to_end() -> None:
    image = painted(of_kind("line", 20, 20, 200, 160))

    for n in range(11):
        assert image.pixelColor(20 + 18 * n, 20 + 14 * n) == LIGHT.inks["red"]
    assert image.pixelColor(150, 40) == LIGHT.paper


def test_a_line_is_hit_along_its_way_and_not_in_its_box() -> None:
    figure = figure_for("a", of_kind("line", 20, 20, 200, 160, width=64))

    assert figure.is_at((110 * 64, 90 * 64), 64)
    assert not figure.is_at((150 * 64, 40 * 64), 640)
