import pytest
from PySide6.QtGui import QImage

from redux_scuttlebutt.store.documents.whiteboard import Point, Shape
from redux_scuttlebutt.ui.board.figures import Figures
from redux_scuttlebutt.ui.board.render import paint_view
from redux_scuttlebutt.ui.board.view import View
from redux_scuttlebutt.ui.theme import LIGHT
from support.board import shape

INK = LIGHT.inks["ink"].lightness()


def painted(one: Shape) -> QImage:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    paint_view(image, Figures({"a": one}), View(), LIGHT)
    return image


def thickness(image: QImage, x: int) -> int:
    """How many dark pixels there are in a column."""
    return sum(image.pixelColor(x, y).lightness() < 128 for y in range(image.height()))


def px(*places: Point) -> tuple[Point, ...]:
    """Places in pixels as points in units."""
    return tuple(
        (p[0] * 64, p[1] * 64, p[2]) if len(p) == 3 else (p[0] * 64, p[1] * 64) for p in places
    )


def test_a_line_is_as_wide_as_its_pen() -> None:
    image = painted(shape(*px((20, 50), (180, 50)), width=10 * 64))

    assert thickness(image, 100) == 10
    assert thickness(image, 5) == 0


@pytest.mark.parametrize("points", [((50, 50),), ((50, 50, 700),), ((50, 50), (50, 50))])
def test_a_stroke_of_one_place_is_a_dot(points: tuple[Point, ...]) -> None:
    image = painted(shape(*px(*points), width=12 * 64))

    assert 10 <= thickness(image, 50) <= 14


def test_pressure_makes_a_line_wider_along_its_way() -> None:
    image = painted(shape(*px((20, 50, 100), (100, 50, 500), (180, 50, 1000)), width=20 * 64))

    assert thickness(image, 40) < thickness(image, 100) < thickness(image, 160)


def test_a_pressed_line_that_turns_back_over_itself_has_no_holes() -> None:
    image = painted(
        shape(*px((20, 50, 900), (100, 52, 900), (40, 50, 900), (60, 50, 900)), width=20 * 64)
    )

    assert thickness(image, 50) >= 20
    assert all(image.pixelColor(x, 50).lightness() == INK for x in range(25, 95))


def test_far_from_the_origin_a_stroke_looks_the_same() -> None:
    near = painted(shape(*px((20, 50), (100, 20), (180, 50))))
    far = 2**39
    moved = QImage(200, 100, QImage.Format.Format_RGB32)
    figures = Figures({"a": shape(*px((20, 50), (100, 20), (180, 50)), x=far, y=-far)})
    paint_view(moved, figures, View(1.0, far // 64, -far // 64), LIGHT)

    assert near == moved
