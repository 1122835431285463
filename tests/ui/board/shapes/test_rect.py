from redux_scuttlebutt.ui.theme import LIGHT
from support.figures import of_kind, painted, turned

RED, PAPER = LIGHT.inks["red"], LIGHT.paper


def test_a_rectangle_is_its_four_sides() -> None:
    image = painted(of_kind("rect", 60, 50, 160, 110))

    for x, y in ((60, 80), (160, 80), (110, 50), (110, 110), (60, 50), (160, 110)):
        assert image.pixelColor(x, y) == RED
    for x, y in ((110, 80), (50, 80), (170, 80), (110, 40), (110, 120)):
        assert image.pixelColor(x, y) == PAPER


def test_a_sheared_rectangle_is_a_parallelogram() -> None:
    sheared = of_kind("rect", 0, 0, 60, 60, x=64 * 64, y=64 * 64, matrix=turned(0, 1, 1, 1))

    image = painted(sheared)

    assert image.pixelColor(64 + 30, 64 + 30) == RED
    assert image.pixelColor(64 + 90, 64 + 30) == RED
    assert image.pixelColor(64, 64 + 40) == PAPER
