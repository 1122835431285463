import pytest
from PySide6.QtGui import QColor, QImage

from redux_scuttlebutt.ui.board.export import png
from redux_scuttlebutt.ui.board.export.frame import How, NothingDrawn, chosen
from redux_scuttlebutt.ui.board.export.png import made_png
from redux_scuttlebutt.ui.theme import DARK, LIGHT
from support.drawings import gallery, stroke
from support.figures import BLOB, file_of, of_kind

pytestmark = pytest.mark.usefixtures("qapp")

LEVEL = {"a": stroke(100, 50, 200, 50, width=10)}


def nothing(_name: str) -> None:
    return None


def image_of(how: How) -> QImage:
    return QImage.fromData(made_png(LEVEL, how, nothing).data)


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_it_is_as_large_as_the_drawing_and_its_margin_at_any_scale(scale: int) -> None:
    image = image_of(How(scale=scale, margin=16))

    assert (image.width(), image.height()) == ((110 + 32) * scale, (10 + 32) * scale)
    ink = LIGHT.inks["ink"]
    assert image.pixelColor(71 * scale, 21 * scale) == ink
    assert image.pixelColor(71 * scale, 15 * scale) == LIGHT.paper
    assert image.pixelColor(71 * scale, 27 * scale) == LIGHT.paper


def test_without_a_margin_ink_reaches_the_edge() -> None:
    image = image_of(How(margin=0))

    assert (image.width(), image.height()) == (110, 10)
    assert image.pixelColor(55, 0) == LIGHT.inks["ink"]
    assert image.pixelColor(55, 9) == LIGHT.inks["ink"]


def test_a_curve_that_swings_out_is_not_cut() -> None:
    shapes = {"a": stroke(0, 0, 100, 5, 200, 0, 300, 80)}

    image = QImage.fromData(made_png(shapes, How(margin=1), nothing).data)

    rim = {image.pixel(x, y) for x in range(image.width()) for y in (0, image.height() - 1)}
    assert rim == {LIGHT.paper.rgb()}


def test_a_dark_picture_has_the_dark_theme_s_paper_and_ink() -> None:
    image = image_of(How(theme=DARK))

    assert image.pixelColor(2, 2) == DARK.paper
    assert image.pixelColor(71, 21) == DARK.inks["ink"]


def test_a_transparent_picture_has_ink_and_nothing_else() -> None:
    image = image_of(How(is_transparent=True))

    assert image.pixelColor(2, 2) == QColor(0, 0, 0, 0)
    assert image.pixelColor(71, 21) == LIGHT.inks["ink"]


def test_it_says_how_large_it_is_on_paper() -> None:
    assert abs(image_of(How(scale=2)).dotsPerMeterX() - 2 * 96 / 0.0254) < 1


def test_what_is_too_large_is_made_smaller_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "MOST_PIXELS", 2_000)

    result = made_png(LEVEL, How(scale=4), nothing)
    image = QImage.fromData(result.data)

    assert image.width() * image.height() <= 2_200
    assert result.notices[0].startswith(
        "The picture would have been too large, so it is made at 0."
    )


def test_a_drawing_across_the_world_becomes_a_picture_all_the_same() -> None:
    shapes = {"a": stroke(0, 0, 3, 3), "b": stroke(2**33, 2**20, 2**33 + 5, 2**20)}

    image = QImage.fromData(made_png(shapes, How(), nothing).data)

    assert 0 < image.width() <= png.MOST_SIDE


def test_of_nothing_there_is_no_picture() -> None:
    with pytest.raises(NothingDrawn):
        made_png({}, How(), nothing)


def test_only_what_is_chosen_is_pictured() -> None:
    shapes = gallery()

    assert chosen(shapes, ["rect", "gone"]).keys() == {"rect"}
    assert chosen(shapes, None) == shapes
    with pytest.raises(NothingDrawn):
        chosen(shapes, ["gone"])


def test_images_are_in_it_and_not_what_stands_for_them() -> None:
    shapes = {"a": of_kind("image", 0, 0, 100, 60)}

    image = QImage.fromData(made_png(shapes, How(), {BLOB: file_of("#3060c0")}.get).data)

    assert image.pixelColor(16 + 50, 16 + 30) == QColor("#3060c0")
    assert image.pixelColor(16 + 1, 16 + 1) == QColor("#3060c0")
