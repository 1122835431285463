"""What holds for the figures of all kinds of shapes."""

from random import Random
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from redux_scuttlebutt.store.documents.shapes import Kind
from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.layers.layer import Layer
from redux_scuttlebutt.ui.board.layers.sheet import painting
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.figures import Figures
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.board.shapes.pictures import Pictures
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.figures import BLOB, KINDS, different, of_kind, painted, pictures_of, turned

WORDS = "Ågj Wf\u0301\u0302\u0303\u0304\u0305\u0306 שלום 増える"

MATRICES = [(), turned(30), turned(-70, 1.4, 0.6), turned(0, 1, -1), turned(10, 1, 1, 0.7)]


def shapes_by_chance(kind: Kind, seed: int) -> Shape:
    """Something of that `kind` about the middle of (240, 180) pixels."""
    chance = Random(f"{kind} {seed}")
    corners = [chance.uniform(-60, 60) for _ in range(4)]
    fields: dict[str, Any] = {"width": round(64 * chance.choice([1, 3, 9, 16]))}
    if kind == "image":
        fields = {}
    if kind in ("text", "image"):
        fields["size"] = (chance.randrange(1, 90) * 64, chance.randrange(1, 60) * 64)
    if kind == "text":
        fields |= {"text": WORDS, "width": round(64 * chance.choice([9, 14, 20]))}
    if kind in ("stroke", "marker") and chance.random() < 0.5:
        fields["pressures"] = tuple(chance.randrange(1024) for _ in range(4))
    matrix = turned(
        chance.uniform(-180, 180),
        chance.uniform(0.5, 1.2),
        chance.choice([-1, 1]) * chance.uniform(0.5, 1.2),
        chance.uniform(-0.5, 0.5),
    )
    place: dict[str, Any] = {"x": 120 * 64, "y": 90 * 64, "matrix": chance.choice([(), matrix])}
    return of_kind(kind, *corners, **fields, **place)


def inked(image: QImage, theme: Theme = LIGHT, least: int = 1) -> list[tuple[int, int]]:
    """The pixels that are not paper, by at least so much."""
    paper = bytes((theme.paper.blue(), theme.paper.green(), theme.paper.red(), 255))
    raw = bytes(image.constBits())
    found: list[tuple[int, int]] = []
    for y in range(image.height()):
        row = raw[y * image.bytesPerLine() :][: 4 * image.width()]
        # Most of it is paper, and looking at every pixel takes its time.
        if row != paper * image.width():
            for x in range(image.width()):
                pixel = row[4 * x : 4 * x + 4]
                if pixel != paper and max(map(_apart, pixel, paper)) >= least:
                    found.append((x, y))
    return found


def _apart(a: int, b: int) -> int:
    return abs(a - b)


def sources() -> list[Pictures | None]:
    return [pictures_of(), None]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_painted_outside_of_the_box(kind: Kind) -> None:
    for seed in range(8):
        shape = shapes_by_chance(kind, seed)
        for pictures in sources():
            figure = figure_for("a", shape, None, pictures)
            left, top, right, bottom = (edge / 64 for edge in figure.box)
            for x, y in inked(painted(shape, pictures=pictures)):
                assert left - 1 <= x <= right + 1, (seed, x)
                assert top - 1 <= y <= bottom + 1, (seed, y)


