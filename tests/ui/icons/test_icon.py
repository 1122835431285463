"""Signs that are sharp at every scale and visible in both themes."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.input.commands import TOOL_SIGNS
from redux_scuttlebutt.ui.board.tools.toolbox import TOOLS
from redux_scuttlebutt.ui.icons import icon as module
from redux_scuttlebutt.ui.icons.icon import icon, names, paint_icon, program_icon

SCALES = (1.0, 1.25, 1.5, 2.0)
BRIEF = {"undo", "redo", "zoom-in", "grid", "mini-map", "share", "people", "history", "export"}


@pytest.fixture(autouse=True)
def in_the_systems_colours(qapp: QApplication) -> Iterator[None]:
    yield
    theme.choose("system")


def drawn(name: str, scale: float) -> QImage:
    image = QImage(round(24 * scale), round(24 * scale), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    image.fill(0)
    painter = QPainter(image)
    paint_icon(painter, name, QRectF(0, 0, 24, 24), theme.current().text)
    painter.end()
    return image


def alphas(image: QImage) -> list[int]:
    return [
        image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())
    ]


def test_every_tool_has_a_sign() -> None:
    assert {*(TOOL_SIGNS.get(tool, tool) for tool in TOOLS), *BRIEF} <= set(names())


@pytest.mark.parametrize("name", names())
def test_a_drawing_is_24_square_in_one_colour_with_lines_of_one_width(name: str) -> None:
    root = ElementTree.fromstring(module._source(name))  # pyright: ignore[reportPrivateUsage]

    assert root.get("viewBox") == "0 0 24 24"
    assert (root.get("stroke"), root.get("stroke-width")) == ("currentColor", "1.6")
    assert root.get("fill") == "none"
    for path in root:
        assert set(path.keys()) == {"d"}


def blurred(image: QImage) -> float:
    """How much of what is inked is neither full nor empty."""
    seen = [alpha for alpha in alphas(image) if alpha]
    return sum(alpha < 230 for alpha in seen) / len(seen)


@pytest.mark.parametrize("scale", SCALES[1:])
@pytest.mark.parametrize("name", names())
def test_a_sign_is_drawn_for_the_pixels_there_are(name: str, scale: float, qapp: object) -> None:
    sharp = drawn(name, scale)
    smooth = Qt.TransformationMode.SmoothTransformation
    keep = Qt.AspectRatioMode.IgnoreAspectRatio
    stretched = drawn(name, 1.0).scaled(sharp.size(), keep, smooth)

    assert blurred(sharp) < blurred(stretched) - 0.05


@pytest.mark.parametrize("name", ["rectangle", "text", "grid", "outline", "image", "pause"])
def test_level_lines_lie_on_whole_pixels(name: str, qapp: object) -> None:
    assert alphas(drawn(name, 1.0)).count(255) > 12


@pytest.mark.parametrize("name", names())
def test_nothing_of_a_sign_is_cut_off(name: str, qapp: object) -> None:
    image = drawn(name, 2.0)
    last = image.width() - 1
    edge = [
        image.pixelColor(*place).alpha()
        for n in range(last + 1)
        for place in ((0, n), (last, n), (n, 0), (n, last))
    ]

    assert max(edge) == 0


def test_a_sign_on_a_button_follows_the_theme(qapp: QApplication) -> None:
    button = QPushButton()
    button.setIcon(icon("undo"))
    button.setIconSize(QSize(24, 24))

    def darkest() -> int:
        image = button.icon().pixmap(QSize(24, 24), 1.0).toImage()
        seen = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        return min(color.lightness() for color in seen if color.alpha() > 200)

    theme.choose("light")
    light = darkest()
    theme.choose("dark")

    assert light < 60
    assert darkest() > 180


@pytest.mark.parametrize("scale", SCALES)
def test_a_button_gets_as_many_pixels_as_the_screen_has(scale: float, qapp: object) -> None:
    pixmap = icon("pen").pixmap(QSize(24, 24), scale)

    assert pixmap.width() == round(24 * scale)
    assert pixmap.devicePixelRatio() == scale


def test_what_cannot_be_pressed_is_paler(qapp: object) -> None:
    theme.choose("light")
    usual = icon("pen").pixmap(QSize(24, 24), 1.0, QIcon.Mode.Normal).toImage()
    off = icon("pen").pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled).toImage()

    assert usual != off


def test_a_sign_that_is_not_there_is_told_at_once(qapp: object) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-sign")


def test_many_copies_of_an_icon_can_come_and_go(qapp: object) -> None:
    first = icon("pen")
    for _ in range(500):
        copy = QIcon(first)
        assert not copy.pixmap(QSize(16, 16)).isNull()
        del copy

    assert not first.pixmap(QSize(24, 24)).isNull()


def test_the_programs_icon_has_the_sizes_that_title_bars_use(qapp: object) -> None:
    sides = {size.width() for size in program_icon().availableSizes()}

    assert {16, 32, 48, 256} <= sides
