from msgspec.structs import replace
from PySide6.QtGui import QImage, QTransform

from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.board.shapes.text import TextFigure
from redux_scuttlebutt.ui.theme import DARK, LIGHT
from support.figures import different, of_kind, painted, turned


def ink(image: QImage, *, right_of: int = 0, below: int = 0) -> int:
    """How many pixels are dark there."""
    return sum(
        image.pixelColor(x, y).lightness() < 160
        for x in range(right_of, image.width())
        for y in range(below, image.height())
    )


def test_what_does_not_fit_into_its_box_goes_on_below_it() -> None:
    long = of_kind("text", 20, 20, 120, 40, text="many words " * 6, color="ink")
    figure = figure_for("a", long)

    assert figure.frame.bottom > 40 * 64 + 2 * 20 * 64
    assert ink(painted(long), below=60) > 100
    assert ink(painted(long), right_of=122) == 0
    assert figure.is_at((30 * 64, 70 * 64), 0)


def test_a_box_larger_than_its_text_belongs_to_it() -> None:
    figure = figure_for("a", of_kind("text", 20, 20, 220, 160, text="a"))

    assert figure.frame == (20 * 64, 20 * 64, 220 * 64, 160 * 64)
    assert figure.is_at((200 * 64, 150 * 64), 0)
    assert not figure.is_at((230 * 64, 150 * 64), 64)


def test_letters_are_as_sharp_at_every_zoom() -> None:
    for zoom, height in ((1, 40), (4, 10), (16, 2.5)):
        shape = of_kind(
            "text", 0, 0, 200, 50, text="lll", width=round(height * 64), color="ink", x=64
        )
        image = painted(shape, view=View(zoom, 0, 0))
        grey = sum(
            60 < image.pixelColor(x, 20).lightness() < 220 for x in range(2, image.width() - 2)
        )
        # Three upright bars have six edges of a pixel each.
        assert ink(image) > 0
        assert grey <= 6, zoom


def test_small_letters_become_bars_about_as_dark() -> None:
    text = of_kind("text", 0, 0, 4000, 50, text="words and more words " * 9, width=1280)
    letters, bars = [
        painted(text, view=View(zoom, -5, -5), size=(240, 40)) for zoom in (0.13, 0.12)
    ]

    dark = [
        sum(255 - picture.pixelColor(x, y).lightness() for x in range(240) for y in range(40))
        for picture in (letters, bars)
    ]
    assert 0.6 < dark[0] / dark[1] < 1.7


def test_marks_heaped_up_do_not_leave_the_box() -> None:
    heap = of_kind("text", 20, 100, 120, 130, text="a" + "\u0301" * 60, color="ink")
    figure = figure_for("a", heap)

    assert ink(painted(heap)) > 20
    assert figure.box.top >= 100 * 64 - 20 * 64 / 4


def test_a_text_moved_or_turned_is_not_laid_out_again() -> None:
    shape = of_kind("text")
    before = figure_for("a", shape)
    painted(shape)
    assert isinstance(before, TextFigure)
    writing = before._written()  # pyright: ignore[reportPrivateUsage]

    moved = figure_for("a", replace(shape, x=99, matrix=turned(20)), before)
    other = figure_for("a", replace(shape, text="else"), before)

    assert isinstance(moved, TextFigure)
    assert isinstance(other, TextFigure)
    assert moved._written() is writing  # pyright: ignore[reportPrivateUsage]
    assert other._written() is not writing  # pyright: ignore[reportPrivateUsage]


def test_a_text_has_its_ink_in_every_theme() -> None:
    text = of_kind("text", 20, 20, 220, 160, text="MMM", width=60 * 64, color="blue")

    for theme in (LIGHT, DARK):
        image = painted(text, theme=theme)
        colors = {image.pixelColor(x, 60).name() for x in range(240)}
        assert theme.inks["blue"].name() in colors


def test_a_mirrored_text_is_mirrored() -> None:
    text = of_kind("text", 0, 0, 100, 50, text="LLL", width=40 * 64, x=120 * 64, y=20 * 64)
    mirrored = replace(text, matrix=turned(0, -1, 1))

    image = painted(text).transformed(QTransform.fromScale(-1, 1))

    assert different(image, painted(mirrored), 120) < 60
