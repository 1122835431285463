import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from redux_scuttlebutt.store.documents.shapes import Kind, Shape, read_shape
from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.png import made_png
from redux_scuttlebutt.ui.board.export.svg import made_svg
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.drawings import BLOB, drawings, gallery, photo_bytes, stroke
from support.figures import BLOB as OTHER
from support.figures import KINDS, of_kind, turned
from support.shapes import described

pytestmark = pytest.mark.usefixtures("qapp")

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
PLAIN = How(has_board=False)


def nothing(_name: str) -> None:
    return None


def elements(shapes: dict[str, Shape], how: How = PLAIN) -> list[ET.Element]:
    return list(ET.fromstring(made_svg(shapes, how, {BLOB: photo_bytes()}.get).data).iter())


def rendered(svg: bytes) -> QImage:
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(renderer.defaultSize(), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return image


def one(kind: str, **fields: Any) -> dict[str, Shape]:
    return {"a": read_shape(described("a", kind, **fields))[1]}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawings())
def test_it_is_xml_that_asks_for_no_other_file(shapes: dict[str, Shape]) -> None:
    svg = made_svg(shapes, How(title="\x00<&>\"'\ufffe"), lambda _: photo_bytes()).data

    root = ET.fromstring(svg)

    ids = {element.get("id") for element in root.iter()}
    for element in root.iter():
        assert not element.tag.endswith(("script", "foreignObject"))
        for name, value in element.attrib.items():
            if name.endswith("href"):
                assert value.startswith("data:image/") or value.removeprefix("#") in ids
            assert "url(" not in value
    text = svg.decode()
    assert not re.search(r"(?:http|file|ftp)s?:", text.replace("http://www.w3.org/", ""))


WAVE = [n for x in range(0, 300, 7) for n in (x, 40 + (x * x) % 37)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_strokes_look_as_in_the_picture(theme: Theme) -> None:
    shapes = {
        "thick": stroke(0, 0, 60, 90, 200, 10, width=12, color="red", z="a0"),
        "wave": stroke(*WAVE, color="blue", z="a1"),
        "pressed": stroke(
            *(n + 20 for n in WAVE),
            width=9,
            pressures=[(i * 31) % 1024 for i in range(len(WAVE) // 2)],
            z="a2",
        ),
        "dot": stroke(250, 100, width=20, color="green", z="a3"),
        "moved": stroke(0, 0, 50, 50, x=64 * 90, y=64 * 70, matrix=[0, -(2**30), 2**30, 0], z="a4"),
    }
    apart, far = differences(shapes, theme)

    # Edges may be smoothed a little otherwise, and nothing else.
    assert apart < 1
    assert far < 100


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("matrix", [(), turned(30, 1.5)])
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"stroke", "text"}))
def test_every_kind_looks_as_in_the_picture(
    kind: Kind, matrix: tuple[int, ...], theme: Theme
) -> None:
    shapes = {"a": of_kind(kind, matrix=matrix)}

    apart, far = differences(shapes, theme)

    # A shape at the wrong place, or in another colour, differs in thousands of pixels.
    assert apart < 1
    assert far < 150


def test_a_marker_tints_words_and_not_itself_as_in_the_picture() -> None:
    shapes = {
        "words": of_kind("rect", 20, 20, 120, 80, color="ink", width=640),
        "mark": of_kind("marker", 0, 40, 140, 60, color="yellow", width=20 * 64, z="a1"),
    }

    apart, _ = differences(shapes, LIGHT)

    # Qt knows nothing of mixing, and shows black ink through a mark a little lighter.
    assert apart < 6


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_are_where_they_are_in_the_picture(theme: Theme) -> None:
    text = "Some words\nthat stand below each other, and are broken where the box ends"
    shapes = {"a": of_kind("text", 0, 0, 200, 160, text=text)}
    how = How(theme=theme, has_board=False)

    wanted = QImage.fromData(made_png(shapes, how, nothing).data)
    image = rendered(made_svg(shapes, how, nothing).data)

    # Fonts differ from viewer to viewer, but the lines do not.
    assert inked_rows(image, theme) == inked_rows(wanted, theme)


def inked_rows(image: QImage, theme: Theme) -> list[int]:
    """Where lines of words begin and end, to within a few pixels."""
    inked = [
        any(image.pixelColor(x, y) != theme.paper for x in range(image.width()))
        for y in range(image.height())
    ]
    edges = [y for y in range(1, len(inked)) if inked[y] != inked[y - 1]]
    return [round(y / 4) for y in edges]


def differences(shapes: dict[str, Shape], theme: Theme) -> tuple[float, int]:
    """How far the SVG's pixels are from the PNG's on the average, and how many are far."""
    how = How(theme=theme, has_board=False)
    blob = {BLOB: photo_bytes(), OTHER: photo_bytes(300, 180)}.get

    wanted = QImage.fromData(made_png(shapes, how, blob).data)
    image = rendered(made_svg(shapes, how, blob).data)

    assert image.size() == wanted.size()
    apart = far = 0
    for x in range(wanted.width()):
        for y in range(wanted.height()):
            a, b = wanted.pixelColor(x, y), image.pixelColor(x, y)
            gap = max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue()))
            apart += gap
            far += gap > 64
    return apart / (wanted.width() * wanted.height()), far


