import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from redux_scuttlebutt.store.documents.fields import INKS
from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.board.shapes.marker import is_mixing, tint_of
from redux_scuttlebutt.ui.board.shapes.paint import paint_figures, place_painter
from redux_scuttlebutt.ui.contrast import contrast
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.figures import different, of_kind, painted

THEMES = [LIGHT, DARK]


def marker(
    *points: int, color: str = "yellow", z: str = "a1", pressures: tuple[int, ...] = ()
) -> Shape:
    flat = tuple(n * 64 for n in points)
    return Shape("marker", flat, color, 20 * 64, z, pressures=pressures)


def on_clear(shape: Shape, theme: Theme) -> QImage:
    """The same picture by way of a clear layer, as of shapes that are being dragged."""
    layer = QImage(QSize(240, 180), QImage.Format.Format_ARGB32_Premultiplied)
    layer.fill(QColor(0, 0, 0, 0))
    painter = QPainter(layer)
    place_painter(painter, View())
    paint_figures(painter, [figure_for("a", shape)], theme, 1 / 64)
    painter.end()
    image = QImage(layer.size(), QImage.Format.Format_RGB32)
    image.fill(theme.paper)
    painter = QPainter(image)
    painter.drawImage(0, 0, layer)
    painter.end()
    return image


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pressures", [(), (1023, 600, 600, 1023)])
def test_a_marker_that_crosses_itself_tints_once(theme: Theme, pressures: tuple[int, ...]) -> None:
    crossing = marker(20, 90, 200, 90, 110, 20, 110, 160, pressures=pressures)

    for image in (painted(crossing, theme=theme), on_clear(crossing, theme)):
        once = image.pixelColor(60, 90)
        assert once != theme.paper
        assert image.pixelColor(110, 90) == image.pixelColor(110, 130) == once


def test_two_markers_tint_twice() -> None:
    one, other = marker(20, 90, 200, 90), marker(110, 20, 110, 160, z="a2")

    image = painted(one, other)

    assert image.pixelColor(110, 90).lightness() < image.pixelColor(60, 90).lightness()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", INKS)
def test_what_is_beneath_a_marker_can_be_read(theme: Theme, ink: str) -> None:
    line = of_kind("line", 110, 20, 110, 160, color="ink", width=960)

    image = painted(line, marker(20, 90, 200, 90, color=ink), theme=theme)

    ground, words = image.pixelColor(60, 90), image.pixelColor(110, 90)
    assert contrast(ground, words) >= 4.5
    assert contrast(ground, theme.paper) >= 1.15


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", [*INKS, "#ffffff", "#000000", "#ffffcc", "#001000"])
def test_a_marker_on_a_clear_layer_looks_the_same_on_paper(theme: Theme, ink: str) -> None:
    shape = marker(20, 90, 200, 40, 60, 160, color=ink)

    plain, layered = painted(shape, theme=theme), on_clear(shape, theme)

    assert different(plain, layered, 3) == 0
    assert plain.pixelColor(20, 90) != theme.paper


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_beneath_a_clear_layer_is_not_hidden(theme: Theme) -> None:
    tint = tint_of(theme, "yellow", is_mixed=False)

    assert tint.color.alphaF() < 0.75


def test_only_what_is_there_can_be_mixed_with() -> None:
    forms = QImage.Format
    for form, expected in ((forms.Format_RGB32, True), (forms.Format_ARGB32, False)):
        image = QImage(4, 4, form)
        painter = QPainter(image)
        assert is_mixing(painter) is expected
        painter.end()


def test_a_long_marker_is_the_same_in_parts_as_whole() -> None:
    wave = [n for x in range(200) for n in (x + 20, 90 + (x * 7) % 40)]
    shape = marker(*wave)
    figure = figure_for("a", shape)
    whole = painted(shape)
    image = QImage(whole.size(), whole.format())
    image.fill(LIGHT.paper)

    for left in (0, 80, 160):
        painter = QPainter(image)
        painter.setClipRect(left, 0, 80, 180)
        place_painter(painter, View())
        clip = figure.box._replace(left=left * 64 - 64, right=left * 64 + 81 * 64)
        figure.paint(painter, LIGHT, 1 / 64, clip)
        painter.end()

    assert different(whole, image, 2) == 0
