from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.theme import LIGHT
from support.figures import of_kind, painted, turned

RED, PAPER = LIGHT.inks["red"], LIGHT.paper


def test_an_ellipse_touches_its_box_in_four_places() -> None:
    image = painted(of_kind("ellipse", 60, 50, 160, 110))

    for x, y in ((60, 80), (160, 80), (110, 50), (110, 110)):
        assert image.pixelColor(x, y) == RED
    for x, y in ((62, 52), (158, 52), (62, 108), (158, 108), (110, 80)):
        assert image.pixelColor(x, y) == PAPER


def test_a_turned_ellipse_has_a_box_of_its_own_and_not_that_of_its_corners() -> None:
    circle = of_kind("ellipse", -50, -50, 50, 50, width=64)

    straight = figure_for("a", circle).frame
    turned_by = figure_for(
        "a", of_kind("ellipse", -50, -50, 50, 50, width=64, matrix=turned(45))
    ).frame

    assert max(abs(a - b) for a, b in zip(straight, turned_by, strict=True)) < 16