def test_a_stroke_is_a_path_with_round_ends() -> None:
    [group] = [e for e in elements({"a": stroke(0, 0, 10, 10)}) if e.tag == f"{SVG}g"]
    [path] = list(group)

    assert group.get("stroke-linecap") == group.get("stroke-linejoin") == "round"
    assert path.get("stroke") == LIGHT.inks["ink"].name()
    assert path.get("stroke-width") == "4"
    assert (path.get("d") or "").startswith("M18 18c")


def test_a_pressed_stroke_is_a_filled_outline() -> None:
    shapes = {"a": stroke(0, 0, 10, 10, 20, 0, pressures=[100, 900, 300])}

    [path] = [e for e in elements(shapes) if e.tag == f"{SVG}path"]

    assert path.get("fill") == LIGHT.inks["ink"].name()
    assert path.get("stroke") is None


@pytest.mark.parametrize(("theme", "blend"), [(LIGHT, "multiply"), (DARK, "screen")])
def test_a_marker_lets_through_what_it_marks(theme: Theme, blend: str) -> None:
    [path] = [e for e in elements(one("marker"), How(theme=theme)) if e.tag == f"{SVG}path"]

    assert path.get("style") == f"mix-blend-mode:{blend}"


def test_text_is_text_line_by_line() -> None:
    shapes = one("text", text="a < b & c\n\n増える", size=[64000, 6400])

    texts = [e for e in elements(shapes) if e.tag == f"{SVG}text"]

    assert [text.text for text in texts] == ["a < b & c", "増える"]
    first, second = (float(text.get("y") or 0) for text in texts)
    assert second > first + 2 * 2


def test_text_is_broken_to_its_width() -> None:
    shapes = one("text", text="word " * 12, size=[64 * 60, 6400], width=64 * 16)

    texts = [e.text or "" for e in elements(shapes) if e.tag == f"{SVG}text"]

    assert len(texts) > 3
    assert " ".join(texts).split() == ["word"] * 12


@pytest.mark.parametrize("kind", ["rect", "ellipse"])
def test_boxes_are_closed_and_go_where_their_corners_are(kind: str) -> None:
    image = rendered(made_svg(one(kind, points=[0, 0, 6400, 3200], width=256), PLAIN, nothing).data)

    ink, paper = LIGHT.inks["ink"], LIGHT.paper
    left, top = 2 + 16, 2 + 16
    for x, y in ((0, 25), (100, 25), (50, 0), (50, 50)):
        assert image.pixelColor(left + x, top + y) == ink, (x, y)
    assert image.pixelColor(left + 50, top + 25) == paper
    assert (image.pixelColor(left + 1, top + 1) == ink) is (kind == "rect")


def test_a_turned_box_keeps_the_width_of_its_line() -> None:
    shapes = one("rect", points=[0, 0, 6400, 3200], width=256, matrix=[2**31, 0, 0, 2**31])

    [path] = [e for e in elements(shapes) if e.tag == f"{SVG}path"]

    assert path.get("stroke-width") == "4"
    assert "l200 0l0 100l-200 0z" in (path.get("d") or "")


def test_an_arrow_has_its_head_at_its_second_end() -> None:
    [path] = [e for e in elements(one("arrow", points=[0, 0, 6400, 0])) if e.tag == f"{SVG}path"]

    shaft, head = (path.get("d") or "")[1:].split("M")
    assert shaft.endswith("l100 0")
    assert head.count("l") == 2


def test_an_image_is_in_the_file_once_however_often_it_is_shown() -> None:
    shapes = one("image") | {"b": one("image", z="a1", x=64 * 700)["a"]}

    found = elements(shapes)

    [image] = [e for e in found if e.tag == f"{SVG}image"]
    assert (image.get(HREF) or "").startswith("data:image/png;base64,")
    assert [e.get(HREF) for e in found if e.tag == f"{SVG}use"] == [f"#{image.get('id')}"] * 2


def test_an_image_is_shown_at_its_place_and_size() -> None:
    shapes = one("image", points=[0, 0], size=[64 * 120, 64 * 80])

    image = rendered(made_svg(shapes, PLAIN, lambda _: photo_bytes()).data)

    inside, outside = image.pixelColor(16 + 100, 16 + 20), image.pixelColor(8, 8)
    assert inside.blue() > inside.red() + 50
    assert outside == LIGHT.paper


@pytest.mark.parametrize("data", [None, b"<svg/>", b"\x89PNG broken"])
def test_an_image_that_is_not_here_leaves_its_frame_and_is_told(data: bytes | None) -> None:
    result = made_svg(one("image"), PLAIN, lambda _: data)

    assert b"stroke-dasharray" in result.data
    assert b"<image" not in result.data
    assert "1 images are not here" in result.notices[0]


def test_without_paper_there_is_none() -> None:
    clear = How(is_transparent=True, has_board=False)

    assert rendered(made_svg(gallery(), clear, nothing).data).pixelColor(1, 1).alpha() == 0
    assert rendered(made_svg(gallery(), PLAIN, nothing).data).pixelColor(1, 1) == LIGHT.paper
