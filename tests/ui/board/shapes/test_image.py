import pytest
from PySide6.QtGui import QColor, QImage

from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.pictures import Pictures
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.figures import BLOB, different, file_of, of_kind, painted, pictures_of, turned

BLUE = QColor("#3060c0")


def dark(image: QImage, theme: Theme) -> int:
    return sum(
        image.pixelColor(x, y) != theme.paper
        for x in range(image.width())
        for y in range(image.height())
    )


def test_a_picture_fills_its_box_whatever_its_own_size() -> None:
    image = painted(of_kind("image", 60, 50, 160, 110), pictures=pictures_of())

    for x, y in ((61, 51), (158, 51), (61, 108), (158, 108), (110, 80)):
        assert image.pixelColor(x, y) == BLUE
    for x, y in ((58, 80), (162, 80), (110, 47), (110, 112)):
        assert image.pixelColor(x, y) == LIGHT.paper


def test_a_picture_is_turned_with_its_box() -> None:
    square = of_kind("image", 0, 0, 60, 60, x=120 * 64, y=40 * 64, matrix=turned(45))

    image = painted(square, pictures=pictures_of())

    assert image.pixelColor(120, 80) == BLUE
    assert image.pixelColor(120, 120) == BLUE
    assert image.pixelColor(160, 50) == LIGHT.paper


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_something_stands_in_the_place_of_a_picture_on_its_way(theme: Theme) -> None:
    shape = of_kind("image", 20, 20, 220, 160)

    missing = painted(shape, theme=theme)
    also = painted(shape, theme=theme, pictures=Pictures(lambda _: None))

    assert different(missing, also, 0) == 0
    assert 300 < dark(missing, theme) < 10_000
    row = [missing.pixelColor(x, 20) for x in range(20, 220)]
    assert theme.muted in row
    assert theme.paper in row


def test_a_picture_that_cannot_be_shown_says_so() -> None:
    shape = of_kind("image", 20, 20, 220, 160)

    waiting = painted(shape)
    refused = painted(shape, pictures=Pictures({BLOB: b"<svg/>"}.get))

    assert different(waiting, refused, 100) > 100


def test_a_picture_seen_very_near_is_painted_where_it_belongs() -> None:
    shape = of_kind("image", 0, 0, 4000, 3000)
    pictures = Pictures({BLOB: file_of("#3060c0", right="#c03060")}.get)

    middle = painted(shape, view=View(16, 2000 * 16 - 120, 1500 * 16), pictures=pictures)
    edge = painted(shape, view=View(16, 4000 * 16 - 120, 1500 * 16), pictures=pictures)

    # One pixel of the picture is 1,600 on the screen, and flows into the next.
    left, right = middle.pixelColor(0, 90), middle.pixelColor(239, 90)
    between = [middle.pixelColor(119, y) for y in (0, 90, 179)]
    assert all(abs(color.red() - 0x78) < 6 for color in between)
    assert left.red() < between[0].red() < right.red()
    assert edge.pixelColor(118, 90) == QColor("#c03060")
    assert edge.pixelColor(122, 90) == LIGHT.paper


def test_a_box_of_dashes_as_long_as_the_world_is_painted_all_the_same() -> None:
    shape = of_kind("image", 0, 0, 2**30, 2**30)

    assert dark(painted(shape, view=View(16, -50, -50)), LIGHT) > 0
