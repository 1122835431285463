from math import cos, pi, sin

import pytest
from PySide6.QtGui import QImage, QPainter

from redux_scuttlebutt.store.documents.whiteboard import Point, Shape
from redux_scuttlebutt.ui.board.layers.render import paint_view
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.figures import Figures
from redux_scuttlebutt.ui.board.shapes.outline import width_at
from redux_scuttlebutt.ui.board.shapes.paint import paint_figures, round_pen
from redux_scuttlebutt.ui.board.shapes.stroke import StrokeFigure
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


def pictured(one: Shape, scale: float, *, is_exact: bool) -> QImage:
    """A stroke as it is painted, or stroked by Qt along its curves."""
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(LIGHT.paper)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    figure = StrokeFigure("a", one)
    if is_exact:
        painter.translate(*figure.origin[:2])
        painter.strokePath(figure.path(), round_pen(LIGHT.inks["ink"], one.width))
    else:
        paint_figures(painter, [figure], LIGHT, scale)
    painter.end()
    return image


@pytest.mark.parametrize("width", [1, 3, 9, 16, 60])
@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.9, 3.0])
def test_straight_pieces_look_like_the_curve_they_stand_for(width: int, zoom: float) -> None:
    bends = [(60, 60), (90, 50), (100, 90), (70, 95), (62, 70), (80, 64), (120, 80), (40, 85)]
    one = shape(*px(*bends), width=width * 64)

    painted, exact = [pictured(one, zoom / 64, is_exact=e) for e in (False, True)]

    assert ink_of_picture(exact) > 100
    assert differing(painted, exact, 40) <= 15


@pytest.mark.parametrize("zoom", [0.5, 1.0, 3.0])
def test_a_wide_pen_shows_no_corners_where_the_stroke_is_round(zoom: float) -> None:
    circle = [(70 + 30 * cos(n / 3), 50 + 30 * sin(n / 3)) for n in range(20)]
    one = shape(*(((round(x * 64)), round(y * 64)) for x, y in circle), width=40 * 64)
    image = pictured(one, zoom / 64, is_exact=False)

    edge = [
        image.pixelColor(int((70 + 47 * cos(t / 50)) * zoom), int((50 + 47 * sin(t / 50)) * zoom))
        for t in range(314)
        if 50 + 47 * sin(t / 50) > 2 and 70 + 47 * cos(t / 50) > 2
    ]

    assert all(color.lightness() < 128 for color in edge)


def test_a_long_stroke_is_in_pieces_that_make_it_up() -> None:
    there = shape(*((n * 64, round(3000 * sin(n / 5)) + 5000) for n in range(0, 390, 2)))
    figure = StrokeFigure("a", there)

    pieces = figure.pieces(1 / 64)

    assert len(pieces) > 1
    assert differing(
        pictured(there, 1 / 64, is_exact=False), pictured(there, 1 / 64, is_exact=True), 80
    ) <= 0.004 * ink_of_picture(pictured(there, 1 / 64, is_exact=True))


def test_the_bands_of_a_pressed_line_cover_its_discs_and_no_more() -> None:
    places = [(20 + 4 * n, 50 + 25 * sin(n / 3), round(500 + 400 * sin(n / 2))) for n in range(40)]
    one = shape(*((round(x * 64), round(y * 64), p) for x, y, p in places), width=16 * 64)

    image = painted(one)

    for x, y, p in places:
        r = width_at(16, p) / 2
        for n in range(12):
            dx, dy = cos(n / 6 * pi), sin(n / 6 * pi)
            near = image.pixelColor(
                round(x + (r - 1.2) * dx - 0.5), round(y + (r - 1.2) * dy - 0.5)
            )
            assert near.lightness() < 140, (x, y, n)
    blank = StrokeFigure("a", one).box
    outside = [(1, 1), (198, 98), (100, 98)]
    assert blank.right < 200 * 64
    assert all(image.pixelColor(x, y) == LIGHT.paper for x, y in outside)


def test_far_away_coarse_pieces_do_and_near_they_are_fine() -> None:
    figure = StrokeFigure("a", shape(*px((20, 50), (100, 20), (180, 50)), width=16 * 64))

    coarse = figure.pieces(0.5 / 64)[0].path.elementCount()
    fine = figure.pieces(8 / 64)[0].path.elementCount()

    assert coarse < fine


def differing(a: QImage, b: QImage, tolerance: int) -> int:
    one, other = bytes(a.constBits())[::4], bytes(b.constBits())[::4]
    return sum(abs(p - q) > tolerance for p, q in zip(one, other, strict=True))


def ink_of_picture(image: QImage) -> int:
    """How many pixels are not paper."""
    return sum(value < 250 for value in bytes(image.constBits())[::4])