@pytest.mark.parametrize("kind", KINDS[2:])
def test_a_figure_is_found_where_it_is_painted(kind: Kind) -> None:
    for seed in range(8):
        shape = shapes_by_chance(kind, seed)
        figure = figure_for("a", shape, None, pictures_of())
        # Marks may reach out of a line of letters.
        reach = 1.5 * 64 + (shape.width / 2 if kind == "text" else 0)
        ink = inked(painted(shape, pictures=pictures_of()), least=48)
        for x, y in ink[:: 1 + len(ink) // 300]:
            place = (x * 64 + 32, y * 64 + 32)
            assert figure.is_at(place, reach), (seed, x, y)
            assert figure.is_swept((place[0] - 9000, place[1]), (place[0] + 9000, place[1]), reach)
        assert ink or kind in ("text", "image"), seed


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_not_found_beside_its_box(kind: Kind) -> None:
    for seed in range(8):
        figure = figure_for("a", shapes_by_chance(kind, seed))
        left, top, right, bottom = figure.box
        for place in ((left - 9, top), (right + 9, top), (left, bottom + 9), (right, top - 9)):
            assert not figure.is_at(place, 0), seed
            assert not figure.lies_in(Box.around(place, place)), seed
        assert figure.lies_in(figure.box)
        assert figure.box.grown(1).holds(figure.frame)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("matrix", MATRICES)
def test_a_moved_figure_is_painted_as_the_same_somewhere_else(
    kind: Kind, matrix: tuple[int, ...]
) -> None:
    shape = of_kind(kind, 0, 0, 80, 50, x=90 * 64, y=70 * 64, matrix=matrix)
    far = 2**26
    there = replace(shape, x=shape.x + far * 64, y=shape.y - far * 64)

    here = painted(shape, pictures=pictures_of())
    moved = painted(there, pictures=pictures_of(), view=View(1, far, -far))

    assert len(inked(here)) > 50
    assert different(here, moved, 8) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("matrix", MATRICES[::2])
def test_tiles_show_each_kind_as_a_picture_of_it_does(
    kind: Kind, theme: Theme, matrix: tuple[int, ...]
) -> None:
    below = of_kind("text", 120, 110, 300, 150, text="Words below", z="Zz")
    shape = of_kind(kind, 0, 0, 200, 90, x=160 * 64, y=130 * 64, matrix=matrix)
    shapes = {"a": below, "b": shape}
    pictures = pictures_of()
    for zoom in (1.0, 0.43, 2.7):
        view = View(zoom, 40 * zoom, 30 * zoom).snapped(1)
        layer = Layer(Figures(shapes, pictures), theme)
        layer.look(view, 1.0)
        assert layer.settle(400, 320, budget=60)[1]
        tiles = QImage(400, 320, QImage.Format.Format_RGB32)
        with painting(tiles) as painter:
            layer.draw(painter, QRectF(tiles.rect()))

        expected = painted(
            *shapes.values(), theme=theme, view=view, pictures=pictures, size=(400, 320)
        )

        assert len(inked(expected, theme)) > 100
        # Where letters fall is rounded to a quarter of a pixel.
        assert different(tiles, expected, 60) <= 4, zoom


@pytest.mark.parametrize("kind", KINDS)
def test_a_moved_figure_keeps_what_is_costly(kind: Kind) -> None:
    pictures = pictures_of()
    shape = of_kind(kind)
    before = figure_for("a", shape, None, pictures)
    assert painted(shape, pictures=pictures)
    path = before.path()

    moved = figure_for("a", replace(shape, x=640), before, pictures)

    assert moved.box == before.box.moved(640, 0)
    assert moved.frame == before.frame.moved(640, 0)
    assert moved.path() == path


@pytest.mark.parametrize("kind", KINDS)
def test_from_afar_every_kind_is_still_to_be_seen(kind: Kind) -> None:
    shape = of_kind(kind, 0, 0, 400, 300, width={"image": 0, "text": 1280}.get(kind, 64))

    image = painted(shape, pictures=pictures_of(), view=View(0.04, -20, -20))

    assert len(inked(image, least=10)) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_figures_as_large_as_the_world_are_painted_and_found(kind: Kind) -> None:
    far = 2**40
    fields = {"size": (far, far)} if kind in ("text", "image") else {}
    shape = replace(of_kind(kind, **fields), points=(0, -far, 0, far)[: 2 if fields else 4])
    view = View(1, -100, -100)

    image = painted(shape, view=view, pictures=pictures_of())

    if kind == "text":
        assert not inked(image)
    else:
        assert (101, 90) in inked(image)
    assert figure_for("a", shape).is_at((64, 0), 640)


def test_an_image_is_found_by_the_hash_that_it_shows() -> None:
    figures = Figures({"a": of_kind("rect"), "b": of_kind("image")})

    assert [figure.shape_id for figure in figures.showing(BLOB)] == ["b"]
    assert not figures.showing("cd" * 32)
